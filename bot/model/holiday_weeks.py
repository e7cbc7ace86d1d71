"""Weeks in which few people of a group work: marked, and never compared, counted as habit or judged.

A week is short for a person who works three days of it or fewer by the own calendar (public holidays, make-up
working days, the program's weekdays), and fewer than usual. It is a holiday week for a group when it is
short for more than half of its people: Golden Week for a team in Shanghai, not for its colleagues in Taipei.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from bot.model.delivery import IsWorkday, Limits, is_worked

SHORT_WEEK = 3  # working days; a week with so few, or fewer, says little about a habit
_WEEK = timedelta(weeks=1)


def days_worked(monday: date, calendar: str, limits: Limits, is_workday: IsWorkday) -> int:
    """How many days of a week people with this calendar work; with none of their own the program's."""
    days = (monday + timedelta(days=n) for n in range(7))
    return sum(is_worked(day, calendar, limits, is_workday) for day in days)


def is_short(monday: date, calendar: str, limits: Limits, is_workday: IsWorkday) -> bool:
    """Whether so few days of a week are worked that it says little. Who works three days in every week of the
    program has no short week for that."""
    return days_worked(monday, calendar, limits, is_workday) <= min(SHORT_WEEK, len(limits.days) - 1)


def is_mostly_short(
    monday: date, calendars: Mapping[str, int], limits: Limits, is_workday: IsWorkday
) -> bool:
    """Whether a week is short for more than half of the people; `calendars` says how many have which."""
    short = sum(n for calendar, n in calendars.items() if is_short(monday, calendar, limits, is_workday))
    return 2 * short > sum(calendars.values())


def short_weeks(
    mondays: Iterable[date], calendars: Mapping[str, int], limits: Limits, is_workday: IsWorkday
) -> dict[date, int]:
    """Monday → bitmap of the people whose week is short then; `calendars` maps each calendar to its people.
    Weeks that are short for nobody are left out."""
    found: dict[date, int] = {}
    for monday in mondays:
        people = 0
        for calendar, bits in calendars.items():
            if is_short(monday, calendar, limits, is_workday):
                people |= bits
        if people:
            found[monday] = people
    return found


def holidays_of(group: int, short: Mapping[date, int]) -> frozenset[date]:
    """The Mondays of a group's holiday weeks: short for more than half of the people in the bitmap."""
    return frozenset(
        monday for monday, bits in short.items() if 2 * (bits & group).bit_count() > group.bit_count()
    )


def worked_weeks(monday: date, holidays: Collection[date], weeks: int) -> tuple[date, ...]:
    """The Mondays of the last `weeks` weeks up to this one that are no holiday weeks, the newest first."""
    found: list[date] = []
    while len(found) < weeks:
        if monday not in holidays:
            found.append(monday)
        monday -= _WEEK
    return tuple(found)


def weeks_since(oldest: date, newest: date) -> tuple[date, ...]:
    """Every Monday from `oldest` to `newest`, both included, the newest first."""
    return tuple(newest - n * _WEEK for n in range((newest - oldest).days // 7 + 1))
