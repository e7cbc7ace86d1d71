"""From an activity to an answer, over real HTTP, with a reception written by hand."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from bot.cards.card import Tap
from bot.chat import Arrived, Departed, Reply, Said
from bot.teams.edge import PATHS, TeamsEdge
from bot.teams.render import render
from tests.edges.teams.conftest import Deliver
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_cards import words
from tests.fakes.teams_desk import Desk, a_card, settings_for
from tests.fakes.teams_traffic import OTHER_TENANT, Person

Local = tuple[TeamsEdge, Deliver]
PROMPT = a_card("How was it?", Tap(label="4", action="feedback.answer", target="prm_1", value="4"))


async def test_a_command_reaches_the_reception_and_is_answered_through_the_outbox(
    deliver: Deliver, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    desk.known.add(ada.aad)
    response = await deliver(ada.says("/ai-summary"))

    assert response.status == 200
    assert isinstance(desk.only(), Said)
    assert desk.only().text == "/ai-summary"
    assert teams.sent == []


async def test_both_paths_lead_to_the_same_place(
    teams: FakeTeams, session: aiohttp.ClientSession, desk: Desk
) -> None:
    edge = TeamsEdge(settings_for(teams), desk, session)  # type: ignore[arg-type]

    assert [(route.method, route.path) for route in edge.routes()] == [
        ("POST", "/teams/messages"),
        ("POST", "/api/messages"),
    ]
    assert PATHS == ("/teams/messages", "/api/messages")
    await edge.stop()


async def test_somebody_unknown_is_introduced_by_the_directory(local: Local, ada: Person, desk: Desk) -> None:
    _, send = local
    await send(ada.says("help"))

    sender = desk.only().sender
    assert (sender.email, sender.name) == ("ada@example.com", "Ada Lovelace")
    assert sender.user == ada.aad


async def test_somebody_known_is_not_looked_up(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    desk.known.add(ada.aad)
    await send(ada.says("help"))

    assert teams.sent == []
    assert desk.only().sender.email == ""


async def test_a_guest_is_introduced_as_a_guest_and_without_an_address(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    teams.members["29:ada"]["userRole"] = "guest"
    await send(ada.says("help"))

    assert desk.only().sender.is_guest is True
    assert desk.only().sender.email == ""


async def test_in_a_channel_the_look_up_is_in_the_channel_itself(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    await send(ada.says_in_channel("help"))

    assert teams.sent == [("GET", "v3/conversations/19:team@thread.tacv2/members/29:ada")]
    assert desk.only().sender.email == "ada@example.com"


async def test_a_stranger_is_answered_at_once(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    desk.reply = Reply(a_card("I don't know you yet"), replaces=False)
    activity = ada.says("hello")
    await send(activity)

    (card,) = teams.cards("a:ada")
    assert "I don't know you yet" in words(card)
    assert card["id"] == f"a:ada:{activity['id']}"


async def test_a_stranger_in_a_channel_is_answered_in_private(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    desk.reply = Reply(a_card("I don't know you yet"), replaces=False)
    await send(ada.says_in_channel("hello"))

    assert len(teams.cards(f"a:opened-{ada.aad}")) == 1


async def test_a_stranger_who_cannot_be_reached_is_no_failure(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    desk.known.add(ada.aad)
    desk.reply = Reply(a_card("I don't know you yet"), replaces=False)
    teams.fail("403")

    assert (await send(ada.says("hello"))).status == 200


async def test_installing_arrives_and_uninstalling_departs(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    await send(ada.installs())
    await send(ada.opens_chat())
    teams.sent.clear()
    await send(ada.uninstalls())

    assert [type(each) for each in desk.received] == [Arrived, Arrived, Departed]
    assert desk.received[0].sender.email == "ada@example.com"
    assert teams.sent == []


async def test_people_added_to_a_team_are_introduced_each(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    teams.members["29:bo"] = {"id": "29:bo", "email": "bo@example.com"}
    activity = ada.opens_chat() | {
        "membersAdded": [{"id": "29:bo", "aadObjectId": "bo"}, {"id": "29:li"}],
        "conversation": {"id": "19:t", "conversationType": "channel", "tenantId": ada.tenant},
    }
    await send(activity)

    assert [each.sender.email for each in desk.received] == ["bo@example.com", ""]


@pytest.mark.parametrize("kind", ["says", "presses", "submits", "installs", "uninstalls"])
async def test_a_reception_that_fails_is_answered_500_without_a_word(
    local: Local, ada: Person, desk: Desk, kind: str
) -> None:
    _, send = local
    desk.trouble = RuntimeError("secret detail")
    given: dict[str, Any] = {
        "says": ("help",),
        "presses": (render(PROMPT), "4"),
        "submits": (render(PROMPT), "4"),
    }
    response = await send(getattr(ada, kind)(*given.get(kind, ())))

    assert response.status == 500
    assert await response.text() == ""


async def test_what_the_bot_has_no_part_in_is_accepted_and_forgotten(
    local: Local, ada: Person, desk: Desk
) -> None:
    _, send = local

    assert (await send(ada.activity("typing"))).status == 200
    assert (await send(ada.activity("messageReaction"))).status == 200
    assert desk.received == []


async def test_an_invoke_the_bot_does_not_know_is_answered_501(local: Local, ada: Person, desk: Desk) -> None:
    _, send = local

    assert (await send(ada.activity("invoke", name="task/fetch", value={}))).status == 501
    assert desk.received == []


async def test_a_tenant_in_the_body_alone_opens_nothing(deliver: Deliver, ada: Person, desk: Desk) -> None:
    ada.tenant = OTHER_TENANT

    assert (await deliver(ada.says("help"))).status == 403
    assert (await deliver(ada.presses(render(PROMPT), "4"))).status == 403
    assert desk.received == []


async def test_starting_fetches_the_keys_ahead_and_survives_without(
    teams: FakeTeams, session: aiohttp.ClientSession, desk: Desk
) -> None:
    edge = TeamsEdge(settings_for(teams), desk, session)  # type: ignore[arg-type]
    await edge.start()
    assert teams.key_fetches == 1
    await edge.stop()

    teams.keys_are_down = True
    edge = TeamsEdge(settings_for(teams), desk, session)  # type: ignore[arg-type]
    await edge.start()
    assert teams.key_fetches == 2
    await edge.stop()
