"""The only place that reads the time or draws chance, so that everything else can be replayed."""

from __future__ import annotations

import random
import threading
import time
import zoneinfo
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import tzdata

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_LOW, _HIGH = (1 << 60) - 1, (1 << 50) - 1
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


class StepWatch:
    """Notices that the machine's clock was set: wall time then moves on otherwise than the time that
    only ever runs forward."""

    def __init__(self, clock: Clock, ticks: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._ticks = clock, ticks
        self._lead = self._now()

    def step(self) -> timedelta:
        """How far the clock was set forward (negative: back) since the last look."""
        before, self._lead = self._lead, self._now()
        return self._lead - before

    def _now(self) -> timedelta:
        return timedelta(seconds=self._clock.now().timestamp() - self._ticks())


_SYSTEM_ZONES = zoneinfo.TZPATH  # as Python found it, or as PYTHONTZPATH says
_in_use = ""


def tzdata_version() -> str:
    """The zone rules in use, as `2026f`: the newer of the system's and the package's, chosen here.

    Left alone, Python takes the system's, however old, and the package only for what is missing there.
    """
    global _in_use
    packaged: str = tzdata.IANA_VERSION
    version = max(_system_version(), packaged)
    wanted = () if version == packaged else _SYSTEM_ZONES
    if wanted != zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=wanted)
    if version != _in_use:
        zoneinfo.ZoneInfo.clear_cache()
        _in_use = version
    return version


def _system_version() -> str:
    """What the system's zone files say of themselves; empty when they don't."""
    for folder in map(Path, _SYSTEM_ZONES):
        for name in ("tzdata.zi", "+VERSION"):  # Linux; macOS and the BSDs
            if (folder / name).is_file():
                with (folder / name).open(encoding="utf-8") as file:
                    return file.readline().strip().rpartition(" ")[2]
    return ""


class Stopwatch:
    """Runs from its making on, whatever becomes of the wall clock."""

    def __init__(self) -> None:
        self._began = time.monotonic_ns()

    def milliseconds(self) -> float:
        """Milliseconds since the making."""
        return (time.monotonic_ns() - self._began) / 1_000_000


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
    """The last 22 digits of a number in base 32: ten that stay the same for a millisecond, and twelve."""
    low = number & _LOW
    return _leading(number >> 60 & _HIGH) + (
        _PAIRS[low >> 50] + _PAIRS[low >> 40 & 1023] + _PAIRS[low >> 30 & 1023]
        + _PAIRS[low >> 20 & 1023] + _PAIRS[low >> 10 & 1023] + _PAIRS[low & 1023]
    )  # fmt: skip


@lru_cache(maxsize=64)
def _leading(high: int) -> str:
    return "".join(_PAIRS[high >> shift & 1023] for shift in range(40, -1, -10))
