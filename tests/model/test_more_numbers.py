"""Numbers told of everybody behind “how computed”: recounted by hand, and silent where they would say too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.figures import Number
from bot.model.ground import Ground, Member, Respondent
from bot.model.more import more_numbers
from bot.model.slices import survey_facts, use_facts
from bot.model.summary import build
from bot.model.told import told_number
from bot.model.usage import bits_of
from tests.model.test_metrics import MONDAY, ROLES, question
from tests.model.test_summary import facts

SAID = {"time_without": "60", "time_with": "10", "time_checking": "10", "time_rework": "10"}


def ground(heard: range, now: range, before: range, people: int = 60) -> Ground:
    """Everybody is asked; those in `heard` answer all four times, `now` and `before` used the tool."""
    members = tuple(Member(f"p{n}", n, f"P {n}", "", MONDAY - timedelta(weeks=9)) for n in range(people))
    weeks = {MONDAY: bits_of(now), MONDAY - timedelta(weeks=1): bits_of(before)}
    asked = tuple(Respondent(f"p{n}", "", SAID if n in heard else {}) for n in range(people))
    return Ground(
        MONDAY, 6, 5, members, weeks, "measured", MONDAY + timedelta(days=6), ((6, MONDAY),), asked,
        {role: question(role) for role in ROLES},
    )  # fmt: skip


def more(of: Ground) -> dict[str, Number]:
    return {one.key: one for one in more_numbers(of, use_facts(of), survey_facts(of))}


def begun(bits: int | None, of: int = 60) -> Number | None:
    """Everybody has had access for weeks, but the last ten came this week."""
    full = ground(range(0), range(of), range(of), of)
    late = tuple(replace(one, since=MONDAY) for one in full.members[-10:])
    told = replace(full, members=(*full.members[:-10], *late), activated=bits)
    return more(told).get("activated")


def test_activated_counts_who_began_in_earnest_among_those_with_access_for_two_weeks() -> None:
    number = begun(bits_of([*range(30), *range(52, 60)]))
    assert number is not None
    assert number.share is not None
    assert (number.share.count, number.share.of, number.grade) == (30, 50, "D")


@pytest.mark.parametrize(("bits", "people"), [(None, 60), (bits_of(range(4)), 19)])
def test_activated_is_silent_where_nobody_counted_days_or_few_had_access(
    bits: int | None, people: int
) -> None:
    assert begun(bits, people) is None


def test_who_came_back_is_told_in_percent_of_about_so_many() -> None:
    came_back = more(ground(range(0), range(10, 40), range(40)))["returning"]
    assert came_back.share is not None
    assert (came_back.share.percent, came_back.share.count, came_back.share.of) == (75, 0, 40)
    assert came_back.grade == "D"


def test_who_came_back_does_not_tell_that_nearly_everybody_was_there_before() -> None:
    for before in (59, 60):
        share = more(ground(range(0), range(40), range(before)))["returning"].share
        assert share is not None
        assert share.of == 58, before


@pytest.mark.parametrize(("people", "before"), [(60, 9), (19, 15)])
def test_who_came_back_is_not_told_of_few(people: int, before: int) -> None:
    assert "returning" not in more(ground(range(0), range(5), range(before), people))


def test_coverage_counts_those_seen_and_those_heard_once() -> None:
    share = more(ground(range(20, 45), range(30), range(30)))["coverage"].share
    assert share is not None
    assert (share.count, share.of) == (45, 60)


@pytest.mark.parametrize(("heard", "seen"), [(range(20, 34), 30), (range(20, 56), 30), (range(0), 30)])
def test_coverage_is_not_told_where_few_were_heard_only_or_few_neither(heard: range, seen: int) -> None:
    assert "coverage" not in more(ground(heard, range(seen), range(seen)))


def test_coverage_is_a_lower_bound_beside_anonymous_answers() -> None:
    named = ground(range(20, 45), range(30), range(30))
    slip = Respondent("slip", "", SAID, frozenset({"p50"}))
    covered = more(replace(named, asked=(*named.asked[:50], slip, *named.asked[51:])))["coverage"]
    assert covered.share is not None
    assert (covered.share.edge, covered.high) == ("at_least", None)


def test_net_time_is_told_of_whom_the_minutes_are_told() -> None:
    found = ground(range(20), range(20), range(20))
    net = more(found)["net-time"]
    assert (net.minutes, net.grade) == (30, "C")
    without = replace(found, questions={role: question(role) for role in ROLES[:2]})
    assert "net-time" not in more(without)
    assert "net-time" not in more(ground(range(4), range(20), range(20)))


def test_a_summary_keeps_them_and_explains_them_like_the_others() -> None:
    found = ground(range(20, 45), range(30), range(30))
    made = build(facts(more=more_numbers(found, use_facts(found), survey_facts(found))))
    told = told_number(made, "coverage")
    assert told is not None
    assert told.number == made.more[1]
    assert told_number(build(facts()), "coverage") is None
