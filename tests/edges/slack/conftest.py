"""A bot on Slack's edge against a Slack on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.slack.client import SlackChat
from bot.slack.edge import PATH, SlackEdge
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_desk import NOW, Deliver, Desk, settings_for
from tests.fakes.slack_traffic import signed


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    fake = FakeSlack(lambda: NOW)
    fake.add_user("U0ADA", name="Ada", email="ada@example.com", locale="zh-TW")
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as opened:
        yield opened


@pytest.fixture
def chat(slack: FakeSlack, session: aiohttp.ClientSession) -> SlackChat:
    return SlackChat(settings_for(slack), session)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def edge(slack: FakeSlack, desk: Desk, session: aiohttp.ClientSession) -> SlackEdge:
    return SlackEdge(settings_for(slack), desk, session)


@pytest.fixture
async def deliver(edge: SlackEdge) -> AsyncIterator[Deliver]:
    """Sends bytes to the bot as Slack does; `headers` adds to or replaces the signed ones."""
    app = web.Application()
    app.add_routes(edge.routes())

    async with TestClient(TestServer(app, host="127.0.0.1")) as client:

        async def send(
            raw: bytes, headers: dict[str, str] | None = None, is_signed: bool = True
        ) -> aiohttp.ClientResponse:
            proof = signed(raw, NOW) if is_signed else {}
            response = await client.post(PATH, data=raw, headers={**proof, **(headers or {})})
            await response.read()
            return response

        yield send
