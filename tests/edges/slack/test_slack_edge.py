"""The whole edge: signed bytes in, the real Bolt app, an answer where the person sees it."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from bot.cards.card import Card, Chart, Series, Tap
from bot.chat import Address, Arrived, Departed, Posted, Pressed, Reply, Said
from bot.errors import ConfigurationError
from bot.slack.client import SlackChat
from bot.slack.edge import SlackEdge
from tests.fakes.slack import APP_TOKEN, BOT_USER, TEAM, FakeSlack
from tests.fakes.slack_desk import Deliver, Desk, a_card, settings_for
from tests.fakes.slack_traffic import as_form, as_interaction, as_json, command, direct, event, tap

FOUR = Tap(label="4", action="feedback.answer", target="prm_1", value="4")


async def a_prompt(edge: SlackEdge, slack: FakeSlack) -> dict[str, Any]:
    posted = await edge.chat.post(Address("slack", TEAM, "U0ADA"), a_card("1 of 5", FOUR), "k1")
    assert isinstance(posted, Posted)
    return slack.messages["D0ADA"][0]


async def test_a_slash_command_is_answered_to_its_sender_alone(
    deliver: Deliver, desk: Desk
) -> None:
    desk.reply = Reply(a_card("Week 1"))

    response = await deliver(as_form(command("/ai-summary finance")))

    answer = await response.json()
    assert response.status == 200
    assert answer["response_type"] == "ephemeral"
    assert answer["blocks"][0]["text"]["text"] == "Week 1"
    assert answer["text"].startswith("Week 1")
    assert desk.only().text == "/ai-summary finance"


async def test_a_slash_command_seen_before_is_answered_with_nothing(
    deliver: Deliver, desk: Desk
) -> None:
    response = await deliver(as_form(command("/tips")))

    assert (response.status, await response.text()) == (200, "")


async def test_a_slash_command_that_mentions_a_payload_is_heard(
    deliver: Deliver, desk: Desk
) -> None:
    await deliver(as_form(command("/tips my payload is too big")))

    assert desk.only().text == "/tips my payload is too big"


async def test_a_direct_message_is_acknowledged_and_answered_by_the_outbox(
    deliver: Deliver, desk: Desk, slack: FakeSlack
) -> None:
    response = await deliver(as_json(event(direct("pause"))))

    assert response.status == 200
    assert isinstance(desk.only(), Said)
    assert slack.called("chat.postMessage") == []


async def test_a_stranger_in_a_direct_message_is_answered_there(
    deliver: Deliver, desk: Desk, slack: FakeSlack
) -> None:
    desk.reply = Reply(a_card("I don't know you yet"), replaces=False)

    await deliver(as_json(event(direct("hi"))))

    (message,) = slack.messages["D0ADA"]
    assert message["blocks"][0]["text"]["text"] == "I don't know you yet"


async def test_a_stranger_who_cannot_be_answered_does_not_make_slack_try_again(
    deliver: Deliver, desk: Desk, slack: FakeSlack
) -> None:
    desk.reply = Reply(a_card(), replaces=False)
    slack.fail("chat.postMessage", "503")

    assert (await deliver(as_json(event(direct("hi"))))).status == 200
    assert len(slack.called("chat.postMessage")) == 1


async def test_a_tap_redraws_the_tapped_card_in_place(
    deliver: Deliver, edge: SlackEdge, desk: Desk, slack: FakeSlack
) -> None:
    prompt = await a_prompt(edge, slack)
    desk.reply = Reply(a_card("2 of 5"))

    response = await deliver(as_interaction(tap(dict(prompt), "4", "D0ADA")))

    assert (response.status, await response.text()) == (200, "")
    assert prompt["blocks"][0]["text"]["text"] == "2 of 5"
    assert len(slack.messages["D0ADA"]) == 1
    interaction = desk.only()
    assert isinstance(interaction, Pressed)
    assert (interaction.action, interaction.target, interaction.value) == (
        "feedback.answer",
        "prm_1",
        "4",
    )


async def test_a_tap_on_an_ephemeral_card_redraws_it_through_its_response_url(
    deliver: Deliver, edge: SlackEdge, desk: Desk, slack: FakeSlack
) -> None:
    prompt = await a_prompt(edge, slack)
    desk.reply = Reply(a_card("2 of 5"))
    url = slack.response_url("r1")

    await deliver(as_interaction(tap(prompt, "4", "D0ADA", is_ephemeral=True, response_url=url)))

    ((_, body),) = slack.responses
    assert body["replace_original"] is True
    assert body["blocks"][0]["text"]["text"] == "2 of 5"
    assert slack.called("chat.update") == []


async def test_a_tap_whose_card_cannot_be_updated_is_redrawn_through_its_response_url(
    deliver: Deliver, edge: SlackEdge, desk: Desk, slack: FakeSlack
) -> None:
    prompt = await a_prompt(edge, slack)
    desk.reply = Reply(a_card("2 of 5"))
    slack.fail("chat.update", {"ok": False, "error": "cant_update_message"})

    await deliver(as_interaction(tap(prompt, "4", "D0ADA", response_url=slack.response_url("r1"))))

    assert [body["replace_original"] for _, body in slack.responses] == [True]


async def test_a_reply_beside_the_tapped_card_is_for_one_person_and_leaves_the_card(
    deliver: Deliver, edge: SlackEdge, desk: Desk, slack: FakeSlack
) -> None:
    prompt = await a_prompt(edge, slack)
    desk.reply = Reply(a_card("This window is closed"), replaces=False)

    await deliver(as_interaction(tap(prompt, "4", "D0ADA", response_url=slack.response_url("r1"))))

    ((_, body),) = slack.responses
    assert (body["replace_original"], body["response_type"]) == (False, "ephemeral")
    assert slack.called("chat.update") == []


async def test_a_tap_that_cannot_be_shown_is_still_acknowledged(
    deliver: Deliver, edge: SlackEdge, desk: Desk, slack: FakeSlack
) -> None:
    prompt = await a_prompt(edge, slack)
    desk.reply = Reply(a_card("2 of 5"))
    slack.fail("chat.update", "reset_before")
    url = slack.response_url("expired")

    response = await deliver(as_interaction(tap(prompt, "4", "D0ADA", response_url=url)))

    assert response.status == 200
    assert len(desk.received) == 1


async def test_an_answer_over_the_limits_does_not_undo_a_tap(
    deliver: Deliver, edge: SlackEdge, desk: Desk, slack: FakeSlack
) -> None:
    prompt = await a_prompt(edge, slack)
    desk.reply = Reply(Card(title="T" * 151, blocks=(), note="n"))

    assert (await deliver(as_interaction(tap(prompt, "4", "D0ADA")))).status == 200


async def test_an_ephemeral_answer_has_no_native_chart_until_this_workspace_took_one(
    deliver: Deliver, desk: Desk
) -> None:
    chart = Chart(title="Active", categories=("W1",), series=(Series(name="A", values=(1,)),))
    desk.reply = Reply(Card(title="Week 1", blocks=(chart,), note="n"))

    answer = await (await deliver(as_form(command("/ai-summary")))).json()

    assert "data_visualization" not in json.dumps(answer)


async def test_when_the_reception_fails_an_event_gets_500_so_that_slack_delivers_again(
    deliver: Deliver, desk: Desk
) -> None:
    desk.trouble = RuntimeError("database is locked")
    raw = as_json(event(direct("pause")))

    assert (await deliver(raw)).status == 500
    desk.trouble = None
    assert (await deliver(raw, {"X-Slack-Retry-Num": "1"})).status == 200
    assert len(desk.received) == 2


@pytest.mark.parametrize("fault", ["ratelimited", "503", "close_before"])
async def test_when_auth_test_fails_an_event_is_not_lost(
    deliver: Deliver, desk: Desk, slack: FakeSlack, fault: Any
) -> None:
    slack.fail("auth.test", fault)
    raw = as_json(event(direct("pause")))

    assert (await deliver(raw)).status == 500
    assert (await deliver(raw)).status == 200
    assert len(desk.received) == 1


async def test_when_the_directory_fails_an_event_is_not_lost(
    deliver: Deliver, desk: Desk, slack: FakeSlack
) -> None:
    slack.fail("users.info", "ratelimited")
    raw = as_json(event(direct("pause")))

    assert (await deliver(raw)).status == 500
    assert (await deliver(raw)).status == 200
    assert len(desk.received) == 1


async def test_somebody_unknown_is_looked_up_in_the_directory(deliver: Deliver, desk: Desk) -> None:
    await deliver(as_json(event(direct("hi"))))

    sender = desk.only().sender
    assert (sender.email, sender.name, sender.locale) == ("ada@example.com", "Ada", "zh-TW")


async def test_somebody_known_is_not_looked_up(
    deliver: Deliver, desk: Desk, slack: FakeSlack
) -> None:
    desk.known.add("U0ADA")

    await deliver(as_json(event(direct("hi"))))

    assert desk.only().sender.email == ""
    assert slack.called("users.info") == []


async def test_somebody_from_another_company_is_a_guest_and_never_looked_up(
    deliver: Deliver, desk: Desk, slack: FakeSlack
) -> None:
    await deliver(as_json(event(direct("hi", team="T0OTHER"), is_ext_shared_channel=True)))

    assert desk.only().sender.is_guest
    assert slack.called("users.info") == []


@pytest.mark.parametrize(
    "body",
    [
        event({"type": "an_event_of_next_year", "user": "U0ADA"}),
        event({"type": "reaction_added", "user": "U0ADA", "item": {"type": "message"}}),
        event(direct("x", subtype="message_changed")),
        event({"type": "member_joined_channel", "user": "U0ADA", "channel": "C0GENERAL"}),
        {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1518467820},
        {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": "U0ADA"}, "view": {}},
        {"type": "shortcut", "callback_id": "x", "team": {"id": TEAM}, "user": {"id": "U0ADA"}},
        {"type": "something_of_next_year"},
    ],
    ids=range(8),
)
async def test_what_the_bot_has_no_part_in_is_answered_200(
    deliver: Deliver, desk: Desk, body: dict[str, Any]
) -> None:
    raw = as_json(body) if "event" in body else as_interaction(body)

    assert (await deliver(raw)).status == 200
    assert desk.received == []


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
async def test_a_lost_installation_is_logged_and_nothing_else(
    deliver: Deliver, desk: Desk, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    assert (await deliver(as_json(event({"type": kind})))).status == 200
    assert desk.received == []
    assert "slack.installation_lost" in caplog.messages


async def test_the_bots_own_messages_are_not_heard(deliver: Deliver, desk: Desk) -> None:
    assert (await deliver(as_json(event(direct("hello", user=BOT_USER))))).status == 200
    assert desk.received == []


async def test_arriving_and_leaving_reach_the_reception(deliver: Deliver, desk: Desk) -> None:
    home = {"type": "app_home_opened", "user": "U0ADA", "channel": "D0ADA", "tab": "home"}
    gone = {"type": "user_change", "user": {"id": "U0ADA", "team_id": TEAM, "deleted": True}}

    await deliver(as_json(event(home, "Ev1")))
    await deliver(as_json(event(gone, "Ev2")))

    assert [type(one) for one in desk.received] == [Arrived, Departed]


@pytest.mark.parametrize(
    "raw",
    [
        as_json(event({"type": "app_home_opened"})),
        as_form(command("/tips", trigger_id="")),
        as_interaction({"type": "block_actions", "user": {"id": "U0ADA"}, "actions": []}),
        as_interaction({"type": "block_actions", "user": 7, "actions": [{"action_id": "a:1"}]}),
        as_interaction({"type": "block_actions", "team": 7, "actions": [{"action_id": "a:1"}]}),
        as_json({"type": "event_callback", "event_id": "Ev1"}),
    ],
    ids=range(6),
)
async def test_a_signed_payload_that_is_malformed_gets_400(
    deliver: Deliver, desk: Desk, raw: bytes
) -> None:
    assert (await deliver(raw)).status == 400
    assert desk.received == []


async def test_nothing_secret_and_nothing_said_stands_in_the_log(
    deliver: Deliver, desk: Desk, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    desk.trouble = RuntimeError("trouble")
    slack.fail("auth.test", "ratelimited")
    for raw in (as_json(event(direct("canary-words"))), as_form(command("/tips canary-words"))):
        await deliver(raw)
        await deliver(raw, is_signed=False)
    await deliver(as_json(event({"type": "app_home_opened", "x": "canary-words"})))

    assert caplog.messages
    for secret in ("canary-words", "xoxb-", "8f742231"):
        assert secret not in caplog.text


async def test_without_signing_secret_and_app_token_the_edge_does_not_start(
    slack: FakeSlack, desk: Desk, session: aiohttp.ClientSession
) -> None:
    with pytest.raises(ConfigurationError, match="UPTAKE_SLACK_SIGNING_SECRET"):
        SlackEdge(settings_for(slack, slack_signing_secret=""), desk, session)


async def test_a_refused_token_stops_the_start_with_its_settings_name(
    slack: FakeSlack, desk: Desk, session: aiohttp.ClientSession
) -> None:
    edge = SlackEdge(settings_for(slack, slack_bot_token="xoxb-wrong"), desk, session)

    with pytest.raises(ConfigurationError, match="UPTAKE_SLACK_BOT_TOKEN"):
        await edge.start()


async def test_a_refused_app_token_stops_the_start_with_its_settings_name(
    slack: FakeSlack, desk: Desk, session: aiohttp.ClientSession
) -> None:
    edge = SlackEdge(settings_for(slack, slack_app_token="xapp-wrong"), desk, session)

    with pytest.raises(ConfigurationError, match="UPTAKE_SLACK_APP_TOKEN"):
        await edge.start()


async def test_a_slack_that_is_down_does_not_stop_the_start(
    edge: SlackEdge, slack: FakeSlack
) -> None:
    slack.fail("auth.test", "503")

    await edge.start()


async def test_without_app_token_there_is_no_socket_mode(edge: SlackEdge, slack: FakeSlack) -> None:
    await edge.start()

    assert slack.called("apps.connections.open") == []
    assert [route.path for route in edge.routes()] == ["/slack/events"]
    assert await edge.is_listening()
    await edge.stop()


async def test_with_an_app_token_events_come_over_the_socket_and_none_over_http(
    slack: FakeSlack, desk: Desk, session: aiohttp.ClientSession
) -> None:
    edge = SlackEdge(settings_for(slack, slack_app_token=APP_TOKEN), desk, session)
    await edge.start()
    desk.reply = Reply(a_card("Week 1"))

    acknowledged = await slack.send_envelope("slash_commands", command("/ai-summary"))

    assert edge.routes() == []
    assert await edge.is_listening()
    assert acknowledged["payload"]["response_type"] == "ephemeral"
    assert desk.only().text == "/ai-summary"
    await edge.stop()
    assert await edge.is_listening() is False


def test_the_chat_of_the_edge_is_slacks(edge: SlackEdge) -> None:
    assert isinstance(edge.chat, SlackChat)
    assert edge.chat.platform == "slack"
