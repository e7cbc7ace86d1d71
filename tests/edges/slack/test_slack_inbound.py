"""Slack's payloads as interactions: who acts, what they did, and under which id it is seen once."""

from __future__ import annotations

from typing import Any

import pytest

from bot.cards.card import Card, Choice, Form, Input, Pick, Tap, Taps
from bot.chat import Arrived, Departed, Pressed, Said, Sender
from bot.slack.inbound import Home, MalformedError, plain_text, read, tapped_message
from bot.slack.render import render
from tests.fakes.slack import BOT, BOT_USER, TEAM
from tests.fakes.slack_desk import NOW
from tests.fakes.slack_traffic import command, direct, event, tap

HOME = Home(TEAM, "", BOT_USER, BOT)
GRID = Home(TEAM, "E0ORG", BOT_USER, BOT)
ADA = Sender("slack", TEAM, "U0ADA")
ADA_IN_DM = Sender("slack", TEAM, "U0ADA", "D0ADA")

CARD = Card(
    title="How was it?",
    blocks=(
        Taps(taps=(Tap(label="4", action="feedback.answer", target="prm_1", value="4|five"),)),
        Pick(
            label="Team",
            action="summary.show",
            target="sum_1",
            choices=(Choice(label="Finance", value="fin"),),
        ),
        Form(
            fields=(Input(name="about", label="About"), Input(name="on", label="Day", type="date")),
            send=Tap(label="Send", action="tips.offer", target="tip_1"),
        ),
    ),
    note="Why you got this.",
)
MESSAGE: dict[str, Any] = {"ts": "1762074000.000001", **render(CARD)}


def pressed(body: dict[str, Any], home: Home = HOME) -> Pressed:
    interaction = read(body, home, NOW)
    assert isinstance(interaction, Pressed)
    return interaction


def said(body: dict[str, Any], home: Home = HOME) -> Said:
    interaction = read(body, home, NOW)
    assert isinstance(interaction, Said)
    return interaction


def test_a_slash_command_is_said_with_its_name_and_rides_on_the_response() -> None:
    interaction = read(command("/ai-summary finance", trigger_id="t1"), HOME, NOW)

    assert interaction == Said("t1", ADA, NOW, "/ai-summary finance", rides_on_response=True)


def test_a_slash_command_without_words_is_its_name() -> None:
    assert said(command("/tips")).text == "/tips"


def test_a_slash_command_in_two_other_peoples_direct_message_is_no_place_to_answer() -> None:
    assert said(command("/tips", channel_id="D0OTHERS")).sender.conversation == ""


def test_a_direct_message_is_said_in_its_conversation() -> None:
    interaction = read(event(direct("pause"), "Ev1"), HOME, NOW)

    assert interaction == Said("Ev1", ADA_IN_DM, NOW, "pause")


def test_a_mention_is_said_without_the_mention_and_answered_elsewhere() -> None:
    inner = {"type": "app_mention", "user": "U0ADA", "channel": "C0GENERAL", "team": TEAM}

    for text in (f"<@{BOT_USER}> help", f"  <@{BOT_USER}|uptake>  help", f"help <@{BOT_USER}>"):
        assert said(event({**inner, "text": text})) == Said("Ev0ONE", ADA, NOW, "help")


@pytest.mark.parametrize(
    "inner",
    [
        direct("x", bot_id="B0OTHER"),
        direct("x", subtype="message_changed"),
        direct("x", subtype="message_deleted"),
        direct("x", subtype="bot_message"),
        direct("x", edited={"user": "U0ADA"}),
        direct("x", user="USLACKBOT"),
        {**direct("x"), "user": None},
        direct("x", channel_type="channel"),
        direct("x", channel_type="mpim"),
        {"type": "app_mention", "user": "U0ADA", "text": "x", "bot_id": "B0OTHER"},
        {"type": "reaction_added", "user": "U0ADA"},
        {"type": "team_join", "user": {"id": "U0NEW"}},
        {"type": "user_change", "user": {"id": "U0ADA", "deleted": False}},
        {"type": "app_uninstalled"},
        {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}},
        {"type": "an_event_of_next_year"},
    ],
    ids=range(16),
)
def test_what_the_bot_has_no_part_in_is_nothing(inner: dict[str, Any]) -> None:
    assert read(event(inner), HOME, NOW) is None


@pytest.mark.parametrize("kind", ["view_submission", "view_closed", "shortcut", "block_suggestion"])
def test_other_kinds_of_payload_are_nothing(kind: str) -> None:
    assert read({"type": kind, "user": {"id": "U0ADA"}}, HOME, NOW) is None


def test_a_file_sent_with_words_is_heard() -> None:
    assert said(event(direct("see this", subtype="file_share"))).text == "see this"


def test_opening_the_bots_page_is_arriving_in_its_direct_message() -> None:
    inner = {"type": "app_home_opened", "user": "U0ADA", "channel": "D0ADA", "tab": "messages"}

    assert read(event(inner), HOME, NOW) == Arrived("Ev0ONE", ADA_IN_DM, NOW)


def test_a_closed_account_is_a_departure() -> None:
    inner = {"type": "user_change", "user": {"id": "U0ADA", "team_id": TEAM, "deleted": True}}

    assert read(event(inner), HOME, NOW) == Departed("Ev0ONE", ADA, NOW)


def test_a_tap_carries_action_target_and_value_as_they_were_rendered() -> None:
    interaction = pressed(tap(MESSAGE, "4", "D0ADA"))

    assert interaction.sender == ADA_IN_DM
    assert (interaction.action, interaction.target) == ("feedback.answer", "prm_1")
    assert interaction.value == "4|five"
    assert interaction.fields == {}


