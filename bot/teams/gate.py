"""Stands before everything: size, proof, shape, and that the proof is for this very activity.

The SDK's own validation is not used. It accepts everybody when the app id is empty, tokens without
an expiry, and activities without `serviceUrl` or `channelId`; an unknown key id breaks it, and it
fetches keys with blocking calls. Here the signed token is judged before the body is read, and the
body must then agree with it. Whatever is wrong, the caller learns a status and nothing else.

Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import jwt
from aiohttp import web

from bot.errors import ConfigurationError
from bot.settings import Settings
from bot.teams.inbound import tenants, text_at
from bot.teams.keys import KeysUnavailableError, SigningKey, SigningKeys

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
MAX_BYTES = 256 * 1024
MAX_DEPTH = 64
MAX_SKEW_SECONDS = 300
READ_SECONDS = 10.0
_UNREADABLE = (jwt.PyJWTError, ValueError, TypeError, RecursionError)
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


class TurnedAwayError(Exception):
    """A refusal: the HTTP status, and the reason for the log (never any of the body)."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Gate:
    """Admits activities of one bot and one tenant; `now` is the clock tokens are judged by.

    Raises ConfigurationError when the settings would let in somebody who can't prove anything.
    """

    def __init__(
        self, settings: Settings, session: aiohttp.ClientSession, now: Callable[[], datetime]
    ) -> None:
        refuse_dangerous(settings)
        self._settings = settings
        self._now = now
        self.keys = SigningKeys(settings.teams_openid_url, session, now)

    async def admit(self, request: web.Request) -> dict[str, Any]:
        """The activity in one request.

        Raises TurnedAwayError: 401 unproved, 403 proved but not for us, 400 misshapen, 408 too
        slow, 413 too big, 503 when the keys can't be had just now.
        """
        if (request.content_length or 0) > MAX_BYTES:
            raise TurnedAwayError(413, "too big")
        if self._settings.teams_anonymous:
            _refuse_far_peer(request)
            activity = await _body(request)
            _refuse_far_connector(activity)
            return activity
        claims, key = await self._proof(request)
        activity = await _body(request)
        self._bind(activity, claims, key)
        return activity

    async def _proof(self, request: web.Request) -> tuple[Mapping[str, Any], SigningKey]:
        token = _bearer(request)
        try:
            key = await self.keys.find(_key_id(token))
        except KeysUnavailableError as error:
            raise TurnedAwayError(503, f"keys: {error}") from None
        if key is None:
            raise TurnedAwayError(401, "unknown key")
        return claims_in(token, key, self._settings.teams_app_id, self._now()), key

    def _bind(self, activity: dict[str, Any], claims: Mapping[str, Any], key: SigningKey) -> None:
        channel, url = text_at(activity, "channelId"), text_at(activity, "serviceUrl")
        if channel != CHANNEL or channel not in key.endorsements:
            raise TurnedAwayError(403, "channel")
        if not url or claims.get("serviceurl") != url:
            raise TurnedAwayError(403, "service url")
        if tenants(activity) != {self._settings.teams_tenant_id}:
            raise TurnedAwayError(403, "tenant")


def refuse_dangerous(settings: Settings) -> None:
    """Raises ConfigurationError, saying which setting to change, for settings open to anybody."""
    if settings.teams_anonymous:
        if settings.teams_app_id:
            raise ConfigurationError(
                "UPTAKE_TEAMS_ANONYMOUS is on while UPTAKE_TEAMS_APP_ID is set: remove one of them."
            )
        if not is_loopback(settings.host):
            raise ConfigurationError(
                "UPTAKE_TEAMS_ANONYMOUS accepts unsigned traffic: set UPTAKE_HOST to 127.0.0.1, "
                "or turn it off."
            )
        return
    for name in ("teams_app_id", "teams_tenant_id"):
        if not getattr(settings, name):
            raise ConfigurationError(
                f"UPTAKE_{name.upper()} is empty: without it anybody could speak to the bot."
            )


