"""Wall time and instants: a local rule is kept beside the UTC instant it gives.

A wall time that the clock skips becomes the first valid instant after the gap; one that comes twice
means the first. Half-open: a window is open in `[opens, closes)`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@cache
def known_zones() -> frozenset[str]:
    """Names of every time zone this machine knows."""
    return frozenset(available_timezones())


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def local_instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall time on a date in a zone (gap: first valid after it; fold: first)."""
    first = datetime.combine(day, wall, zone)
    at = first.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == first.replace(tzinfo=None):
        return at
    return _end_of_gap(first, zone)


def _end_of_gap(missing: datetime, zone: ZoneInfo) -> datetime:
    before = missing.replace(fold=1).astimezone(UTC)
    after = missing.replace(fold=0).astimezone(UTC)
    low, high = min(before, after), max(before, after)
    offset_after = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset_after:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)


def monday_of(day: date) -> date:
    """The Monday of a date's ISO week."""
    return day - timedelta(days=day.weekday())


def weekday_number(name: str) -> int:
    """0 for `mon` … 6 for `sun`; ValueError for anything else."""
    return WEEKDAYS.index(name.strip().lower())


def week_label(monday: date) -> str:
    """An ISO week as people write it: `2026-W47`."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"
