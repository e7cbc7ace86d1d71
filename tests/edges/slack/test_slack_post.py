"""Posting and reading back against a Slack that breaks on demand."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest

from bot.cards.card import Card, Chart, Series, Text
from bot.chat import Address, Doubtful, Posted, Refused, UnreachableError
from bot.slack.client import SlackChat
from tests.fakes.slack import TEAM, FakeSlack
from tests.fakes.slack_desk import NOW, a_card, settings_for

ADA = Address("slack", TEAM, "U0ADA")
ADA_AT_HOME = Address("slack", TEAM, "U0ADA", "D0ADA")
CHART = Chart(title="Active", categories=("W1",), series=(Series(name="A", values=(1,)),))


def a_chart() -> Card:
    return Card(title="Week 1", blocks=(CHART,), note="Why you got this.")


def kinds(message: dict) -> list[str]:
    return [block["type"] for block in message["blocks"]]


async def test_a_post_to_a_person_opens_their_direct_message_and_carries_the_key(
    chat: SlackChat, slack: FakeSlack
) -> None:
    outcome = await chat.post(ADA, a_card(), "k1")

    (message,) = slack.messages["D0ADA"]
    assert outcome == Posted(ref=message["ts"], conversation="D0ADA")
    assert message["metadata"] == {"event_type": "uptake_send", "event_payload": {"k": "k1"}}


async def test_a_post_unfurls_nothing_and_reads_no_markup(chat: SlackChat, slack: FakeSlack) -> None:
    await chat.post(ADA_AT_HOME, a_card(), "k1")

    (call,) = slack.called("chat.postMessage")
    assert call["channel"] == "D0ADA"
    assert (call["unfurl_links"], call["unfurl_media"], call["mrkdwn"]) == (False, False, False)


@pytest.mark.parametrize(
    "fault",
    [
        "500",
        "503",
        "html",
        "html_502",
        "plain_text",
        "garbage",
        "close_before",
        "close_after",
        "reset_before",
        "reset_after",
        {"ok": False, "error": "fatal_error"},
    ],
    ids=str,
)
async def test_one_post_is_one_request_whatever_breaks_and_the_outcome_is_in_doubt(
    chat: SlackChat, slack: FakeSlack, fault: str
) -> None:
    slack.fail("chat.postMessage", fault)

    outcome = await chat.post(ADA, a_card(), "k1")

    assert isinstance(outcome, Doubtful)
    assert len(slack.called("chat.postMessage")) == 1


@pytest.mark.parametrize("fault", ["hang_before", "hang_after"])
async def test_a_post_slack_never_answers_is_one_request_and_in_doubt(
    slack: FakeSlack, session: aiohttp.ClientSession, fault: str
) -> None:
    slack.fail("chat.postMessage", fault)
    impatient = SlackChat(settings_for(slack), session, patience=0.2)

    outcome = await impatient.post(ADA, a_card(), "k1")

    assert outcome == Doubtful("TimeoutError")
    assert len(slack.called("chat.postMessage")) == 1


async def test_a_broken_connection_that_was_used_before_is_still_one_request(
    chat: SlackChat, slack: FakeSlack
) -> None:
    await chat.post(ADA, a_card(), "k1")
    slack.fail("chat.postMessage", "close_after")

    assert isinstance(await chat.post(ADA, a_card(), "k2"), Doubtful)
    assert len(slack.messages["D0ADA"]) == 2


async def test_a_rate_limit_is_refused_until_slacks_own_hint(chat: SlackChat, slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", "ratelimited", "ratelimited_without_hint")

    assert await chat.post(ADA, a_card(), "k1") == Refused("ratelimited", False, 17.0)
    assert await chat.post(ADA, a_card(), "k1") == Refused("ratelimited", False, 30.0)
    assert len(slack.called("chat.postMessage")) == 2


async def test_a_slack_that_cannot_be_reached_has_surely_not_posted(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    nowhere = SlackChat(settings_for(slack, slack_api_url="http://127.0.0.1:1/api/"), session)

    assert await nowhere.post(ADA, a_card(), "k1") == Refused("not connected", False, 5.0)


async def test_a_person_slack_does_not_know_is_gone(chat: SlackChat, slack: FakeSlack) -> None:
    outcome = await chat.post(Address("slack", TEAM, "U0NOBODY"), a_card(), "k1")

    assert outcome == Refused("channel_not_found", True, recipient_gone=True)


async def test_a_card_over_the_limits_is_refused_for_good_and_never_sent(
    chat: SlackChat, slack: FakeSlack
) -> None:
    outcome = await chat.post(ADA, Card(title="T", blocks=(Text(text=""),), note="n"), "k1")

    assert isinstance(outcome, Refused)
    assert outcome.permanent
    assert slack.calls == []


async def test_a_workspace_without_native_charts_gets_text_and_is_remembered(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.draws_charts = False

    first = await chat.post(ADA, a_chart(), "k1")
    second = await chat.post(ADA, a_chart(), "k2")

    assert isinstance(first, Posted)
    assert isinstance(second, Posted)
    assert len(slack.called("chat.postMessage")) == 3
    assert all("data_visualization" not in kinds(m) for m in slack.messages["D0ADA"])


async def test_blocks_refused_for_another_reason_do_not_cost_a_workspace_its_charts(
    chat: SlackChat, slack: FakeSlack
) -> None:
    invalid = {"ok": False, "error": "invalid_blocks"}
    slack.fail("chat.postMessage", invalid, invalid)

    assert await chat.post(ADA, a_chart(), "k1") == Refused("invalid_blocks", True)
    await chat.post(ADA, a_chart(), "k2")

    assert "data_visualization" in kinds(slack.messages["D0ADA"][-1])


async def test_a_chart_whose_post_is_in_doubt_is_not_posted_again_as_text(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.fail("chat.postMessage", "close_after")

    assert isinstance(await chat.post(ADA, a_chart(), "k1"), Doubtful)
    assert len(slack.called("chat.postMessage")) == 1


async def test_an_answer_to_one_person_has_a_native_chart_only_where_one_was_accepted(
    chat: SlackChat,
) -> None:
    before = chat.answer(a_chart(), TEAM)
    await chat.post(ADA, a_chart(), "k1")
    after = chat.answer(a_chart(), TEAM)

    assert "data_visualization" not in kinds(before)
    assert "data_visualization" in kinds(after)


async def test_reading_back_finds_a_message_that_was_posted_in_doubt(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.fail("chat.postMessage", "close_after", "close_before")
    await chat.post(ADA, a_card(), "taken")
    await chat.post(ADA, a_card(), "lost")

    ref = slack.messages["D0ADA"][0]["ts"]
    assert await chat.was_posted(ADA, "taken", NOW) == Posted(ref, "D0ADA")
    assert await chat.was_posted(ADA_AT_HOME, "taken", NOW) == Posted(ref, "D0ADA")
    assert await chat.was_posted(ADA, "lost", NOW) is False


async def test_reading_back_looks_from_five_seconds_before_the_attempt(
    chat: SlackChat, slack: FakeSlack
) -> None:
    await chat.post(ADA, a_card(), "k1")

    assert isinstance(await chat.was_posted(ADA, "k1", NOW + timedelta(seconds=4)), Posted)
    assert await chat.was_posted(ADA, "k1", NOW + timedelta(seconds=6)) is False
    assert slack.called("conversations.history")[0]["limit"] == "15"


async def test_a_conversation_too_busy_to_read_in_one_page_stays_in_doubt(
    chat: SlackChat, slack: FakeSlack
) -> None:
    for number in range(17):
        await chat.post(ADA, a_card(), f"k{number}")

    assert await chat.was_posted(ADA, "k0", NOW) is True


@pytest.mark.parametrize("error", ["missing_scope", "channel_not_found", "not_in_channel"])
async def test_a_conversation_that_can_never_be_read_stays_in_doubt(
    chat: SlackChat, slack: FakeSlack, error: str
) -> None:
    slack.fail("conversations.history", {"ok": False, "error": error})

    assert await chat.was_posted(ADA, "k1", NOW) is True


@pytest.mark.parametrize("fault", ["ratelimited", "503", "html", "close_before"])
async def test_a_slack_that_cannot_be_asked_just_now_is_an_error_not_an_answer(
    chat: SlackChat, slack: FakeSlack, fault: str
) -> None:
    slack.fail("conversations.history", fault, fault)  # aiohttp asks a GET twice: that is safe

    with pytest.raises(UnreachableError):
        await chat.was_posted(ADA, "k1", NOW)
