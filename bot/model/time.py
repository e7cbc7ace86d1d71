"""Wall time and instants: a local rule is kept beside the UTC instant it gives.

A wall time that the clock skips becomes the first valid instant after the gap; one that comes twice
means the first. Half-open: a window is open in `[opens, closes)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

Zones = Callable[[str], tzinfo]  # a zone's name → its rules; `ZoneInfo` unless a test brings others

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@cache
def known_zones() -> frozenset[str]:
    """Names of every time zone this machine knows, but for those that mean another one on the next machine."""
    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}


@dataclass(frozen=True)
class LocalTime:
    """A rule as people mean it: this wall time, on this date, in this zone.

    It is what a stored instant can be computed from again when the zone's rules change.
    """

    day: date
    wall: time
    zone: str

    @classmethod
    def read(cls, text: str, zone: str) -> LocalTime:
        """The rule stored as `2026-12-01T10:00` and a zone."""
        at = datetime.fromisoformat(text)
        return cls(at.date(), at.time(), zone)

    @property
    def text(self) -> str:
        """`2026-12-01T10:00`, as stored."""
        return datetime.combine(self.day, self.wall).isoformat(timespec="minutes")

    def instant(self, zones: Zones = ZoneInfo) -> datetime:
        """The UTC instant by these zones' rules."""
        return local_instant(self.day, self.wall, zones(self.zone))


@lru_cache(maxsize=16384)  # a plan asks for few days and walls, many people over
def local_instant(day: date, wall: time, zone: tzinfo) -> datetime:
    """The UTC instant of a wall time on a date in a zone (gap: first valid after it; fold: first)."""
    first = datetime.combine(day, wall.replace(fold=0), zone)
    at = first.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == first.replace(tzinfo=None):
        return at
    return _end_of_gap(first, zone)


def _end_of_gap(missing: datetime, zone: tzinfo) -> datetime:
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


def first_monday(day: date) -> date:
    """The first Monday from `day` on."""
    return monday_of(day + timedelta(days=6))


def next_monday(at: datetime, zone: ZoneInfo) -> datetime:
    """When the next local week begins."""
    day = at.astimezone(zone).date()
    return local_instant(day + timedelta(days=7 - day.weekday()), time.min, zone)


def spans_without(span: tuple[time, time], quiet: tuple[time, time]) -> list[tuple[time, time]]:
    """What is left of a span of the day without the quiet hours, which may reach over midnight."""
    starts, ends = quiet
    quiets = [(starts, ends)] if starts <= ends else [(time.min, ends), (starts, time.max)]
    spans = [span]
    for quiet_start, quiet_end in quiets:
        spans = [
            part
            for start, end in spans
            for part in ((start, min(end, quiet_start)), (max(start, quiet_end), end))
            if part[0] < part[1]
        ]
    return spans
