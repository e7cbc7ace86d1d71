"""The whole bot on the real clock: web app, Slack edge, engine and outbox against a local Slack."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.clock import SystemClock
from bot.engine.embedded import EmbeddedEngine
from bot.house import House
from bot.reception import Reception
from bot.settings import Settings
from bot.slack.edge import SlackEdge
from bot.steps.people import import_people
from bot.steps.signal_events import MAX_BYTES
from bot.store.sqlite import SqliteDatabase
from bot.web import make_app
from bot.wiring import build_cycle, build_house
from tests.fakes import slack_traffic
from tests.fakes.slack import TOKEN, FakeSlack, direct_message

PEOPLE = (
    "email,name,team,manager,timezone,locale,role\nada@example.com,Ada,Sales,,Asia/Taipei,zh-TW,pilot_user\n"
)


class Bot:
    """A running bot and the Slack it talks to."""

    def __init__(self, house: House, slack: FakeSlack, session: aiohttp.ClientSession, address: str) -> None:
        self.house, self.slack, self.session, self.address = house, slack, session, address

    async def send(self, raw: bytes, path: str = "/slack/events") -> aiohttp.ClientResponse:
        """Posts a signed request."""
        headers = slack_traffic.signed(raw, SystemClock().now())
        response = await self.session.post(f"{self.address}{path}", data=raw, headers=headers)
        await response.read()
        return response

    async def posted_to(self, user: str) -> dict[str, object]:
        """The next message in a person's conversation; fails when none comes."""
        async with asyncio.timeout(20):
            while not self.slack.messages[direct_message(user)]:
                await self.slack.posted.wait()
                self.slack.posted.clear()
        return self.slack.messages[direct_message(user)][-1]


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    """`uptake run`, in this process, with Ada known by her e-mail address only."""
    slack = FakeSlack(SystemClock().now)
    slack.add_user("U0ADA", email="ada@example.com")
    await slack.start()
    settings = Settings(
        _env_file=None,
        slack_bot_token=SecretStr(TOKEN),
        slack_signing_secret=SecretStr(slack_traffic.SECRET),
        slack_api_url=slack.url,
    )
    house = build_house(settings, SqliteDatabase(tmp_path / "uptake.db"))
    with house.context() as ctx:
        import_people(ctx, PEOPLE.encode(), "people.csv")
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
        reception = Reception(house)
        edge = SlackEdge(settings, reception, session)
        engine = EmbeddedEngine(build_cycle(house, {"slack": edge.chat}))
        runner = web.AppRunner(make_app(house, edge.routes(), engine.is_turning), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await edge.start()
        engine.start()
        reception.on_commit = engine.wake
        yield Bot(house, slack, session, f"http://127.0.0.1:{runner.addresses[0][1]}")
        await engine.stop()
        await edge.stop()
        await runner.cleanup()
        await slack.stop()
    house.database.close()


async def test_a_direct_message_is_answered_in_the_persons_language_through_the_outbox(bot: Bot) -> None:
    response = await bot.send(slack_traffic.as_json(slack_traffic.event(slack_traffic.direct("ai-help"))))
    assert response.status == 200
    message = await bot.posted_to("U0ADA")
    assert "您可以在這裡做什麼" in str(message["text"])


async def test_the_same_event_delivered_three_times_is_answered_once(bot: Bot) -> None:
    raw = slack_traffic.as_json(slack_traffic.event(slack_traffic.direct("ai-help")))
    for _ in range(3):
        assert (await bot.send(raw)).status == 200
    await bot.posted_to("U0ADA")
    await bot.send(
        slack_traffic.as_json(slack_traffic.event(slack_traffic.direct("ai-me"), event_id="Ev0TWO"))
    )
    async with asyncio.timeout(20):
        while len(bot.slack.messages[direct_message("U0ADA")]) < 2:
            await bot.slack.posted.wait()
            bot.slack.posted.clear()
    assert len(bot.slack.messages[direct_message("U0ADA")]) == 2


async def test_a_slash_command_is_answered_in_the_response(bot: Bot) -> None:
    response = await bot.send(slack_traffic.as_form(slack_traffic.command("/ai-tip 會議")))
    body = await response.json()
    assert body["response_type"] == "ephemeral"
    assert "會議" in body["text"]


async def test_an_unsigned_request_gets_401_and_has_no_effect(bot: Bot) -> None:
    raw = slack_traffic.as_json(slack_traffic.event(slack_traffic.direct("stop")))
    response = await bot.session.post(f"{bot.address}/slack/events", data=raw)
    assert response.status == 401


async def test_health_and_metrics_answer(bot: Bot) -> None:
    assert (await bot.session.get(f"{bot.address}/livez")).status == 200
    ready = await bot.session.get(f"{bot.address}/readyz")
    assert (ready.status, await ready.json()) == (200, {"ready": True, "problems": []})
    await bot.send(slack_traffic.as_json(slack_traffic.event(slack_traffic.direct("ai-help"))))
    await bot.posted_to("U0ADA")
    metrics = await (await bot.session.get(f"{bot.address}/metrics")).text()
    assert 'uptake_outbox_messages{state="' in metrics
    assert "ada" not in metrics.lower()


async def test_signals_without_a_secret_are_refused(bot: Bot) -> None:
    response = await bot.session.post(f"{bot.address}/signals", data=b"{}")
    assert response.status in (401, 403, 404)


async def test_a_body_of_signals_too_large_to_be_read_is_refused_with_a_sentence(bot: Bot) -> None:
    headers, body = {"Accept-Language": "zh-TW"}, io.BytesIO(b" " * (MAX_BYTES + 1))
    response = await bot.session.post(f"{bot.address}/signals", data=body, headers=headers)
    told = await response.json()
    assert (response.status, told["error"]) == (413, "too_large")
    assert "位元組" in told["says"]
