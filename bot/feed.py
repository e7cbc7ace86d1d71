"""The port of a vendor's usage report: asked for days, it writes what the vendor says into a file.

Edges implement it (`bot/pulls/`); steps ask it. What it writes is what a person could have exported, so
that the same reader takes it in (`bot/connectors/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import BinaryIO, Protocol

from bot.model.pulls import Asked, Rhythm


class FeedError(Exception):
    """The vendor gave no whole answer; a later try may get one. The message says why in a few words of our
    own, never an address or what the vendor wrote; `wait` is the silence it asked for."""

    def __init__(self, reason: str, wait: timedelta = timedelta()) -> None:
        super().__init__(reason)
        self.wait = wait


class DeniedError(Exception):
    """The vendor refuses the key or the account: only a person can mend that. The message as above."""


@dataclass(frozen=True)
class Fetched:
    """What came. `complete_to` is the day up to which the vendor has counted by its own word; None: the
    report says so itself. `is_empty`: there was nobody in it."""

    complete_to: date | None = None
    is_empty: bool = False


class Feed(Protocol):
    """A vendor's report: `source` is the reader's name and the tool's key it feeds."""

    @property
    def source(self) -> str: ...
    @property
    def rhythm(self) -> Rhythm: ...
    async def fetch(self, asked: Asked, into: BinaryIO) -> Fetched:
        """Writes the report of these days; FeedError or DeniedError when it did not come whole."""
        ...
