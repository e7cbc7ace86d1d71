"""Plays many seeds, on one core or several, and adds up what they showed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial

from bot.simulation.company import EVERYBODY, Company, company, company_on
from bot.simulation.seed import DEFAULT_WEEKS, Outcome, play

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


@dataclass(frozen=True)
class Setting:
    """How every seed is played: weeks of weather, people, and the address of a PostgreSQL server to
    play on instead of in memory."""

    weeks: float = DEFAULT_WEEKS
    people: int = EVERYBODY
    address: str = ""


def simulate(seeds: Iterable[int], setting: Setting, cores: int = 1) -> Iterator[Outcome]:
    """Plays the seeds in order."""
    played = partial(_played, setting)
    if cores == 1:
        yield from map(played, seeds)
        return
    with ProcessPoolExecutor(cores) as pool:
        yield from pool.map(played, seeds, chunksize=_BATCH)


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


def _played(setting: Setting, seed: int) -> Outcome:
    return play(_founded(setting), seed, setting.weeks)


@cache
def _founded(setting: Setting) -> Company:
    return company_on(setting.address, setting.people) if setting.address else company(setting.people)
