"""Nothing of an anonymous answer stands beside a person, wherever that person has it shown, while the key lives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.anonymous import CLOSES, everything, prompt_of
from tests.world import Shown, World

WORDS = "Zebras ate the badge reader"
OBSTACLE = "Access or login"


@pytest.fixture
def asked(world: World) -> World:
    """Six people are asked anonymously what is in the way; Ada has answered, Ben stopped half-way."""
    names = ("ada", "ben", "cy", "di", "ed", "flo")
    world.roster("dana,Office,admin", "cho,Sales,champion", *(f"{name},Sales,pilot_user" for name in names))
    world.program(
        **{'questions = "pulse-a"': 'questions = "blockers"', CLOSES: f'{CLOSES}\nmode = "anonymous"'}
    )
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:05")
    form = marked(world, "ada")
    assert WORDS in world.tap("ada", form, world.label("ada", "feedback.send"), body=WORDS)
    marked(world, "ben")
    return world


def marked(world: World, name: str) -> Shown:
    shown = world.tap(name, world.last(name), OBSTACLE)
    return world.tap(name, shown, world.label(name, "answers.next"))


def beside(world: World, *words: str) -> list[tuple[str, dict[str, Any]]]:
    """The rows of any table in which one of the words stands, but for the slips and what every prompt is made of."""
    frozen = ("slip", "slip_answer", "feedback_window", "program", "program_version")
    found = everything(world)
    return [
        (name, row)
        for name in found.keys() - {*frozen}
        for row in found[name]
        if any(word in str(row) for word in words)
    ]


def test_what_somebody_typed_for_is_answered_with_the_own_answers_and_none_is_stored(asked: World) -> None:
    receipt = prompt_of(asked, "ada")["receipt"]
    shown = asked.says("ada", "ai-feedback")
    assert (WORDS in shown, OBSTACLE in shown, receipt in shown) == (True, True, True)
    again = asked.says("ben", "ai-feedback")
    assert (
        asked.label("ben", "feedback.progress", place=2, of=2, closes_at=asked.instant("Fri 17:00")) in again
    )
    assert beside(asked, WORDS, OBSTACLE, '"access"') == []
    assert [name for name, _ in beside(asked, receipt)] == ["feedback_prompt"]


def test_not_even_while_it_waits_to_be_sent(asked: World) -> None:
    interaction = asked.chat.say(asked.chat.account("ada"), "ai-feedback", asked.clock.now(), "e-waits")
    assert asked.receive(interaction) is None
    (waiting,) = [row for row in asked.deliveries("ada") if row.state == "planned" and row.kind == "reply"]
    assert (waiting.card, waiting.story) == (None, "feedback.shown")
    assert beside(asked, WORDS, OBSTACLE) == []
    asked.turn()
    assert WORDS in asked.last("ada")


def test_nor_in_the_own_record_its_export_the_ledger_or_the_own_report(asked: World) -> None:
    me = asked.says("ada", "ai-me")
    ledger = asked.tap("ada", me, asked.label("ada", "items.open_ledger"))
    export = asked.tap("ada", me, asked.label("ada", "preferences.export"))
    assert (WORDS in ledger, WORDS in export) == (True, True)
    asked.at("week 2 Mon 10:00")
    report = asked.tap("ada", asked.says("ada", "ai-me"), asked.label("ada", "rosters.view_tap"))
    assert WORDS in report
    asked.says("cho", "ai-results")
    asked.says("cho", "ai-themes")
    assert beside(asked, WORDS) == []


def test_who_takes_answers_back_by_receipt_leaves_no_trace_of_the_code(asked: World) -> None:
    receipt = prompt_of(asked, "ada")["receipt"]
    assert asked.says("ben", f"ai-feedback erase {receipt}").says("answers.erased", count=2)
    assert beside(asked, receipt, WORDS) == []
    assert {row.card for row in asked.deliveries("ben") if row.state == "sent"} == {None}
