"""Figures of delivery: the outbox on a file with full durability, the real client, a Slack on loopback."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bench.fake_slack import Arrival, FakeSlack
from bot.cards.card import Card
from bot.clock import SystemClock, seeded_chance
from bot.engine.embedded import EmbeddedEngine
from bot.house import House
from bot.settings import Settings
from bot.slack.client import SlackChat
from bot.slack.render import render
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.store import outbox, people
from bot.store.database import microseconds
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_cycle, build_house

PROGRAM = Path(__file__).resolve().parent.parent / "tests" / "programs" / "short.toml"
AT_ONCE = 50
STORY = "privacy.disclosure"


@dataclass(frozen=True)
class Sent:
    """What came of emptying an outbox: how many, in which time, and each arrival."""

    seconds: float
    arrivals: list[Arrival]

    @property
    def rate(self) -> float:
        return len(self.arrivals) / self.seconds


def house_with(path: Path, slack: FakeSlack, count: int, per_second: float = 1e6) -> House:
    """A pilot of `count` people on a file, each with the first message due now: the longest we send."""
    settings = Settings(
        _env_file=None, slack_bot_token="xoxb-bench", slack_api_url=slack.url,
        sends_per_second_slack=per_second, seconds_between_slack=0,
    )  # fmt: skip
    house = build_house(settings, SqliteDatabase(path), SystemClock(), seeded_chance(1))
    header = "email,name,team,manager,timezone,locale,role,slack_id\n"
    rows = "".join(
        f"p{n}@example.com,Person {n},T,,Asia/Taipei,en,pilot_user,U{n}\n" for n in range(1, count)
    )
    boss = "dana@example.com,Dana,T,,Asia/Taipei,en,admin,U0\n"
    with house.context() as ctx:
        import_people(ctx, (header + boss + rows).encode(), "people.csv")
        draft = apply_program(ctx, PROGRAM.read_text(encoding="utf-8"), PROGRAM.name, are_all=False)
        approve_program(ctx, draft.program_id, people.with_role(ctx.db, "admin")[0])
        for person in people.everyone(ctx.db):
            outbox.plan_anew(ctx.db, ctx.new_id, person, "greeting", STORY, ctx.now)
    return house


def session() -> ClientSession:
    """A session as the bot opens its own."""
    return ClientSession(timeout=ClientTimeout(total=25))


def first_card(path: Path, slack: FakeSlack) -> Card:
    """The message that everybody gets."""
    house = house_with(path, slack, 2)
    with house.context() as ctx:
        card = house.router.stories[STORY](ctx, people.everyone(ctx.db)[0], "")
    assert card is not None, "there is a program"
    house.database.close()
    return card


def bare(slack: FakeSlack, card: Card, count: int) -> Sent:
    """The limit: the client everybody uses, one session, as many calls at once as a lane makes."""

    async def post_all() -> float:
        message = render(card, key="k" * 40)
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


def sent_by(path: Path, slack: FakeSlack, count: int, waiting: int = 0) -> Sent:
    """`count` due messages through an outbox in which `waiting` more stand for later; each must come once."""
    house = house_with(path, slack, count)
    if waiting:
        wait_beside(path, count, waiting)
        with closing(sqlite3.connect(path)) as raw:  # as after any quiet minute
            raw.execute("pragma wal_checkpoint(truncate)")
    sent = through_outbox(house, slack)
    house.database.close()
    assert len({key for _, key in sent.arrivals}) == len(sent.arrivals) == count, "each once"
    return sent


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


def wait_beside(path: Path, people_there: int, count: int) -> None:
    """Plans `count` messages for later days, as a large organisation's next weeks would be."""
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("pragma synchronous=off")
        raw.execute("pragma cache_size=-400000")
        raw.execute(
            "insert into outbox (org_id, delivery_id, delivery_key, kind, person_id, platform, workspace, story,"
            " about, state, due_at, not_before_at, not_after_at, planned_at)"
            " with recursive n (n) as (select 0 union all select n + 1 from n where n + 1 < :count)"
            " select p.org_id, 'later' || n, 'later' || n, 'nudge', p.person_id, 'slack', '', 'nudge.first', n,"
            " 'planned', :at + n, :at + n, :at + n, :at"
            " from n cross join person p on p.org_id = 'main' and p.ordinal = n / 100 % :people",
            {
                "count": count,
                "people": people_there,
                "at": microseconds(datetime.now(UTC) + timedelta(days=2)),
            },
        )


def at_limit(path: Path, slack: FakeSlack, per_second: int, count: int) -> Sent:
    """The real engine on the real clock, at the limit of its workspace."""
    house = house_with(path, slack, count, per_second)
    began = time.monotonic()

    async def run() -> None:
        nonlocal began
        async with session() as shared:
            engine = EmbeddedEngine(build_cycle(house, {"slack": SlackChat(house.settings, shared)}))
            began = time.monotonic()
            engine.start()
            await _emptied(house)
            await engine.stop()

    asyncio.run(run())
    house.database.close()
    arrivals = slack.came()
    assert len({key for _, key in arrivals}) == len(arrivals) == count, "each once"
    return Sent(arrivals[-1][0] - began, arrivals)


async def _emptied(house: House) -> None:
    """Waits until nothing is planned or under way: what is waited for happens in the database."""
    left = 1
    while left:
        await asyncio.sleep(0.5)
        left = await asyncio.to_thread(_left, house)


def _left(house: House) -> int:
    with house.context() as ctx:
        return sum(row["messages"] for row in outbox.counts(ctx.db) if row["state"] in ("planned", "sending"))


def most_in_a_second(arrivals: list[Arrival]) -> int:
    """The most arrivals in any half-open window of one second."""
    times, first, most = [at for at, _ in arrivals], 0, 0
    for last, at in enumerate(times):
        while at - times[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most
