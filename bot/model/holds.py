"""What a hold does to the timers of a phase, and how long sending stood still: pure rules.

A phase's plan is weeks from a Monday. While it is held nothing of it leaves, so what could not happen is
planned anew: the week in which the hold began is repeated for its steps that are still to come, and every
later week follows. Steps that left keep their keys, so none of them comes again. Everything counts from
the dates that were intended, never from when something really left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.delivery import KINDS, IsWorkday, Limits
from bot.model.rollout import Phase
from bot.model.schedule import PhaseStatus, Shift, last_week, monday_for, time_in_week, week_in
from bot.model.time import LocalTime, first_monday, local_instant

WEEK = timedelta(weeks=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Step:
    """Something of the plan that reaches people at `at`, and makes sense for `late_for` after it."""

    week: int
    at: datetime
    late_for: timedelta


def shift_for(
    phase: Phase, status: PhaseStatus, held_from: datetime, held_until: datetime, zone: ZoneInfo
) -> Shift | None:
    """By how much the weeks still to come move when a hold of `[held_from, held_until)` is released.

    None when nothing was lost: no step's time ran out during the hold, and it lasted less than a week.
    Otherwise the first week with steps to come (the one in which the hold began, if it has any left or was
    held from its Monday on) begins on the first Monday on which none of them lies before the release.
    """
    week = _first_to_come(phase, status, held_from, zone)
    monday = monday_for(phase, status, week) if week is not None else None
    if week is None or monday is None:
        return None
    lost = [one for one in steps(phase, status, zone) if _is_lost(one, held_from, held_until)]
    if not lost and held_until - held_from < WEEK:
        return None
    to_come = [one.at for one in steps(phase, status, zone) if one.week == week and one.at >= held_from]
    weeks = (first_monday(held_until.astimezone(zone).date()) - monday).days // 7
    if weeks >= 0 and any(at + weeks * WEEK < held_until for at in to_come):
        weeks += 1
    return Shift(from_week=week, weeks=weeks) if weeks > 0 else None


def steps(phase: Phase, status: PhaseStatus, zone: ZoneInfo) -> Iterator[Step]:
    """Openings, nudges and tips of a dated phase as the program's own clock has them, week by week."""
    for week in range(phase.first_week, last_week(phase, status) + 1):
        monday = monday_for(phase, status, week)
        if monday is None:
            return
        for kind, day, at in _times_of(phase, week):
            yield Step(week, time_in_week(monday, f"{day} {at}", zone.key).instant(), KINDS[kind].late_for)


def _times_of(phase: Phase, week: int) -> Iterator[tuple[str, str, str]]:
    for window in phase.windows:
        if window.week == week:
            yield "prompt", window.opens[:3], window.opens[4:]
    for nudge in phase.nudge:
        if nudge.week == week:
            yield "nudge", nudge.day, nudge.at
    if phase.tips:
        yield "tip", phase.tips.day, phase.tips.at


def _is_lost(step: Step, held_from: datetime, held_until: datetime) -> bool:
    """Its time came during the hold and had run out at its end: nothing could be made good."""
    return held_from <= step.at and step.at + step.late_for <= held_until


def _first_to_come(phase: Phase, status: PhaseStatus, held_from: datetime, zone: ZoneInfo) -> int | None:
    """The first week that is not over for a hold beginning then; None when no week of the phase is left."""
    week = week_in(phase, status, held_from.astimezone(zone).date())
    if week is None:
        return phase.first_week if status.week_one_on else None
    monday = monday_for(phase, status, week)
    was_whole = monday is not None and held_from <= local_instant(monday, time.min, zone)
    has_left = any(one.week == week and one.at >= held_from for one in steps(phase, status, zone))
    found = week if was_whole or has_left else week + 1
    return found if found <= last_week(phase, status) else None


def stood_still_since(spans: Iterable[Span], until: datetime) -> datetime | None:
    """Since when sending has stood still without a gap, of holds and pauses that overlap or touch; None
    when none of them lasts until then."""
    since = until
    for begins, ends in sorted(spans, key=lambda span: span[1], reverse=True):
        if ends >= since and begins < since:
            since = begins
    return since if since < until else None


def working_time(held: Span, zone: ZoneInfo, limits: Limits, is_workday: IsWorkday) -> timedelta:
    """How much of the program's working hours a span takes."""
    total, day = timedelta(), held[0].astimezone(zone).date()
    while day <= held[1].astimezone(zone).date():
        if works(day, limits, is_workday):
            opens, closes = (local_instant(day, at, zone) for at in (limits.from_time, limits.until_time))
            total += max(timedelta(), min(closes, held[1]) - max(opens, held[0]))
        day += timedelta(days=1)
    return total


def working_day(limits: Limits) -> timedelta:
    """The length of the program's working day."""
    day = date(2026, 1, 1)
    return datetime.combine(day, limits.until_time) - datetime.combine(day, limits.from_time)


def works(day: date, limits: Limits, is_workday: IsWorkday) -> bool:
    """Whether the program works on a date, by its own calendar and weekdays."""
    known = is_workday(limits.calendar, day, False)
    return day.weekday() in limits.days if known is None else known


def close_after(closes: LocalTime, lost: timedelta, limits: Limits, is_workday: IsWorkday) -> LocalTime:
    """When a window closes that was open while nothing could leave for `lost` of working time: on the same
    wall clock, later by as many working days, rounded to whole ones."""
    day = closes.day
    for _ in range(round(lost / working_day(limits))):
        day += timedelta(days=1)
        while not works(day, limits, is_workday):
            day += timedelta(days=1)
    return LocalTime(day, closes.wall, closes.zone)
