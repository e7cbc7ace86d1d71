"""Holds the bot's own access token: one for all sends, renewed before it ends, off every thread.

The SDK fetches a token with a blocking call inside each send. Here the token is fetched on the
event loop, and the SDK's connector only puts it on the request (`signed_session`).

Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.settings import Settings

SCOPE = "https://api.botframework.com/.default"
RENEWED_BEFORE_END = timedelta(minutes=5)
FETCH_SECONDS = 10.0


class NoTokenError(Exception):
    """Microsoft gave no access token, so nothing was sent; the message says why."""


class BotToken:
    """The access token of one bot, none in anonymous mode; `now` is the clock it ages by."""

    def __init__(
        self, settings: Settings, session: aiohttp.ClientSession, now: Callable[[], datetime]
    ) -> None:
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
        timeout = aiohttp.ClientTimeout(total=FETCH_SECONDS)
        try:
            async with self._session.post(url, data=form, timeout=timeout) as response:
                answer = await response.json(content_type=None)
                return answer["access_token"], timedelta(seconds=int(answer["expires_in"]))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            raise NoTokenError(type(error).__name__) from error
