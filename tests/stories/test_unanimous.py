"""A team that says the same reads in its digest like one that nearly does."""

from __future__ import annotations

import pytest

from bot.store import feedback
from tests.anonymous import NAMES, prompt_of
from tests.world import World

SAID = {"use-last": "code", "useful": "5", "time-without": "30to60", "time-with": "lt5", "blocker": "access"}


def digest(world: World, unlike: int) -> str:
    """What Cleo reads when all but `unlike` of the twelve of her team say the same."""
    world.roster("dana,Office,admin", "cleo,Sales,champion", *(f"{name},Sales,pilot_user" for name in NAMES))
    world.program(**{'questions = "pulse-a"': 'questions = "full"'})
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    for at, name in enumerate(NAMES):
        said = SAID if at >= unlike else SAID | {"useful": "1", "blocker": "speed"}
        to = prompt_of(world, name)["prompt_id"]
        for key, value in said.items():
            world.run(
                lambda ctx, to=to, key=key, value=value: feedback.keep_answer(
                    ctx.db, to, key, value, ctx.now, late=False
                )
            )
    world.at("week 2 Mon 09:30")
    return world.says("cleo", "ai-summary").text


@pytest.mark.parametrize("unlike", [0, 1])
def test_nobody_reads_off_it_that_all_said_so_or_all_but_one(world: World, unlike: int) -> None:
    read = digest(world, unlike)
    assert "Access or login (at least 9 people)" in read
    assert "Favourable: half or more of at least 9 people · target 60 %: can't tell yet · evidence C" in read
    assert "median of at least 9 people" in read
    assert "at least 10 of 14 answered" in read
    assert not [told for told in ("11 of 1", "12 of 1", "11 people", "12 people") if told in read]
