"""Who pauses or stops messages after the questions were planned is asked on coming back, while they are open."""

from __future__ import annotations

import pytest

from bot.cards.card import Form
from bot.store import feedback
from tests.stories.test_windows import start
from tests.world import World


def pauses(world: World, name: str, until: str) -> None:
    """By the form of the own record; an empty day lifts the pause."""
    record = world.says(name, "ai-me")
    form = [block for block in record.card.blocks if isinstance(block, Form)][-1]
    world.tap(name, record, form.send.label, **{form.fields[0].name: until})


def prompts(world: World, name: str) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in world.deliveries(name) if row.story == "feedback.prompt"]


def asked(world: World, name: str) -> list[str]:
    """The texts of the questions as they came, reminders left out."""
    refs = {row.ref for row in world.deliveries(name) if row.story == "feedback.prompt" and row.ref}
    return [shown.text for shown in world.inbox(name) if shown.ref in refs]


@pytest.mark.parametrize(
    ("until", "back"), [("2026-12-02", "Wed"), ("2026-12-03", "Thu"), ("2026-12-04", "Fri")]
)
def test_who_pauses_after_the_questions_were_planned_is_asked_once_on_coming_back(
    world: World, until: str, back: str
) -> None:
    start(world, "ada,Sales,pilot_user,zh-TW")
    world.at("Mon 10:00")
    pauses(world, "ada", until)
    world.at(f"{back} 09:00")
    assert asked(world, "ada") == []
    world.at(f"{back} 10:00")
    (text,) = asked(world, "ada")
    assert world.label("ada", "windows.back", closes_at=world.instant("Fri 17:00")) in text
    world.at("week 2 Mon 08:00")
    assert len(asked(world, "ada")) == 1
    assert prompts(world, "ada") == [("sent", "")]


def test_a_pause_that_is_lifted_brings_the_questions_at_once_and_says_why(world: World) -> None:
    start(world, "ada,Sales,pilot_user")
    world.at("Mon 10:00")
    pauses(world, "ada", "2026-12-20")
    world.at("Wed 11:00")
    assert asked(world, "ada") == []
    pauses(world, "ada", "")
    world.at("Wed 11:05")
    (text,) = asked(world, "ada")
    assert world.label("ada", "windows.back", closes_at=world.instant("Fri 17:00")) in text
    world.at("Fri 16:00")
    assert len(asked(world, "ada")) == 1


def test_a_pause_lifted_before_the_opening_changes_nothing(world: World) -> None:
    start(world, "ada,Sales,pilot_user")
    world.at("Mon 10:00")
    pauses(world, "ada", "2026-12-03")
    pauses(world, "ada", "")
    world.at("Tue 10:05")
    (text,) = asked(world, "ada")
    assert world.label("ada", "windows.back", closes_at=world.instant("Fri 17:00")) not in text


def test_who_says_stop_and_start_again_is_asked_what_is_still_open(world: World) -> None:
    start(world, "ada,Sales,pilot_user")
    world.at("Mon 10:00")
    world.says("ada", "stop")
    world.at("Wed 10:00")
    world.says("ada", "start")
    world.at("Wed 10:05")
    (text,) = asked(world, "ada")
    assert world.label("ada", "windows.back", closes_at=world.instant("Fri 17:00")) in text


def test_who_was_asked_before_the_pause_or_is_away_until_the_close_is_not_asked_again(world: World) -> None:
    start(world, "ada,Sales,pilot_user", "ben,Sales,pilot_user")
    world.at("Tue 11:00")
    pauses(world, "ada", "2026-12-03")
    world.at("Thu 11:00")
    pauses(world, "ada", "")
    pauses(world, "ben", "2026-12-07")
    world.at("week 2 Tue 11:00")
    assert len(asked(world, "ada")) == len(asked(world, "ben")) == 1


def test_who_answered_all_while_paused_is_not_asked_on_coming_back(world: World) -> None:
    start(world, "ada,Sales,pilot_user")
    world.at("Mon 10:00")
    pauses(world, "ada", "2026-12-03")
    world.at("Wed 10:00")
    shown = world.says("ada", "ai-feedback")
    for label in ("Code", "Very", "15 to 30 minutes", "Less than 5 minutes"):
        shown = world.tap("ada", shown, label)
    world.at("Fri 10:00")
    assert asked(world, "ada") == []
    person_id = world.person("ada").person_id
    (row,) = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))
    assert row["finished_at"]
