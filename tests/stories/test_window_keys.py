"""An administrator sets the keys of a window in chat: what can't be is said in a sentence with the key."""

from __future__ import annotations

import pytest

from bot.model.program_diff import tree
from bot.model.program_edit import parts, parts_within, shown
from bot.steps.program_editing import newest, save_part
from tests.world import World

WINDOW = "phase.first.window.w1"


@pytest.fixture
def planned(world: World) -> World:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "kim,Office,sponsor,zh-TW")
    world.program()
    return world


def sets(world: World, line: str) -> str:
    return world.says("dana", f"ai-rollout set {WINDOW}.{line}").text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('mode = "secret"', "mode: write 'named', 'confidential' or 'anonymous', not 'secret'"),
        ('clock = "space"', "clock: write 'local' or 'program', not 'space'"),
        ('half = "c"', "half: write '', 'a' or 'b', not 'c'"),
        ("half = a", "half: a can't be read; write text in quotes"),
        ("every_weeks = 99", "every_weeks: write 26 or less, not 99"),
        ("every_weeks = 2", "every_weeks = 2, but the phase ends with week 2, so it comes once"),
        ('reminds_again = "wed 10:00"', "it must open, remind and close in this order within one week"),
        ('reminds_again = "fri 16:00"', "lies within the last 3 hours before the close (fri 17:00)"),
        ('reminds_again = "fri 09:00"', "but program.weekly_cap = 2, so it would never leave"),
        ('remind_again = "fri 09:00"', "this key is unknown here; did you mean reminds_again?"),
    ],
)
def test_what_a_window_can_t_be_is_refused_with_its_key(planned: World, line: str, said: str) -> None:
    answer = sets(planned, line)
    assert said in answer
    assert planned.label("dana", "program_edit.refused") in answer
    assert planned.run(newest).version == 1


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ('mode = "anonymous"', "mode", "anonymous"),
        ('clock = "program"', "clock", "program"),
        ("half = “a”", "half", "a"),
        ("every_weeks = 1", "every_weeks", 1),
    ],
)
def test_what_it_can_be_becomes_a_draft(planned: World, line: str, key: str, value: object) -> None:
    assert planned.label("dana", "program_edit.saved", version=2) in sets(planned, line)
    assert getattr(planned.run(newest).program.phase[0].window[0], key) == value


def test_a_second_reminder_is_set_where_the_cap_bears_it(planned: World) -> None:
    planned.says("dana", "ai-rollout set program.weekly_cap = 3")
    assert "Second reminder: new: fri 09:00" in sets(planned, 'reminds_again = "fri 09:00"')
    assert planned.run(newest).program.phase[0].window[0].reminders == ("thu 14:00", "fri 09:00")


def test_the_form_of_a_window_has_every_key_and_emptying_one_takes_it_out(planned: World) -> None:
    dana = planned.person("dana")
    planned.says("dana", "ai-rollout set program.weekly_cap = 3")
    base = planned.run(newest)
    table = tree(base.program)
    part = next(p for whole in parts(table) for p in parts_within(table, whole) if p.sort == "window")
    filled = shown(table, part)
    assert filled.keys() == {*WINDOW_KEYS}
    typed = {**filled, "reminds_again": "fri 09:00", "clock": "program"}
    typed |= {"every_weeks": "1", "half": "b", "mode": "named"}
    planned.run(lambda ctx: save_part(ctx, dana, base, part.mark, typed))
    rule = planned.run(newest).program.phase[0].window[0]
    assert (rule.reminds_again, rule.clock, rule.every_weeks, rule.half, rule.mode) == (
        "fri 09:00", "program", 1, "b", "named"
    )  # fmt: skip
    emptied = {**typed, "reminds_again": "", "clock": "", "every_weeks": "", "half": "", "mode": ""}
    now = planned.run(newest)
    planned.run(lambda ctx: save_part(ctx, dana, now, part.mark, emptied))
    rule = planned.run(newest).program.phase[0].window[0]
    assert (rule.reminds_again, rule.clock, rule.every_weeks, rule.half, rule.mode) == (
        None, "local", 0, "", "confidential"
    )  # fmt: skip


WINDOW_KEYS = (
    "questions", "week", "opens", "reminds", "reminds_again", "closes", "clock", "every_weeks", "half", "mode",
)  # fmt: skip


def test_a_form_shows_them_on_either_platform_in_the_readers_words(planned: World) -> None:
    card = planned.says("dana", "ai-rollout edit")
    phase = planned.tap("dana", card, "Phase first")
    window = planned.tap("dana", phase, "Window w1")
    for key in ("reminds_again", "clock", "every_weeks", "half", "mode"):
        assert planned.label("dana", f"program_keys.{key}") in window
