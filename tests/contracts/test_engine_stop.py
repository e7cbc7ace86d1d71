"""The engine stops whether or not the database still takes writes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.chat import Chat
from bot.clock import SystemClock
from bot.engine.cycle import Cycle
from bot.engine.embedded import EmbeddedEngine
from bot.house import House
from bot.settings import Settings
from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase
from bot.timetable import Entry
from bot.wiring import build_house
from jobs.forget_old import forget_old


async def stop_after(database: Database, breaks: str) -> None:
    """One turn, then the database breaks, then the engine stops."""
    turned = asyncio.Event()
    house = build_house(Settings(_env_file=None), database, SystemClock())

    async def note(_house: House, _chats: Mapping[str, Chat]) -> None:
        turned.set()

    engine = EmbeddedEngine(Cycle(house, {}, [Entry(forget_old, timedelta(days=1))], (note,)))
    engine.start()
    await turned.wait()
    async with engine._turning:
        if breaks == "read-only":
            assert isinstance(database, SqliteDatabase)
            database.tables.execute("pragma query_only = on")
        elif breaks == "gone":
            database.close()
    await engine.stop()


@pytest.mark.parametrize(("kind", "breaks"), [("sqlite", "read-only"), ("postgres", "gone")])
async def test_lanes_that_cannot_be_given_back_do_not_keep_the_bot_from_stopping(
    kind: str, breaks: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    if kind == "sqlite":
        database: Database = SqliteDatabase(":memory:")
    else:
        from bot.store.postgres import PostgresDatabase

        database = PostgresDatabase(request.getfixturevalue("postgres_server"), connections=2)
    database.migrate()
    await stop_after(database, breaks)
    database.close()

    told = [record for record in caplog.records if record.name == "uptake.engine"]
    assert [record.getMessage() for record in told] == ["engine.lanes_kept"]
    assert told[0].exc_info is None


async def test_a_stop_that_went_well_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    database = SqliteDatabase(":memory:")
    database.migrate()
    await stop_after(database, "")
    database.close()

    assert [record for record in caplog.records if record.name == "uptake.engine"] == []
