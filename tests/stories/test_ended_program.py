"""Questions of a program that has ended, and questions another program asked not long ago."""

from __future__ import annotations

import pytest

from bot.store import feedback
from tests.stories.test_windows import start
from tests.world import World

BLOCKERS = {'questions = "pulse-a"': 'questions = "blockers"'}


def stops(world: World) -> None:
    form = world.says("dana", "ai-rollout stop")
    world.tap("dana", form, world.label("dana", "program_stop.stop"), reason="It was the wrong tool.")


def answers(world: World, name: str) -> dict[str, str]:
    person_id = world.person(name).person_id
    (row,) = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))
    return world.run(lambda ctx: feedback.answers(ctx.db, row["prompt_id"]))  # type: ignore[no-any-return]


@pytest.mark.parametrize("locale", ["en", "zh-TW", "zh-CN"])
def test_a_prompt_of_a_stopped_program_says_so_and_takes_nothing(world: World, locale: str) -> None:
    start(world, f"ada,Sales,pilot_user,{locale}")
    world.at("Tue 10:05")
    prompt = world.last("ada")
    option = world.house.words.content.questions["use-last"].option("code")
    assert option
    label = option.label[world.person("ada").language]
    stops(world)
    said = world.tap("ada", prompt, label)
    assert said.says("ended.prompt")
    assert not said.says("feedback.what_next", closes_at=world.instant("Fri 17:00"), group_minimum=5)
    assert answers(world, "ada") == {}
    assert world.tap("ada", prompt, world.label("ada", "feedback.skip")).says("ended.prompt")
    assert world.says("ada", "ai-feedback").says("feedback.remark_text")


def test_what_was_answered_before_the_end_is_neither_changed_nor_lost(world: World) -> None:
    start(world, "ada,Sales,pilot_user")
    world.at("Tue 10:05")
    shown = world.last("ada")
    for label in ("Code", "Very", "15 to 30 minutes", "Less than 5 minutes"):
        shown = world.tap("ada", shown, label)
    before = answers(world, "ada")
    stops(world)
    assert world.tap("ada", shown, world.label("ada", "feedback.change")).says("ended.prompt")
    assert answers(world, "ada") == before
    assert before


@pytest.mark.parametrize(("questions", "asked"), [("blockers", False), ("culture", True)])
def test_the_same_questions_rest_whichever_program_asked_them(
    world: World, questions: str, asked: bool
) -> None:
    start(world, "ada,Sales,pilot_user", **BLOCKERS)
    world.at("Tue 10:05")
    stops(world)
    world.at("week 2 Mon 08:00")
    world.program(**{
        'key = "short"': 'key = "next"', "starts_on = 2026-11-30": "starts_on = 2026-12-07",
        'questions = "pulse-a"': f'questions = "{questions}"',
    })  # fmt: skip
    world.says("dana", "ai-rollout start")
    world.at("week 2 Tue 12:00")
    person_id = world.person("ada").person_id
    rows = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))
    assert [row["week_on"].isoformat() for row in rows] == ["2026-11-30", *(["2026-12-07"] if asked else [])]
