"""The embedded engine goes on looking, whatever happens to the clock on the wall."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from bot.chat import Chat
from bot.clock import SetClock, StepWatch, SystemClock
from bot.engine.cycle import Cycle
from bot.engine.embedded import EmbeddedEngine
from bot.house import House
from bot.settings import Settings
from bot.store.sqlite import SqliteDatabase
from bot.timetable import Entry
from bot.wiring import build_house
from jobs.forget_old import forget_old

TWO_HOURS = timedelta(hours=2)


class WrongClock(SystemClock):
    """The machine's clock, as far ahead as somebody set it."""

    ahead = TWO_HOURS

    def now(self) -> datetime:
        return super().now() + self.ahead


async def test_a_clock_set_back_by_hours_does_not_stop_the_engine(caplog: pytest.LogCaptureFixture) -> None:
    clock = WrongClock()
    house = build_house(Settings(_env_file=None), SqliteDatabase(":memory:"), clock)
    turned, turns = asyncio.Event(), 0

    async def count(_house: House, _chats: Mapping[str, Chat]) -> None:
        nonlocal turns
        turns += 1
        turned.set()

    cycle = Cycle(house, {}, [Entry(forget_old, timedelta(days=1))], (count,))
    engine = EmbeddedEngine(cycle, look_every=timedelta(milliseconds=20))
    clock.ahead = timedelta(0)
    engine.start()
    await turned.wait()
    clock.ahead = TWO_HOURS  # so the next turn is set for an instant that is two hours off
    async with engine._turning:
        clock.ahead = timedelta(0)
    while turns < 4:
        turned.clear()
        await turned.wait()
    await engine.stop()
    house.database.close()

    assert turns >= 4
    told = [record.reason for record in caplog.records if record.getMessage() == "clock.stepped"]
    assert "-7200 s" in told


@pytest.mark.parametrize("hours", [-2, 0, 72])
def test_a_step_is_the_difference_to_the_time_that_only_runs_forward(hours: int) -> None:
    start = SystemClock().now()
    ticks = [100.0]
    clock = SetClock(start)
    watch = StepWatch(clock, lambda: ticks[-1])

    ticks.append(160.0)
    clock._at = start + timedelta(seconds=60, hours=hours)

    assert watch.step() == timedelta(hours=hours)
    assert watch.step() == timedelta(0)
