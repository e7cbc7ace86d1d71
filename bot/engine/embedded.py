"""The embedded engine: APScheduler as a metronome with one job, re-dated to the next instant that matters.

APScheduler keeps nothing for us: its one job lives in memory and means "look now". What is due is in
the database, so a missed or doubled wake-up changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.clock import StepWatch
from bot.engine.cycle import Cycle
from bot.errors import CannotSave

LOOK_EVERY = timedelta(minutes=1)  # the command line writes to the same database and can't wake us
STEP_FROM = timedelta(seconds=60)
REST = timedelta(milliseconds=250)  # hundreds of taps a second must not turn the clockwork as often
_log = logging.getLogger("uptake.engine")


class EmbeddedEngine:
    """Turns a cycle in this process's event loop."""

    def __init__(self, cycle: Cycle, look_every: timedelta = LOOK_EVERY) -> None:
        self._cycle = cycle
        self._look_every = look_every
        self._steps = StepWatch(cycle.house.clock)
        self._alarm: asyncio.TimerHandle | None = None
        self._waking: asyncio.TimerHandle | None = None
        self._woken = -REST.total_seconds()  # when it was woken last, by the loop's own clock
        self._is_woken = False
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._turning = asyncio.Lock()
        self._is_stopping = False

    def is_turning(self) -> bool:
        """Whether a next turn is set or under way."""
        return self._turning.locked() or self._scheduler.get_job("turn") is not None

    def start(self) -> None:
        """Begins with a turn at once; call inside the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._scheduler.start()
        self.wake()

    def wake(self) -> None:
        """Something may be due: look now, or, woken a moment ago, a moment later. Safe from any thread."""
        self._cycle.house.doorbell.ring()
        self._loop.call_soon_threadsafe(self._look_soon)

    async def stop(self) -> None:
        """Starts no further turn and waits for the one under way: shutting APScheduler down first would
        cut it off in the middle."""
        self._is_stopping = True
        self._cycle.house.is_stopping.set()
        async with self._turning:
            for timer in (self._alarm, self._waking):
                if timer:
                    timer.cancel()
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)
            await self._give_back()

    async def _give_back(self) -> None:
        """Only a courtesy to whoever comes next: a lane that can't be given back is free when its lease ends."""
        try:
            await asyncio.to_thread(self._cycle.give_back)
        except CannotSave as error:
            _log.warning("engine.lanes_kept", extra={"reason": str(error)})

    def _look_soon(self) -> None:
        if self._is_stopping or self._waking:
            return
        rest = max(0.0, self._woken + REST.total_seconds() - self._loop.time())
        self._waking = self._loop.call_later(rest, self._look)

    def _look(self) -> None:
        self._waking, self._woken = None, self._loop.time()
        if self._turning.locked():
            self._is_woken = True  # the turn under way may have passed by what is new
        else:
            self._date(self._cycle.house.clock.now())

    def _date(self, at: datetime) -> None:
        if self._is_stopping:
            return
        waiting = self._scheduler.get_job("turn")
        if waiting and waiting.next_run_time <= at:
            return
        self._scheduler.add_job(
            self._turn,
            DateTrigger(at),
            id="turn",
            replace_existing=True,
            misfire_grace_time=None,
            max_instances=2,  # one under way and one behind it, which will see what the first could not
        )

    async def _turn(self) -> None:
        async with self._turning:
            if self._is_stopping:
                return
            self._is_woken = False
            self._set_alarm()
            self._note_step()
            try:
                wake_at = await self._cycle.turn()
            except Exception:
                _log.exception("engine.turn_failed")
                wake_at = (
                    self._cycle.house.clock.now() + self._look_every
                )  # asking the database may fail, too
            now = self._cycle.house.clock.now()
            self._date(now if self._is_woken else min(wake_at, now + self._look_every))

    def _note_step(self) -> None:
        step = self._steps.step()
        if abs(step) > STEP_FROM:
            _log.warning("clock.stepped", extra={"reason": f"{step.total_seconds():+.0f} s"})

    def _set_alarm(self) -> None:
        """Looks again by the time that only runs forward: APScheduler goes by the clock on the wall, and
        would sleep through all the hours that clock was set back."""
        if self._alarm:
            self._alarm.cancel()
        self._alarm = self._loop.call_later(self._look_every.total_seconds(), self.wake)
