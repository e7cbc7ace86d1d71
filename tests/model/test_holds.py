"""What a hold does to a phase's timers: only what is still to come moves, by whole weeks, from intended times."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.delivery import Limits, plain_weeks
from bot.model.holds import close_after, shift_for, steps, stood_still_since, working_time
from bot.model.rollout import Phase
from bot.model.schedule import PhaseStatus, Shift, monday_for, week_in
from bot.model.time import LocalTime, local_instant, weekday_number
from bot.steps.program import read_program

ZONE = ZoneInfo("Asia/Taipei")
MONDAY = date(2026, 11, 30)
PROGRAM = read_program(
    (Path(__file__).parents[1] / "programs/short.toml").read_text(encoding="utf-8"), "short.toml"
)
# Week 1: window Tue 10:00, tip Thu 15:00; week 2: nudge Tue 10:00, tip Thu 15:00
FIRST: Phase = PROGRAM.phase_named("first")
RUNNING = PhaseStatus(phase_key="first", ordinal=0, state="running", week_one_on=MONDAY)


def at(week: int, text: str) -> datetime:
    """`Tue 10:00` of a calendar week, the first being the phase's own."""
    day, _, wall = text.partition(" ")
    on = MONDAY + timedelta(weeks=week - 1, days=weekday_number(day))
    return local_instant(on, time.fromisoformat(wall), ZONE)


@pytest.mark.parametrize(
    ("held_from", "held_until", "shift"),
    [
        # released before the next step of the week, or while it can still be made good
        ((1, "Mon 09:00"), (1, "Tue 09:59"), None),
        ((1, "Tue 09:00"), (1, "Wed 09:59"), None),
        ((2, "Tue 09:50"), (2, "Tue 11:59"), None),
        # a step of the week ran out of time: the week is repeated for what is still to come
        ((1, "Tue 09:00"), (1, "Wed 10:00"), (1, 1)),
        ((2, "Tue 09:50"), (2, "Tue 12:00"), (2, 1)),
        ((1, "Wed 12:00"), (1, "Fri 09:00"), (1, 1)),
        ((1, "Wed 12:00"), (2, "Tue 08:00"), (1, 2)),
        # everything of the week has left: the next one begins later
        ((1, "Fri 09:00"), (2, "Wed 09:00"), (2, 1)),
        ((1, "Fri 09:00"), (4, "Wed 09:00"), (2, 3)),
        # over a weekend nothing was lost
        ((1, "Fri 09:00"), (2, "Mon 09:00"), None),
        ((1, "Fri 09:00"), (2, "Tue 09:00"), None),
        # released on a Monday, before or after the week's first step
        ((1, "Mon 09:00"), (2, "Mon 09:00"), (1, 1)),
        # nothing of the phase is left
        ((2, "Fri 09:00"), (4, "Tue 09:00"), None),
        ((5, "Mon 09:00"), (6, "Mon 09:00"), None),
    ],
)
def test_a_hold_moves_the_weeks_still_to_come_and_only_when_something_was_lost(
    held_from: tuple[int, str], held_until: tuple[int, str], shift: tuple[int, int] | None
) -> None:
    expected = Shift(from_week=shift[0], weeks=shift[1]) if shift else None
    assert shift_for(FIRST, RUNNING, at(*held_from), at(*held_until), ZONE) == expected


def test_a_week_held_from_its_monday_on_is_repeated_even_without_a_step_of_its_own() -> None:
    quiet = FIRST.model_copy(update={"tips": None, "window": ()})  # nothing before week 2
    found = shift_for(quiet, RUNNING, at(1, "Mon 00:00"), at(2, "Mon 00:00"), ZONE)
    assert found == Shift(from_week=1, weeks=1)


def test_a_phase_held_before_it_begins_moves_only_when_its_beginning_is_missed() -> None:
    assert shift_for(FIRST, RUNNING, at(0, "Wed 09:00"), at(1, "Mon 09:00"), ZONE) is None
    late = shift_for(FIRST, RUNNING, at(-1, "Wed 09:00"), at(1, "Thu 09:00"), ZONE)
    assert late == Shift(from_week=1, weeks=1)


