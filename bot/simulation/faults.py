"""What can go wrong in a seed, and how often: drawn once a seed, so that seeds differ in temper."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

POST_FAULTS = (
    "throttled", "refused", "gone", "unsendable",
    "lost", "landed_unheard", "landed_5xx", "timeout_lost", "timeout_landed", "late",
)  # fmt: skip
READ_FAULTS = ("read_fails", "read_lags")
_QUIET = 0.25  # of the seeds have no faults at all of some sort


@dataclass(frozen=True)
class Weather:
    """The chances of one seed: a fault a call, a death a transaction, a nap a thread, and so on."""

    posts: dict[str, float] = field(default_factory=dict)
    reads: dict[str, float] = field(default_factory=dict)
    dies: float = 0.0
    naps: float = 0.0
    steps: float = 0.0
    redelivers: float = 0.0
    pauses: bool = False
    workers: int = 1
    restores: bool = False


def drawn(chance: random.Random) -> Weather:
    """The weather of one seed."""

    def maybe(most: float) -> float:
        return 0.0 if chance.random() < _QUIET else chance.random() * most

    return Weather(
        posts={name: maybe(0.06) for name in POST_FAULTS if name not in ("gone", "unsendable")}
        | {"gone": maybe(0.01), "unsendable": maybe(0.01)},
        reads={name: maybe(0.3) for name in READ_FAULTS},
        dies=maybe(0.012),
        naps=maybe(0.01),
        steps=maybe(0.5),
        redelivers=maybe(0.5),
        pauses=chance.random() < 0.4,
        workers=chance.choice((1, 2, 2)),
        restores=chance.random() < 0.15,
    )
