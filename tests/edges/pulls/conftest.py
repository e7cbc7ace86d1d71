"""Each vendor's feed on a vendor of our own."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.clock import seeded_chance
from bot.feed import Feed, Fetched
from bot.model.pulls import asked
from bot.pulls.caller import Manners
from bot.pulls.feeds import build_feeds
from bot.settings import Settings
from tests.fakes.vendors import Vendors, opened_vendors

TODAY = date(2026, 11, 23)


@pytest.fixture
async def vendors() -> AsyncIterator[Vendors]:
    """Ada used the tool on Wednesday and Thursday, Ben on Thursday; counted up to Friday."""
    made = Vendors(counted_to=date(2026, 11, 20))
    made.used = {date(2026, 11, 18): {"ada": 3}, date(2026, 11, 19): {"ada": 5, "ben": 2}}
    async with opened_vendors(made):
        yield made


class Puller:
    """Fetches one source as a pull does."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.written = b""

    async def fetch(self, known_to: date | None = None, since: date | None = None) -> Fetched:
        into = io.BytesIO()
        try:
            return await self.feed.fetch(asked(self.feed.rhythm, known_to, TODAY, since), into)
        finally:
            self.written = into.getvalue()


def puller(vendors: Vendors, source: str, **manners: object) -> Puller:
    """A feed of this source, whose rests are only noted."""
    chosen: dict[str, object] = {"rest": vendors.rest, **manners}
    settings = vendors.settings(Settings(_env_file=None), source)
    (feed,) = build_feeds(settings, seeded_chance(3), Manners(**chosen))  # type: ignore[arg-type]
    return Puller(feed)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


WEEK = timedelta(days=7)
