"""Figures of delivery: the outbox on a file with full durability, the real client, a Slack on loopback."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bench.fake_slack import Arrival, FakeSlack
from bot.cards.card import Card
from bot.clock import seeded_chance
from bot.house import House
from bot.settings import Settings
from bot.slack.client import SlackChat
from bot.slack.render import render
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.rollout import take_people_in
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_cycle, build_house

MONDAY = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)  # 10 in the morning where the people are
PROGRAM = Path(__file__).resolve().parent.parent / "tests" / "programs" / "short.toml"
AT_ONCE = 50
STORY = "privacy.disclosure"


class RunningClock:
    """Begins on a working morning and runs like the machine's own."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> datetime:
        return MONDAY + timedelta(seconds=time.monotonic() - self._began)

    def even_for(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self._began)


@dataclass(frozen=True)
class Sent:
    """What came of emptying an outbox: how many, in which time, and each arrival."""

    seconds: float
    arrivals: list[Arrival]

    @property
    def rate(self) -> float:
        return len(self.arrivals) / self.seconds


def house_with(path: Path, slack: FakeSlack, count: int, per_second: float = 1e6) -> House:
    """A pilot of `count` people on a file, each with the first message due now."""
    settings = Settings(
        _env_file=None, slack_bot_token="xoxb-bench", slack_api_url=slack.url,
        sends_per_second_slack=per_second, seconds_between_slack=0,
    )  # fmt: skip
    house = build_house(settings, SqliteDatabase(path), RunningClock(), seeded_chance(1))
    header = "email,name,team,manager,timezone,locale,role,slack_id\n"
    rows = "".join(
        f"p{n}@example.com,Person {n},T,,Asia/Taipei,en,pilot_user,U{n}\n" for n in range(1, count)
    )
    boss = "dana@example.com,Dana,T,,Asia/Taipei,en,admin,U0\n"
    with house.context() as ctx:
        import_people(ctx, (header + boss + rows).encode(), "people.csv")
        take_people_in(ctx, apply_program(ctx, PROGRAM.read_text(encoding="utf-8"), PROGRAM.name))
    return house


def session() -> ClientSession:
    """A session as the bot opens its own."""
    return ClientSession(timeout=ClientTimeout(total=25))


def bare(slack: FakeSlack, card: Card, count: int) -> Sent:
    """The limit: the client everybody uses, one session, as many calls at once as a lane makes."""

    async def post_all() -> float:
        message = render(card, key="k")
        numbers = iter(range(count))

        async def post_next(web: AsyncWebClient) -> None:
            for number in numbers:
                mark = {"event_type": "uptake_send", "event_payload": {"k": f"bare{number}"}}
                await web.chat_postMessage(
                    channel=f"U{number}", metadata=mark, unfurl_links=False, unfurl_media=False, mrkdwn=False,
                    **message,
                )  # fmt: skip

        async with session() as shared:
            web = AsyncWebClient("xoxb-bench", base_url=slack.url, session=shared, retry_handlers=[])
            await asyncio.gather(*(post_next(web) for _ in range(AT_ONCE)))  # connections are open now
            numbers = iter(range(count))
            began = time.perf_counter()
            await asyncio.gather(*(post_next(web) for _ in range(AT_ONCE)))
            return time.perf_counter() - began

    took = asyncio.run(post_all())
    return Sent(took, slack.came()[count:])


def through_outbox(house: House, slack: FakeSlack) -> Sent:
    """The same through the outbox: claimed, composed, called, settled, each step on the disk."""

    async def turn() -> float:
        async with session() as shared:
            cycle = build_cycle(house, {"slack": SlackChat(house.settings, shared)})
            await asyncio.to_thread(cycle.run_jobs)
            began = time.perf_counter()
            while (await cycle.turn()) <= house.clock.now():
                pass
            return time.perf_counter() - began

    took = asyncio.run(turn())
    return Sent(took, slack.came())
