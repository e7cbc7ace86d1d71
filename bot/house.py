"""What a running installation is made of; the wiring builds one, tests and demo build theirs."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.clock import Clock, Ids
from bot.context import Context
from bot.router import Router
from bot.settings import Settings
from bot.store.database import Database
from bot.words import Words


@dataclass(frozen=True)
class House:
    """Database, words, settings, clock, chance and router of one installation.

    `worker` names this process where several share a database; `is_stopping` is set when it is told
    to end: nothing new is begun then.
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

    @contextmanager
    def context(self) -> Iterator[Context]:
        """One transaction at the present instant: commits at the end, or undoes all."""
        with self.database.transaction(self.settings.organisation) as db:
            yield Context(self.clock.now(), db, self.words, self.settings, self.chance, self.ids)
