"""How many people stand on each rung of the ladder of use, as far as it may be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.model.figures import Share, UseFacts, share
from bot.model.usage import Segment

_WITH_HABIT: tuple[Segment, ...] = ("power", "habitual")
_WITHOUT_HABIT: tuple[Segment, ...] = ("novice", "low", "non_user")
BEST_FIRST: tuple[Segment, ...] = (*_WITH_HABIT, *_WITHOUT_HABIT)


def told_rungs(use: UseFacts, k: int) -> tuple[tuple[Segment, Share], ...]:
    """The rungs that may be told of a group, best first; none in a holiday week, before a habit can be seen, or
    while the week's data is not whole."""
    if use.rungs is None or not use.is_habit_known or use.is_partial or use.is_holiday:
        return ()
    shown = tellable_rungs(use.rungs, k, bool(share(use.habit, use.enabled).edge))
    return tuple((step, share(use.rungs[step], use.enabled, k)) for step in BEST_FIRST if step in shown)


def tellable_rungs(sizes: Mapping[Segment, int], k: int, is_habit_bound: bool = False) -> set[Segment]:
    """Rungs of `k` people and more. Where one is smaller, an empty one as well, so many of the smallest are hidden
    with it that `k` people and two rungs are: subtraction finds no number under `k`, nor that it is nobody. So it is
    with all of them, and with the rungs above and below a habit, of which the habit tells the sums; where it tells a
    bound only (`is_habit_bound`), neither sum may follow from the rungs."""
    hidden = {step for step in BEST_FIRST if sizes[step] < k}
    parts: tuple[tuple[Segment, ...], ...] = (_WITH_HABIT, _WITHOUT_HABIT)
    if is_habit_bound:
        hidden |= {_smallest(sizes, part) for part in parts}
    while True:
        before = len(hidden)
        for part in (*parts, BEST_FIRST):
            gone, left = hidden & set(part), [step for step in part if step not in hidden]
            if gone and left and (len(gone) < 2 or sum(sizes[step] for step in gone) < k):
                hidden.add(_smallest(sizes, left))
        if len(hidden) == before:
            return set(BEST_FIRST) - hidden


def _smallest(sizes: Mapping[Segment, int], steps: Sequence[Segment]) -> Segment:
    return min(steps, key=lambda step: (sizes[step], BEST_FIRST.index(step)))
