"""The demo company comes in as anybody's own company would."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest

from bot.model.draw import arm_of
from bot.playground.company import CHAIRS, COLUMNS, STARTS_ON, people_file, roster
from bot.playground.stage import Stage
from bot.store import people, programs


def test_the_people_file_has_the_header_of_every_people_file() -> None:
    header, *rows = csv.reader(io.StringIO(people_file()))
    assert tuple(header) == COLUMNS
    assert len(rows) == 120


@pytest.mark.parametrize("many", [8, 12, 35, 120, 500])
def test_there_are_as_many_people_as_asked_for_and_each_has_an_address_of_their_own(many: int) -> None:
    rows = roster(many)
    assert len(rows) == len({row.email for row in rows}) == many


def test_one_team_is_too_small_to_be_told_about() -> None:
    sizes = Counter(row.team for row in roster())
    assert len(sizes) == 8
    assert sizes["Legal"] == 3
    assert min(size for team, size in sizes.items() if team != "Legal") >= 5


def test_every_team_has_a_champion_and_everybody_is_plainly_fictional() -> None:
    rows = roster()
    assert {row.team for row in rows if row.role == "champion"} == {row.team for row in rows}
    assert all(row.email.endswith("@example.com") for row in rows)


def test_three_languages_and_four_zones_are_spoken() -> None:
    rows = roster()
    assert {row.locale for row in rows} == {"en", "zh-Hant", "zh-Hans"}
    assert len({row.timezone for row in rows}) == 4


def test_the_company_is_imported_and_its_program_applied_on_its_own_monday(stage: Stage) -> None:
    with stage.house.context() as ctx:
        known = {person.email for person in people.everyone(ctx.db)}
        running = programs.current(ctx.db)
    assert known >= set(CHAIRS)
    assert running
    assert running.program.program.starts_on == STARTS_ON
    assert running.present is None


def test_a_newcomers_chairs_are_among_those_who_get_nudges(stage: Stage) -> None:
    with stage.house.context() as ctx:
        running = programs.current(ctx.db)
    assert running
    assert running.program.holdout.percent > 0
    drawn = [arm_of(running.program_id, email, running.program.holdout.percent) for email in CHAIRS]
    assert drawn == ["nudged"] * len(CHAIRS)