def test_a_release_on_a_monday_after_its_first_step_waits_for_the_next_one() -> None:
    early = FIRST.model_copy(
        update={"nudge": (FIRST.nudge[0].model_copy(update={"day": "mon", "at": "08:00"}),)}
    )
    held = at(1, "Fri 09:00")
    assert shift_for(early, RUNNING, held, at(3, "Mon 07:00"), ZONE) == Shift(from_week=2, weeks=1)
    assert shift_for(early, RUNNING, held, at(3, "Mon 09:00"), ZONE) == Shift(from_week=2, weeks=2)


def test_a_phase_that_is_not_dated_has_nothing_to_move() -> None:
    planned = PhaseStatus(phase_key="first", ordinal=0, state="planned")
    assert shift_for(FIRST, planned, at(1, "Mon 09:00"), at(9, "Mon 09:00"), ZONE) is None
    assert list(steps(FIRST, planned, ZONE)) == []


def test_a_second_hold_moves_what_the_first_one_moved() -> None:
    once = RUNNING.model_copy(update={"shifts": (Shift(from_week=2, weeks=1),)})
    found = shift_for(FIRST, once, at(2, "Wed 09:00"), at(3, "Wed 09:00"), ZONE)
    assert found == Shift(from_week=2, weeks=1)
    twice = once.model_copy(update={"shifts": (*once.shifts, found)})
    assert monday_for(FIRST, twice, 2) == MONDAY + timedelta(weeks=3)


INSTANTS = st.integers(-14 * 24, 8 * 7 * 24).map(lambda hours: at(1, "Mon 00:00") + timedelta(hours=hours))


@given(st.tuples(INSTANTS, INSTANTS).map(sorted), st.sampled_from([(), (Shift(from_week=2, weeks=1),)]))
def test_whatever_the_hold_no_step_comes_earlier_and_none_to_come_lies_in_the_past(
    held: list[datetime], before: tuple[Shift, ...]
) -> None:
    if before and held[0] < at(2, "Mon 00:00"):
        return  # the shift that is there came from an earlier hold
    status = RUNNING.model_copy(update={"shifts": before})
    shift = shift_for(FIRST, status, held[0], held[1], ZONE)
    if shift is None:
        return
    moved = status.model_copy(update={"shifts": (*before, shift)})
    pairs = list(zip(steps(FIRST, status, ZONE), steps(FIRST, moved, ZONE), strict=True))
    assert all(new.at - old.at in (timedelta(), timedelta(weeks=shift.weeks)) for old, new in pairs)
    assert all(new.at >= held[1] for old, new in pairs if old.at >= held[0])
    assert all(new.at == old.at for old, new in pairs if old.week < shift.from_week)
    mondays = [monday_for(FIRST, moved, week) for week in (1, 2)]
    assert all(week_in(FIRST, moved, monday) == week for week, monday in enumerate(mondays, 1) if monday)


def test_holds_and_pauses_that_overlap_are_one_standstill() -> None:
    end = at(2, "Mon 09:00")
    spans = [
        (at(1, "Mon 09:00"), at(1, "Mon 12:00")),
        (at(1, "Wed 09:00"), at(1, "Fri 12:00")),
        (at(1, "Thu 09:00"), end),
    ]
    assert stood_still_since(spans, end) == at(1, "Wed 09:00")
    assert stood_still_since(spans[:2], end) is None
    assert stood_still_since([(end, end)], end) is None


def test_only_working_hours_count_as_lost() -> None:
    limits = Limits()  # 09:30 to 16:30, Monday to Friday
    weekend = (at(1, "Fri 16:30"), at(2, "Mon 09:30"))
    assert working_time(weekend, ZONE, limits, plain_weeks) == timedelta()
    two_days = (at(1, "Tue 12:00"), at(1, "Thu 12:00"))
    assert working_time(two_days, ZONE, limits, plain_weeks) == timedelta(hours=14)


@pytest.mark.parametrize(("hours", "day"), [(3, 4), (4, 7), (7, 7), (14, 8), (35, 11)])
def test_a_close_moves_by_whole_working_days_on_the_same_wall_clock(hours: int, day: int) -> None:
    friday = LocalTime(date(2026, 12, 4), time(17), "Asia/Taipei")
    found = close_after(friday, timedelta(hours=hours), Limits(), plain_weeks)
    assert found == LocalTime(date(2026, 12, day), time(17), "Asia/Taipei")


def test_steps_are_told_by_the_programs_own_clock() -> None:
    first = min(one.at for one in steps(FIRST, RUNNING, ZONE))
    assert first == datetime(2026, 12, 1, 2, tzinfo=UTC)
