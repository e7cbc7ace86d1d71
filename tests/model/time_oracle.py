"""What a wall clock shows, found by looking at it minute for minute; it knows nothing of our rules.

The instant of a wall time is the first at which the clock on the wall shows it or, where it is
skipped, has gone past it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WALLS = (time(0), time(2, 30), time(9))
AROUND = 60 * 60  # minutes looked at on either side of a transition


@dataclass(frozen=True)
class Transition:
    """The first instant of a new offset."""

    zone: ZoneInfo
    at: datetime

    @property
    def edges(self) -> tuple[datetime, datetime]:
        """What the wall shows as the offset changes: by the old one, by the new one."""
        shift = self.at.astimezone(self.zone).utcoffset()
        before = (self.at - MINUTE).astimezone(self.zone).utcoffset()
        assert shift is not None
        assert before is not None
        naive = self.at.replace(tzinfo=None)
        return naive + before, naive + shift

    def rules(self) -> Iterator[tuple[date, time]]:
        """Wall times on the days around, and those beside the transition's own edges."""
        days = sorted({edge.date() + n * DAY for edge in self.edges for n in (-1, 0, 1)})
        beside = {(edge + n * MINUTE).time() for edge in self.edges for n in (-1, 0, 1)}
        yield from ((day, wall) for day in days for wall in sorted(beside | set(WALLS)))

    def instants(self, rules: Iterable[tuple[date, time]]) -> Iterator[datetime]:
        """The instant of each rule, read off the wall."""
        starts = self.at - AROUND * MINUTE
        shown = [(starts + n * MINUTE).astimezone(self.zone).replace(tzinfo=None) for n in range(2 * AROUND)]
        latest = list(accumulate(shown, max))  # set back, a clock shows again what it has shown before
        for day, wall in rules:
            yield starts + bisect_left(latest, datetime.combine(day, wall)) * MINUTE


def transitions(zone: ZoneInfo, first_year: int, last_year: int) -> list[Transition]:
    """Every change of a zone's offset within these years, to the minute."""
    starts, ends = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    found = []
    for day in (starts + n * DAY for n in range((ends - starts).days)):
        low, high = day, day + DAY
        if low.astimezone(zone).utcoffset() == high.astimezone(zone).utcoffset():
            continue
        while high - low > MINUTE:
            middle = low + (high - low) // MINUTE // 2 * MINUTE
            is_old = middle.astimezone(zone).utcoffset() == day.astimezone(zone).utcoffset()
            low, high = (middle, high) if is_old else (low, middle)
        found.append(Transition(zone, high))
    return found


def distinct(found: Iterable[Transition]) -> list[Transition]:
    """One of all zones that change at the same instant between the same offsets."""
    return list({(one.at, *one.edges): one for one in found}.values())
