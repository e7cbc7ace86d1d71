"""Plays many seeds, on one core or several, and adds up what they showed."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache

from bot.simulation.company import Company, company, company_on
from bot.simulation.seed import Outcome, play

_BATCH = 20


@dataclass
class Sum:
    """What all seeds together showed."""

    seeds: int = 0
    days: float = 0.0
    messages: int = 0
    doubled: int = 0
    lost: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    bad: list[int] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """One more seed."""
        self.seeds += 1
        self.days += outcome.days
        self.messages += outcome.messages
        self.doubled += outcome.doubled
        self.lost += outcome.lost
        self.counts += outcome.counts
        self.states += outcome.states
        if outcome.violations:
            self.bad.append(outcome.seed)


def simulate(seeds: Iterable[int], weeks: float, cores: int = 1, address: str = "") -> Iterator[Outcome]:
    """Plays the seeds in order; `address` of a PostgreSQL server plays them there instead of in memory."""
    if cores == 1:
        yield from (_played(seed, weeks, address) for seed in seeds)
        return
    with ProcessPoolExecutor(cores, initializer=_hush) as pool:
        listed = list(seeds)
        yield from pool.map(_played, listed, [weeks] * len(listed), [address] * len(listed), chunksize=_BATCH)


def table(total: Sum) -> str:
    """The one table of a run."""
    rows = [
        ("seeds", f"{total.seeds:,}"),
        ("simulated years", f"{total.days / 365.25:,.1f}"),
        ("messages that stand there", f"{total.messages:,}"),
        ("lost", f"{total.lost:,}"),
        ("doubled beyond the stated policy", f"{total.doubled:,}"),
        ("seeds with a violation", f"{len(total.bad):,}"),
    ]
    rows += [(name, f"{total.counts[name]:,}") for name in sorted(total.counts) if " " in name]
    rows += [(f"ended {state}", f"{total.states[state]:,}") for state in sorted(total.states)]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value:>14}" for name, value in rows)


def _played(seed: int, weeks: float, address: str) -> Outcome:
    return play(_founded(address), seed, weeks)


@cache
def _founded(address: str) -> Company:
    return company_on(address) if address else company()


def _hush() -> None:
    logging.disable(logging.CRITICAL)
