"""What those who lead may be told of who has not answered: a lower bound, in steps, never a person or nobody."""

from __future__ import annotations


def silent_at_least(asked: int, answered: int, k: int) -> int | None:
    """How many people of a group have not answered, at the least: a multiple of `k`, from `k` on; None where
    that can't be told.

    At least `k` people always stand on the other side, so that neither "all" nor "nobody" can be read off; and
    a step of `k` hides when a single person answers.
    """
    told = min(asked - answered, asked - k)
    told -= told % k
    return told if told >= k else None
