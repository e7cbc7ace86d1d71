"""The formulas of what is told, written out again from docs/explanation/privacy.md and the papers they name: exact
where they can be, with fifty digits where not."""

from __future__ import annotations

from decimal import Decimal, getcontext
from fractions import Fraction
from math import ceil, comb, floor

from bot.model.figures import Share

getcontext().prec = 50
Z = Decimal(
    "1.2815515655446004"
)  # eight of ten draws from a normal distribution lie within so many deviations


def rate(x: int, n: int, target: float | None, k: int) -> dict[str, object]:
    """`x` of `n` as it may be told: its share, its likely range, and on which side of a target it is how surely."""
    told = share(x, n, k)
    low, high = reach(Fraction(told.count), n)
    found: dict[str, object] = {
        "share": told,
        "low": None if told.edge == "at_most" else low,
        "high": None if told.edge == "at_least" else high,
        "target": None if target is None else round(target),
        "certainty": "cant_tell",
        "side": "",
    }
    if target is None:
        return found
    aim = Fraction(target) / 100
    side = "above" if Fraction(told.count, n) >= aim else "below"
    if (told.edge, side) not in (("at_least", "below"), ("at_most", "above")):
        found |= {"side": side, "certainty": sure(told.count, n, aim)}
    return found


def share(x: int, n: int, k: int) -> Share:
    """`x` of `n` people: whom fewer than `k`, or a tenth, part from nobody or from everybody look all alike."""
    near = max(y for y in range(n + 1) if y < k or 10 * y <= n)
    count, edge = x, ""
    if 2 * near >= n:
        count, edge = (
            (max(1, (n - 1) // 2), "at_most") if 2 * x < n else (min(n - 1, (n + 1) // 2), "at_least")
        )
    elif x <= near or n - x <= near:
        count, edge = (near, "at_most") if x <= near else (n - near, "at_least")
    if n < 10:
        return Share(count=count, of=n, edge=edge)
    step, exact = 5 if n < 50 else 1, Fraction(100 * count, n)
    if edge:
        fit = [p for p in range(0, 101, step) if (p >= exact if edge == "at_most" else p <= exact)]
        percent = min(90, max(10, min(fit) if edge == "at_most" else max(fit)))
    else:
        percent = max(range(0, 101, step), key=lambda p: (-abs(p - exact), p))
    return Share(count=count, of=n, percent=percent, edge=edge)


def wilson(x: Fraction, n: int) -> tuple[Decimal, Decimal]:
    """Wilson's score interval for `x` of `n`, at eighty percent."""
    p, size = Decimal(x.numerator) / Decimal(x.denominator) / n, Decimal(n)
    middle = (p + Z * Z / (2 * size)) / (1 + Z * Z / size)
    reaches = Z / (1 + Z * Z / size) * (p * (1 - p) / size + Z * Z / (4 * size * size)).sqrt()
    return max(Decimal(0), middle - reaches), min(Decimal(1), middle + reaches)


def reach(x: Fraction, n: int) -> tuple[int | None, int | None]:
    """The same in percent, rounded outwards; nothing nearer than a tenth to nobody or everybody."""
    low, high = wilson(x, n)
    step = 5 if n < 50 else 1
    below, above = step * floor(100 * low / step), step * ceil(100 * high / step)
    return below if below >= 10 else None, above if above <= 90 else None


def sure(x: int, n: int, aim: Fraction) -> str:
    """How sure it is on which side of `aim` the true rate lies, seen `x` of `n`: by the exact binomial."""
    if n < 10:
        return "cant_tell"
    chance = sum(comb(n + 1, j) * aim**j * (1 - aim) ** (n + 1 - j) for j in range(x + 1))
    return word(max(chance, 1 - chance))


def word(chance: Fraction) -> str:
    """A chance in one of three words."""
    return "clear" if chance >= Fraction(95, 100) else "leaning" if chance >= Fraction(8, 10) else "cant_tell"
