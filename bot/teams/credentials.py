"""Holds the bot's own access token: one for all sends, renewed before it ends, off every thread.

The SDK fetches a token with a blocking call inside each send. Here the token is fetched on the
event loop, and the SDK's connector only puts it on the request (`signed_session`).

Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.settings import Settings

SCOPE = "https://api.botframework.com/.default"
RENEWED_BEFORE_END = timedelta(minutes=5)
FETCH_SECONDS = 10.0
MAX_BYTES = 256 * 1024


class NoTokenError(Exception):
    """Microsoft gave no access token, so nothing was sent; the message says why, `retry_after` is
    what its answer says of trying again."""

    def __init__(self, reason: str, retry_after: str = "") -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class BotToken:
    """The access token of one bot, none in anonymous mode; `now` is the clock it ages by."""

    def __init__(
        self,
        settings: Settings,
        session: aiohttp.ClientSession,
        now: Callable[[], datetime],
        seconds: float = FETCH_SECONDS,
    ) -> None:
        self._seconds = seconds
        self._settings = settings
        self._session = session
        self._now = now
        self._lock = asyncio.Lock()
        self._token = ""
        self._good_until = datetime.min.replace(tzinfo=now().tzinfo)

    async def ready(self) -> None:
        """Returns when there is a token to send with. Raises NoTokenError."""
        if self._settings.teams_anonymous:
            return
        async with self._lock:
            if not self._token or self._now() >= self._good_until:
                self._token, lifetime = await self._fetch()
                self._good_until = self._now() + lifetime - RENEWED_BEFORE_END

    def forget(self) -> None:
        """Called when the connector refuses the token: the next send asks for a new one."""
        self._token = ""

    def signed_session(self, http: Any) -> Any:
        """What the SDK's connector calls before a request, in its own thread."""
        if self._token:
            http.headers["Authorization"] = f"Bearer {self._token}"
        return http

    async def _fetch(self) -> tuple[str, timedelta]:
        settings = self._settings
        tenant = settings.teams_tenant_id
        url = f"{settings.teams_login_url.rstrip('/')}/{tenant}/oauth2/v2.0/token"
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.teams_app_id,
            "client_secret": settings.teams_app_password.get_secret_value(),
            "scope": SCOPE,
        }
        timeout = aiohttp.ClientTimeout(total=self._seconds)
        # The form holds the bot's secret, so it follows no redirect.
        request = self._session.post(url, data=form, timeout=timeout, allow_redirects=False)
        try:
            async with request as response:
                if response.status != 200:
                    raise NoTokenError(f"http {response.status}", response.headers.get("Retry-After", ""))
                return _read(await _whole(response))
        except NoTokenError:
            raise
        except Exception as error:  # whatever breaks here, nothing was sent
            raise NoTokenError(type(error).__name__) from error


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_BYTES:
            raise ValueError("too big")
    return bytes(body)


def _read(body: bytes) -> tuple[str, timedelta]:
    answer = json.loads(body)
    token, lifetime = answer["access_token"], timedelta(seconds=int(answer["expires_in"]))
    if not isinstance(token, str) or not token.isascii():
        raise ValueError("no token in it")
    return token, lifetime
