"""What a tap, a form and a list say when they come back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards.card import Card, Choice, Form, Input, Pick, Tap, Taps
from bot.chat import Pressed
from bot.teams.inbound import read
from bot.teams.render import render
from tests.fakes.teams_desk import NOW
from tests.fakes.teams_traffic import OTHER_TENANT, TENANT, Person

URL = "https://smba.trafficmanager.net/emea/"
Json = dict[str, Any]


@pytest.fixture
def ada() -> Person:
    return Person(URL)


def only(activity: Json, home: str = TENANT) -> Any:
    (interaction,) = read(activity, NOW, home)
    return interaction


def asked(*blocks: Any) -> Json:
    return render(Card(title="Q", blocks=blocks, note="N"))


QUIET = Form(
    fields=(Input(name="from", label="From"), Input(name="value", label="Value", required=False)),
    send=Tap(label="Save quiet", action="me.quiet", target="q"),
)
PAUSE = Form(
    fields=(Input(name="from", label="Again", value="2026-11-02"),),
    send=Tap(label="Save pause", action="me.pause", value="v"),
)
LANGUAGE = Pick(label="L", action="me.language", choices=(Choice(label="English", value="en"),))
TEAM = Pick(label="T", action="me.team", target="t", choices=(Choice(label="Sales", value="s1"),))
FOUR = Taps(taps=(Tap(label="4", action="feedback.answer", target="prm_1", value="4"),))


def test_a_tap_carries_what_the_button_carried(ada: Person) -> None:
    activity = ada.presses(asked(FOUR, LANGUAGE), "4")
    pressed = only(activity)

    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.target, pressed.value) == ("feedback.answer", "prm_1", "4")
    assert pressed.fields == {}
    assert pressed.event_id == f"a:ada:{activity['id']}"


def test_a_form_carries_its_inputs(ada: Person) -> None:
    pressed = only(ada.presses(asked(PAUSE), "Save pause", **{"from": "2026-12-01"}))

    assert (pressed.action, pressed.value) == ("me.pause", "v")
    assert pressed.fields == {"from": "2026-12-01"}


def test_an_empty_optional_input_is_absent(ada: Person) -> None:
    assert only(ada.presses(asked(QUIET), "Save quiet")).fields == {}


def test_of_several_forms_only_the_one_that_was_sent_counts(ada: Person) -> None:
    card = asked(PAUSE, QUIET, LANGUAGE)
    filled = {"from": "one", "from~2": "two", "value~2": "three", "pick": "en"}

    first = only(ada.presses(card, "Save pause", **filled))
    second = only(ada.presses(card, "Save quiet", **filled))

    assert (first.value, first.fields) == ("v", {"from": "one"})
    assert (second.value, second.fields) == ("", {"from": "two", "value": "three"})


def test_a_pick_becomes_the_value(ada: Person) -> None:
    pressed = only(ada.presses(asked(LANGUAGE), "OK", pick="en"))

    assert (pressed.action, pressed.value, pressed.fields) == ("me.language", "en", {})


def test_of_several_picks_each_has_its_own_value(ada: Person) -> None:
    body = asked(LANGUAGE, TEAM)["body"]
    rows = [each for each in body if each["type"] == "ActionSet"]
    card = {"type": "AdaptiveCard", "body": [rows[1]]}

    pressed = only(ada.presses(card, "OK", **{"pick": "en", "pick~2": "s1"}))

    assert (pressed.action, pressed.target, pressed.value) == ("me.team", "t", "s1")


def test_a_pick_without_a_choice_has_no_value(ada: Person) -> None:
    assert only(ada.presses(asked(LANGUAGE), "OK")).value == ""


def test_a_client_without_execute_says_the_same(ada: Person) -> None:
    card = asked(FOUR, PAUSE)
    for label in ("4", "Save pause"):
        new, old = only(ada.presses(card, label)), only(ada.submits(card, label))
        assert (new.action, new.target, new.value) == (old.action, old.target, old.value)
        assert new.fields == old.fields


def test_values_that_are_no_text_become_text(ada: Person) -> None:
    activity = ada.presses(asked(PAUSE), "Save pause")
    data = activity["value"]["action"]["data"]
    data |= {"number": 25, "yes": True, "no": False, "list": [1], "none": None, "part": 2.5}
    fields = only(activity).fields

    assert (fields["number"], fields["yes"], fields["no"]) == ("25", "true", "false")
    assert (fields["list"], fields["none"], fields["part"]) == ("", "", "2.5")


@pytest.mark.parametrize("key", ["action", "target", "value", "mark", "picks"])
@pytest.mark.parametrize("junk", [None, 7, ["x"], {"x": 1}, "\x00\u202ex"])
def test_what_a_client_changes_in_a_card_is_text_or_nothing(ada: Person, key: str, junk: Any) -> None:
    activity = ada.presses(asked(FOUR, PAUSE), "Save pause")
    activity["value"]["action"]["data"][key] = junk
    pressed = only(activity)

    assert pressed.action == "me.pause"
    assert {type(pressed.target), type(pressed.value)} == {str}
    assert "\x00" not in pressed.target + pressed.value
    assert pressed.sender.user == ada.aad


def test_identity_never_comes_from_the_card(ada: Person) -> None:
    activity = ada.presses(asked(FOUR), "4")
    activity["value"]["action"]["data"] |= {"user": "eve", "workspace": OTHER_TENANT, "from": "eve"}

    assert only(activity).sender.user == ada.aad
    assert only(activity).sender.workspace == TENANT
