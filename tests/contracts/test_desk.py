"""The line in front of an embedded database: what waits together shares a commit, and nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SetClock, seeded_chance
from bot.context import Context
from bot.desk import Desk
from bot.errors import CannotSave
from bot.house import House
from bot.reception import Reception
from bot.settings import Settings
from bot.store import feedback, inbox
from bot.store.database import Transaction
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house
from tests.world import FIRST_DAY, World, words_of

Trouble = Callable[[set[str]], None]


class Watched(SqliteDatabase):
    """Counts its commits, and raises before one what `trouble` raises over the events it would keep."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.commits = 0
        self.trouble: Trouble = lambda written: None

    @contextmanager
    def transaction(self, org_id: str) -> Iterator[Transaction]:
        with super().transaction(org_id) as db:
            yield db
            self.trouble({row["event_id"] for row in db.all("inbox.list_events")})
            self.commits += 1


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    settings = Settings(_env_file=None)
    clock = SetClock(datetime.fromisoformat(f"{FIRST_DAY}T10:00:00+00:00"))
    database = Watched(tmp_path / "desk.db")
    yield build_house(settings, database, clock, seeded_chance(1), words_of(settings.content))
    database.close()


def noting(name: str) -> Callable[[Context], str]:
    def note(ctx: Context) -> str:
        inbox.is_new(ctx.db, "slack", name, ctx.now)
        if name.startswith("bad"):
            raise LookupError(name)
        return name

    return note


def together(house: House, *names: str) -> list[Any]:
    """Everything waits at the desk while something before it is under way; what each is answered."""
    desk, is_first = Desk(house), threading.Event()

    async def line_up() -> list[Any]:
        first = asyncio.ensure_future(desk.run(lambda ctx: is_first.wait()))
        others: list[Awaitable[str]] = [asyncio.ensure_future(desk.run(noting(name))) for name in names]
        await asyncio.sleep(0)  # all have come to the desk
        is_first.set()
        await first
        return await asyncio.gather(*others, return_exceptions=True)

    try:
        return asyncio.run(line_up())
    finally:
        desk.close()


def kept(house: House) -> set[str]:
    with house.context() as ctx:
        return inbox.known(ctx.db)


def watched(house: House) -> Watched:
    assert isinstance(house.database, Watched)
    return house.database


def test_what_waits_together_shares_a_commit_and_each_gets_its_own_answer(house: House) -> None:
    before = watched(house).commits
    names = [f"event {number}" for number in range(20)]

    assert together(house, *names) == names
    assert watched(house).commits == before + 2
    assert kept(house) == set(names)


def test_one_that_fails_is_undone_alone(house: House) -> None:
    answers = together(house, "one", "bad", "two")

    assert answers[0] == "one"
    assert isinstance(answers[1], LookupError)
    assert answers[2] == "two"
    assert kept(house) == {"one", "two"}


def test_nobody_is_told_yes_when_the_disk_is_full(house: House) -> None:
    def refuse(written: set[str]) -> None:
        if written:
            raise CannotSave("disk is full")

    watched(house).trouble = refuse
    answers = together(house, "one", "two")
    watched(house).trouble = lambda written: None

    assert [type(answer) for answer in answers] == [CannotSave, CannotSave]
    assert kept(house) == set()
    assert together(house, "one", "two") == ["one", "two"]


def test_whoever_spoils_the_commit_of_all_is_refused_alone(house: House) -> None:
    def refuse(written: set[str]) -> None:
        if "spoilt" in written:
            raise ValueError("spoilt")

    watched(house).trouble = refuse
    answers = together(house, "one", "spoilt", "two")

    assert [str(answer) for answer in answers] == ["one", "spoilt", "two"]
    assert isinstance(answers[1], ValueError)
    assert kept(house) == {"one", "two"}


def test_a_tap_delivered_four_times_at_once_is_answered_once_at_the_desk(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    desk = Desk(world.house)
    reception = Reception(world.house, desk=desk)
    taps = [world.tapping("ada", world.last("ada"), "Code", "tap-ada")] * 4
    taps.append(world.tapping("ben", world.last("ben"), "Code", "tap-ben"))

    async def receive() -> list[Any]:
        return await asyncio.gather(*(reception.receive(tap) for tap in taps))

    replies = asyncio.run(receive())
    desk.close()

    assert [reply is not None for reply in replies] == [True, False, False, False, True]
    for name in ("ada", "ben"):
        person_id = world.person(name).person_id
        (prompt,) = world.run(lambda ctx, who=person_id: feedback.prompts_of(ctx.db, who))
        said = world.run(lambda ctx, about=prompt["prompt_id"]: feedback.answers(ctx.db, about))
        assert list(said.values()) == ["code"]
