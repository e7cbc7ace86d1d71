"""Microsoft 365 Copilot's usage report (user detail), pulled from Microsoft Graph.

Source: “copilotReportRoot: getMicrosoft365CopilotUsageUserDetail” (learn.microsoft.com; MicrosoftDocs/
m365copilot-docs, August 2026): `GET /v1.0/copilot/reports/getMicrosoft365CopilotUsageUserDetail(period='D7',
version='v2')`, application permission `Reports.Read.All`; a stream of CSV, or a redirect to a download
that needs no token, as Graph's other usage reports give it. Token: OAuth 2.0 client credentials of the
Microsoft identity platform. The report is always the newest one: what it said a week ago nobody can ask
for again, so it is pulled every day and each report is laid over the last.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import quote

import aiohttp
from pydantic import SecretStr

from bot.feed import DeniedError, FeedError, Fetched
from bot.model.pulls import Asked, Rhythm
from bot.pulls.caller import Answer, Caller, Manners, Wanted, origin, write_line

_REPORT = "/v1.0/copilot/reports/getMicrosoft365CopilotUsageUserDetail"
_SCOPE = "https://graph.microsoft.com/.default"
_PAGES = 1000
_RHYTHM = Rhythm(has_past=False)
_NONE = SecretStr("")
_EARLIER = 300.0  # seconds: a token that ends within a pull is not begun with


@dataclass
class _Token:
    """The access token in hand, and until when by the time that only runs forward."""

    text: SecretStr = _NONE
    until: float = 0.0


@dataclass(frozen=True)
class M365Copilot:
    """The report of one tenant. `version` is v1 (last days per app) or v2 (prompts and days, too)."""

    tenant_id: str
    client_id: str
    client_secret: SecretStr
    version: str
    url: str
    login_url: str
    manners: Manners
    chance: random.Random = field(repr=False)
    is_local: bool = False
    source: str = "m365-copilot"
    rhythm: Rhythm = _RHYTHM
    _token: _Token = field(default_factory=_Token, repr=False)

    async def fetch(self, asked: Asked, into: BinaryIO) -> Fetched:
        """Writes the newest report of seven days: CSV as it came, JSON as one record a line."""
        async with self._caller() as caller:
            first = f"{self.url}{_REPORT}(period='D7',version='{self.version}')"
            answer = await self._with_token(caller, first, into)
            if "json" not in answer.kind:
                return Fetched()
            into.seek(0)
            page = Answer(answer.status, into.read(self.manners.most_json), answer.kind)
            into.seek(0)
            into.truncate()
            return await self._pages(caller, page, into)

    async def _pages(self, caller: Caller, page: Answer, into: BinaryIO) -> Fetched:
        people = 0
        for _ in range(_PAGES):
            fields = page.fields()
            records, link = fields.get("value"), fields.get("@odata.nextLink")
            if not isinstance(records, list):
                raise FeedError("the answer holds no list of people")
            for record in records:
                write_line(record, into, self.manners)
            people += len(records)
            if not link:
                return Fetched(is_empty=not people)
            if origin(str(link)) != origin(self.url):
                raise FeedError("it led to an address that is not safe")
            page = await self._with_token(caller, str(link), None)
        raise FeedError("the pages do not end")

    async def _with_token(self, caller: Caller, url: str, into: BinaryIO | None) -> Answer:
        """Asks with the token in hand, and once more with a new one when that was refused."""
        is_new = await self._renew(caller)
        try:
            return await self._ask(caller, url, into)
        except DeniedError:
            if is_new:
                raise
            self._token.until = 0.0
            await self._renew(caller)
            return await self._ask(caller, url, into)

    async def _ask(self, caller: Caller, url: str, into: BinaryIO | None) -> Answer:
        headers = {"Authorization": f"Bearer {self._token.text.get_secret_value()}", "User-Agent": "uptake"}
        return await caller.ask(Wanted(url, headers, into=into))

    async def _renew(self, caller: Caller) -> bool:
        """Gets a token unless one is in hand; whether it did."""
        now = asyncio.get_running_loop().time()
        if now < self._token.until:
            return False
        form = {
            "client_id": self.client_id,
            "client_secret": self.client_secret.get_secret_value(),
            "scope": _SCOPE,
            "grant_type": "client_credentials",
        }
        url = f"{self.login_url}/{quote(self.tenant_id, safe='')}/oauth2/v2.0/token"
        answer = await caller.ask(Wanted(url, form=form, expects=(200, 400, 401, 403)))
        if answer.status != 200:
            raise DeniedError(f"no token: it answered {answer.status}")
        fields = answer.fields()
        text, lasts = fields.get("access_token"), fields.get("expires_in")
        if not isinstance(text, str) or not text.isascii() or not text.isprintable() or not text:
            raise FeedError("the answer holds no token")
        self._token.text = SecretStr(text)
        self._token.until = now + (float(lasts) - _EARLIER if isinstance(lasts, (int, float)) else 0.0)
        return True

    @asynccontextmanager
    async def _caller(self) -> AsyncIterator[Caller]:
        async with aiohttp.ClientSession() as session:
            yield Caller(session, self.manners, self.chance, self.is_local)
