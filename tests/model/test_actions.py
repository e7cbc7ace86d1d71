"""The rules that propose actions: each threshold, small groups, what rests, what comes back, whom it concerns."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.action_counts import count_by_rule
from bot.model.action_people import concerned
from bot.model.action_rules import RULE, RULE_NAMES, RULES, ActionRule, RuleName
from bot.model.actions import Action, Answered, Situation, Theme, followed, propose, told_count
from bot.model.figures import Share, SurveyFacts, UseFacts, share
from bot.model.ground import WHOLE, Ground
from bot.model.slices import use_facts
from tests.model.test_summary import grounds

MONDAY = date(2026, 11, 23)
TITLE = {"en": "Access", "zh-Hant": "權限", "zh-Hans": "权限"}
PAGE = Path(__file__).parents[2] / "docs/explanation/actions.md"


def situation(**changes: Any) -> Situation:
    """A team of sixty in week 6 in which no rule has anything to say, but for `changes`."""
    use = UseFacts(enabled=60, active=41, active_before=40, is_habit_known=True, never_of=60, dormant_of=60)
    given_facts = {name: changes.pop(name) for name in list(changes) if name in UseFacts.model_fields}
    survey = {name: changes.pop(name) for name in list(changes) if name in SurveyFacts.model_fields}
    made = Situation(
        use.model_copy(update=given_facts), SurveyFacts(**survey), (), "Sales", 6, MONDAY, MONDAY, 5
    )
    return replace(made, **changes)


def named(people: int, key: str = "blocker:access") -> Theme:
    return Theme(key=key, labels=TITLE, people=people)


def rules(now: Situation) -> list[str]:
    return [action.rule for action in propose(now)]


@pytest.mark.parametrize(
    ("rule", "below", "at", "above"),
    [
        ("never_activated", {"never": 11}, {"never": 12}, {"never": 13}),
        ("not_returning", {"stopped": 11}, {"stopped": 12}, {"stopped": 13}),
        ("dormant", {"dormant": 8}, {"dormant": 9}, {"dormant": 10}),
        ("power_users", {"power": 1}, {"power": 2}, {"power": 3}),
        ("low_response", {"asked": 60, "answered": 24}, {"asked": 60, "answered": 23}, {"asked": 60, "answered": 0}),
        ("blocker", {"themes": (named(2),)}, {"themes": (named(3),)}, {"themes": (named(9),)}),
        ("no_figures", {}, {"is_known": False, "team": ""}, {"is_known": False, "team": "", "program_week": 9}),
    ],
)  # fmt: skip
def test_a_rule_speaks_from_its_threshold_on(
    rule: str, below: dict[str, Any], at: dict[str, Any], above: dict[str, Any]
) -> None:
    assert rules(situation(**below)) == []
    assert rules(situation(**at)) == [rule]
    assert rules(situation(**above)) == [rule]


@pytest.mark.parametrize(
    ("n", "x", "due"), [(15, 3, True), (10, 3, True), (14, 2, False), (35, 7, True), (36, 7, False)]
)
def test_a_share_of_exactly_the_threshold_is_never_lost_to_rounding(n: int, x: int, due: bool) -> None:
    assert rules(situation(never=x, never_of=n)) == (["never_activated"] if due else [])


@pytest.mark.parametrize(
    "few",
    [
        {"never": 4, "never_of": 4}, {"stopped": 4, "active_before": 4}, {"dormant": 4, "dormant_of": 4},
        {"asked": 4, "answered": 0}, {"power": 4, "enabled": 4}, {"never": 2, "never_of": 5},
        {"asked": 60, "answered": 1, "hidden": frozenset({"response"})},
        {"is_known": False, "never": 60}, {"is_partial": True, "stopped": 40},
        {"never": 60, "program_week": 1}, {"is_known": False}, {"is_known": False, "team": "", "program_week": 0},
    ],
)  # fmt: skip
def test_nothing_is_proposed_of_too_few_or_before_it_can_be_told(few: dict[str, Any]) -> None:
    assert propose(situation(**few)) == ()


@given(st.data())
def test_the_same_facts_propose_the_same_three_at_most_in_the_order_of_the_table(data: st.DataObject) -> None:
    counts = {
        name: data.draw(st.integers(0, 60), label=name)
        for name in ("never", "stopped", "dormant", "power", "asked")
    }
    themes = tuple(named(n, f"blocker:{n}") for n in data.draw(st.lists(st.integers(5, 60), max_size=3)))
    now = situation(**counts, themes=themes)
    found = propose(now)
    assert found == propose(replace(now))
    assert len(found) <= 3
    places = [RULE_NAMES.index(action.rule) for action in found]
    assert places == sorted(places)
    assert all(action.due_on >= now.today for action in found)


@pytest.mark.parametrize(
    "wrong",
    [{"percent": 91}, {"percent": -1}, {"rests": 0}, {"rests": 27}, {"worse_by": 0}, {"fewest": 1}, {"by": 5},
     {"first_week": 13}],
)  # fmt: skip
def test_a_line_of_the_table_beyond_its_bounds_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=f"dormant: {next(iter(wrong))} is"):
        ActionRule(**{"name": "dormant", "who": "owner", "to": "owner", "rests": 4} | wrong)  # type: ignore[arg-type]


def test_every_rule_stands_in_the_table_once() -> None:
    assert tuple(rule.name for rule in RULES) == RULE_NAMES


def answered(rule: RuleName, weeks_ago: int, evidence: Share | None = None, **more: Any) -> Answered:
    about = more.get("theme").key if "theme" in more else ""
    action = Action(rule=rule, about=about, evidence=evidence, who="champion", due_on=MONDAY, **more)
    on = MONDAY - timedelta(weeks=weeks_ago)
    return Answered(action_id="act", action=action, state="sent", answered_on=on)


def after(one: Answered, **changes: Any) -> tuple[Action, ...]:
    return propose(situation(past={one.action.key: one}, **changes))


@pytest.mark.parametrize(
    ("rule", "worse"), [("never_activated", {"never": 12}), ("power_users", {"power": 2})]
)
def test_an_answered_action_rests_for_its_weeks_and_then_says_why_it_is_back(
    rule: RuleName, worse: dict[str, int]
) -> None:
    then = share(12, 60) if rule == "never_activated" else None
    rests = RULE[rule].rests
    assert after(answered(rule, rests - 1, then), **worse) == ()
    (back,) = after(answered(rule, rests, then), **worse)
    assert back.again is not None
    assert (back.again.why, back.again.state, back.again.share) == ("rested", "sent", then)


@pytest.mark.parametrize(("never", "is_back"), [(17, False), (18, True), (60, True)])
def test_ten_points_worse_bring_an_action_back_early(never: int, is_back: bool) -> None:
    found = after(answered("never_activated", 1, share(12, 60)), never=never)
    assert [action.again.why for action in found if action.again] == (["worse"] if is_back else [])


@pytest.mark.parametrize(("answers", "is_back"), [(23, False), (17, False), (14, True)])
def test_fewer_answers_are_what_is_worse_about_answers(answers: int, is_back: bool) -> None:
    found = after(answered("low_response", 1, share(20, 60, 5)), asked=60, answered=answers)
    assert bool(found) == is_back


@pytest.mark.parametrize(("people", "is_back"), [(8, False), (9, True)])
def test_three_more_people_bring_an_obstacle_back_early(people: int, is_back: bool) -> None:
    found = after(answered("blocker", 1, theme=named(6)), themes=(named(people),))
    assert bool(found) == is_back
    other = after(answered("blocker", 1, theme=named(6, "blocker:speed")), themes=(named(6),))
    assert [action.again for action in other] == [None]


def test_a_better_number_after_the_rest_is_not_proposed_at_all() -> None:
    assert after(answered("never_activated", 9, share(30, 60)), never=11) == ()


@pytest.mark.parametrize(
    ("evidence", "sent", "told"),
    [
        (share(12, 60), 12, 12), (share(12, 60), 11, None), (share(12, 60), 7, 7), (share(12, 60), 4, None),
        (share(12, 60), 13, None), (share(12, 60), 17, 17), (share(60, 60), 60, None), (None, 12, None),
    ],
)  # fmt: skip
def test_how_many_it_was_sent_to_is_told_only_where_nobody_can_be_subtracted(
    evidence: Share | None, sent: int, told: int | None
) -> None:
    action = Action(rule="never_activated", evidence=evidence, who="champion", due_on=MONDAY)
    assert told_count(action, sent, 5) == told


def test_of_few_answers_those_are_counted_who_gave_none() -> None:
    action = Action(rule="low_response", evidence=share(20, 60, 5), who="champion", due_on=MONDAY)
    assert told_count(action, 40, 5) == 40
    assert told_count(action, 20, 5) == 20
    assert told_count(action, 38, 5) is None


def test_what_was_taken_is_followed_for_four_weeks_and_a_hidden_number_is_left_out() -> None:
    taken = answered("never_activated", 4, share(12, 60)).model_copy(update={"state": "taken"})
    (moved,) = followed(situation(never=3), [taken])
    assert (moved.then, moved.now) == (share(12, 60), share(3, 60))
    (hidden,) = followed(situation(never=3, never_of=4), [taken])
    assert hidden.now is None
    late = taken.model_copy(update={"answered_on": MONDAY - timedelta(weeks=5)})
    old = answered("never_activated", 1, share(12, 60))
    assert followed(situation(never=3), [late, old]) == ()


@given(grounds(), st.sampled_from([WHOLE, "Sales", "Legal"]))
@settings(max_examples=60)
def test_a_message_goes_to_exactly_those_the_number_counts(
    made: tuple[Ground, set[tuple[int, int]]], team: str
) -> None:
    ground, _ = made
    facts = use_facts(ground, team)
    counted: dict[RuleName, int] = {
        "never_activated": facts.never, "not_returning": facts.stopped, "dormant": facts.dormant,
    }  # fmt: skip
    members = {one.person_id for one in ground.members_of(team)}
    for rule, n in counted.items():
        found = concerned(ground, team, rule)
        assert len(found) == n
        assert found <= members
        assert concerned(ground, team, rule, later=(1 << 20) - 1) == frozenset()
    assert concerned(ground, team, "blocker") == frozenset()


def test_the_counts_put_every_action_into_one_column_and_name_nobody() -> None:
    def row(rule: str, state: str, team: str = "Sales", reason: str = "", **more: Any) -> dict[str, Any]:
        return {
            "rule": rule, "team": team, "state": state, "reason": reason, "retired_at": None,
            "brought_back_at": None, **more,
        }  # fmt: skip

    rows = [
        row("blocker/a", "declined", reason="no_time"), row("blocker/b", "declined", reason="no_time"),
        row("blocker/b", "declined"), row("blocker/a", "done"), row("dormant", "sent"),
        row("dormant", "lapsed", retired_at=1), row("dormant", "lapsed", team="Legal", retired_at=1),
        row("dormant", "lapsed", team="Office", retired_at=1, brought_back_at=2), row("dormant", "proposed"),
    ]  # fmt: skip
    found = {one.rule: one for one in count_by_rule(rows)}
    assert tuple(found) == RULE_NAMES
    blocker, dormant = found["blocker"], found["dormant"]
    assert (blocker.proposed, blocker.done, blocker.declined) == (4, 1, {"no_time": 2, "other": 1})
    assert (dormant.sent, dormant.unanswered, dormant.retired) == (1, 4, 2)
    for one in found.values():
        columns = (one.unanswered, one.taken, one.sent, one.done, *one.declined.values())
        assert one.proposed == sum(columns)


def test_the_page_about_actions_tells_the_thresholds_of_the_table() -> None:
    told = re.findall(
        r"^\| `(\w+)` \| [^|]*?(\d+)[^|]*\| (\d+) weeks \|", PAGE.read_text(encoding="utf-8"), re.M
    )
    table = [
        (
            rule.name,
            str(rule.percent or (rule.fewest if rule.name != "no_figures" else rule.first_week)),
            str(rule.rests),
        )
        for rule in RULES
    ]
    assert told == table
