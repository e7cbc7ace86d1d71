"""What each story is given: one instant, one transaction, the words, and nothing else to reach for."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from bot.cards.card import Say
from bot.clock import Ids
from bot.model.people import Person
from bot.settings import Settings
from bot.store.database import Transaction
from bot.words import Words


@dataclass(frozen=True)
class Context:
    """Made once an interaction or job run, inside its transaction; `now` was read once at the edge."""

    now: datetime
    db: Transaction
    words: Words
    settings: Settings
    chance: random.Random
    ids: Ids

    def new_id(self, prefix: str) -> str:
        """An opaque id that sorts by birth."""
        return self.ids(prefix, self.now)

    def say_to(self, person: Person) -> Say:
        """Words in this person's language and time zone."""
        return self.words.say(person.language, person.zone, self.now)