def is_loopback(host: str) -> bool:
    """Whether an address never leaves this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_from_here(ends: Sequence[object], headers: Mapping[str, str]) -> bool:
    """Whether both ends of a connection (host, port, …) are on this machine, and no proxy says it
    speaks for somebody else."""
    hosts = [str(end[0]) if isinstance(end, tuple) and end else "" for end in ends]
    is_near = len(hosts) == 2 and all(map(is_loopback, hosts))
    return is_near and not any(name in headers for name in _FORWARDED)


def host_of(url: str) -> str:
    """The host in lower case, "" where there is none or the address is broken."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def claims_in(token: str, key: SigningKey, app_id: str, now: datetime) -> Mapping[str, Any]:
    """What a token says, after signature, issuer, audience and times hold, give or take 5 minutes.

    Raises TurnedAwayError.
    """
    try:
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key=key.key,
            algorithms=["RS256"],
            issuer=ISSUER,
            audience=app_id,
            options={
                "require": ["iss", "aud", "exp", "nbf"],
                "strict_aud": True,
                "verify_exp": False,  # judged below, by the given clock
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
    except _UNREADABLE as error:
        raise TurnedAwayError(401, type(error).__name__) from None
    begins, ends = _seconds(claims["nbf"]), _seconds(claims["exp"])
    if not begins - MAX_SKEW_SECONDS <= now.timestamp() < ends + MAX_SKEW_SECONDS:
        raise TurnedAwayError(401, "expired or not valid yet")
    return claims


def parse(raw: bytes) -> dict[str, Any]:
    """One JSON object: UTF-8, no key twice, no NaN, at most 64 deep. Raises ValueError."""
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(found, dict):
        raise ValueError("not an object")
    _refuse_unsound(found)
    return found


def _bearer(request: web.Request) -> str:
    headers = request.headers.getall("Authorization", [])
    scheme, _, token = (headers[0] if len(headers) == 1 else "").partition(" ")
    if scheme.lower() != "bearer" or not token.isascii():
        raise TurnedAwayError(401, "no bearer token")
    return token.strip()


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except _UNREADABLE:
        raise TurnedAwayError(401, "not a token") from None
    kid = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(kid, str) or not kid:
        raise TurnedAwayError(401, "algorithm or key id")
    return kid


def _seconds(claim: object) -> float:
    if not isinstance(claim, (int, float)) or not math.isfinite(claim):
        raise TurnedAwayError(401, "a time that is none")
    return claim


async def _body(request: web.Request) -> dict[str, Any]:
    # A page in a browser can't send this type to another site without being asked first.
    if request.content_type != "application/json":
        raise TurnedAwayError(400, "not JSON")
    raw = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.content.iter_any():
                raw += chunk
                if len(raw) > MAX_BYTES:
                    raise TurnedAwayError(413, "too big")
        return parse(bytes(raw))
    except TimeoutError:
        raise TurnedAwayError(408, "too slow") from None
    except (ValueError, web.RequestPayloadError):
        raise TurnedAwayError(400, "not an activity") from None


def _refuse_far_peer(request: web.Request) -> None:
    wire = request.transport
    ends = [wire.get_extra_info(end) for end in ("peername", "sockname")] if wire else []
    if not is_from_here(ends, request.headers):
        raise TurnedAwayError(403, "anonymous from elsewhere")


def _refuse_far_connector(activity: dict[str, Any]) -> None:
    url = text_at(activity, "serviceUrl")
    if text_at(activity, "channelId") != CHANNEL or not is_loopback(host_of(url)):
        raise TurnedAwayError(403, "channel or service url")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _refuse_unsound(found: dict[str, Any]) -> None:
    """Refuses what JSON lets through and a database does not: 1e999, half of a surrogate pair."""
    level: list[Any] = [found]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for value in level:
            if isinstance(value, str):
                value.encode("utf-8")
            elif isinstance(value, float) and not math.isfinite(value):
                raise ValueError("not a number")
            elif isinstance(value, dict):
                below += [*value.keys(), *value.values()]
            elif isinstance(value, list):
                below += value
        if not below:
            return
        level = below
    raise ValueError("too deep")
