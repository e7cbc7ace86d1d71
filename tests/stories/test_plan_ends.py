"""A program is ended for good by a person, with a reason; who took part is thanked and told."""

from __future__ import annotations

import pytest

from bot.cards.card import Form
from bot.errors import BadInput
from bot.steps.program import apply_program
from bot.steps.program_stop import stop_program
from bot.store import programs, versions
from tests.world import PROGRAMS, World

SHORT = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
REASON = "The tool was withdrawn"


@pytest.fixture
def begun(world: World) -> World:
    """The second Monday of a pilot."""
    world.roster(
        "dana,Office,admin", "rob,Board,sponsor", "ada,Sales,pilot_user", "bo,Sales,champion,zh-Hant"
    )
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("week 2 Mon 12:00")
    return world


def state(world: World) -> str:
    found: str = world.run(lambda ctx: programs.find(ctx.db, "short")).state
    return found


def stop(world: World, reason: str = REASON) -> None:
    asked = world.says("dana", f"ai-rollout stop {reason}")
    form = next(block for block in asked.card.blocks if isinstance(block, Form))
    assert form.fields[0].value == reason
    assert state(world) == "running"
    done = world.tap("dana", asked, world.label("dana", "program_stop.stop"), reason=form.fields[0].value)
    assert done.says("gates.stopped", people=4)
    assert reason in done


def test_an_administrator_ends_the_program_in_chat_and_everybody_is_thanked_and_told_why(
    begun: World,
) -> None:
    stop(begun)
    assert state(begun) == "stopped"
    sent = {name: len(begun.inbox(name)) for name in ("ada", "bo")}
    begun.at("week 3 Fri 12:00")
    for name, thanks in (("ada", "Thank you for taking part."), ("bo", "謝謝您的參與。")):
        assert len(begun.inbox(name)) == sent[name] + 1
        assert thanks in begun.last(name)
        assert REASON in begun.last(name)
        assert begun.last(name).says("gates.your_data_is", group_minimum=5)


def test_the_command_line_thanks_them_too(begun: World) -> None:
    running = begun.run(lambda ctx: programs.current(ctx.db))
    assert begun.run(lambda ctx: stop_program(ctx, running, None, REASON)) == 4
    begun.at("week 2 Tue 12:00")
    assert begun.last("ada").says("program_stop.thanks")


@pytest.mark.parametrize("name", ["ada", "bo", "rob"])
def test_nobody_else_ends_it(begun: World, name: str) -> None:
    refused = begun.says(name, f"ai-rollout stop {REASON}")
    assert refused.says("error.not_permitted", who=begun.label(name, "people.admins"))
    form = begun.says("dana", "ai-rollout stop")
    label = begun.label("dana", "program_stop.stop")
    assert begun.tap(name, form, label, reason=REASON).says(
        "error.not_permitted", who=begun.label(name, "people.admins")
    )
    assert state(begun) == "running"


def test_it_does_not_end_without_a_reason(begun: World) -> None:
    form = begun.says("dana", "ai-rollout stop")
    told = begun.tap("dana", form, begun.label("dana", "program_stop.stop"), reason=" ")
    assert told.says("program_stop.reason_missing")
    assert state(begun) == "running"


def test_a_second_tap_finds_nothing_to_end(begun: World) -> None:
    form = begun.says("dana", "ai-rollout stop")
    stop(begun)
    again = begun.tap("dana", form, begun.label("dana", "program_stop.stop"), reason="Once more")
    assert again.says("error.no_program")


def test_the_key_of_a_stopped_program_is_used_up_and_its_draft_turned_down(begun: World) -> None:
    renamed = SHORT.replace("A short pilot", "A renamed pilot")
    begun.run(lambda ctx: apply_program(ctx, renamed, "mine.toml", are_all=False))
    stop(begun)
    newest = begun.run(lambda ctx: versions.history(ctx.db, "short"))[-1]
    assert (newest.state, newest.reason) == ("rejected", REASON)
    with pytest.raises(BadInput, match="short has ended; give the next program a key of its own"):
        begun.run(lambda ctx: apply_program(ctx, SHORT, "mine.toml", are_all=False))


def test_the_hold_of_a_stopped_program_holds_nothing_of_the_next(begun: World) -> None:
    begun.says("dana", "ai-rollout hold")
    running = begun.run(lambda ctx: programs.current(ctx.db))
    begun.run(lambda ctx: stop_program(ctx, running, None, REASON))
    assert begun.run(lambda ctx: programs.pauses(ctx.db)) == []
    begun.at("week 2 Tue 12:00")
    assert begun.last("ada").says("program_stop.thanks")
