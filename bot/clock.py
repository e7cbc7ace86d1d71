"""The only place that reads the time or draws chance, so that everything else can be replayed."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_STEP = 2.0  # seconds by which a wall clock may be nudged without having been set


class Clock(Protocol):
    """Tells the present instant: aware, UTC; and for how long this process has seen the clock run
    evenly, neither set nor asleep: who waited by the wall clock alone may not have waited at all."""

    def now(self) -> datetime: ...

    def even_for(self) -> timedelta: ...


class SystemClock:
    """The machine's clock, held against the one that nobody can set."""

    def __init__(self) -> None:
        self._ahead = self._steady() - time.time()
        self._even_since = self._steady()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def even_for(self) -> timedelta:
        """Since this process began, or the clock was last seen to have been set."""
        ahead = self._steady() - time.time()
        if abs(ahead - self._ahead) > _STEP:
            self._even_since = self._steady()
        self._ahead = ahead
        return timedelta(seconds=self._steady() - self._even_since)

    @staticmethod
    def _steady() -> float:
        return time.monotonic()


class SetClock:
    """A clock that stands still until it is set; for the playground, the demo and the tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def even_for(self) -> timedelta:
        return timedelta.max

    def set(self, at: datetime) -> None:
        """Moves to `at`; a clock of this kind may not run backwards (ValueError)."""
        if at < self._at:
            raise ValueError("the clock may not run backwards")
        self._at = at


def system_chance() -> random.Random:
    """Chance that nobody can predict, for ids and choices in production."""
    return random.SystemRandom()


def seeded_chance(seed: int | str) -> random.Random:
    """Chance that repeats: the same seed gives the same choices."""
    return random.Random(seed)


class Ids:
    """Makes opaque ids such as `prm_01k3…`: 48 bits of time, then 60 of chance.

    Ids of one process always rise, also within a millisecond, so that sorting by id is sorting by
    birth.
    """

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._last = 0
        self._lock = threading.Lock()

    def __call__(self, prefix: str, now: datetime) -> str:
        """The next id, of 22 characters after its prefix."""
        milliseconds = int(now.timestamp() * 1000)
        with self._lock:
            candidate = (milliseconds << 60) | self._chance.getrandbits(60)
            self._last = max(candidate, self._last + 1)
            return f"{prefix}_{_digits(self._last)}"

    def code(self, characters: int) -> str:
        """A short code for people to read out, without letters that look alike."""
        with self._lock:
            return _digits(self._chance.getrandbits(5 * characters))[-characters:].upper()


def _digits(number: int) -> str:
    digits = []
    for _ in range(22):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
