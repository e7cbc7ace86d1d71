"""A two-way thread: which words it is about, and who may write when. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b

MOST_CHARACTERS = 1000
MOST_IN_A_ROW = 3
MOST_OPENED = 10
OPENED_WITHIN = timedelta(days=7)


def quote_mark(quote: str) -> str:
    """What a button carries for words that are shown: the same for the same words, whoever wrote them."""
    return blake2b(quote.strip().encode(), digest_size=16).hexdigest()


def must_wait(sides: Sequence[str], side: str) -> bool:
    """Whether one side has said enough until the other answers; `sides` are who wrote, oldest first."""
    last = sides[-MOST_IN_A_ROW:]
    return len(last) == MOST_IN_A_ROW and all(one == side for one in last)
