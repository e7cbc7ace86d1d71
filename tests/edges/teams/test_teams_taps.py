"""What a tap is answered with, in clients new and old."""

from __future__ import annotations

from bot.cards.card import Card, Tap, Text
from bot.chat import Pressed, Reply
from bot.teams.edge import TeamsEdge
from bot.teams.render import render
from tests.edges.teams.conftest import Deliver
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_cards import words
from tests.fakes.teams_desk import Desk, a_card
from tests.fakes.teams_traffic import Person

Local = tuple[TeamsEdge, Deliver]
PROMPT = a_card("How was it?", Tap(label="4", action="feedback.answer", target="prm_1", value="4"))
NEXT = a_card("Next question")
MESSAGE = "application/vnd.microsoft.activity.message"


def edits(teams: FakeTeams) -> list[str]:
    return [path for method, path in teams.sent if method == "PUT"]


def posts(teams: FakeTeams) -> list[str]:
    return [path for method, path in teams.sent if method == "POST"]


async def test_a_tap_is_answered_with_the_next_card_in_its_place(
    local: Local, ada: Person, desk: Desk
) -> None:
    _, send = local
    desk.reply = Reply(NEXT)
    response = await send(ada.presses(render(PROMPT), "4"))

    assert response.status == 200
    answer = await response.json()
    assert (answer["statusCode"], answer["type"]) == (
        200,
        "application/vnd.microsoft.card.adaptive",
    )
    assert answer["value"] == render(NEXT)
    assert isinstance(desk.only(), Pressed)


async def test_the_next_card_is_kept_in_the_message_as_well(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    edge, send = local
    desk.reply = Reply(NEXT)
    await send(ada.presses(render(PROMPT), "4", reply_to="m9"))
    await edge.stop()

    assert edits(teams) == ["v3/conversations/a:ada/activities/m9"]
    assert "Next question" in words(teams.messages["a:ada"]["m9"]["attachments"][0]["content"])


async def test_the_newest_card_is_what_stays_in_the_message(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    edge, send = local
    desk.known.add(ada.aad)
    for number in range(5):
        desk.reply = Reply(a_card(f"Question {number}"))
        await send(ada.presses(render(PROMPT), "4", reply_to="m9"))
    await edge.stop()

    assert "Question 4" in words(teams.messages["a:ada"]["m9"]["attachments"][0]["content"])


async def test_a_message_that_cannot_be_edited_changes_nothing_for_the_person(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    edge, send = local
    desk.known.add(ada.aad)
    desk.reply = Reply(NEXT)
    teams.fail("404")
    response = await send(ada.presses(render(PROMPT), "4", reply_to="m9"))
    await edge.stop()

    assert (await response.json())["value"] == render(NEXT)
    assert len(edits(teams)) == 1


async def test_a_card_beside_the_tapped_one_is_a_new_message(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    desk.known.add(ada.aad)
    desk.reply = Reply(a_card("Something went wrong"), replaces=False)
    response = await send(ada.presses(render(PROMPT), "4", reply_to="m9"))

    assert await response.json() == {
        "statusCode": 200,
        "type": MESSAGE,
        "value": "Something went wrong",
    }
    assert "Something went wrong" in words(teams.cards("a:ada")[0])


async def test_a_card_that_could_not_be_posted_takes_the_place_of_the_tapped_one(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    desk.known.add(ada.aad)
    desk.reply = Reply(NEXT, replaces=False)
    teams.fail("502")
    response = await send(ada.presses(render(PROMPT), "4", reply_to="m9"))

    assert (await response.json())["value"] == render(NEXT)
    assert len(posts(teams)) == 1


async def test_a_tap_without_an_answer_is_still_answered(local: Local, ada: Person, desk: Desk) -> None:
    _, send = local
    response = await send(ada.presses(render(PROMPT), "4"))

    assert await response.json() == {"statusCode": 200, "type": MESSAGE, "value": ""}


async def test_a_card_that_cannot_be_shown_does_not_undo_the_tap(
    local: Local, ada: Person, desk: Desk
) -> None:
    _, send = local
    desk.reply = Reply(Card(title="x" * 151, blocks=(Text(text="x"),), note="n"))
    response = await send(ada.presses(render(PROMPT), "4"))

    assert response.status == 200
    assert (await response.json())["value"] == "x" * 151


async def test_an_old_clients_tap_redraws_the_message(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    desk.known.add(ada.aad)
    desk.reply = Reply(NEXT)
    response = await send(ada.submits(render(PROMPT), "4", reply_to="m9"))

    assert (response.status, await response.text()) == (200, "")
    assert edits(teams) == ["v3/conversations/a:ada/activities/m9"]
    assert posts(teams) == []


async def test_an_old_clients_tap_on_a_message_that_is_gone_gets_a_new_one(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    desk.known.add(ada.aad)
    desk.reply = Reply(NEXT)
    teams.fail("404")
    await send(ada.submits(render(PROMPT), "4", reply_to="m9"))

    assert "Next question" in words(teams.cards("a:ada")[0])
