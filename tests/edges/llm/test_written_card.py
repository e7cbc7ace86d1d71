"""Themes a model wrote stand in `ai-themes`, labelled; without one, or when it fails, the rules speak and say so."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.reception import Reception
from bot.wiring import build_cycle
from tests.edges.llm.test_written_themes import SAID, answers, writes
from tests.fakes.llm import Answer, LlmDesk, llm_desk
from tests.world import Shown, World

LABEL = "AI-written, quotes checked"


@pytest.fixture
def wrote(world: World) -> World:
    """Twelve people wrote; three of them about the login."""
    world.roster("cleo,Sales,champion", *(f"p{at:02},Sales,pilot_user" for at in range(12)))
    return writes(world, *SAID["en"])


def looks(world: World, times: int, answer: Answer, trouble: str = "") -> tuple[list[Shown], LlmDesk]:
    """Cleo asks for the themes so often, with a turn of the engine after each; an endpoint is set."""
    before = world.house

    async def run() -> tuple[list[Shown], LlmDesk]:
        async with llm_desk() as desk:
            desk.answer, desk.trouble = answer, trouble
            chosen = {"llm_url": desk.url, "llm_key": SecretStr("not-a-key"), "llm_model": "sample"}
            world.house = replace(before, settings=before.settings.model_copy(update=chosen))
            world.reception = Reception(world.house)
            world.cycle = build_cycle(world.house, {world.chat.platform: world.chat})
            seen = [await asyncio.to_thread(_look, world) for _ in range(times)]
            return seen, desk

    try:
        return asyncio.run(run())
    finally:
        world.house, world.reception = before, Reception(before)
        world.cycle = build_cycle(before, {world.chat.platform: world.chat})


def _look(world: World) -> Shown:
    shown = world.says("cleo", "ai-themes")
    world.turn()  # waits for what it began, since its loop ends with it
    return shown


def test_the_first_look_has_it_written_and_the_next_shows_it_with_its_label(wrote: World) -> None:
    (first, second), desk = looks(wrote, 2, answers())
    assert first.says("written.soon")
    assert LABEL not in first
    assert (LABEL in second, "Login trouble" in second, "page is ｓｌｏｗ" in second) == (True, True, True)
    assert second.says("themes.a_few")
    assert len(desk.bodies) == 1


def test_without_an_endpoint_the_card_says_nothing_of_one(wrote: World) -> None:
    shown = wrote.says("cleo", "ai-themes")
    assert LABEL not in shown
    assert not shown.says("written.soon")
    assert not shown.says("written.failed")


def broken(comments: object) -> str:
    theme = {"title": "<!channel> rm -rf", "comment_ids": ["c1"], "quote": "x", "quote_id": "c1"}
    return json.dumps({"themes": [theme]})


@pytest.mark.parametrize(("answer", "trouble"), [(broken, ""), (answers(), "500"), (answers(), "cut")])
def test_when_nothing_can_be_proven_the_rules_speak_and_say_so_and_nobody_asks_again_at_once(
    wrote: World, answer: Callable[..., str], trouble: str
) -> None:
    (first, second, third), desk = looks(wrote, 3, answer, trouble)
    assert first.says("written.soon")
    for shown in (second, third):
        assert shown.says("written.failed")
        assert shown.says("themes.unnamed")
        assert (LABEL in shown, "channel" in shown) == (False, False)
    assert len(desk.bodies) == 1
    wrote.clock.set(wrote.clock.now() + timedelta(hours=1))
    (again, at_last), _ = looks(wrote, 2, answers())
    assert again.says("written.soon")
    assert LABEL in at_last


def test_what_somebody_takes_back_is_shown_no_more(wrote: World) -> None:
    looks(wrote, 2, answers())
    me = wrote.says("p00", "ai-me")
    wrote.tap("p00", me, wrote.label("p00", "rosters.quote_stop"))
    (shown,), _ = looks(wrote, 1, answers())
    assert "page is" not in shown
