"""A playground with a small company: the real wiring, a database in memory, a clock that is set."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

import pytest

from bot.clock import SetClock
from bot.house import House
from bot.playground.demo import Parts, build_stage
from bot.playground.render import Wardrobe
from bot.playground.stage import Stage
from bot.settings import Settings
from bot.slack.render import render as in_slack
from bot.store.sqlite import SqliteDatabase
from bot.teams.render import render as in_teams
from bot.wiring import build_cycle, build_house
from bot.words import Words, load_content

PEOPLE = 35
SEED = 7


@cache
def _words() -> Words:
    return Words(load_content(Settings().content))


def _house(clock: SetClock, chance: random.Random) -> House:
    database = SqliteDatabase(":memory:", durable=False)
    return build_house(Settings(database=":memory:"), database, clock, chance, _words())


@pytest.fixture
def parts() -> Parts:
    """What the wiring gives the playground."""
    return Parts(_house, build_cycle, Wardrobe(in_slack, in_teams))


@pytest.fixture
def stage(parts: Parts) -> Iterator[Stage]:
    """The demo company on the Thursday before its pilot begins."""
    built = build_stage(parts, SEED, PEOPLE)
    yield built
    built.house.database.close()
