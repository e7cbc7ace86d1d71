"""Prints what a gate's verdict needs, and how often it is wrong: `python -m bench.gate_table`.

The tables of docs/explanation/gates.md are this output; a test recomputes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

from bot.model.statistics import Verdict, judge_rate

TARGETS = (0.40, 0.50, 0.60, 0.70)
SIZES = (10, 15, 20, 30, 50, 100)
TRUE_RATES = (0.40, 0.50, 0.60)
OF, TARGET = 30, 0.50


def needed(target: float, n: int) -> tuple[int, int]:
    """The fewest of `n` people that pass a gate, and the most that fail it."""
    verdicts = [judge_rate(x, n, target) for x in range(n + 1)]
    return verdicts.index("pass"), n - verdicts[::-1].index("fail")


def how_often(verdict: Verdict, rate: float, n: int = OF, target: float = TARGET) -> float:
    """How often a gate gives this verdict where the true rate is `rate`."""
    return sum(
        comb(n, x) * rate**x * (1 - rate) ** (n - x)
        for x in range(n + 1)
        if judge_rate(x, n, target) == verdict
    )


def lines() -> Iterator[str]:
    """Both tables in Markdown."""
    yield "| target | " + " | ".join(f"n = {n}" for n in SIZES) + " |"
    yield "|---|" + "---|" * len(SIZES)
    for target in TARGETS:
        cells = ("{} / {}".format(*needed(target, n)) for n in SIZES)
        yield f"| {target:.0%} | " + " | ".join(cells) + " |"
    yield ""
    yield f"| true share (target {TARGET:.0%}, n = {OF}) | met | not met | can't tell yet |"
    yield "|---|---|---|---|"
    for rate in TRUE_RATES:
        passes, fails = how_often("pass", rate), how_often("fail", rate)
        yield f"| {rate:.0%} | {passes:.0%} | {fails:.0%} | {1 - passes - fails:.0%} |"


if __name__ == "__main__":
    print("\n".join(lines()))
