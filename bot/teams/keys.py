"""Keeps Bot Framework's public signing keys: fetched without blocking, shared, renewed daily."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import jwt

KEPT_FOR = timedelta(hours=24)
ASK_AGAIN_AFTER = timedelta(minutes=1)
TRY_AGAIN_AFTER = timedelta(seconds=5)
FETCH_SECONDS = 10.0


class KeysUnavailableError(Exception):
    """The keys can't be had just now, so nothing can be proved or disproved."""


@dataclass(frozen=True)
class SigningKey:
    """A public key and the channels it may sign for."""

    key: jwt.PyJWK
    endorsements: frozenset[str]


class SigningKeys:
    """The keys published at `url` (an OpenID configuration), by key id.

    They are kept for 24 hours. An unknown key id asks again at once, because keys are rotated, but
    at most once a minute, because anybody can invent key ids.
    """

    def __init__(self, url: str, session: aiohttp.ClientSession, now: Callable[[], datetime]) -> None:
        self._url = url
        self._session = session
        self._now = now
        self._lock = asyncio.Lock()
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at: datetime | None = None
        self._asked_at: datetime | None = None

    async def find(self, kid: str) -> SigningKey | None:
        """The key with this id, None when there is none. Raises KeysUnavailableError."""
        if self._is_stale():
            if self._asked_before(TRY_AGAIN_AFTER):
                await self._renew()
            if self._is_stale():
                raise KeysUnavailableError("no fresh keys")
        elif kid not in self._keys and self._asked_before(ASK_AGAIN_AFTER):
            await self._renew()
        return self._keys.get(kid)

    def _is_stale(self) -> bool:
        return self._fetched_at is None or self._now() - self._fetched_at >= KEPT_FOR

    def _asked_before(self, pause: timedelta) -> bool:
        return self._asked_at is None or self._now() - self._asked_at >= pause

    async def _renew(self) -> None:
        asked_at = self._asked_at
        async with self._lock:
            if self._asked_at != asked_at:  # somebody else asked while this one waited
                return
            self._asked_at = self._now()
            self._keys = await self._fetch()
            self._fetched_at = self._now()

    async def _fetch(self) -> Mapping[str, SigningKey]:
        try:
            configuration = await self._json(self._url)
            keys = _read(await self._json(configuration["jwks_uri"]))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            raise KeysUnavailableError(type(error).__name__) from error
        if not keys:
            raise KeysUnavailableError("none published")
        return keys

    async def _json(self, url: str) -> Any:
        timeout = aiohttp.ClientTimeout(total=FETCH_SECONDS)
        async with self._session.get(url, timeout=timeout) as response:
            response.raise_for_status()
            return await response.json(content_type=None)


def _read(published: Any) -> dict[str, SigningKey]:
    keys: dict[str, SigningKey] = {}
    for each in published["keys"]:
        if each.get("kty") == "RSA" and isinstance(each.get("kid"), str):
            try:
                key = jwt.PyJWK(each, algorithm="RS256")
            except jwt.PyJWTError:  # one broken key must not take the others down
                continue
            endorsements = frozenset(map(str, each.get("endorsements") or ()))
            keys.setdefault(each["kid"], SigningKey(key, endorsements))
    return keys
