"""What one seed shares: its chance, its time, what happened so far, and what should not have happened."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.simulation.faults import Weather
from bot.simulation.loop import JumpingClock, VirtualLoop, fields_of


@dataclass
class Record:
    """The seed's event log, kept as a running hash; its counts; and its violations.

    `is_calm` ends all faults; `last_step` is when the clock was last set, in seconds of true time.
    """

    chance: random.Random
    weather: Weather
    loop: VirtualLoop
    clock: JumpingClock
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    error_title: str = ""
    is_calm: bool = False
    turns: int = 0
    last_step: float = -1.0
    readers: list[Callable[[str, Any], None]] = field(default_factory=list)
    impatient: Callable[[str], None] = lambda user: None
    lines: list[str] | None = None
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._hash = hashlib.sha256()

    @property
    def hash(self) -> str:
        """The hash of everything that happened, in order."""
        return self._hash.hexdigest()[:16]

    def note(self, event: str, **about: object) -> None:
        """Something happened."""
        line = f"{self.loop.time():.3f} {event} {fields_of(about)}"
        self._hash.update(line.encode())
        self.counts[event] += 1
        if self.lines is not None:
            self.lines.append(line)

    def strikes(self, faults: Mapping[str, float]) -> str:
        """The fault that strikes this time; empty for none."""
        drawn = self.chance.random()
        if self.is_calm:
            return ""
        for name, likely in faults.items():
            if drawn < likely:
                self.counts[f"fault {name}"] += 1
                return name
            drawn -= likely
        return ""

    def happens(self, name: str, likely: float) -> bool:
        """Whether something of this chance happens now."""
        return bool(self.strikes({name: likely}))

    def blame(self, invariant: str, what: str) -> None:
        """An invariant does not hold."""
        self.violations.append(f"{invariant}: {what}")

    def notice(self, platform: str, standing: Any) -> None:
        """A message landed: people may react to it."""
        for read in self.readers:
            read(platform, standing)

    def step_clock(self, by: timedelta) -> None:
        """The wall clock is set."""
        self.clock.stepped += by
        self.last_step = self.loop.time()
        self.note("stepped", by=by)
