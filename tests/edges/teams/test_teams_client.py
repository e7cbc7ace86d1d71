"""Sending to Teams: once, to Microsoft only, with one token, and an honest word about the end."""

from __future__ import annotations

import asyncio
import socket
import threading
from datetime import timedelta

import aiohttp
import pytest

from bot.cards.card import Card, Text
from bot.chat import Doubtful, Posted, Refused, UnreachableError
from bot.clock import SetClock
from bot.teams.client import TeamsChat
from tests.fakes.teams import GRANTED, FakeTeams, Fault
from tests.fakes.teams_desk import NOW, Desk, a_card, address, anonymous_settings
from tests.fakes.teams_traffic import APP, TENANT

CARD = a_card()
SENT = ("POST", "v3/conversations/a:ada/activities")


async def test_a_card_is_posted_with_its_key_a_summary_and_the_token(
    chat: TeamsChat, teams: FakeTeams
) -> None:
    outcome = await chat.post(address(teams), CARD, "key-7")

    assert outcome == Posted("m1", "a:ada")
    message = teams.messages["a:ada"]["m1"]
    assert message["type"] == "message"
    assert message["summary"] == "How was it?"
    assert "text" not in message
    (attachment,) = message["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"]["id"] == "key-7"
    assert teams.bearers == [f"Bearer {GRANTED}-1"]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("429", Refused("429 TooMany", permanent=False, retry_after=17)),
        ("429_without_hint", Refused("429", permanent=False, retry_after=30)),
        ("401", Refused("401", permanent=False, retry_after=60)),
        ("403", Refused("403 MessageWritesBlocked", permanent=True, recipient_gone=True)),
        ("403_html", Refused("403", permanent=True, recipient_gone=True)),
        ("404", Refused("404 ConversationNotFound", permanent=True, recipient_gone=True)),
        ("408", Doubtful("408")),
        ("412", Doubtful("412 PreconditionFailed")),
        ("413", Refused("413 MessageSizeTooBig", permanent=True)),
        ("500", Doubtful("500 ServiceError")),
        ("502", Doubtful("502")),
        ("503", Doubtful("503")),
        ("redirect", Refused("307", permanent=False, retry_after=60)),
        ("not_json", Doubtful("DeserializationError")),
        ("close_before", Doubtful("ClientRequestError")),
        ("close_after", Doubtful("ClientRequestError")),
    ],
)
async def test_each_fault_is_one_request_and_one_outcome(
    chat: TeamsChat, teams: FakeTeams, fault: Fault, outcome: Refused | Doubtful
) -> None:
    teams.fail(fault)

    assert await chat.post(address(teams), CARD, "k") == outcome
    assert teams.sent == [SENT]


@pytest.mark.parametrize("fault", ["429", "500", "502", "redirect", "close_before"])
async def test_an_edit_that_fails_is_not_repeated_either(
    chat: TeamsChat, teams: FakeTeams, fault: Fault
) -> None:
    teams.fail(fault)

    assert not isinstance(await chat.replace(address(teams), "m1", CARD), Posted)
    assert len(teams.sent) == 1


async def test_a_connector_nobody_listens_on_is_surely_not_reached(chat: TeamsChat, teams: FakeTeams) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    nowhere = address(teams, service_url=f"http://127.0.0.1:{port}/")

    assert await chat.post(nowhere, CARD, "k") == Refused("not_connected", permanent=False)


async def test_a_message_is_replaced_in_place(chat: TeamsChat, teams: FakeTeams) -> None:
    await chat.post(address(teams), CARD, "k")

    outcome = await chat.replace(address(teams), "m1", a_card("Thanks"))

    assert outcome == Posted("m1", "a:ada")
    (card,) = teams.cards("a:ada")
    assert card["body"][0]["text"] == "Thanks"


async def test_a_person_without_a_conversation_gets_one(chat: TeamsChat, teams: FakeTeams) -> None:
    outcome = await chat.post(address(teams, conversation=""), CARD, "k")

    assert outcome == Posted("m1", "a:opened-ada")
    assert [path for _, path in teams.sent] == [
        "v3/conversations",
        "v3/conversations/a:opened-ada/activities",
    ]
    assert teams.opened == [
        {
            "isGroup": False,
            "bot": {"id": f"28:{APP}"},
            "members": [{"id": "ada"}],
            "channelData": {"tenant": {"id": TENANT}},
        }
    ]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("403", Refused("403 MessageWritesBlocked", permanent=True, recipient_gone=True)),
        ("429", Refused("429 TooMany", permanent=False, retry_after=17)),
        ("502", Refused("not_opened: 502", permanent=False)),
        ("close_after", Refused("not_opened: ClientRequestError", permanent=False)),
    ],
)
async def test_doubt_about_opening_a_conversation_is_no_doubt_about_the_message(
    chat: TeamsChat, teams: FakeTeams, fault: Fault, outcome: Refused
) -> None:
    teams.fail(fault)

    assert await chat.post(address(teams, conversation=""), CARD, "k") == outcome
    assert teams.messages == {}


