"""A program that has begun is rehearsed from its beginning, and whoever asks is told so."""

from __future__ import annotations

import pytest

from tests.world import World


@pytest.mark.parametrize("has_begun", [True, False])
def test_that_a_begun_program_is_played_from_its_beginning_is_said_before_and_after(
    world: World, has_begun: bool
) -> None:
    world.roster("dana,Office,admin,zh-Hans", "ada,Sales,pilot_user", "cai,Sales,champion")
    world.program()
    if has_begun:
        world.says("dana", "ai-rollout start")
        world.at("week 2 Mon 12:00")
    asked = world.says("dana", "ai-rollout rehearse")
    world.turn()
    world.turn()
    report = world.last("dana")
    assert report.says("rehearsal.title", title=world.says("dana", "ai-rollout").card.title)
    assert [one.says("rehearsal_running.anew") for one in (asked, report)] == [has_begun] * 2
