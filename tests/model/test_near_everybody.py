"""Near nobody and near everybody a count of what people said tells neither, nor all but fewer than a group."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.model.figures import (
    Number,
    SurveyFacts,
    favourable_number,
    minutes_number,
    rate_number,
    share,
)
from bot.model.gate import Gate
from bot.model.gate_count import count_metric
from bot.model.gate_rules import number_of
from bot.model.ground import WHOLE, Ground, Member, Respondent
from bot.model.slices import survey_facts, themes
from bot.model.statistics import people_told, wilson
from tests.model.test_summary import QUESTIONS

MONDAY = date(2026, 11, 16)


def favourable(x: int, rated: int, asked: int) -> Number:
    silent = frozenset() if asked - rated >= 5 else frozenset({"favourable_rest", "minutes_rest"})
    facts = SurveyFacts(
        asked=asked, answered=rated, rated=rated, favourable=x, minutes=(5.0,) * rated, hidden=silent
    )
    return favourable_number(facts, 5)


@pytest.mark.parametrize("n", range(5, 120))
def test_whoever_reads_a_number_can_exclude_neither_end_nor_all_but_fewer_than_a_group(n: int) -> None:
    told: dict[str, list[int]] = {}
    for x in range(n + 1):
        number = rate_number("favourable", x, n, 60, "C", 5)
        told.setdefault(number.model_dump_json(), []).append(x)
    near = min(4, (n - 1) // 2)
    for same in told.values():
        if same[0] == 0:
            assert same[-1] >= near
        if same[-1] == n:
            assert same[0] <= n - near
        assert len(same) == 1 or same[0] == 0 or same[-1] == n  # in between nothing is made coarser


@pytest.mark.parametrize("n", range(10, 80))
def test_the_interval_says_no_more_than_the_figure_and_no_less_than_the_truth(n: int) -> None:
    for x in range(n + 1):
        number = rate_number("favourable", x, n, None, "C", 5)
        low, high = wilson(x, n)
        assert number.low is None or number.low <= 100 * low + 1e-9
        assert number.high is None or number.high >= 100 * high - 1e-9
        assert number.share is not None
        assert number.share.edge != "at_least" or number.high is None
        assert number.share.edge != "at_most" or number.low is None


def test_a_side_is_said_only_where_every_count_that_may_be_meant_lies_on_it() -> None:
    assert (rate_number("favourable", 12, 12, 60, "C", 5).side, share(12, 12, 5).count) == ("above", 8)
    for x in range(8, 13):
        unsure = rate_number("favourable", x, 12, 90, "C", 5)
        assert (unsure.side, unsure.certainty) == ("", "cant_tell")
    assert rate_number("favourable", 0, 12, 60, "C", 5).side == "below"


def test_of_use_everybody_and_all_but_one_look_alike() -> None:
    assert share(10, 10) == share(9, 10)
    assert share(0, 8) == share(1, 8)
    assert (share(8, 10).count, share(8, 10).edge) == (8, "")


@pytest.mark.parametrize("asked", range(8, 40))
def test_how_many_rated_is_exact_only_when_a_whole_group_did_not(asked: int) -> None:
    by_rated = {rated: people_told(rated, asked, 5, may_tell_rest=True) for rated in range(5, asked + 1)}
    for rated, (people, is_least) in by_rated.items():
        assert is_least == (asked - rated < 5)
        assert people <= rated
        assert not is_least or people in (5, asked - 5)
    assert people_told(12, 20, 5, may_tell_rest=False)[1]
    with pytest.raises(ValueError, match="told from 5 on"):
        people_told(4, 20, 5, may_tell_rest=True)


def test_a_number_of_nearly_everybody_asked_keeps_its_count_to_itself() -> None:
    all_of_them, all_but_one = favourable(13, 13, 13), favourable(12, 12, 13)
    assert all_of_them == all_but_one == favourable(8, 12, 13)
    assert all_of_them.share is not None
    assert (all_of_them.share.count, all_of_them.share.of, all_of_them.share.is_least) == (0, 8, True)
    assert (all_of_them.low, all_of_them.high, all_of_them.certainty) == (None, None, "cant_tell")
    between = favourable(6, 13, 13)
    assert between.share is not None
    assert (between.share.count, between.share.percent, between.share.of) == (0, 45, 8)
    exact = favourable(9, 15, 25).share
    assert exact is not None
    assert (exact.count, exact.of, exact.is_least) == (9, 15, False)


def test_minutes_do_not_tell_how_many_were_silent_and_their_range_is_rounded_outwards() -> None:
    facts = SurveyFacts(
        asked=13,
        answered=12,
        rated=12,
        minutes=tuple(n + 0.5 for n in range(12)),
        hidden=frozenset({"minutes_rest"}),
    )
    number = minutes_number(facts, 5)
    assert number.share is not None
    assert (number.share.of, number.share.is_least) == (8, True)
    assert number.low is not None
    assert number.high is not None
    assert (number.low % 5, number.high % 5) == (0, 0)
    assert number.low <= 3.5
    assert number.high >= 8.5


def ground(named: int, answered: int, asked: int) -> Ground:
    """So many of those asked answered, and so many of these named access."""
    said = [{"blocker": "access" if n < named else "speed", "useful": "5"} for n in range(answered)]
    people = tuple(Respondent(f"p{n}", "Sales", said[n] if n < answered else {}) for n in range(asked))
    members = tuple(Member(one.person_id, n, "", "Sales", MONDAY) for n, one in enumerate(people))
    return Ground(MONDAY, 3, 5, members, {}, "none", None, ((3, MONDAY),), people, QUESTIONS)


@pytest.mark.parametrize("asked", [12, 13, 17, 30])
def test_a_theme_that_nearly_all_named_is_told_from_so_many_on(asked: int) -> None:
    for answered in range(5, asked + 1):
        for named in range(5, answered + 1):
            (theme, *_) = [
                one for one in themes(ground(named, answered, asked)) if one.key == "blocker:access"
            ]
            if answered - named >= 5 and asked - named >= 5:
                assert (theme.people, theme.is_least) == (named, False)
            else:
                assert theme.is_least
                assert theme.people in (5, asked - 5)
                assert theme.people <= named


def test_a_gate_tells_what_people_said_as_carefully_as_the_digest() -> None:
    gate = Gate(metric="favourable", target=60, minimum_people=10)
    told = [
        number_of(gate, count_metric("favourable", ground(5, answered, 13), MONDAY, WHOLE))
        for answered in (12, 13)
    ]
    assert told[0] == told[1]
    assert told[0] is not None
    assert told[0].share is not None
    assert told[0].share.is_least
    response = Gate(metric="response", target=60, minimum_people=10)
    shares = {
        str(number_of(response, count_metric("response", ground(5, answered, 13), MONDAY, WHOLE)))
        for answered in range(9, 14)
    }
    assert len(shares) == 1


def test_a_rest_that_another_teams_figure_would_give_away_is_a_bound_too() -> None:
    sales, both = ground(5, 12, 13), ground(5, 12, 13)
    other = tuple(replace(one, person_id=f"q{n}", team="Finance") for n, one in enumerate(both.asked[:5]))
    silent = tuple(Respondent(f"s{n}", "Finance", {}) for n in range(5))
    members = tuple(
        Member(one.person_id, n, "", one.team, MONDAY)
        for n, one in enumerate((*sales.asked, *other, *silent))
    )
    made = replace(sales, asked=(*sales.asked, *other, *silent), members=members)
    hidden = {
        team: "favourable_rest" in survey_facts(made, team).hidden for team in (WHOLE, "Sales", "Finance")
    }
    assert hidden == {WHOLE: False, "Sales": True, "Finance": True}
