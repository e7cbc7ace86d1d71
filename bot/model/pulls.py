"""Scheduled pulls of usage: how often a vendor is asked, for which days, and what may go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

# denied: the vendor refuses the key, only a person can mend it. unreachable: it gave no whole answer.
# unreadable: it answered, and that can't be taken in. concealed: it hides who the people are.
Trouble = Literal["denied", "unreachable", "unreadable", "concealed"]
EVERY = timedelta(hours=24)
FIRST_RETRY = timedelta(hours=1)
TOLD_AFTER = timedelta(hours=72)  # of not being reached: Microsoft's own reports may be that late
LEASE_FOR = timedelta(minutes=45)
PULL_FOR = timedelta(minutes=30)  # shorter than the lease: who lost it has stopped asking before
MOST_DAYS = 366
_SPREAD = 0.02  # of a day: not every installation asks in the same minute


@dataclass(frozen=True)
class Rhythm:
    """Which days a vendor is asked for: `at_first` days back when nothing is known, then the last `again`
    known days once more, for they may still change, and whatever is new. None before `oldest_on`. With
    `has_past` False there is one report only, the newest."""

    at_first: int = 1
    again: int = 1
    oldest_on: date = date(2025, 1, 1)
    has_past: bool = True


@dataclass(frozen=True)
class Asked:
    """Days to ask for, both included; `known_to` is the last day known to be complete before."""

    first: date
    last: date
    known_to: date | None
    is_first: bool = False

    @property
    def days(self) -> list[date]:
        """Each of them, ascending."""
        return [self.first + timedelta(days=at) for at in range((self.last - self.first).days + 1)]


def asked(rhythm: Rhythm, known_to: date | None, today: date, since: date | None = None) -> Asked:
    """What to ask for on `today` (UTC): up to yesterday, for today is not over."""
    last = today - timedelta(days=1)
    known_to = believed(known_to, today)
    known = min(known_to, last) if known_to else None
    first = last - timedelta(days=rhythm.at_first - 1)
    if known:
        first = known - timedelta(days=rhythm.again - 1)
    earliest = max(rhythm.oldest_on, last - timedelta(days=MOST_DAYS - 1))
    first = min(max(since or first, earliest), last)
    return Asked(first, last, known, is_first=known is None and since is None)


def believed(known_to: date | None, today: date) -> date | None:
    """A watermark; None when it lies in the future, for a clock that was wrong wrote it."""
    return known_to if known_to and known_to <= today else None


def next_after_success(now: datetime, chance: float) -> datetime:
    """A day later, a few minutes earlier or later by `chance` in [0, 1)."""
    return now + EVERY * (1 + _SPREAD * (2 * chance - 1))


def next_after_trouble(now: datetime, trouble: Trouble, failures: int, asked_for: timedelta) -> datetime:
    """When to try again after the `failures`-th failure in a row: what a person must mend is looked at once
    a day; all else after an hour, doubling to a day. The vendor may have asked for a longer silence, of a
    day at most: anything longer is a wrong header."""
    doubling = FIRST_RETRY * 2 ** min(max(failures, 1) - 1, 5)
    wait = EVERY if trouble == "denied" else min(doubling, EVERY)
    return now + max(wait, min(asked_for, EVERY))


def is_due(next_at: datetime, lease_until: datetime, now: datetime) -> bool:
    """Whether a source is to be pulled and nobody does. An instant further off than any we set was written
    by a clock that was wrong."""
    is_held = now < lease_until <= now + 2 * LEASE_FOR
    return not is_held and not now < next_at <= now + 2 * EVERY


def is_to_be_told(trouble: Trouble, told: str, failing_since: datetime, now: datetime) -> bool:
    """Whether administrators hear of it now: once, until it worked again; of a vendor that can't be reached
    only when that lasts."""
    lasts = now - failing_since >= TOLD_AFTER
    return trouble != told and (trouble != "unreachable" or lasts)
