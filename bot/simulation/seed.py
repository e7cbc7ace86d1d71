"""Plays one seed: a fresh copy of a started rollout, some days of weather, then calm, then the checks."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.chat import Chat
from bot.clock import Ids, seeded_chance
from bot.house import House
from bot.simulation.checks import DELIVERY
from bot.simulation.checks_inbound import INBOUND
from bot.simulation.checks_words import WORDS
from bot.simulation.company import Company
from bot.simulation.evidence import Evidence, gathered, tally
from bot.simulation.fakes import FakePlatform
from bot.simulation.faults import drawn
from bot.simulation.loop import JumpingClock, VirtualLoop
from bot.simulation.people import Crowd
from bot.simulation.record import Record
from bot.simulation.worker import MOST_TURNS, Worker, held_up
from bot.store.backup import doubt_what_may_have_left
from bot.store.database import Database

DAY = 86_400.0
DEFAULT_WEEKS = 0.25  # two days: an opening, a reminder, a nudge, a close, a tip, in five zones
CALM_FOR = 10 * 3600.0  # after the last fault: longer than any message that is due then takes to end
_LOOK_EVERY = 60.0
_LINES_A_DAY = 8  # lines that eight people write to the bot
_WRITES = ("ai-help", "ai-me", "hello there")
_STEPS = (timedelta(hours=-2), timedelta(days=3), timedelta(seconds=-30), timedelta(minutes=20))


@dataclass(frozen=True)
class Outcome:
    """What one seed showed."""

    seed: int
    hash: str
    days: float
    messages: int
    doubled: int
    lost: int
    counts: Counter[str]
    states: Counter[str]
    violations: tuple[str, ...]
    lines: tuple[str, ...] = ()


class Play:
    """One seed being played."""

    def __init__(self, company: Company, seed: int, weeks: float, keeps_lines: bool) -> None:
        chance = seeded_chance(seed)
        loop = VirtualLoop(held_up)
        record = Record(chance, drawn(chance), loop, JumpingClock(loop, company.starts_at))
        record.lines = [] if keeps_lines else None
        record.error_title = company.house.words.say("en", ZoneInfo("UTC"))("error.title")
        self.seed, self.record, self.days = seed, record, weeks * 7
        self.database: Database = company.database()
        self.slack = FakePlatform(record, "slack", can_read=True)
        self.teams = FakePlatform(record, "teams", can_read=False)
        self.chats: dict[str, Chat] = {"slack": self.slack, "teams": self.teams}
        own = seeded_chance(f"house {seed}")
        self.house: House = replace(
            company.house, database=self.database, chance=own, ids=Ids(own), clock=record.clock
        )
        self.crowd = Crowd(record, company.accounts, self._pick)
        self.admin = company.admin
        self.workers: list[Worker] = []
        self._born = 0
        self.company = company
        self.gap = (-1.0, -1.0)  # what was written in this span was lost with the machine

    def run(self) -> Outcome:
        """Plays to the end and checks; a clockwork that spins is blamed for that alone."""
        loop = self.record.loop
        asyncio.set_event_loop(loop)
        try:
            self._live_through(loop)
            evidence = gathered(self)
            if self.record.turns <= MOST_TURNS:
                self._check(evidence)
        finally:
            self._bury(loop)
        return self._outcome(evidence)

    def _live_through(self, loop: VirtualLoop) -> None:
        try:
            loop.run_until_complete(self._life())
        except RuntimeError:
            if not self.record.violations:
                raise

    def _check(self, evidence: Evidence) -> None:
        for check in (*DELIVERY, *INBOUND, *WORDS):
            for complaint in check(evidence):
                self.record.blame(check.__name__, complaint)

    async def _life(self) -> None:
        for _ in range(self.record.weather.workers):
            self._start_worker()
        self._plan_acts()
        await asyncio.sleep(self.days * DAY)
        self.record.is_calm = True
        self._lift()
        self._look_soon()
        await asyncio.sleep(CALM_FOR)

    # workers

    def _start_worker(self) -> None:
        self._born += 1
        worker = Worker(self._born, self.record, self.house, self.chats)
        self.workers.append(worker)
        task = self.record.loop.create_task(self._live(worker))
        self.record.tasks.add(task)

    async def _live(self, worker: Worker) -> None:
        """One worker to its death; another one follows, as a supervisor would have it."""
        try:
            await worker.run()
        except RuntimeError as error:
            self.record.blame("spins", str(error))
            self.record.loop.stop()
        worker.is_dead = True
        if worker not in self.workers:
            return
        self.workers.remove(worker)
        self._look_soon()
        await asyncio.sleep(1 + self.record.chance.random() * 40)
        self._start_worker()

    def _pick(self) -> Worker:
        alive = [worker for worker in self.workers if not worker.is_dead]
        return self.record.chance.choice(alive or self.workers or [self._spare()])

    def _spare(self) -> Worker:
        self._start_worker()
        return self.workers[-1]

    def _look_soon(self) -> None:
        """Every worker looks at the outbox once a minute, whatever it waits for."""
        self.record.loop.call_later(_LOOK_EVERY, self._look)

    def _look(self) -> None:
        for worker in self.workers:
            worker.poke()

    # what people and operators do

    def _plan_acts(self) -> None:
        chance, loop, span = self.record.chance, self.record.loop, self.days * DAY
        users = sorted(account.user for account in self.crowd.accounts())
        for _ in range(int(_LINES_A_DAY * max(1.0, self.days) * len(users) / 8)):
            loop.call_later(
                chance.random() * span, self.crowd.write, chance.choice(users), chance.choice(_WRITES)
            )
        if self.record.weather.pauses:
            at = chance.random() * span * 0.8
            loop.call_later(at, self._command, "/ai-pause trouble")
            loop.call_later(at + chance.uniform(60, 20_000), self._lift)
        if chance.random() < 0.2:
            loop.call_later(chance.random() * span, self._overreach)
        if chance.random() < 0.4:
            loop.call_later(chance.random() * span * 0.6, self.crowd.write, chance.choice(users[1:]), "stop")
        if self.record.weather.restores:
            loop.call_later(chance.random() * span * 0.9, self._save)
        if self.record.happens("clock step", self.record.weather.steps):
            loop.call_later(chance.random() * span, self._step, chance.choice(_STEPS))

    def _command(self, text: str) -> None:
        self.crowd.command(self.admin, text)

    def _overreach(self) -> None:
        """Somebody who may not tries the kill switch."""
        self.crowd.command(self.crowd.accounts()[1].user, "/ai-pause out of spite")

    def _lift(self) -> None:
        self._command("/ai-resume")

    def _save(self) -> None:
        """A backup is made; some time later it is all that is left."""
        copy, saved_at = self.company.copy(self.database), self.record.loop.time()
        after = self.record.chance.uniform(60, 10_000)
        self.record.loop.call_later(after, self._restore, copy, saved_at)

    def _restore(self, copy: Database, saved_at: float) -> None:
        """The machine is lost, and everything on it since the backup."""
        for worker in self.workers:
            worker.is_dead = True
        self.workers.clear()
        self.gap = (saved_at, self.record.loop.time())
        self.crowd.forget_since(saved_at)
        self.record.counts["fault restore"] += 1
        self.house, self.database = replace(self.house, database=copy), copy
        with self.house.context() as ctx:
            doubt_what_may_have_left(ctx.db, ctx.now)
        for _ in range(self.record.weather.workers):
            self._start_worker()

    def was_lost(self, at: float) -> bool:
        """Whether what happened at `at` is in no backup."""
        return self.gap[0] <= at <= self.gap[1]

    def _step(self, by: timedelta) -> None:
        self.record.step_clock(by)
        self._look_soon()

    # the end

    def _bury(self, loop: VirtualLoop) -> None:
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        asyncio.set_event_loop(None)
        loop.close()

    def _outcome(self, evidence: Evidence) -> Outcome:
        record, found = self.record, tally(evidence)
        self.database.close()
        return Outcome(
            self.seed, record.hash, self.days + CALM_FOR / DAY, found.messages, found.doubled, found.lost,
            record.counts, found.states, tuple(record.violations), tuple(record.lines or ()),
        )  # fmt: skip


def play(company: Company, seed: int, weeks: float = DEFAULT_WEEKS, keeps_lines: bool = False) -> Outcome:
    """Plays one seed to its end; `keeps_lines` keeps every event."""
    with _hushed():
        return Play(company, seed, weeks, keeps_lines).run()


@contextmanager
def _hushed() -> Iterator[None]:
    """Thousands of faults on purpose are nobody's news."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
