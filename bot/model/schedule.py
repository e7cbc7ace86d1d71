"""Where the phases of a program stand, and which dates their weeks have.

A phase that was held goes on later: its weeks move, the weeks before the hold stay where they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict

from bot.model.rollout import Phase, PhaseState, Program
from bot.model.time import LocalTime, monday_of, weekday_number


class Shift(BaseModel):
    """From program week `from_week` on everything comes `weeks` later than planned."""

    model_config = ConfigDict(frozen=True)

    from_week: int
    weeks: int


class PhaseStatus(BaseModel):
    """Where one phase stands; `week_one_on` is the Monday its first week begins with.

    `shifts` came from holds, in the order of their weeks; `extended_weeks` from the gate's one extension.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    phase_key: str
    ordinal: int
    state: PhaseState
    week_one_on: date | None = None
    ended_at: datetime | None = None
    shifts: tuple[Shift, ...] = ()
    extended_weeks: int = 0


def begun(program: Program, statuses: Iterable[PhaseStatus]) -> Iterator[tuple[Phase, PhaseStatus]]:
    """The phases that are dated, in order, each with where it stands; not those the program dropped."""
    by_key = {phase.key: phase for phase in program.phase}
    for status in statuses:
        if status.week_one_on and status.phase_key in by_key:
            yield by_key[status.phase_key], status


def last_week(phase: Phase, status: PhaseStatus) -> int:
    """The program week a phase ends with, its extension included."""
    return phase.last_week + status.extended_weeks


def week_in(phase: Phase, status: PhaseStatus, day: date) -> int | None:
    """The program week `day` falls in; None before the phase begins. Held weeks belong to the one before."""
    if status.week_one_on is None or day < status.week_one_on:
        return None
    week = phase.first_week + (monday_of(day) - status.week_one_on).days // 7
    for shift in status.shifts:
        if week >= shift.from_week:
            week = max(shift.from_week - 1, week - shift.weeks)
    return week if week >= phase.first_week else None


def monday_for(phase: Phase, status: PhaseStatus, week: int) -> date | None:
    """The Monday of a program week of a phase; None while the phase is not dated."""
    if status.week_one_on is None:
        return None
    moved = sum(shift.weeks for shift in status.shifts if shift.from_week <= week)
    return status.week_one_on + timedelta(weeks=week - phase.first_week + moved)


def last_day(phase: Phase, status: PhaseStatus) -> date | None:
    """The Sunday a phase ends with; None while it is not dated."""
    monday = monday_for(phase, status, last_week(phase, status))
    return monday + timedelta(days=6) if monday else None


def time_in_week(monday: date, day_and_time: str, zone: str) -> LocalTime:
    """The rule `tue 10:00` in the week of `monday`, in a zone."""
    day, _, wall = day_and_time.partition(" ")
    return LocalTime(monday + timedelta(days=weekday_number(day)), time.fromisoformat(wall), zone)
