"""One worker of the bot: it can die at any write edge, and fall asleep between any two steps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.chat import Chat
from bot.doorbell import Doorbell
from bot.house import House
from bot.reception import Reception
from bot.simulation.record import Record
from bot.store.database import Database, Row, Transaction
from bot.wiring import build_cycle

_PRESENT: ContextVar[Worker] = ContextVar("worker")
MOST_TURNS = 20_000  # in one seed; a hundred and fifty are usual
TRANSITIONS = {
    "outbox.claim": "planned → sending",
    "outbox.settle": "sending or in_doubt →",
    "outbox.drop_planned": "planned →",
    "outbox.put_off": "planned → planned, later",
    "outbox.try_again": "sending or in_doubt → planned",
    "outbox.unclaim": "sending → planned, untried",
    "outbox.send_once_more": "in_doubt → planned, by policy",
    "outbox.doubt_expired_leases": "sending → in_doubt, lease ended",
    "outbox.plan_all_again": "cancelled, expired or undeliverable → planned",
    "outbox.cancel_planned_of_person": "planned → cancelled, of a person",
    "outbox.cancel_planned_about": "planned → cancelled, about a prompt",
}


class Died(BaseException):
    """The worker is no more: nothing catches this but who started it."""


def present() -> Worker:
    """The worker whose code runs now."""
    return _PRESENT.get()


def held_up() -> float:
    """How many seconds the present worker sleeps before it sees what a thread brought."""
    worker = _PRESENT.get(None)
    return worker.nap() if worker else 0.0


class _Watched(Transaction):
    """Counts the transitions of the outbox as they are written."""

    def __init__(self, inner: Transaction, record: Record) -> None:
        self._inner = inner
        self._record = record
        self.org_id = inner.org_id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def all(self, name: str, /, **values: Any) -> list[Row]:
        return self._inner.all(name, **values)

    def run(self, name: str, /, **values: Any) -> int:
        changed = self._inner.run(name, **values)
        self._count(name, values, changed)
        return changed

    def run_many(self, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
        all_rows = list(rows)
        changed = self._inner.run_many(name, all_rows)
        if all_rows:
            self._count(name, all_rows[0], changed)
        return changed

    def _count(self, name: str, values: Mapping[str, Any], changed: int) -> None:
        if changed > 0 and (passage := TRANSITIONS.get(name)):
            self._record.counts[f"transition {passage} {values.get('state', '')}".rstrip()] += changed


class MortalDatabase:
    """A database whose user may die before or after any commit."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._worker = worker
        self.dialect = database.dialect

    @contextmanager
    def transaction(self, org_id: str) -> Iterator[Transaction]:
        """As the database's own; dying inside undoes all, dying after it undoes nothing."""
        self._worker.live()
        with self._database.transaction(org_id) as db:
            yield _Watched(db, self._worker.record)
            self._worker.may_die("before a commit")
        self._worker.may_die("after a commit")

    def migrate(self) -> list[str]:
        return []

    def close(self) -> None:
        """The worker ends; the database stays."""


class _OwnClock:
    """The machine's clock as one worker sees it: even since it started, or since the last step."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._born = record.loop.time()

    def now(self) -> datetime:
        return self._record.clock.now()

    def even_for(self) -> timedelta:
        since = max(self._born, self._record.last_step)
        return timedelta(seconds=self._record.loop.time() - since)


class Worker:
    """A worker with its own house on the common database: clockwork and door."""

    def __init__(self, number: int, record: Record, house: House, chats: dict[str, Chat]) -> None:
        self.number = number
        self.is_dead = False
        self.record = record
        self.wakes_at = 0.0
        self._poked = asyncio.Event()
        database = MortalDatabase(house.database, self)
        self.house = replace(
            house,
            database=database,
            clock=_OwnClock(record),
            worker=f"worker{number}",
            doorbell=Doorbell(),
        )
        self.reception = Reception(self.house, self.poke)
        self._cycle = build_cycle(self.house, chats)

    async def run(self) -> None:
        """Turns the clockwork until death."""
        _PRESENT.set(self)
        try:
            while True:
                wake_at = await self._cycle.turn()
                self._count_turn()
                self._poked.clear()
                wait = (wake_at - self.house.clock.now()).total_seconds()
                await self._rest(max(wait, 0.001))
        except Died:
            self.record.note("died", worker=self.number)

    def _count_turn(self) -> None:
        """A clockwork that turns and turns without getting on polls; this one may not."""
        self.record.turns += 1
        if self.record.turns > MOST_TURNS:
            raise RuntimeError(f"more than {MOST_TURNS} turns: the clockwork spins")

    def enter(self) -> None:
        """What follows in this task is done by this worker."""
        _PRESENT.set(self)

    def poke(self) -> None:
        """Something may be due: look now."""
        self._poked.set()
        self.house.doorbell.ring()

    def live(self) -> None:
        """The dead do nothing."""
        if self.is_dead:
            raise Died

    def may_die(self, where: str) -> None:
        """Death strikes here with the chance of this seed."""
        if self.record.happens(f"death {where}", self.record.weather.dies):
            self.is_dead = True
            raise Died

    def nap(self) -> float:
        """Seconds until the worker goes on; now and then it falls asleep for minutes."""
        if self.record.happens("nap", self.record.weather.naps):
            self.wakes_at = self.record.loop.time() + self.record.chance.uniform(1, 600)
        return max(0.0, self.wakes_at - self.record.loop.time())

    async def awake(self) -> None:
        """Waits until the worker is awake, and alive."""
        self.live()
        if (left := self.wakes_at - self.record.loop.time()) > 0:
            await asyncio.sleep(left)
            self.live()

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._poked.wait()
        except TimeoutError:
            return
