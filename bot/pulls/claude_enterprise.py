"""Claude Enterprise's user activity, pulled from Anthropic's Analytics API.

Source: “Claude Enterprise Analytics API reference guide” (support.claude.com 13703965) and “List User
Activity” (platform.claude.com): `GET /v1/organizations/analytics/users?date=YYYY-MM-DD&limit=…&page=…` with
`x-api-key`, scope `read:analytics`; `data`, and `next_page` while there is more. A missing or
unfit key is answered with 404, a day that is too new with 400. The guide says three days of delay, the
reference one day and later revisions of a few percent: so we ask up to yesterday, take what is
there, and ask for the last seven days again. No day before 1 January 2026.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import BinaryIO
from urllib.parse import urlencode

import aiohttp
from pydantic import SecretStr

from bot.feed import DeniedError, FeedError, Fetched
from bot.model.pulls import Asked, Rhythm
from bot.pulls.caller import Answer, Caller, Manners, Wanted, write_line

_LATE = timedelta(days=3)  # a younger day that is empty may not have been counted yet
_PEOPLE = 1000  # a page
_PAGES = 1000
_RHYTHM = Rhythm(at_first=28, again=7, oldest_on=date(2026, 1, 1))


@dataclass(frozen=True)
class ClaudeEnterprise:
    """The activity of the organisation the key belongs to."""

    key: SecretStr
    url: str
    manners: Manners
    chance: random.Random = field(repr=False)
    is_local: bool = False
    source: str = "claude-enterprise"
    rhythm: Rhythm = _RHYTHM

    async def fetch(self, asked: Asked, into: BinaryIO) -> Fetched:
        """Writes one record a line, each with its day, which the vendor leaves out."""
        end = None
        async with aiohttp.ClientSession() as session:
            caller = Caller(session, self.manners, self.chance, self.is_local)
            for day in asked.days:
                people = await self._day(caller, day, into)
                if people is None and day == asked.first:
                    raise FeedError("it answered 400")
                if people is None:  # it has not counted any further
                    break
                if people or asked.last - day >= _LATE:
                    end = day
        return Fetched(end, is_empty=not into.tell())

    async def _day(self, caller: Caller, day: date, into: BinaryIO) -> int | None:
        """Writes the people of one day and counts them; None when the vendor does not have the day."""
        page, people = "", 0
        for _ in range(_PAGES):
            answer = await self._ask(caller, day, page)
            if answer.status == 400:
                return None
            fields = answer.fields()
            records, following = fields.get("data"), fields.get("next_page")
            if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
                raise FeedError("the answer holds no list of people")
            for record in records:
                write_line({**record, "date": str(day)}, into, self.manners)
            people += len(records)
            if following is None:
                return people
            if not isinstance(following, str) or following in ("", page):
                break
            page = following
        raise FeedError("the pages do not end")

    async def _ask(self, caller: Caller, day: date, page: str) -> Answer:
        query = {"date": str(day), "limit": str(_PEOPLE)} | ({"page": page} if page else {})
        url = f"{self.url}/v1/organizations/analytics/users?{urlencode(query)}"
        headers = {
            "x-api-key": self.key.get_secret_value(),
            "anthropic-version": "2023-06-01",
            "User-Agent": "uptake",
        }
        answer = await caller.ask(Wanted(url, headers, expects=(200, 400, 404)))
        if answer.status == 404:
            raise DeniedError("it answered 404")
        return answer
