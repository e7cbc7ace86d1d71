"""How sure we can be of a count, said so that a busy person can use it.

Sources: Wilson, JASA 22 (1927) 209-212, score interval · Newcombe, Statistics in Medicine 17 (1998)
873-890, method 10 · beta-binomial with a uniform prior: P(rate >= T) = P(Bin(n + 1, T) <= x) ·
sign test: Dixon and Mood, JASA 41 (1946) 557-566. Only the standard library is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, exp, floor, lgamma, log, sqrt
from statistics import NormalDist, median
from typing import Literal

Certainty = Literal["clear", "leaning", "cant_tell"]
Verdict = Literal["pass", "fail", "unclear", "too_few"]
Edge = Literal["", "at_most", "at_least"]
TOO_FEW = 10  # below this many people nothing is said in percent, and no verdict is given
COARSE_BELOW = 50  # below this many people percentages move in steps of five
LOWEST, HIGHEST = 10, 90  # nothing nearer to nobody or everybody is ever told, in percent
_CLEAR, _LEANING = 0.95, 0.80
_NOTHING = 1e-18  # of a sum, less than a float can tell


def wilson(x: float, n: int, confidence: float = 0.80) -> tuple[float, float]:
    """The range a rate likely lies in when `x` of `n` said yes; (0, 1) when nobody was asked."""
    if not 0 <= x <= n:
        raise ValueError(f"{x} of {n}")
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = (x + z * z / 2) / (n + z * z)
    reach = z * sqrt(x * (n - x) / n + z * z / 4) / (n + z * z)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def newcombe(x1: int, n1: int, x2: int, n2: int, confidence: float = 0.95) -> tuple[float, float, float]:
    """Rate 1 minus rate 2, with the range it likely lies in; both groups have at least one
    person."""
    p1, p2 = x1 / n1, x2 / n2
    low1, high1 = wilson(x1, n1, confidence)
    low2, high2 = wilson(x2, n2, confidence)
    difference = p1 - p2
    below = sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    above = sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return difference, difference - below, difference + above


def chance_of_at_least(x: int, n: int, target: float) -> float:
    """How probable it is that the true rate reaches `target` (0..1), seen `x` of `n`."""
    if target in (0.0, 1.0):
        return float(x >= (n + 1) * target)
    top, odds = min(x, floor((n + 2) * target)), target / (1 - target)
    highest = total = term = _binomial(top, n + 1, target)
    for k in range(top, 0, -1):  # each term from its neighbour, until nothing more comes of them
        term *= k / ((n + 2 - k) * odds)
        total += term
        if term < _NOTHING * total:
            break
    term = highest
    for k in range(top, x):
        term *= (n + 1 - k) * odds / (k + 1)
        total += term
        if term < _NOTHING * total:
            break
    return min(1.0, total)


def _binomial(k: int, n: int, p: float) -> float:
    if p in (0.0, 1.0):
        return float(k == round(n * p))
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(p) + (n - k) * log(1 - p))


def judge_rate(x: int, n: int, target: float) -> Verdict:
    """A gate's question: does the rate reach `target` (0..1)? Sure at 80 %, either way."""
    if n < TOO_FEW:
        return "too_few"
    chance = chance_of_at_least(x, n, target)
    if chance >= _LEANING:
        return "pass"
    return "fail" if chance <= 1 - _LEANING else "unclear"


def certainty(x: int, n: int, target: float) -> Certainty:
    """How sure the side of `target` (0..1) is on which `x` of `n` lies."""
    if n < TOO_FEW:
        return "cant_tell"
    chance = chance_of_at_least(x, n, target)
    return _word(max(chance, 1 - chance))


def _word(chance: float) -> Certainty:
    if chance >= _CLEAR:
        return "clear"
    return "leaning" if chance >= _LEANING else "cant_tell"


def sign_test(better: int, worse: int) -> float:
    """Two-sided p that `better` against `worse` changes of the same people are mere chance."""
    n, fewer = better + worse, min(better, worse)
    return min(1.0, 2 * sum(_binomial(k, n, 0.5) for k in range(fewer + 1))) if n else 1.0


def sign_certainty(better: int, worse: int) -> Certainty:
    """The sign test in one of the three words."""
    return "cant_tell" if better + worse < TOO_FEW else _word(1 - sign_test(better, worse))


def middle(values: Sequence[float], confidence: float = 0.80) -> tuple[float, float, float]:
    """Median and its likely range, from order statistics at the ranks Wilson gives for one half.

    ValueError for no values.
    """
    ordered, n = sorted(values), len(values)
    if not n:
        raise ValueError("no values")
    low, high = wilson(n / 2, n, confidence)
    return median(ordered), ordered[floor(low * (n - 1))], ordered[ceil(high * (n - 1))]


def bounded(x: int, n: int, k: int) -> tuple[int, Edge]:
    """`x` of `n` as told: within `k` people, or a tenth, of nobody or of everybody all counts look alike."""
    near = max(k - 1, n // 10)
    if 2 * near >= n:  # nothing lies between: the two halves
        return (max(1, (n - 1) // 2), "at_most") if 2 * x < n else (min(n - 1, (n + 1) // 2), "at_least")
    if x <= near:
        return near, "at_most"
    return (n - near, "at_least") if x >= n - near else (x, "")


def people_told(x: int, n: int, k: int, may_tell_rest: bool) -> tuple[int, bool]:
    """How many people `x` of the `n` asked are, and whether that is a lower bound only: told exactly it would
    say how many are not, even that nobody is not. ValueError for fewer than `k`."""
    if not k <= x <= n:
        raise ValueError(f"{x} of {n}, told from {k} on")
    if may_tell_rest and n - x >= k:
        return x, False
    return (n - k if k <= n - k <= x else k), True


def percent(x: int, n: int, k: int = 2) -> tuple[int, Edge]:
    """The share as told: of what is `bounded` the bound rounded outwards, in steps of five under 50 people, never
    nearer to the ends than 10 and 90."""
    count, edge = bounded(x, n, k)
    step = 5 if n < COARSE_BELOW else 1
    if not edge:
        return step * ((200 * x + step * n) // (2 * step * n)), ""
    outwards = ceil if edge == "at_most" else floor
    return min(HIGHEST, max(LOWEST, step * outwards(100 * count / n / step))), edge


def percent_range(x: float, n: int, confidence: float = 0.80) -> tuple[int | None, int | None]:
    """Wilson's range as told, rounded outwards; None for an end beyond 10 or 90 percent."""
    low, high = (100 * bound for bound in wilson(x, n, confidence))
    step = 5 if n < COARSE_BELOW else 1
    below, above = step * floor(low / step), step * ceil(high / step)
    return below if below >= LOWEST else None, above if above <= HIGHEST else None