def test_the_same_tap_has_the_same_id_and_another_tap_another() -> None:
    once, again = tap(MESSAGE, "4", "D0ADA"), tap(MESSAGE, "4", "D0ADA")
    later = tap(MESSAGE, "4", "D0ADA")
    later["actions"][0]["action_ts"] = "1762074009.000000"
    elsewhere = tap({**MESSAGE, "ts": "1762074000.000002"}, "4", "D0ADA")
    other_person = tap(MESSAGE, "4", "D0ADA", user="U0BEN")
    ids = [pressed(body).event_id for body in (once, again, later, elsewhere, other_person)]

    assert ids[0] == ids[1]
    assert len(set(ids)) == 4


def test_a_choice_carries_the_lists_target_and_its_own_value() -> None:
    interaction = pressed(tap(MESSAGE, "Finance", "D0ADA"))

    assert (interaction.action, interaction.target) == ("summary.show", "sum_1")
    assert interaction.value == "fin"


def test_a_form_carries_its_fields_by_name() -> None:
    body = tap(MESSAGE, "Send", "D0ADA", fields={"about": "a | b", "empty": ""})
    body["state"]["values"]["on"] = {"on": {"type": "datepicker", "selected_date": "2025-11-03"}}
    body["state"]["values"]["b9"] = {"summary.show:2": {"selected_option": {"value": "sum_1|fin"}}}

    interaction = pressed(body)

    assert (interaction.action, interaction.target) == ("tips.offer", "tip_1")
    assert interaction.fields == {"about": "a | b", "empty": "", "on": "2025-11-03"}


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "datepicker", "selected_date": "2025-11-03"}, "2025-11-03"),
        ({"type": "timepicker", "selected_time": "09:30"}, "09:30"),
        ({"type": "plain_text_input", "value": "words"}, "words"),
    ],
)
def test_an_input_that_acts_by_itself_carries_its_own_value(element: dict[str, Any], value: str) -> None:
    body = tap(MESSAGE, "4", "D0ADA")
    body["actions"] = [{**element, "action_id": "on", "action_ts": "1.2"}]

    interaction = pressed(body)

    assert (interaction.action, interaction.target, interaction.value) == ("on", "", value)
    assert interaction.fields == {"on": value}


def test_a_tap_in_a_channel_is_no_place_to_answer_one_person() -> None:
    assert pressed(tap(MESSAGE, "4", "C0GENERAL")).sender.conversation == ""


def test_an_ephemeral_card_says_nothing_about_where_a_person_can_be_reached() -> None:
    body = tap(MESSAGE, "4", "D0OTHERS", is_ephemeral=True)

    assert pressed(body).sender.conversation == ""
    assert tapped_message(body) == ("", "")
    assert tapped_message(tap(MESSAGE, "4", "D0ADA")) == ("D0ADA", MESSAGE["ts"])


def test_somebody_from_another_company_is_a_guest() -> None:
    stranger = {"id": "U0ODA", "team_id": "T0OTHER"}
    by_tap = pressed({**tap(MESSAGE, "4", "C0SHARED"), "user": stranger})
    by_word = said(event(direct("hi", team="T0OTHER"), is_ext_shared_channel=True))
    by_mention = said(event({"type": "app_mention", "user": "U0ODA", "user_team": "T0OTHER"}))

    assert [one.sender.is_guest for one in (by_tap, by_word, by_mention)] == [True] * 3
    assert {one.sender.workspace for one in (by_tap, by_word, by_mention)} == {TEAM}


def test_a_command_from_another_installation_of_the_app_is_a_guests() -> None:
    assert said(command("/tips", team_id="T0OTHER")).sender.is_guest


def test_a_colleague_of_the_same_enterprise_grid_is_no_guest() -> None:
    body = event(direct("hi", team="T0SISTER"))

    assert said(body, GRID).sender.is_guest is False
    assert said({**body, "is_ext_shared_channel": True}, GRID).sender.is_guest is True


def test_the_workspace_is_the_installations_never_the_authors() -> None:
    body = event(direct("hi", team="T0OTHER"), team_id="T0OTHER")

    assert said(body).sender.workspace == TEAM


def test_an_organisation_wide_installation_takes_the_actors_workspace() -> None:
    body = tap(MESSAGE, "4", "D0ADA", team=None, is_enterprise_install=True)

    assert pressed(body, GRID).sender.workspace == TEAM


@pytest.mark.parametrize(
    "body",
    [
        command("/tips", trigger_id=""),
        command("/tips", user_id=None),
        {"type": "block_actions"},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": [{"type": "button"}]},
        {"type": "block_actions", "actions": [{"action_id": "a.b:1"}], "user": {}},
        {"type": "event_callback", "event_id": "Ev1"},
        event(direct("x"), ""),
        event({"type": "app_home_opened"}),
        event({"type": "user_change", "user": {"deleted": True}}),
    ],
    ids=range(10),
)
def test_a_payload_without_what_slack_always_sends_is_malformed(body: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        read(body, HOME, NOW)


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
        ("see <https://example.com/a?b=1&amp;c=2>", "see https://example.com/a?b=1&c=2"),
        ("see <https://example.com|example.com>", "see https://example.com"),
        ("<mailto:ada@example.com|ada@example.com>", "ada@example.com"),
        ("champion <@U0BEN>", "champion <@U0BEN>"),
        ("in <#C0GENERAL|general>", "in <#C0GENERAL|general>"),
        ("  a\x00b\u202e \r\n c ", "ab \n c"),
        ("繁體 简体", "繁體 简体"),
    ],
)
def test_what_a_person_typed_is_read_from_the_wire_form(wire: str, words: str) -> None:
    assert plain_text(wire) == words
