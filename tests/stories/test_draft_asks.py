"""Who may approve a draft is asked once, with what it changes; approving looks at the content again."""

from __future__ import annotations

import pytest

from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program, reject_program
from bot.store import programs, versions
from bot.store.outbox import Delivery
from tests.world import PROGRAMS, ROSTER, Shown, World

SHORT = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
LATER = SHORT.replace("weeks = 2", "weeks = 3", 1).replace("first_week = 3", "first_week = 4")


@pytest.fixture
def running(world: World) -> World:
    """Version 1 is in force; it is Monday at noon."""
    world.roster(
        "dana,Office,admin", "bo,Office,admin,zh-Hant", "rob,Board,sponsor", "ada,Sales,pilot_user",
        "cy,Sales,champion",
    )  # fmt: skip
    world.program()
    world.at("Mon 12:00")
    return world


def write(world: World, text: str = LATER, by: str = "dana") -> None:
    author = world.person(by)
    world.run(lambda ctx: apply_program(ctx, text, "mine.toml", author, are_all=False))


def asked(world: World, name: str) -> list[Shown]:
    return [shown for shown in world.inbox(name) if shown.says("program_draft.asked")]


def questions(world: World, name: str) -> list[Delivery]:
    return [row for row in world.deliveries(name) if row.story == "program.waits" and "/1" not in row.about]


def test_who_may_approve_gets_one_message_with_what_changes_and_the_button(running: World) -> None:
    write(running)
    running.at("Tue 12:00")
    assert {name: len(asked(running, name)) for name in ("dana", "bo", "rob", "ada", "cy")} == {
        "dana": 0, "bo": 1, "rob": 1, "ada": 0, "cy": 0,
    }  # fmt: skip
    assert "階段 first · 週數：2 → 3" in asked(running, "bo")[0]
    question = asked(running, "rob")[0]
    assert "Phase first · Weeks: 2 → 3" in question
    done = running.tap("rob", question, running.label("rob", "program.approve", version=2))
    assert done.says("program.approved", version=2)
    assert running.run(lambda ctx: programs.current(ctx.db)).version == 2


def test_a_draft_written_at_night_is_asked_about_in_the_morning(running: World) -> None:
    running.at("Mon 22:00")
    write(running)
    running.at("Tue 09:29")
    assert asked(running, "rob") == []
    running.at("Tue 09:31")
    assert len(asked(running, "rob")) == 1


@pytest.mark.parametrize("decided", ["approved", "rejected", "replaced"])
def test_the_question_is_withdrawn_when_there_is_nothing_left_to_ask(running: World, decided: str) -> None:
    running.at("Mon 22:00")
    write(running)
    rob = running.person("rob")
    if decided == "approved":
        running.run(lambda ctx: approve_program(ctx, "short", rob))
    elif decided == "rejected":
        running.run(lambda ctx: reject_program(ctx, "short", rob, "Not now"))
    else:
        write(running, LATER.replace("A short pilot", "A renamed pilot"))
    states = [row.state for row in questions(running, "bo")]
    assert states == (["cancelled", "planned"] if decided == "replaced" else ["cancelled"])
    running.at("Tue 12:00")
    assert len(asked(running, "bo")) == (1 if decided == "replaced" else 0)


def test_who_wrote_on_the_next_draft_is_not_asked_about_it_any_more(running: World) -> None:
    running.at("Mon 22:00")
    write(running)
    running.says("bo", 'ai-rollout set program.budget = "none"')
    running.at("Tue 12:00")
    assert {name: len(asked(running, name)) for name in ("dana", "bo", "rob")} == {
        "dana": 0, "bo": 0, "rob": 1,
    }  # fmt: skip


def test_a_message_that_vanished_since_the_draft_was_written_keeps_it_from_being_approved(
    running: World,
) -> None:
    write(running, LATER.replace('use = ["first-sales", "first-prompt"]', 'use = ["first-sales", "welcome"]'))
    running.at("Mon 13:00")
    question = asked(running, "rob")[0]
    nudges = running.house.words.content.nudges
    gone = nudges.pop("welcome")
    try:
        told = running.tap("rob", question, running.label("rob", "program.approve", version=2))
    finally:
        nudges["welcome"] = gone
    assert told.says("program_draft.unfit", version=2)
    assert "welcome" in told
    assert running.run(lambda ctx: programs.current(ctx.db)).version == 1
    running.tap("rob", question, running.label("rob", "program.approve", version=2))
    assert running.run(lambda ctx: programs.current(ctx.db)).version == 2


def test_a_draft_without_a_phase_that_has_begun_meanwhile_is_not_approved(running: World) -> None:
    write(running, SHORT.replace('key = "first"', 'key = "start"'))
    running.says("bo", "ai-rollout start")
    card = running.says("rob", "ai-rollout approve")
    told = running.tap("rob", card, running.label("rob", "program.approve", version=2))
    assert "phase first: has begun and can't be left out or renamed" in told
    assert [one.state for one in running.run(lambda ctx: versions.history(ctx.db, "short"))] == [
        "approved", "draft",
    ]  # fmt: skip


def test_a_draft_whose_owner_has_left_meanwhile_is_not_approved(running: World) -> None:
    write(running, LATER.replace('owner = "dana@example.com"', 'owner = "cy@example.com"'))
    stay = {"dana": "admin", "rob": "sponsor", "ada": "pilot_user"}
    rows = [f"{name}@example.com,{name},Office,,Asia/Taipei,en,{role}," for name, role in stay.items()]
    whole = (ROSTER + "\n".join(rows)).encode()
    running.run(lambda ctx: import_people(ctx, whole, "people.csv", is_whole_list=True))
    card = running.says("rob", "ai-rollout approve")
    told = running.tap("rob", card, running.label("rob", "program.approve", version=2))
    assert told.says("program_draft.unfit", version=2)
    assert "cy@example.com" in told
