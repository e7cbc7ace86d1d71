"""Hostile words on every surface an answer may reach: both platforms' cards, plain text, a spreadsheet."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bot.cards.card import Card, Copyable, Facts, Form, Input, Quote, Tap, Text
from bot.cards.clean import clean
from bot.cards.limits import FACT, TEXT
from bot.cards.plain import plain
from bot.connectors.table import harmless
from bot.slack.render import render as in_slack
from bot.teams.render import render as in_teams
from tests.corpora.hostile import hostile
from tests.fakes.slack_blocks import refusals as refused_by_slack
from tests.fakes.teams_cards import parts, words
from tests.fakes.teams_cards import refusals as refused_by_teams

SAYS_NOTHING = "–"  # as the cards show words of which nothing can be seen
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")
FORMULA = re.compile("^[ \u3000\xa0]*[=+@\t\r\0＝＋－＠-]")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def card_with(said: str) -> Card:
    """The places of a card in which somebody's answer or remark is shown."""
    body = clean(said)[:TEXT]
    shown = body if body.strip() else SAYS_NOTHING
    field = Input(name="body", label="In your own words", type="long_text", value=body[:500])
    return Card(
        title="Feedback",
        blocks=(
            Text(text=shown),
            Text(text=shown, style="subtle"),
            Quote(text=shown),
            Copyable(text=shown[:1000]),
            Facts(pairs=(("What got in the way?", shown[:FACT]),)),
            Form(fields=(field,), send=Tap(label="Send", action="feedback.write")),
        ),
        note="From Uptake, a bot.",
    )


def kinds_in(node: Any) -> list[str]:
    if isinstance(node, list):
        return [kind for each in node for kind in kinds_in(each)]
    if isinstance(node, dict):
        own = [node["type"]] if isinstance(node.get("type"), str) else []
        return own + [kind for value in node.values() for kind in kinds_in(value)]
    return []


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(set(hostile())) >= 300


@pytest.mark.parametrize("number", range(len(hostile())))
def test_nothing_hostile_escapes_into_slack(number: int) -> None:
    message = in_slack(card_with(hostile()[number]))
    assert refused_by_slack(message) == []
    assert {"mrkdwn", "user", "usergroup", "broadcast", "channel", "link"}.isdisjoint(
        kinds_in(message["blocks"])
    )
    assert "<" not in message["text"]
    assert not BIDI.search(json.dumps(message, ensure_ascii=False))


@pytest.mark.parametrize("number", range(len(hostile())))
def test_nothing_hostile_escapes_into_teams(number: int) -> None:
    message = in_teams(card_with(hostile()[number]))
    assert refused_by_teams(message) == []
    assert {each["type"] for each in parts(message)} == {
        each["type"] for each in parts(in_teams(card_with("x")))
    }
    assert "entities" not in json.dumps(message)
    assert not re.search(r"<\s*/?\s*at\b", words(message), re.IGNORECASE)
    assert not re.search(r"\{\{\s*(DATE|TIME)\b", words(message), re.IGNORECASE)
    assert not BIDI.search(json.dumps(message, ensure_ascii=False))


@pytest.mark.parametrize("number", range(len(hostile())))
def test_nothing_hostile_turns_a_line_of_plain_text_around(number: int) -> None:
    text = plain(card_with(hostile()[number]))
    assert text.startswith("Feedback\n")
    assert text.endswith("From Uptake, a bot.")
    assert not BIDI.search(text)
    text.encode("utf-8")


@pytest.mark.parametrize("number", range(len(hostile())))
def test_nothing_hostile_becomes_a_formula_in_a_spreadsheet(number: int) -> None:
    said = hostile()[number]
    for cell in (said, clean(said)):
        for line in harmless(cell).split("\n"):
            assert NUMBER.fullmatch(cell) or not FORMULA.match(line)
