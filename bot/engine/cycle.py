"""One turn of the clockwork: run what the timetable owes, then empty the outbox, and say when to wake.

The same turn serves the embedded engine (APScheduler wakes it), the playground and the demo (a set
clock wakes it). Nothing here remembers anything: what ran is in the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat import Chat
from bot.house import House
from bot.store import lanes, outbox
from bot.timetable import Entry, next_slot, owed

_log = logging.getLogger("uptake.engine")
Send = Callable[[House, Mapping[str, Chat]], Awaitable[None]]


@dataclass(frozen=True)
class Cycle:
    """The clockwork of one house: its timetable, and how it sends."""

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
        for entry in owed(self.house.context, self.timetable):
            try:
                entry.run(self.house.context)
            except Exception:
                _log.exception("job.failed", extra={"job": entry.name})

    def next_wake(self) -> datetime:
        """The earliest of: the next slot of any job, the next start in any lane, the next look at a doubt."""
        with self.house.context() as ctx:
            times = [next_slot(self.timetable, ctx.now)]
            starts = (one.starts_at(self.house.worker, ctx.now) for one in lanes.look(ctx.db))
            times += [at for at in starts if at]
            if doubt := outbox.next_doubt(ctx.db, ctx.now):
                times.append(doubt)
            return max(min(times), ctx.now)
