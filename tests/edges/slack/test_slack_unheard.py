"""What Slack sends that is no interaction: answered, logged by name, never a 500."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.cards.card import Tap
from bot.slack.render import render
from tests.fakes.slack import BOT_USER, TEAM, FakeSlack
from tests.fakes.slack_desk import Deliver, Desk, a_card
from tests.fakes.slack_traffic import as_form, as_interaction, as_json, command, direct, event, tap

FOUR = Tap(label="4", action="feedback.answer", target="prm_1", value="4")


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
async def test_a_signed_payload_that_is_malformed_gets_400(deliver: Deliver, desk: Desk, raw: bytes) -> None:
    assert (await deliver(raw)).status == 400
    assert desk.received == []


def spoilt(body: Any) -> Iterator[Any]:
    """`body` with one value at a time missing or of another type."""
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in items:
        copy: Any = dict(body) if isinstance(body, dict) else list(body)
        for wrong in (None, 7, "x", [], {}, *spoilt(value)):
            copy[key] = wrong
            yield copy
    if isinstance(body, dict):
        yield from ({k: v for k, v in body.items() if k != key} for key in body)


@pytest.mark.parametrize(
    ("body", "wire"),
    [
        (event(direct("hi")), as_json),
        (event({"type": "user_change", "user": {"id": "U0ADA", "deleted": True}}), as_json),
        (
            tap({"ts": "1.2", **render(a_card("1 of 5", FOUR))}, "4", "D0ADA", fields={"a": "b"}),
            as_interaction,
        ),
        (command("/tips"), as_form),
    ],
    ids=["message", "user_change", "tap", "command"],
)
async def test_no_signed_payload_however_spoilt_gets_500(deliver: Deliver, body: Any, wire: Any) -> None:
    trimmed = {key: value for key, value in body.items() if key != "message"}

    answers = [(one, (await deliver(wire(one))).status) for one in spoilt(trimmed)]

    assert [one for one, status in answers if status not in (200, 400)] == []


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
