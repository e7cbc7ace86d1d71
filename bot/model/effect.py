"""Whether nudges do anything, said only where it can be known.

The outcome was fixed in advance: active on two days or more in the seven days that begin with the slot's
own. Nudged and held out are compared as they were drawn, whoever went silent included. Difference:
Newcombe (bot/model/statistics.py). Smallest effect that could have been seen: two proportions, unpooled,
power 80 %, two-sided 5 %. Three looks at most, by O'Brien and Fleming (Biometrics 35 (1979) 549-556).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import NormalDist
from typing import Literal

from bot.model.statistics import newcombe

Verdict = Literal["kept", "retired", "cant_tell"]
ACTIVE_DAYS, WITHIN = 2, timedelta(days=7)
LOOKS = 3
WORTH_SEEING = 0.15  # a nudge is retired only when an effect of this size would have been seen
WORTH_KEEPING = 0.05  # and, when it looks a little better than nothing, only when it lies below this
_LEVELS = (0.0005, 0.014, 0.045)  # what each look may claim by chance alone
_POWER, _LEVEL, _USUAL_RATE = 0.80, 0.05, 0.40


@dataclass(frozen=True)
class Counts:
    """People nudged and held out, and how many of each were active afterwards."""

    nudged: int = 0
    nudged_active: int = 0
    held: int = 0
    held_active: int = 0

    @property
    def is_compared(self) -> bool:
        """Whether there is anybody on both sides."""
        return self.nudged > 0 and self.held > 0

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(
            self.nudged + other.nudged, self.nudged_active + other.nudged_active,
            self.held + other.held, self.held_active + other.held_active,
        )  # fmt: skip

    def once_each(self, nudged_people: int, held_people: int) -> Counts:
        """The same rates, with everybody counted once however often they come up: no false certainty."""
        return Counts(
            nudged_people, _share(self.nudged_active, self.nudged, nudged_people),
            held_people, _share(self.held_active, self.held, held_people),
        )  # fmt: skip


def _share(active: int, times: int, people: int) -> int:
    return round(active / times * people) if times else 0


def smallest_seen(nudged: int, held: int, rate: float = _USUAL_RATE) -> float | None:
    """The smallest effect (0..1) that groups of these sizes would show, when `rate` of those held out are
    active anyway; None when no effect at all would."""
    if not nudged or not held:
        return None
    z = NormalDist().inv_cdf(1 - _LEVEL / 2) + NormalDist().inv_cdf(_POWER)

    def is_seen(effect: float) -> bool:
        reached = rate + effect
        return effect >= z * sqrt(reached * (1 - reached) / nudged + rate * (1 - rate) / held)

    low, high = 0.0, 1 - rate
    if not is_seen(high):
        return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if is_seen(middle) else (middle, high)
    return high


def points(effect: float) -> int:
    """An effect in whole percentage points, rounded up: what is below it could not be seen."""
    return ceil(100 * effect - 1e-9)


def seen_by(counts: Counts) -> float | None:
    """The smallest effect these groups would have shown, from the rate of those held out."""
    if not counts.is_compared:
        return None
    usual = min(0.95, max(0.05, counts.held_active / counts.held))
    return smallest_seen(counts.nudged, counts.held, usual)


def difference(counts: Counts, confidence: float = 0.80) -> tuple[float, float, float]:
    """Nudged minus held out, with the range it likely lies in; both sides have at least one person."""
    return newcombe(counts.nudged_active, counts.nudged, counts.held_active, counts.held, confidence)


def judge(counts: Counts, look: int) -> Verdict:
    """What a planned look (1 to 3) says of an item.

    Kept: it has an effect, at this look's level. Retired: an effect of 15 points would have been seen and the
    likely range ends below it, the range does not lie above nothing, and those nudged did no better than those
    held out, or the range ends below 5 points. Anything else cannot be told.
    """
    smallest = seen_by(counts)
    if smallest is None:
        return "cant_tell"
    if difference(counts, 1 - _LEVELS[look - 1])[1] > 0:
        return "kept"
    middle, low, high = difference(counts)
    was_visible = smallest <= WORTH_SEEING and high < WORTH_SEEING
    is_without = low <= 0 and (middle <= 0 or high < WORTH_KEEPING)
    return "retired" if was_visible and is_without else "cant_tell"


def look_on(first_left_on: date, look: int, judged_after: int) -> date:
    """The day of a planned look (1 to 3), from the day an item first left."""
    return first_left_on + timedelta(weeks=look * judged_after)
