"""What a running installation is made of; the wiring builds one, tests and demo build theirs."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.clock import Clock, Ids
from bot.context import Context
from bot.doorbell import Doorbell
from bot.router import Router
from bot.settings import Settings
from bot.store.database import Database
from bot.timetable import Entry
from bot.words import Words
from bot.workdays import Workdays


@dataclass(frozen=True)
class House:
    """Database, words, settings, clock, chance, router and working days of one installation.

    `worker` names this process where several share a database; `is_stopping` is set when it is told
    to end: nothing new is begun then; `doorbell` is rung when something may be there to send;
    `timetable` is what time starts here.
    """

    database: Database
    words: Words
    settings: Settings
    clock: Clock
    chance: random.Random
    ids: Ids
    router: Router
    worker: str = "worker"
    is_stopping: threading.Event = field(default_factory=threading.Event)
    doorbell: Doorbell = field(default_factory=Doorbell)
    workdays: Workdays = field(default_factory=Workdays)
    timetable: tuple[Entry, ...] = ()

    @contextmanager
    def context(self) -> Iterator[Context]:
        """One transaction at the present instant: commits at the end, or undoes all."""
        with self.database.transaction(self.settings.organisation) as db:
            now = self.clock.now()
            yield Context(now, db, self.words, self.settings, self.chance, self.ids, self.workdays)
