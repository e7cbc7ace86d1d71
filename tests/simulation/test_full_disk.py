"""A disk that is full: the bot stays up, refuses with a sentence, keeps reading, and goes on when there is
room. The full disk is SQLite's own: the file may not grow."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bench.edges import WatchedDatabase
from bot.cards.card import Card
from bot.chat import Address, Chat, Outcome, Posted
from bot.clock import SystemClock
from bot.engine.cycle import Cycle
from bot.engine.embedded import EmbeddedEngine
from bot.errors import CannotSave
from bot.house import House
from bot.store import inbox
from bot.store.postgres import PostgresDatabase
from bot.store.sqlite import SqliteDatabase, sqlite3
from bot.wiring import build_cycle
from tests.fakes.chats import SlackDouble, TeamsDouble
from tests.world import World

FOR_EVER = 2**30


@pytest.fixture(params=[SlackDouble, TeamsDouble])
def asked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Ada and Ben have their prompts."""
    world = World(WatchedDatabase(tmp_path / "uptake.db", Disk()), request.param())
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user,zh-TW")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:01")
    yield world
    world.house.database.close()


class Disk:
    """A disk whose every write fails while it is full: also those that need no new page."""

    is_full = False

    def __call__(self, edge: str) -> None:
        if self.is_full and edge != "committed":
            raise sqlite3.OperationalError("disk I/O error")


def may_grow_to(world: World, pages: int) -> None:
    database = world.house.database
    assert isinstance(database, SqliteDatabase)
    database.pragma(f"max_page_count={pages}")


def fill(world: World) -> None:
    """No page more, and no room for another event on those there are."""
    may_grow_to(world, 1)
    for size in (3000, 300, 30, 1):
        with pytest.raises(CannotSave):
            for number in range(10_000):
                event = f"{number:0>{size}}-{size}"
                world.run(lambda ctx, event=event: inbox.is_new(ctx.db, "filler", event, ctx.now))


def test_a_tap_is_answered_by_a_card_in_the_persons_language_and_changes_nothing(asked: World) -> None:
    fill(asked)
    english = asked.tap("ada", asked.last("ada"), "Code")
    assert "I can't save anything right now" in english
    chinese = asked.tap("ben", asked.last("ben"), "程式")
    assert "目前無法儲存任何內容" in chinese

    may_grow_to(asked, FOR_EVER)
    assert "How useful was the result?" in asked.tap("ada", asked.last("ada"), "Code")


def test_what_the_platform_delivers_again_is_refused_and_taken_later_once(asked: World) -> None:
    said = asked.chat.say(
        asked.chat.account("ada"), "ai-human I am stuck", asked.clock.now(), "1762079999.000001"
    )
    before = len(asked.inbox("dana"))
    fill(asked)
    for _ in range(3):
        with pytest.raises(CannotSave):
            asked.receive(said)
    may_grow_to(asked, FOR_EVER)
    for _ in range(2):
        asked.receive(said)
    asked.at("Tue 10:10")
    assert len(asked.inbox("dana")) == before + 1


def test_everything_can_still_be_read(asked: World) -> None:
    fill(asked)
    assert asked.deliveries("ada")
    assert asked.person("ben").language == "zh-Hant"


def test_the_engine_outlives_a_turn_that_could_not_be_saved(asked: World) -> None:
    failed = asyncio.Event()

    async def send(house: House, chats: Mapping[str, Chat]) -> None:
        disk_of(asked).is_full = True  # even looking when to wake next fails
        failed.set()
        raise CannotSave("disk I/O error")

    async def is_still_turning() -> bool:
        house = replace(asked.house, clock=SystemClock())
        engine = EmbeddedEngine(Cycle(house, {}, asked.cycle.timetable, (send,)))
        engine.start()
        await failed.wait()
        for _ in range(5):
            await asyncio.sleep(0)
        found = engine.is_turning()
        disk_of(asked).is_full = False
        await engine.stop()
        return found

    assert asyncio.run(is_still_turning())


def test_a_message_whose_outcome_could_not_be_written_down_is_never_sent_twice(asked: World) -> None:
    asked.chat.can_read_back = asked.chat.platform == "slack"
    for name in ("dana", "ben"):
        asked.says(name, "stop")
    asked.clock.set(asked.instant("Thu 14:00"))
    before = len(asked.inbox("ada"))
    asked.cycle = build_cycle(asked.house, {asked.chat.platform: FullAfterwards(asked)})
    with pytest.raises(CannotSave):
        asked.turn()
    disk_of(asked).is_full = False
    asked.cycle = build_cycle(asked.house, {asked.chat.platform: asked.chat})
    asked.at("Thu 15:00")
    assert reminder_of(asked) == "sent"
    assert len(asked.inbox("ada")) == before + 1


class FullAfterwards:
    """A way out that works, and a disk that is full by the time the answer is there."""

    def __init__(self, world: World) -> None:
        self.platform = world.chat.platform
        self._world = world

    async def post(self, to: Address, card: Card, key: str) -> Outcome:
        outcome: Outcome = await self._world.chat.post(to, card, key)
        disk_of(self._world).is_full = True
        return outcome

    async def was_posted(self, to: Address, key: str, since: datetime) -> Posted | bool:
        found: Posted | bool = await self._world.chat.was_posted(to, key, since)
        return found


def disk_of(world: World) -> Disk:
    found: Disk = world.house.database.watch
    return found


def reminder_of(world: World) -> str:
    return next(d.state for d in world.deliveries("ada") if d.kind == "reminder")


def test_a_postgresql_that_is_gone_is_told_apart_from_a_defect(postgres_server: str) -> None:
    database = PostgresDatabase(postgres_server, connections=1)
    database.close()
    with pytest.raises(CannotSave), database.transaction("main"):
        pass
