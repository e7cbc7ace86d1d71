"""One process of the bot: it can die at any write edge, and fall asleep between any two steps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat import Chat
from bot.house import House
from bot.reception import Reception
from bot.simulation.record import Record
from bot.store.database import Database, Transaction
from bot.wiring import build_cycle

_PRESENT: ContextVar[Process] = ContextVar("process")
_LOOK_EVERY = 60.0


class Died(BaseException):
    """The process is no more: nothing catches this but who started it."""


def present() -> Process:
    """The process whose code runs now."""
    return _PRESENT.get()


def held_up() -> float:
    """How many seconds the present process sleeps before it sees what a thread brought."""
    process = _PRESENT.get(None)
    return process.nap() if process else 0.0


class MortalDatabase:
    """A database whose user may die before or after any commit."""

    def __init__(self, database: Database, process: Process) -> None:
        self._database = database
        self._process = process
        self.dialect = database.dialect

    @contextmanager
    def transaction(self, org_id: str) -> Iterator[Transaction]:
        """As the database's own; dying inside undoes all, dying after it undoes nothing."""
        self._process.live()
        with self._database.transaction(org_id) as db:
            yield db
            self._process.may_die("before a commit")
        self._process.may_die("after a commit")

    def migrate(self) -> list[str]:
        return []

    def close(self) -> None:
        """The process ends; the database stays."""


class _OwnClock:
    """The machine's clock as one process sees it: even since it started, or since the last step."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._born = record.loop.time()

    def now(self) -> datetime:
        return self._record.clock.now()

    def even_for(self) -> timedelta:
        since = max(self._born, self._record.last_step)
        return timedelta(seconds=self._record.loop.time() - since)


class Process:
    """A worker with its own house on the common database: clockwork and door."""

    def __init__(self, number: int, record: Record, house: House, chats: dict[str, Chat]) -> None:
        self.number = number
        self.is_dead = False
        self._record = record
        self.wakes_at = 0.0
        self._poked = asyncio.Event()
        database = MortalDatabase(house.database, self)
        self.house = replace(house, database=database, clock=_OwnClock(record), worker=f"worker{number}")
        self.reception = Reception(self.house, self.poke)
        self._cycle = build_cycle(self.house, chats)

    async def run(self) -> None:
        """Turns the clockwork until death."""
        _PRESENT.set(self)
        try:
            while True:
                wake_at = await self._cycle.turn()
                self._poked.clear()
                wait = (wake_at - self.house.clock.now()).total_seconds()
                await self._rest(max(wait, 0.001))
        except Died:
            self._record.note("died", process=self.number)

    def enter(self) -> None:
        """What follows in this task is done by this process."""
        _PRESENT.set(self)

    def poke(self) -> None:
        """Something may be due: look now."""
        self._poked.set()

    def live(self) -> None:
        """The dead do nothing."""
        if self.is_dead:
            raise Died

    def may_die(self, where: str) -> None:
        """Death strikes here with the chance of this seed."""
        if self._record.happens(f"death {where}", self._record.weather.dies):
            self.is_dead = True
            raise Died

    def nap(self) -> float:
        """Seconds until the process goes on; now and then it falls asleep for minutes."""
        if self._record.happens("nap", self._record.weather.naps):
            self.wakes_at = self._record.loop.time() + self._record.chance.uniform(1, 600)
        return max(0.0, self.wakes_at - self._record.loop.time())

    async def awake(self) -> None:
        """Waits until the process is awake, and alive."""
        self.live()
        if (left := self.wakes_at - self._record.loop.time()) > 0:
            await asyncio.sleep(left)
            self.live()

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._poked.wait()
        except TimeoutError:
            return
