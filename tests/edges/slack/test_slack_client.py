"""Redrawing what was tapped, and asking the directory."""

from __future__ import annotations

import aiohttp
import pytest

from bot.cards.card import Card, Chart, Series
from bot.chat import Address, Posted, UnreachableError
from bot.slack.client import SlackChat
from bot.slack.listed import Profile
from tests.fakes.slack import BOT_USER, TEAM, FakeSlack
from tests.fakes.slack_desk import a_card, settings_for

ADA = Address("slack", TEAM, "U0ADA")
CHART = Chart(title="Active", categories=("W1",), series=(Series(name="A", values=(1,)),))


def a_chart() -> Card:
    return Card(title="Week 1", blocks=(CHART,), note="Why you got this.")


def kinds(message: dict) -> list[str]:
    return [block["type"] for block in message["blocks"]]


async def test_replacing_changes_the_message_in_place(chat: SlackChat, slack: FakeSlack) -> None:
    posted = await chat.post(ADA, a_card("Before"), "k1")
    assert isinstance(posted, Posted)

    assert await chat.replace(posted.conversation, posted.ref, a_card("After"))
    (message,) = slack.messages["D0ADA"]
    assert message["blocks"][0]["text"]["text"] == "After"


async def test_replacing_with_a_chart_falls_back_to_text(chat: SlackChat, slack: FakeSlack) -> None:
    posted = await chat.post(ADA, a_card(), "k1")
    assert isinstance(posted, Posted)
    slack.draws_charts = False

    assert await chat.replace(posted.conversation, posted.ref, a_chart())
    assert "data_visualization" not in kinds(slack.messages["D0ADA"][0])


@pytest.mark.parametrize("fault", ["ratelimited", "500", "html", "plain_text", "reset_before"])
async def test_a_redraw_that_fails_is_told_and_not_raised(
    chat: SlackChat, slack: FakeSlack, fault: str
) -> None:
    slack.fail("chat.update", fault)

    assert await chat.replace("D0ADA", "1.1", a_card()) is False


async def test_a_redraw_slack_never_answers_gives_up(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    slack.fail("chat.update", "hang_before")
    hurried = SlackChat(settings_for(slack), session, hurry=0.2)

    assert await hurried.replace("D0ADA", "1.1", a_card()) is False


async def test_a_response_url_shows_a_card_beside_or_in_place(chat: SlackChat, slack: FakeSlack) -> None:
    assert await chat.respond(slack.response_url("r1"), a_card("Beside"), False)
    assert await chat.respond(slack.response_url("r1"), a_card("Instead"), True)

    beside, instead = (body for _, body in slack.responses)
    assert (beside["replace_original"], beside["response_type"]) == (False, "ephemeral")
    assert instead["replace_original"] is True
    assert "response_type" not in instead


async def test_an_expired_response_url_is_told_and_not_raised(chat: SlackChat, slack: FakeSlack) -> None:
    assert await chat.respond(slack.response_url("expired"), a_card(), True) is False


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/actions/x",
        "https://hooks.slack.com.evil.example/x",
        "https://evil.example/hooks.slack.com",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "",
    ],
)
async def test_a_response_url_that_is_not_slacks_is_never_called(
    chat: SlackChat, slack: FakeSlack, url: str
) -> None:
    assert await chat.respond(url, a_card(), True) is False
    assert slack.responses == []


async def test_the_directory_gives_address_name_language_and_guesthood(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.add_user("U0GUEST", name="Gus", email="gus@example.com", is_ultra_restricted=True)
    slack.add_user("U0OTHER", name="Oda", email="oda@other.example", is_stranger=True)

    assert await chat.profile("U0ADA") == Profile("ada@example.com", "Ada", "zh-TW", False)
    assert await chat.profile("U0GUEST") == Profile("gus@example.com", "Gus", "", True)
    assert await chat.profile("U0OTHER") == Profile("", "Oda", "", True)
    assert await chat.profile("U0NOBODY") == Profile()
    assert slack.called("users.info")[0]["include_locale"] in ("1", "true")


async def test_a_directory_that_does_not_answer_is_an_error_not_an_unknown_person(
    chat: SlackChat, slack: FakeSlack
) -> None:
    slack.fail("users.info", "ratelimited")

    with pytest.raises(UnreachableError):
        await chat.profile("U0ADA")


async def test_the_directory_lists_members_by_email_page_by_page_without_guests_and_bots(
    slack: FakeSlack, chat: SlackChat
) -> None:
    slack.page_of_users = 2
    slack.add_user("U0ADA", email="Ada@Example.com")
    slack.add_user("U0BOT", email="bot@example.com", is_bot=True)
    slack.add_user("U0GUEST", email="guest@example.com", is_restricted=True)
    slack.add_user("U0GONE", email="gone@example.com", deleted=True)
    slack.add_user("U0BEN", email="ben@example.com")
    found = await chat.directory()
    assert {email: address.user for email, address in found.items()} == {
        "ada@example.com": "U0ADA",
        "ben@example.com": "U0BEN",
    }
    assert {address.workspace for address in found.values()} == {TEAM}


async def test_the_bots_home_is_asked_for_once(chat: SlackChat, slack: FakeSlack) -> None:
    assert await chat.team_id() == TEAM
    assert (await chat.home()).bot_user == BOT_USER
    assert len(slack.called("auth.test")) == 1