async def test_a_card_teams_would_refuse_is_not_sent(chat: TeamsChat, teams: FakeTeams) -> None:
    too_long = Card(title="x" * 151, blocks=(Text(text="x"),), note="n")
    outcome = await chat.post(address(teams), too_long, "k")

    assert isinstance(outcome, Refused)
    assert outcome.permanent is True
    assert outcome.reason.startswith("card: title")
    assert teams.sent == []
    assert teams.grants == 0


async def test_one_token_serves_all_sends_until_shortly_before_its_end(
    chat: TeamsChat, teams: FakeTeams, clock: SetClock
) -> None:
    to = address(teams)
    await asyncio.gather(*(chat.post(to, CARD, f"k{number}") for number in range(20)))
    clock.set(NOW + timedelta(minutes=54))
    await chat.post(to, CARD, "k")
    assert teams.grants == 1

    clock.set(NOW + timedelta(minutes=55))
    await chat.post(to, CARD, "k")
    assert teams.grants == 2
    assert teams.bearers[-1] == f"Bearer {GRANTED}-2"


async def test_the_token_is_asked_for_as_this_bot_of_this_tenant(chat: TeamsChat, teams: FakeTeams) -> None:
    await chat.post(address(teams), CARD, "k")

    assert teams.forms == [
        {
            "tenant": TENANT,
            "grant_type": "client_credentials",
            "client_id": APP,
            "client_secret": "app-secret",
            "scope": "https://api.botframework.com/.default",
        }
    ]


async def test_without_a_token_nothing_is_sent(chat: TeamsChat, teams: FakeTeams) -> None:
    teams.denies = True
    outcome = await chat.post(address(teams), CARD, "k")

    assert outcome == Refused("no_token: http 401", permanent=False, retry_after=60)
    assert teams.sent == []


async def test_a_token_the_connector_refuses_is_asked_for_again(chat: TeamsChat, teams: FakeTeams) -> None:
    teams.fail("401")
    await chat.post(address(teams), CARD, "k")
    await chat.post(address(teams), CARD, "k")

    assert teams.bearers == [f"Bearer {GRANTED}-1", f"Bearer {GRANTED}-2"]


async def test_a_slow_connector_does_not_hold_up_the_rest(chat: TeamsChat, teams: FakeTeams) -> None:
    teams.fail("hang_before")
    slow = asyncio.create_task(chat.post(address(teams), CARD, "slow"))
    await teams.is_hanging.wait()

    assert await chat.post(address(teams), CARD, "quick") == Posted("m1", "a:ada")
    teams.release()
    assert isinstance(await slow, Doubtful)


@pytest.mark.parametrize("fault", ["hang_before", "hang_after"])
async def test_a_connector_that_falls_silent_is_given_up_after_one_request(
    hasty: TeamsChat, teams: FakeTeams, fault: Fault
) -> None:
    teams.fail(fault, fault, fault)
    to = address(teams)

    assert isinstance(await hasty.post(to, CARD, "k"), Doubtful)
    assert isinstance(await hasty.replace(to, "m1", CARD), Doubtful)
    with pytest.raises(UnreachableError):
        await hasty.member("a:ada", to.service_url, "29:ada")
    assert len(teams.sent) <= 3


async def test_teams_cannot_be_read_back(chat: TeamsChat, teams: FakeTeams) -> None:
    assert await chat.was_posted(address(teams), "k", NOW) is True


async def test_closing_ends_every_thread(
    teams: FakeTeams, session: aiohttp.ClientSession, desk: Desk
) -> None:
    chat = TeamsChat(anonymous_settings(), session, desk.now)
    await asyncio.gather(*(chat.post(address(teams), CARD, "k") for _ in range(8)))
    await chat.close()

    assert not [thread for thread in threading.enumerate() if thread.name.startswith("teams")]
