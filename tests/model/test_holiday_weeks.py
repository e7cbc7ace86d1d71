"""Weeks in which few people work: told from the real calendars, and left out wherever weeks are put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.delivery import Limits, plain_weeks
from bot.model.gate_rules import counted_week
from bot.model.ground import WHOLE, Ground, Member
from bot.model.holiday_weeks import (
    days_worked,
    holidays_of,
    is_mostly_short,
    is_short,
    short_weeks,
    worked_weeks,
)
from bot.model.schedule import PhaseStatus
from bot.model.slices import ladder_weeks, use_facts
from bot.model.usage import Busy, bits_of
from bot.steps.program import read_program
from bot.workdays import Exceptional, Exceptions, Overrides, Workdays
from tests.world import PROGRAMS

WEEK = timedelta(weeks=1)
MONDAY = date(2026, 11, 16)
CALENDARS = Workdays()
ALL = bits_of(range(20))


@pytest.mark.parametrize(
    ("calendar", "monday", "worked", "short"),
    [
        ("TW", "2026-02-16", 0, True),  # Lunar New Year
        ("TW", "2027-02-01", 3, True),  # exactly three days are left
        ("TW", "2027-02-08", 2, True),
        ("TW", "2026-02-23", 4, False),  # exactly four
        ("CN", "2026-09-28", 3, True),  # Golden Week begins on a Thursday
        ("CN", "2026-10-05", 3, True),  # two days and the Saturday that is worked for it
        ("CN", "2026-02-09", 6, False),  # a Saturday worked before the New Year
        ("DE", "2025-12-22", 3, True),  # Christmas on Thursday and Friday
        ("DE", "2026-12-21", 4, False),  # on Friday and Saturday
        ("GB", "2026-12-28", 3, True),
        ("", "2026-12-21", 5, False),
    ],
)
def test_a_week_of_three_working_days_is_short_and_one_of_four_is_not(
    calendar: str, monday: str, worked: int, short: bool
) -> None:
    day = date.fromisoformat(monday)
    assert days_worked(day, calendar, Limits(), CALENDARS) == worked
    assert is_short(day, calendar, Limits(), CALENDARS) is short


def test_a_make_up_day_of_the_own_file_makes_a_short_week_a_full_one() -> None:
    monday = date(2027, 2, 1)
    saturday = Exceptional(on=monday + timedelta(days=5), why="worked for Friday")
    own = Workdays(Overrides({"TW": Exceptions(working=(saturday,))}))
    assert is_short(monday, "TW", Limits(), CALENDARS)
    assert not is_short(monday, "TW", Limits(), own)


def test_who_works_three_days_in_every_week_has_no_short_week_for_that() -> None:
    part_time = replace(Limits(), days=frozenset({0, 1, 2}))
    assert not is_short(date(2026, 3, 9), "TW", part_time, CALENDARS)
    assert is_short(date(2026, 2, 16), "TW", part_time, CALENDARS)


def test_people_without_an_own_calendar_have_the_programs() -> None:
    in_taiwan = replace(Limits(), calendar="TW")
    assert is_short(date(2026, 2, 16), "", in_taiwan, CALENDARS)
    assert not is_short(date(2026, 2, 16), "DE", in_taiwan, CALENDARS)


def test_a_holiday_week_of_a_group_is_one_of_more_than_half_of_its_people() -> None:
    china, taiwan = bits_of(range(10)), bits_of(range(10, 20))
    monday = date(2026, 10, 5)
    short = short_weeks([monday, monday + 2 * WEEK], {"CN": china, "TW": taiwan}, Limits(), CALENDARS)
    assert short == {monday: china}
    assert holidays_of(china, short) == {monday}
    assert holidays_of(ALL, short) == frozenset()  # exactly half is not most
    assert holidays_of(china | bits_of(range(10, 19)), short) == {monday}
    assert holidays_of(0, short) == frozenset()
    assert is_mostly_short(monday, {"CN": 10, "TW": 9}, Limits(), CALENDARS)
    assert not is_mostly_short(monday, {"CN": 10, "TW": 10}, Limits(), CALENDARS)


@given(st.sets(st.integers(0, 8)), st.integers(1, 12))
def test_the_last_worked_weeks_are_the_newest_ones_that_are_no_holiday_weeks(
    ago: set[int], need: int
) -> None:
    holidays = {MONDAY - n * WEEK for n in ago}
    found = worked_weeks(MONDAY, holidays, need)
    assert len(found) == need
    assert list(found) == sorted(found, reverse=True)
    assert not holidays & set(found)
    skipped = {MONDAY - n * WEEK for n in range(40)} - set(found)
    assert {monday for monday in skipped if monday > found[-1]} <= holidays


def ground(week: int, active: dict[int, int], short: dict[int, int]) -> Ground:
    """Twenty people with access from the beginning; bitmaps by how many weeks ago."""
    members = tuple(Member(f"p{n}", n, f"N{n}", "Sales", MONDAY - 60 * WEEK) for n in range(20))
    calendar = tuple((week - ago, MONDAY - ago * WEEK) for ago in reversed(range(week)))
    return Ground(
        MONDAY, week, 5, members, {MONDAY - ago * WEEK: bits for ago, bits in active.items()}, "measured",
        MONDAY + timedelta(days=6), calendar, short={MONDAY - ago * WEEK: bits for ago, bits in short.items()},
    )  # fmt: skip


def test_a_habit_survives_a_holiday_week_in_which_nobody_used_it() -> None:
    faithful = bits_of(range(12))
    used = dict.fromkeys((0, 1, 3, 4), faithful)
    assert use_facts(ground(8, used, {})).habit == 0
    found = use_facts(ground(8, used, {2: ALL}))
    assert found.habit == 12
    assert [point.is_holiday for point in found.history] == [False] * 5 + [True, False, False]
    assert use_facts(ground(8, used, {2: bits_of(range(10))})).habit == 0  # a holiday of half of them


def test_the_twelve_week_ladder_looks_at_twelve_worked_weeks() -> None:
    used = dict.fromkeys((0, 2, 4, 5, 6, 7, 8, 11, 13), ALL)  # nine, the last one thirteen weeks ago
    short = {1: ALL, 3: ALL}
    assert use_facts(ground(20, used, {})).habit == 0
    assert use_facts(ground(20, used, short)).habit == 20
    assert len(ladder_weeks(ground(20, used, short))) == 12


def test_started_and_stopped_skip_the_holiday_week_between() -> None:
    used = {0: bits_of(range(8)), 1: bits_of([0]), 2: bits_of(range(4, 12))}
    found = use_facts(ground(8, used, {1: ALL}))
    assert (found.active_before, found.started, found.stopped) == (8, 4, 4)
    assert found.compared_on == MONDAY - 2 * WEEK
    assert not found.is_holiday
    assert use_facts(ground(8, used, {0: ALL})).is_holiday


def test_a_habit_is_too_early_until_four_weeks_were_worked() -> None:
    assert use_facts(ground(4, {}, {})).is_habit_known
    assert not use_facts(ground(4, {}, {2: ALL})).is_habit_known
    assert use_facts(ground(5, {}, {2: ALL})).is_habit_known


def test_nobody_is_dormant_for_a_holiday_and_use_in_one_counts() -> None:
    used = {0: 0, 3: bits_of([1]), 4: bits_of([2]), 6: bits_of([3])}
    assert use_facts(ground(10, used, {})).dormant == 2
    assert use_facts(ground(10, used, {1: ALL})).dormant == 1  # four worked weeks reach back five
    assert use_facts(ground(10, {1: bits_of([3]), 6: bits_of([3])}, {1: ALL})).dormant == 0


def test_never_means_two_worked_weeks_with_access() -> None:
    late = tuple(Member(f"p{n}", n, f"N{n}", "", MONDAY - WEEK) for n in range(20))
    assert use_facts(replace(ground(8, {}, {}), members=late)).never_of == 20
    assert use_facts(replace(ground(8, {}, {1: ALL}), members=late)).never_of == 0


def test_every_group_has_the_holidays_of_its_own_people() -> None:
    mixed = ground(8, dict.fromkeys((0, 1, 3, 4), ALL), {2: bits_of(range(8))})
    members = tuple(replace(one, team="Shanghai" if one.ordinal < 8 else "Taipei") for one in mixed.members)
    mixed = replace(mixed, members=members, told=frozenset({"Shanghai", "Taipei"}))
    assert use_facts(mixed, "Shanghai").habit == 8
    assert use_facts(mixed, "Taipei").habit == use_facts(mixed, WHOLE).habit == 0


def test_the_rungs_are_those_of_the_public_ladder_on_worked_weeks_alone() -> None:
    used = {
        0: bits_of(range(12)),
        1: bits_of(range(8)),
        2: bits_of([15]),
        3: bits_of(range(8)),
        4: bits_of(range(8)),
    }
    made = ground(8, used, {2: ALL})
    weeks = ladder_weeks(made)
    made = replace(made, busy={weeks: Busy(some=bits_of([*range(8), 9]), much=bits_of([0, 1, 9]))})
    found = use_facts(made)
    assert found.rungs == {"power": 2, "habitual": 6, "novice": 1, "low": 3, "non_user": 8}
    assert (found.power, found.habit) == (2, 8)
    assert use_facts(replace(made, busy={})).power is None


def test_a_gate_looks_at_the_last_week_that_most_of_its_people_worked() -> None:
    phase = read_program((PROGRAMS / "gated.toml").read_text(encoding="utf-8"), "gated.toml").phase[0]
    begun = PhaseStatus(phase_key="first", ordinal=0, state="running", week_one_on=date(2026, 9, 28))
    today = date(2026, 10, 12)
    in_china = replace(Limits(), calendar="CN")
    assert counted_week(phase, begun, today, in_china, CALENDARS) is None  # both its weeks are Golden Week
    assert counted_week(phase, begun, today, in_china, CALENDARS, {"DE": 6, "": 5}) == (2, date(2026, 10, 5))
    assert counted_week(phase, begun, today, Limits(), CALENDARS, {"CN": 6, "": 5}) is None
    assert counted_week(phase, begun, today, Limits(), plain_weeks) == (2, date(2026, 10, 5))
