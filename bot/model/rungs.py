"""How many people stand on each rung of the ladder of use, as far as it may be told."""

from __future__ import annotations

from collections.abc import Mapping

from bot.model.figures import Share, UseFacts, share
from bot.model.usage import Segment

BEST_FIRST: tuple[Segment, ...] = ("power", "habitual", "novice", "low", "non_user")


def told_rungs(use: UseFacts, k: int) -> tuple[tuple[Segment, Share], ...]:
    """The rungs that may be told of a group, best first; none in a holiday week, before a habit can be seen, or
    while the week's data is not whole."""
    if use.rungs is None or not use.is_habit_known or use.is_partial or use.is_holiday:
        return ()
    shown = tellable_rungs(use.rungs, k)
    return tuple((step, share(use.rungs[step], use.enabled, k)) for step in BEST_FIRST if step in shown)


def tellable_rungs(sizes: Mapping[Segment, int], k: int) -> set[Segment]:
    """Rungs of `k` people and more. Where one is smaller, an empty one as well, so many of the smallest are hidden
    with it that `k` people and two rungs are: subtraction finds no number under `k`, nor that it is nobody."""
    hidden = [step for step in BEST_FIRST if sizes[step] < k]
    shown = sorted((step for step in BEST_FIRST if sizes[step] >= k), key=lambda step: (-sizes[step], step))
    while hidden and shown and (len(hidden) < 2 or sum(sizes[step] for step in hidden) < k):
        hidden.append(shown.pop())
    return set(shown)
