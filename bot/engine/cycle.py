"""One turn of the clockwork: run what the timetable owes, then empty the outbox, and say when to wake.

The same turn serves the embedded engine (APScheduler wakes it), the playground and the demo (a set
clock wakes it). Nothing here remembers anything: what ran is in the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.chat import Chat
from bot.context import Context
from bot.house import House
from bot.store import job_runs, lanes, outbox

_log = logging.getLogger("uptake.engine")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Send = Callable[[House, Mapping[str, Chat]], Awaitable[None]]


@dataclass(frozen=True)
class Entry:
    """One line of the timetable: a job and how often it looks. Jobs are idempotent; a slot runs once."""

    job: Callable[[Context], None]
    every: timedelta

    @property
    def name(self) -> str:
        return self.job.__name__

    def slot(self, now: datetime) -> datetime:
        """The start of the slot `now` falls in."""
        return now - (now - _EPOCH) % self.every


@dataclass(frozen=True)
class Cycle:
    """The clockwork of one house: its timetable and how it sends."""

    house: House
    chats: Mapping[str, Chat]
    timetable: Sequence[Entry]
    sends: Sequence[Send]

    async def turn(self) -> datetime:
        """Runs everything due at the house's present instant; returns when to wake next."""
        await asyncio.to_thread(self.run_jobs)
        for send in self.sends:
            await send(self.house, self.chats)
        return await asyncio.to_thread(self.next_wake)

    def give_back(self) -> None:
        """Leaves the lanes to whoever comes next."""
        with self.house.context() as ctx:
            lanes.release(ctx.db, self.house.worker)

    def run_jobs(self) -> None:
        """Runs each job whose slot has not run yet; one that fails is logged and tried in the next slot."""
        for entry in self._owed():
            try:
                with self.house.context() as ctx:
                    if job_runs.is_first(ctx.db, entry.name, entry.slot(ctx.now), ctx.now):
                        entry.job(ctx)
            except Exception:
                _log.exception("job.failed", extra={"job": entry.name})

    def _owed(self) -> list[Entry]:
        """Entries whose present slot has not run, by one look; running checks each again for itself."""
        with self.house.context() as ctx:
            ran = job_runs.present(ctx.db, ctx.now)
            return [entry for entry in self.timetable if (entry.name, entry.slot(ctx.now)) not in ran]

    def next_wake(self) -> datetime:
        """The earliest of: the next slot of any job, the next start in any lane, the next look at a doubt."""
        with self.house.context() as ctx:
            times = [entry.slot(ctx.now) + entry.every for entry in self.timetable]
            starts = (one.starts_at(self.house.worker, ctx.now) for one in lanes.look(ctx.db))
            times += [at for at in starts if at]
            if doubt := outbox.next_doubt(ctx.db, ctx.now):
                times.append(doubt)
            return max(min(times), ctx.now)
