"""GitHub Copilot's usage metrics of users, pulled from GitHub.

Source: “REST API endpoints for Copilot usage metrics” (docs.github.com, API version 2026-03-10):
`GET /orgs/{org}/copilot/metrics/reports/users-28-day/latest` and `…/users-1-day?day=YYYY-MM-DD`, the same under
`/enterprises/{enterprise}`. They answer with `download_links`, signed addresses of NDJSON files that live
for a short while and get no token of ours, and with `report_day` or `report_end_day`. Fine-grained
permission: Organization (or Enterprise) Copilot metrics, read.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO
from urllib.parse import quote

import aiohttp
from pydantic import SecretStr

from bot.feed import DeniedError, FeedError, Fetched
from bot.model.pulls import Asked, Rhythm
from bot.pulls.caller import Caller, Manners, Wanted, origin

_VERSION = "2026-03-10"
_PAGES = 100
_RHYTHM = Rhythm(at_first=28, again=3, oldest_on=date(2025, 10, 10))
_NONE_YET = (204, 404)  # no report of that day


@dataclass(frozen=True)
class GithubCopilot:
    """The reports of one organisation, or of one enterprise when `enterprise` is set."""

    token: SecretStr
    org: str
    enterprise: str
    url: str
    manners: Manners
    chance: random.Random = field(repr=False)
    is_local: bool = False
    source: str = "github-copilot"
    rhythm: Rhythm = _RHYTHM

    async def fetch(self, asked: Asked, into: BinaryIO) -> Fetched:
        """Writes the days as one NDJSON file: at first the newest 28-day report, then day by day."""
        async with aiohttp.ClientSession() as session:
            caller = Caller(session, self.manners, self.chance, self.is_local)
            if asked.is_first:
                end = await self._report(caller, "users-28-day/latest", into, is_known=True)
            else:
                end = await self._days(caller, asked, into)
        return Fetched(end, is_empty=not into.tell())

    async def _days(self, caller: Caller, asked: Asked, into: BinaryIO) -> date | None:
        end = None
        for day in asked.days:
            is_known = asked.known_to is not None and day <= asked.known_to
            end = await self._report(caller, f"users-1-day?day={day}", into, is_known) or end
        return end

    async def _report(self, caller: Caller, name: str, into: BinaryIO, is_known: bool) -> date | None:
        """Writes one report and gives its last day; None when there is none. Of a day we had before,
        “not found” says that we may not see it any more. A link that has run out is asked for anew."""
        start = into.tell()
        for is_last in (False, True):
            found = await self._links(caller, name, is_known)
            if found is None:
                return None
            links, end = found
            try:
                for link in links:
                    await _download(caller, link, into)
                return end
            except FeedError:
                if is_last:
                    raise
                into.seek(start)
                into.truncate()
        return None

    async def _links(self, caller: Caller, name: str, is_known: bool) -> tuple[list[str], date] | None:
        owner = ("enterprises", self.enterprise) if self.enterprise else ("orgs", self.org)
        url = f"{self.url}/{owner[0]}/{quote(owner[1], safe='')}/copilot/metrics/reports/{name}"
        links: list[str] = []
        for _ in range(_PAGES):
            answer = await caller.ask(Wanted(url, self._headers(), expects=(200, *_NONE_YET)))
            if answer.status == 404 and is_known:
                raise DeniedError("it answered 404")
            if answer.status in _NONE_YET:
                return None
            fields = answer.fields()
            links += _texts(fields.get("download_links"))
            end = _day(fields.get("report_end_day") or fields.get("report_day"))
            if not answer.next_link:
                return links, end
            url = answer.next_link
            if origin(url) != origin(self.url):
                raise FeedError("it led to an address that is not safe")
        raise FeedError("the pages do not end")

    def _headers(self) -> dict[str, str]:
        return {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token.get_secret_value()}",
            "User-Agent": "uptake",
            "X-GitHub-Api-Version": _VERSION,
        }


async def _download(caller: Caller, link: str, into: BinaryIO) -> None:
    """Appends one file; its last line must be whole, for each file ends with a record."""
    start = into.tell()
    await caller.ask(Wanted(link, {"User-Agent": "uptake"}, into=into, denies=False))
    if into.tell() == start:
        return
    into.seek(max(start, into.tell() - 2))
    ending = into.read()
    if not ending.rstrip(b"\r\n").endswith(b"}"):
        raise FeedError("the file ends in the middle of a line")
    if not ending.endswith(b"\n"):
        into.write(b"\n")


def _texts(value: Any) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise FeedError("the answer holds no links to download")
    return value


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise FeedError("the answer does not say which day it is about") from None
