"""What a planned comparison can show, known before anybody is asked.

Two proportions: the smallest difference seen with 80 % power at two-sided 5 %, normal approximation. A
gate: how probable it passes when the truth lies a given way from its target, by the beta-binomial rule.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, sqrt
from statistics import NormalDist

from bot.model.statistics import TOO_FEW, judge_rate

BASE = 0.40  # the share a comparison is planned with, where nothing better is known
_SEEN = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.80)


def smallest_difference(n1: int, n2: int, base: float = BASE) -> float | None:
    """The smallest difference of two shares (0..1) that groups of these sizes show; None without a group."""
    if n1 < 1 or n2 < 1:
        return None
    return min(1.0, _SEEN * sqrt(base * (1 - base) * (1 / n1 + 1 / n2)))


@lru_cache(maxsize=256)
def chance_of_pass(n: int, target: float, truth: float) -> float:
    """How probable it is that a gate of `n` people passes, when the true rate is `truth` (0..1)."""
    if n < TOO_FEW:
        return 0.0
    return _at_least(_needed(n, target), n, min(max(truth, 0.0), 1.0))


def _needed(n: int, target: float) -> int:
    """The fewest yes of `n` with which the gate passes; n + 1 when not even all are enough."""
    low, high = 0, n + 1
    while low < high:
        middle = (low + high) // 2
        if judge_rate(middle, n, target) == "pass":
            high = middle
        else:
            low = middle + 1
    return low


def _at_least(x: int, n: int, p: float) -> float:
    if p in (0.0, 1.0):
        return float(round(n * p) >= x)
    ways = lgamma(n + 1)
    terms = (
        ways - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log(1 - p) for k in range(x, n + 1)
    )
    return min(1.0, sum(map(exp, terms)))
