"""How fast a lane may start calls: evenly spaced, so that no window ever holds more than the limit.

A bucket that saves up unused tokens allows a burst, and with it more than the limit in some window;
even spacing does not. The headroom pays for the way to the platform, which is not equally long twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

HEADROOM = 1.018  # of the spacing: calls that left apart arrive at least so far apart
CATCH_UP = timedelta(milliseconds=4)  # what a late wake-up may make good; within the headroom of a second
LONGEST_CLOSED = timedelta(hours=1)  # anything longer comes from a clock that was wrong, or a wrong header


@dataclass(frozen=True)
class Pace:
    """At most `per_second` starts in any second."""

    per_second: float

    @property
    def every(self) -> timedelta:
        """The spacing of two starts."""
        return timedelta(seconds=HEADROOM / self.per_second)

    def free(self, opens_at: datetime, now: datetime, most: int) -> int:
        """How many calls may start now, when the next one is due at `opens_at`."""
        base = _base(opens_at, now)
        return 0 if base > now else min(most, int((now - base) / max(self.every, timedelta.resolution)) + 1)

    def after(self, opens_at: datetime, now: datetime, starts: int) -> datetime:
        """When the next call may start, once `starts` more have started now."""
        return _base(opens_at, now) + starts * max(self.every, timedelta.resolution)


def closed_until(opens_at: datetime, now: datetime, retry_after: float) -> datetime:
    """When calls may start again after the platform asked for `retry_after` seconds of silence."""
    return max(opens_at, now + min(timedelta(seconds=retry_after), LONGEST_CLOSED))


def _base(opens_at: datetime, now: datetime) -> datetime:
    if opens_at - now > LONGEST_CLOSED:
        return now
    return max(opens_at, now - CATCH_UP)
