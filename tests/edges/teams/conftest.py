"""A bot on Teams' edge against a Bot Framework on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.clock import SetClock
from bot.settings import Settings
from bot.teams.client import TeamsChat
from bot.teams.edge import PATHS, TeamsEdge
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_desk import NOW, Desk, anonymous_settings, settings_for
from tests.fakes.teams_traffic import Person, claims, signed

Deliver = Callable[..., Awaitable[aiohttp.ClientResponse]]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def desk(clock: SetClock) -> Desk:
    return Desk(clock)


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    fake = FakeTeams()
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
def ada(teams: FakeTeams) -> Person:
    teams.members["29:ada"] = {
        "id": "29:ada",
        "name": "Ada Lovelace",
        "email": "ada@example.com",
        "userPrincipalName": "al@example.com",
        "tenantId": "aaaaaaaa-0000-0000-0000-000000000001",
        "userRole": "user",
    }
    return Person(teams.service_url)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as opened:
        yield opened


@pytest.fixture
async def chat(teams: FakeTeams, session: aiohttp.ClientSession, desk: Desk) -> AsyncIterator[TeamsChat]:
    """A way out with an identity that may send to the fake."""
    opened = TeamsChat(settings_for(teams), session, desk.now, allows=lambda _: True)
    yield opened
    teams.release()
    await opened.close()


@pytest.fixture
async def hasty(teams: FakeTeams, session: aiohttp.ClientSession, desk: Desk) -> AsyncIterator[TeamsChat]:
    """The same, giving up a silent connector soon."""
    opened = TeamsChat(settings_for(teams), session, desk.now, allows=lambda _: True, seconds=0.1)
    yield opened
    await opened.close()


@asynccontextmanager
async def _serving(
    settings: Settings, desk: Desk, session: aiohttp.ClientSession
) -> AsyncIterator[tuple[TeamsEdge, TestClient[Any, Any]]]:
    edge = TeamsEdge(settings, desk, session)  # type: ignore[arg-type]
    app = web.Application()
    app.add_routes(edge.routes())
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield edge, client
        await edge.stop()


@pytest.fixture
async def deliver(teams: FakeTeams, desk: Desk, session: aiohttp.ClientSession) -> AsyncIterator[Deliver]:
    """Posts an activity with a good token, or with `token`, `headers` or `raw` bytes instead."""

    async with _serving(settings_for(teams), desk, session) as (_, client):

        async def send(
            activity: Any = None,
            token: str | None = None,
            headers: dict[str, str] | None = None,
            raw: bytes | None = None,
        ) -> aiohttp.ClientResponse:
            good = signed(claims(desk.now(), teams.service_url))
            proof = {"Authorization": f"Bearer {good if token is None else token}"}
            body: dict[str, Any] = {"json": activity} if raw is None else {"data": raw}
            kind = {} if raw is None else {"Content-Type": "application/json"}
            merged = {**proof, **kind, **(headers or {})}
            response = await client.post(PATHS[0], headers=merged, **body)
            await response.read()
            return response

        yield send


@pytest.fixture
async def local(
    teams: FakeTeams, desk: Desk, session: aiohttp.ClientSession
) -> AsyncIterator[tuple[TeamsEdge, Deliver]]:
    """A bot in anonymous loopback mode, and how to post to it; its answers reach the fake."""

    async with _serving(anonymous_settings(), desk, session) as (edge, client):

        async def send(activity: Any, **headers: str) -> aiohttp.ClientResponse:
            response = await client.post(PATHS[1], json=activity, headers=headers)
            await response.read()
            return response

        yield edge, send
