"""The timetable: jobs with how often each looks, and what of it is owed at an instant.

The clockwork turns it in real time, a rehearsal in virtual time: both run the same entries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.context import Context
from bot.store import job_runs

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Opened = Callable[[], AbstractContextManager[Context]]


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

    def run(self, opened: Opened) -> None:
        """Runs the job in a transaction of its own, unless its present slot ran before."""
        with opened() as ctx:
            if job_runs.is_first(ctx.db, self.name, self.slot(ctx.now), ctx.now):
                self.job(ctx)


def owed(opened: Opened, timetable: Sequence[Entry]) -> list[Entry]:
    """Entries whose present slot has not run, by one look; running checks each again for itself."""
    with opened() as ctx:
        ran = job_runs.present(ctx.db, ctx.now)
        return [entry for entry in timetable if (entry.name, entry.slot(ctx.now)) not in ran]


def next_slot(timetable: Sequence[Entry], now: datetime) -> datetime:
    """When the next slot of any entry begins."""
    return min(entry.slot(now) + entry.every for entry in timetable)
