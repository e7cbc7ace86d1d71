"""While Slack's API is down: whoever is known is served as ever, nobody else is let in or lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cards.card import Tap
from bot.slack.render import render
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_desk import Deliver, Desk, a_card
from tests.fakes.slack_traffic import as_form, as_interaction, as_json, command, direct, event, tap

FOUR = Tap(label="4", action="feedback.answer", target="prm_1", value="4")
MESSAGE = {"ts": "1762074000.000001", **render(a_card("1 of 5", FOUR), key="msg_1.mac")}
BROKEN = ["auth.test", "users.info"]
EVERYTHING = {
    "event": as_json(event(direct("hi"))),
    "command": as_form(command("/tips")),
    "tap": as_interaction(tap(MESSAGE, "4", "D0ADA")),
}


def said(answer: dict[str, Any]) -> bool:
    return "can't check who you are" in answer["text"]


@pytest.mark.parametrize("kind", EVERYTHING)
async def test_somebody_known_is_served_without_any_question_to_slack(
    deliver: Deliver, desk: Desk, slack: FakeSlack, kind: str
) -> None:
    desk.known.add("U0ADA")
    for method in BROKEN:
        slack.fail(method, *["503"] * 5)

    assert (await deliver(EVERYTHING[kind])).status == 200
    assert desk.only().sender.user == "U0ADA"
    assert slack.calls == []


@pytest.mark.parametrize("method", BROKEN)
@pytest.mark.parametrize("fault", ["ratelimited", "503", "html", "garbage", "close_before"])
async def test_somebody_unknown_who_types_a_command_is_told_to_try_again(
    deliver: Deliver, desk: Desk, slack: FakeSlack, method: str, fault: Any
) -> None:
    slack.fail(method, fault, fault)  # aiohttp asks a GET twice: that is safe
    response = await deliver(EVERYTHING["command"])

    assert response.status == 200
    assert said(await response.json())
    assert desk.received == []


@pytest.mark.parametrize("method", BROKEN)
async def test_somebody_unknown_who_taps_is_told_beside_the_card_and_the_card_stays(
    deliver: Deliver, desk: Desk, slack: FakeSlack, method: str
) -> None:
    slack.fail(method, "503")
    url = slack.response_url("r1")

    assert (await deliver(as_interaction(tap(MESSAGE, "4", "D0ADA", response_url=url)))).status == 200
    ((_, body),) = slack.responses
    assert said(body)
    assert (body["replace_original"], body["response_type"]) == (False, "ephemeral")
    assert desk.received == []


@pytest.mark.parametrize("method", BROKEN)
async def test_an_event_of_somebody_unknown_is_left_for_slack_to_deliver_again(
    deliver: Deliver, desk: Desk, slack: FakeSlack, method: str
) -> None:
    slack.fail(method, "503")

    assert (await deliver(EVERYTHING["event"])).status == 503
    assert desk.received == []
    assert (await deliver(EVERYTHING["event"], {"X-Slack-Retry-Num": "1"})).status == 200
    assert desk.only().sender.email == "ada@example.com"


@pytest.mark.parametrize("kind", EVERYTHING)
async def test_one_line_is_logged_and_no_trace(
    deliver: Deliver, slack: FakeSlack, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    slack.fail("auth.test", "503")
    await deliver(EVERYTHING[kind])

    lines = [record for record in caplog.records if record.name.startswith(("uptake", "slack"))]
    assert [(line.getMessage(), line.exc_info) for line in lines] == [("sender.not_checked", None)]


async def test_a_tap_that_slack_delivers_again_says_when_it_was_made(deliver: Deliver, desk: Desk) -> None:
    await deliver(EVERYTHING["tap"], {"X-Slack-Retry-Num": "1"})

    assert desk.only().first_sent_at == datetime(2025, 11, 2, 9, 0, 1, 500_000, UTC)


async def test_a_tap_that_comes_for_the_first_time_is_judged_by_its_receipt(
    deliver: Deliver, desk: Desk
) -> None:
    await deliver(EVERYTHING["tap"])

    assert desk.only().first_sent_at is None


@pytest.mark.parametrize("tapped_at", ["", "soon", "1762074001", "99999999999.5", "-1.000000", "1e9"])
async def test_a_tap_delivered_again_with_an_odd_time_is_still_heard(
    deliver: Deliver, desk: Desk, tapped_at: str
) -> None:
    payload = tap(MESSAGE, "4", "D0ADA")
    payload["actions"][0]["action_ts"] = tapped_at
    await deliver(as_interaction(payload), {"X-Slack-Retry-Num": "2"})

    at = desk.only().first_sent_at
    assert at == (datetime(2025, 11, 2, 9, 0, 1, tzinfo=UTC) if tapped_at == "1762074001" else None)


async def test_a_tap_says_which_message_it_was_on(deliver: Deliver, desk: Desk) -> None:
    await deliver(EVERYTHING["tap"])

    assert (desk.only().delivery, desk.only().message) == ("msg_1.mac", "1762074000.000001")


async def test_a_tap_on_a_card_without_a_key_names_no_delivery(deliver: Deliver, desk: Desk) -> None:
    redrawn = {"ts": "1762074000.000001", **render(a_card("1 of 5", FOUR))}
    await deliver(as_interaction(tap(redrawn, "4", "D0ADA")))

    assert desk.only().delivery == ""
