"""Program files that come out: templates, a version to edit, an export for others, a clone for the next unit."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.model.program_schema import program_schema
from bot.model.rollout import Program
from bot.settings import HOUSE
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_export import cloned, exported, version_file
from bot.steps.program_writing import newest_of
from bot.store import programs, versions
from bot.store.sqlite import SqliteDatabase
from tests.fakes.chats import SlackDouble
from tests.world import ROSTER, World

TEMPLATES = sorted((HOUSE / "content" / "programs").glob("*.toml"))
PILOTS = tuple(f"p{n},Sales,pilot_user" for n in range(14))


@pytest.fixture(scope="module")
def enterprise() -> Iterator[World]:
    """Eight hundred people, as the biggest template asks for."""
    database = SqliteDatabase(":memory:")
    database.migrate()
    world = World(database, SlackDouble())
    rows = "dana@example.com,Dana,Office,,UTC,en,admin,\nrobin@example.com,Robin,Office,,UTC,en,sponsor,\n"
    rows += "".join(f"p{n}@example.com,P {n},T{n % 9},,UTC,en,pilot_user,\n" for n in range(800))
    world.run(lambda ctx: import_people(ctx, (ROSTER + rows).encode(), "people.csv"))
    yield world
    database.close()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_template_can_be_applied_as_it_is(enterprise: World, path: Path) -> None:
    draft = enterprise.run(lambda ctx: apply_program(ctx, path.read_text(encoding="utf-8"), path.name))
    assert draft.state == "draft"


def test_there_are_four_templates() -> None:
    assert [path.stem for path in TEMPLATES] == ["department", "enterprise", "twelve-week", "two-week"]


def test_the_schema_explains_every_key_and_refuses_unknown_ones() -> None:
    schema = program_schema()
    tables = [schema, *(one for one in schema["$defs"].values() if "properties" in one)]
    for table in tables:
        assert table["additionalProperties"] is False
        for key, said in table["properties"].items():
            assert said["title"], key
            assert said["description"], key
    assert "based_on" in schema["properties"]


def played(world: World) -> World:
    """A short pilot of sixteen people in which six answered the first window."""
    world.roster("dana,Office,admin", "rob,Board,sponsor", *PILOTS)
    world.program(
        **{'en = "To learn whether it helps."': 'en = "Dana Example, dana@example.com, asked for it."'}
    )
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:30")
    for name in ("p0", "p1", "p2", "p3", "p4", "p5"):
        world.tap(name, world.last(name), "Writing or rewriting")
    world.at("week 2 Mon 09:00")
    return world


def test_an_export_tells_what_was_measured_and_nothing_of_anybody(world: World) -> None:
    played(world)
    text = world.run(lambda ctx: exported(ctx, programs.latest(ctx.db)))
    assert "window w1: 40 % of 16 people answered" in text
    for personal in ("dana", "Dana", "Robin", "p0@"):
        assert personal not in text, text
    assert "somebody@example.com, asked for it" in text
    program = Program.model_validate(tomllib.loads(text))
    assert program.phase[0].owner == "owner@example.com"


def test_of_a_small_group_nothing_measured_is_exported(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("week 2 Mon 09:00")
    text = world.run(lambda ctx: exported(ctx, programs.latest(ctx.db)))
    assert "none that may be told: fewer than 10 people" in text
    assert "window w1:" not in text


def test_a_clone_starts_later_for_another_team_and_is_otherwise_the_same(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "bea,Legal,pilot_user")
    world.program(**{"starts_on = 2026-11-30": "starts_on = 2026-11-30\ngraduates_on = 2026-12-20"})
    program = world.run(lambda ctx: programs.latest(ctx.db)).program
    text = world.run(lambda ctx: cloned(ctx, program, "legal", date(2027, 3, 1), ["Legal"]))
    copy = Program.model_validate(tomllib.loads(text))
    assert copy.program.graduates_on == date(2027, 3, 21)
    assert copy.program.cohort.teams == ("Legal",)
    assert copy.phase == program.phase
    draft = world.run(lambda ctx: apply_program(ctx, text, "legal.toml", are_all=False))
    assert (draft.program_id, draft.version) == ("legal", 1)
    with pytest.raises(BadInput) as caught:
        world.run(lambda ctx: cloned(ctx, program, "short", date(2027, 3, 2), []))
    assert caught.value.problems == [
        "short: there is a program of this key already; choose another",
        "--starts-on: 2027-03-02 is no Monday; write 2027-03-08",
    ]


def test_the_file_of_a_version_comes_back_as_the_same_version(world: World) -> None:
    world.roster("dana,Office,admin")
    world.program()
    newest = newest_of(world.run(lambda ctx: versions.history(ctx.db, "short")))
    assert newest is not None
    text = version_file(newest)
    assert text.startswith("based_on = 1\n")
    again = world.run(lambda ctx: apply_program(ctx, text, "mine.toml", are_all=False))
    assert (again.version, again.state) == (1, "approved")
