"""The whole edge: signed bytes in, the real Bolt app, an answer where the person sees it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.cards.card import Card, Chart, Series, Tap
from bot.chat import Address, Arrived, Departed, Posted, Pressed, Reply, Said
from bot.slack.edge import SlackEdge
from tests.fakes.slack import TEAM, FakeSlack
from tests.fakes.slack_desk import Deliver, Desk, a_card
from tests.fakes.slack_traffic import as_form, as_interaction, as_json, command, direct, event, tap

FOUR = Tap(label="4", action="feedback.answer", target="prm_1", value="4")


async def a_prompt(edge: SlackEdge, slack: FakeSlack) -> dict[str, Any]:
    posted = await edge.chat.post(Address("slack", TEAM, "U0ADA"), a_card("1 of 5", FOUR), "k1")
    assert isinstance(posted, Posted)
    return slack.messages["D0ADA"][0]


async def test_a_slash_command_is_answered_to_its_sender_alone(deliver: Deliver, desk: Desk) -> None:
    desk.reply = Reply(a_card("Week 1"))

    response = await deliver(as_form(command("/ai-summary finance")))

    answer = await response.json()
    assert response.status == 200
    assert answer["response_type"] == "ephemeral"
    assert answer["blocks"][0]["text"]["text"] == "Week 1"
    assert answer["text"].startswith("Week 1")
    assert desk.only().text == "/ai-summary finance"


async def test_a_slash_command_seen_before_is_answered_with_nothing(deliver: Deliver, desk: Desk) -> None:
    response = await deliver(as_form(command("/tips")))

    assert (response.status, await response.text()) == (200, "")


async def test_a_slash_command_that_mentions_a_payload_is_heard(deliver: Deliver, desk: Desk) -> None:
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

    assert (await deliver(raw)).status == 503
    assert (await deliver(raw)).status == 200
    assert len(desk.received) == 1


async def test_when_the_directory_fails_an_event_is_not_lost(
    deliver: Deliver, desk: Desk, slack: FakeSlack
) -> None:
    slack.fail("users.info", "ratelimited")
    raw = as_json(event(direct("pause")))

    assert (await deliver(raw)).status == 503
    assert (await deliver(raw)).status == 200
    assert len(desk.received) == 1


async def test_somebody_unknown_is_looked_up_in_the_directory(deliver: Deliver, desk: Desk) -> None:
    await deliver(as_json(event(direct("hi"))))

    sender = desk.only().sender
    assert (sender.email, sender.name, sender.locale) == ("ada@example.com", "Ada", "zh-TW")


async def test_somebody_known_is_not_looked_up(deliver: Deliver, desk: Desk, slack: FakeSlack) -> None:
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


async def test_arriving_and_leaving_reach_the_reception(deliver: Deliver, desk: Desk) -> None:
    home = {"type": "app_home_opened", "user": "U0ADA", "channel": "D0ADA", "tab": "home"}
    gone = {"type": "user_change", "user": {"id": "U0ADA", "team_id": TEAM, "deleted": True}}

    await deliver(as_json(event(home, "Ev1")))
    await deliver(as_json(event(gone, "Ev2")))

    assert [type(one) for one in desk.received] == [Arrived, Departed]
