"""The private house a rehearsal plays in: the words, settings and working days of the real one, a database
of its own, a clock that is set, and chance that repeats."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot.chat import Address, Platform
from bot.clock import Ids, SetClock, seeded_chance
from bot.connectors.opening import Raw
from bot.context import Context
from bot.doorbell import Doorbell
from bot.errors import BadInput
from bot.house import House
from bot.model.people import Person
from bot.model.rollout import Program
from bot.steps.people import import_people
from bot.steps.program import rule_problems
from bot.store import people, programs, rehearsal
from bot.store.sqlite import SqliteDatabase

HUGE = 20_000  # people from whom on the database is a temporary file
_SPACE = "rehearsal"
Assume = Literal["never", "if_none", "always"]


@dataclass(frozen=True)
class Roster:
    """People as they are in a running installation, with where each is reached."""

    people: Sequence[Person]
    reached: Sequence[tuple[str, Address]]
    belongs: rehearsal.Belongs

    @classmethod
    def read(cls, ctx: Context) -> Roster:
        """Everybody who is known."""
        return cls(people.everyone(ctx.db), rehearsal.reached(ctx.db), rehearsal.belongs(ctx.db))


@dataclass(frozen=True)
class PeopleFile:
    """A people file and its name."""

    raw: Raw
    name: str


@dataclass(frozen=True)
class Stage:
    """The private house, its clock, and how many people were given an address for the rehearsal."""

    house: House
    clock: SetClock
    assumed: int


@contextmanager
def set_up(
    house: House,
    program: Program,
    name: str,
    cast: Roster | PeopleFile,
    at: datetime,
    assume: Assume,
    size: int,
) -> Iterator[Stage]:
    """A stage with the program applied at `at` and the people in; BadInput as `apply` and `people import`
    say it. `size` is how many people are expected."""
    with tempfile.TemporaryDirectory(prefix="uptake-rehearsal-") as folder:
        path = Path(folder) / "rehearsal.db" if size >= HUGE else ":memory:"
        database = SqliteDatabase(path, durable=False)
        try:
            database.migrate()
            yield _furnish(house, database, program, name, cast, at, assume)
        finally:
            database.close()


def _furnish(
    house: House, database: SqliteDatabase, program: Program, name: str, cast: Roster | PeopleFile, at: datetime,
    assume: Assume,
) -> Stage:  # fmt: skip
    clock, chance = SetClock(at), seeded_chance(_SPACE)
    private = replace(
        house,
        database=database,
        clock=clock,
        chance=chance,
        ids=Ids(chance),
        doorbell=Doorbell(),
        worker=_SPACE,
    )
    with private.context() as ctx:
        if isinstance(cast, Roster):
            rehearsal.copy_people(ctx.db, cast.people, cast.reached, cast.belongs, at)
        else:
            import_people(ctx, cast.raw, cast.name)
        present = [person for person in people.everyone(ctx.db) if person.state == "active"]
        if found := rule_problems(program, ctx.words.content, present, are_all=False):
            raise BadInput([f"{name}: {one}" for one in found])
        programs.place(ctx.db, program, 1, "approved", at)
        assumed = _reach_all(ctx, assume)
    return Stage(private, clock, assumed)


def _reach_all(ctx: Context, assume: Assume) -> int:
    """Gives an address to those who have none, where that is asked for, and a conversation to all; returns
    to how many. They are taken to be where the others are."""
    known = rehearsal.reached(ctx.db)
    if assume == "never" or (assume == "if_none" and known):
        return 0
    have = {person_id for person_id, to in known if to.platform != "teams" or to.conversation}
    missing = [one for one in people.everyone(ctx.db) if one.state == "active" and one.person_id not in have]
    platform, workspace = _where(ctx, [to for _, to in known])
    made = [(one.person_id, _address(platform, workspace, one)) for one in missing]
    rehearsal.add_addresses(ctx.db, made, ctx.now)
    return len(made)


def _where(ctx: Context, known: Sequence[Address]) -> tuple[Platform, str]:
    if known:
        return known[0].platform, known[0].workspace
    is_teams = ctx.settings.teams_is_on and not ctx.settings.slack_is_on
    return ("teams" if is_teams else "slack"), _SPACE


def _address(platform: Platform, workspace: str, person: Person) -> Address:
    return Address(platform, workspace, f"{_SPACE}-{person.ordinal}", f"{_SPACE}-{person.ordinal}")
