"""Whichever dress is tapped, the same interaction comes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.cards.card import Block, Card, Choice, Form, Input, Pick, Tap, Taps
from bot.errors import BadInput
from bot.playground import inbound
from bot.playground.buttons import buttons_of
from bot.playground.client import Message
from bot.playground.render import Json, Wardrobe
from bot.slack.render import render as in_slack
from bot.teams.render import render as in_teams

AT = datetime(2027, 1, 12, 10, tzinfo=UTC)
ADA = "ada@example.com"


def _card(block: Block) -> Card:
    return Card(title="Title", blocks=(block,), note="Why you got this")


def _message(block: Block) -> Message:
    card = _card(block)
    return Message("m1", ADA, AT, card=card, dressed=Wardrobe(in_slack, in_teams).dress(card))


def _teams_press(block: Block, **inputs: str) -> inbound.TeamsPress:
    actions = [part for part in in_teams(_card(block))["body"] if part["type"] == "ActionSet"]
    action: Json = actions[0]["actions"][0]
    sent = {"dress": "teams", "user": ADA, "ref": "m1", "verb": action["verb"], "data": action["data"]}
    press = inbound.read_press(json.dumps({**sent, "inputs": inputs}).encode())
    assert isinstance(press, inbound.TeamsPress)
    return press


def test_a_button_gives_the_same_from_both_dresses() -> None:
    block = Taps(taps=(Tap(label="4", action="feedback.answer", target="prm_1", value="ease:4"),))
    (button,) = buttons_of(_message(block))
    from_slack = inbound.pressed(button.press(), "e1", AT)
    from_teams = inbound.pressed(_teams_press(block), "e1", AT)
    assert from_slack == from_teams
    assert (from_slack.action, from_slack.target, from_slack.value) == ("feedback.answer", "prm_1", "ease:4")
    assert from_slack.sender.user == from_slack.sender.email == ADA


def test_a_list_gives_the_same_from_both_dresses() -> None:
    block = Pick(label="Language", action="me.language", choices=(Choice(label="English", value="en"),))
    (button,) = buttons_of(_message(block))
    from_slack = inbound.pressed(button.press(), "e1", AT)
    assert from_slack == inbound.pressed(_teams_press(block, pick="en"), "e1", AT)
    assert from_slack.value == "en"


def test_a_form_gives_the_same_from_both_dresses() -> None:
    fields = (Input(name="title", label="Title"), Input(name="body", label="Text", type="long_text"))
    block = Form(fields=fields, send=Tap(label="Send", action="tip.send"))
    written = {"title": "Minutes first", "body": "Ask for\u202e the\ndecisions."}
    (button,) = buttons_of(_message(block))
    from_slack = inbound.pressed(button.press(**written), "e1", AT)
    assert from_slack == inbound.pressed(_teams_press(block, **written), "e1", AT)
    assert from_slack.fields == {"title": "Minutes first", "body": "Ask for the\ndecisions."}


def test_what_a_person_wrote_has_nothing_to_tap() -> None:
    assert buttons_of(replace(_message(Taps(taps=())), dressed=None, card=None, text="hello")) == []


@pytest.mark.parametrize(("dress", "text", "rides"), [
    ("slack", "/ai-me", True), ("slack", "ai-me", False), ("teams", "/ai-me", False), ("", "ai-me", False),
])  # fmt: skip
def test_only_a_slash_command_of_slack_is_answered_in_the_response(
    dress: str, text: str, rides: bool
) -> None:
    typed = inbound.read_typed(json.dumps({"user": ADA, "text": text, "dress": dress}).encode())
    assert inbound.said(typed, "e1", AT).rides_on_response is rides


@pytest.mark.parametrize("body", [
    b"", b"[]", b'{"user": "a", "text": ""}', b'{"user": "a", "text": "b", "more": 1}', b'{"user": 3, "text": "b"}',
])  # fmt: skip
def test_a_line_that_is_none_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(BadInput):
        inbound.read_typed(body)


def test_a_press_of_an_unknown_dress_is_refused() -> None:
    with pytest.raises(BadInput):
        inbound.read_press(b'{"dress": "email", "user": "a", "ref": "m1"}')
