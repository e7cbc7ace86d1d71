"""What a running installation is made of; the wiring builds one, tests and demo build theirs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.clock import Clock, Ids
from bot.context import Context
from bot.router import Router
from bot.settings import Settings
from bot.store.database import Database
from bot.words import Words


@dataclass(frozen=True)
class House:
    """Database, words, settings, clock, chance and router of one installation."""

    database: Database
    words: Words
    settings: Settings
    clock: Clock
    chance: random.Random
    ids: Ids
    router: Router

    @contextmanager
    def context(self) -> Iterator[Context]:
        """One transaction at the present instant: commits at the end, or undoes all."""
        with self.database.transaction(self.settings.organisation) as db:
            yield Context(self.clock.now(), db, self.words, self.settings, self.chance, self.ids)
