"""Somebody asks to take part: noted for the next phase that takes volunteers, with a date and a way back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store import programs, volunteers
from tests.world import FIRST_DAY, World

TAKES = {
    '[[phase]]\nkey = "first"': '[[phase]]\ncohort = { percent = 0, strata = { volunteer = 0 } }\nkey = "first"',
    '[[phase]]\nkey = "second"': '[[phase]]\ncohort = { percent = 0, strata = { volunteer = 100 } }\nkey = "second"',
}


@pytest.fixture
def running(world: World) -> World:
    """The second phase is for volunteers; the first one runs."""
    world.roster(
        "dana,Office,admin",
        "ada,Sales,pilot_user",
        "lin,Sales,pilot_user,zh-Hant",
        "wei,Sales,pilot_user,zh-Hans",
    )
    world.program(**TAKES)
    world.says("dana", "ai-rollout start")
    world.at("Tue 12:00")
    return world


def people_in(world: World, phase: str) -> set[str]:
    found = world.run(lambda ctx: programs.members(ctx.db, "short", phase))
    return {one.email.partition("@")[0] for one in found}


@pytest.mark.parametrize(
    ("name", "words", "phase"),
    [
        ("ada", "ai-rollout join", "Second use"),
        ("lin", "導入 加入", "再次使用"),
        ("wei", "推广 加入", "再次使用"),
    ],
)
def test_a_volunteer_is_told_which_phase_it_is_and_when_it_begins(
    running: World, name: str, words: str, phase: str
) -> None:
    said = running.says(name, words)
    assert said.says("volunteers.joined", phase=phase, monday=FIRST_DAY + timedelta(weeks=2))
    assert running.says(name, "ai-me").says("volunteers.stratum_volunteer")


def test_volunteers_are_in_the_phase_they_asked_for_and_not_in_the_one_before(running: World) -> None:
    running.says("ada", "ai-rollout join")
    running.says("ada", "ai-rollout join")
    running.at("Wed 12:00")
    assert people_in(running, "first") == set()
    running.says("dana", "ai-rollout advance we have seen enough")
    assert people_in(running, "second") == {"ada"}


def test_a_volunteer_may_take_it_back_until_the_phase_begins(running: World) -> None:
    said = running.says("ada", "ai-rollout join")
    undone = running.tap("ada", said, running.label("ada", "volunteers.undo"))
    assert undone.says("volunteers.undone")
    running.says("dana", "ai-rollout advance we have seen enough")
    assert people_in(running, "second") == set()


def test_after_an_undo_one_tap_joins_again_and_once_it_has_begun_stop_is_the_way_out(running: World) -> None:
    said = running.says("ada", "ai-rollout join")
    undone = running.tap("ada", said, running.label("ada", "volunteers.undo"))
    again = running.tap("ada", undone, running.label("ada", "volunteers.join"))
    running.says("dana", "ai-rollout advance we have seen enough")
    late = running.tap("ada", again, running.label("ada", "volunteers.undo"))
    assert late.says("volunteers.begun")
    assert people_in(running, "second") == {"ada"}


def test_a_volunteer_comes_into_a_program_whose_lot_left_the_person_out(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program(**{"[digest]": "[program.cohort]\npercent = 0\nstrata = { volunteer = 100 }\n\n[digest]"})
    said = world.says("ada", "ai-rollout join")
    assert said.says("volunteers.joined", phase="First use", monday=FIRST_DAY)
    world.says("dana", "ai-rollout start")
    assert people_in(world, "first") == {"ada"}
    assert world.says("ada", "ai-rollout join").says("volunteers.taking_part")


def test_who_takes_part_anyway_has_nothing_to_ask_for(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program()
    assert world.says("ada", "ai-rollout join").says("volunteers.taking_part")
    ada = world.person("ada").person_id
    assert world.run(lambda ctx: volunteers.of_person(ctx.db, ada)) == []


def test_without_a_phase_to_come_that_takes_volunteers_the_way_to_a_person_is_said(running: World) -> None:
    running.says("dana", "ai-rollout advance we have seen enough")
    assert running.says("ada", "ai-rollout join").says("volunteers.no_place")


def test_who_said_stop_hears_that_joining_brings_no_messages(running: World) -> None:
    running.says("ada", "stop")
    assert running.says("ada", "ai-rollout join").says("volunteers.stopped")
    running.says("dana", "ai-rollout advance we have seen enough")
    running.at("week 3 Fri 12:00")
    after = [
        row
        for row in running.deliveries("ada")
        if row.kind not in ("reply", "greeting") and row.state == "sent"
    ]
    assert [row.kind for row in after] == ["disclosure"]  # of before the stop
