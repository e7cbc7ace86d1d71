"""While Teams' connector is down: whoever is known is served as ever, nobody else is let in or lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.cards.card import Tap
from bot.chat import Pressed
from bot.teams.edge import TeamsEdge
from bot.teams.inbound import read
from bot.teams.render import render
from tests.edges.teams.conftest import Deliver
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_cards import words
from tests.fakes.teams_desk import NOW, Desk, a_card
from tests.fakes.teams_traffic import TENANT, Person

Local = tuple[TeamsEdge, Deliver]
PROMPT = a_card("How was it?", Tap(label="4", action="feedback.answer", target="prm_1", value="4"))


def only(activity: dict[str, Any]) -> Pressed:
    (pressed,) = read(activity, NOW, TENANT)
    assert isinstance(pressed, Pressed)
    return pressed


@pytest.mark.parametrize("kind", ["says", "presses", "submits"])
async def test_somebody_known_is_served_without_any_question_to_teams(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams, kind: str
) -> None:
    _, send = local
    desk.known.add(ada.aad)
    teams.fail("502")
    given = ("help",) if kind == "says" else (render(PROMPT), "4")

    assert (await send(getattr(ada, kind)(*given))).status == 200
    assert desk.only().sender.user == ada.aad
    assert teams.sent == []


@pytest.mark.parametrize("fault", ["429", "502", "not_json", "close_before"])
async def test_somebody_unknown_who_taps_is_told_to_try_again_and_the_card_stays(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams, fault: Any
) -> None:
    _, send = local
    teams.fail(fault)
    response = await send(ada.presses(render(PROMPT), "4"))

    answer = await response.json()
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    assert "One question." in answer["value"]  # the desk's sentence
    assert desk.received == []
    assert len(teams.sent) == 1


async def test_somebody_unknown_who_writes_is_told_in_the_conversation(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    teams.fail("502")

    assert (await send(ada.says("help"))).status == 200
    (card,) = teams.cards("a:ada")
    assert "I can't check who you are" in words(card)
    assert desk.received == []


async def test_somebody_unknown_who_cannot_be_told_either_is_no_failure(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    teams.fail("502", "502")

    assert (await send(ada.says("help"))).status == 200
    assert desk.received == []


async def test_nothing_is_kept_so_the_same_activity_is_heard_when_it_comes_again(
    local: Local, ada: Person, desk: Desk, teams: FakeTeams
) -> None:
    _, send = local
    teams.fail("502")
    activity = ada.installs()
    assert (await send(activity)).status == 200
    assert (await send(activity)).status == 200

    assert desk.only().sender.email == "ada@example.com"


async def test_one_line_is_logged_and_no_trace(
    local: Local, ada: Person, teams: FakeTeams, caplog: pytest.LogCaptureFixture
) -> None:
    _, send = local
    teams.fail("502")
    await send(ada.presses(render(PROMPT), "4"))

    lines = [record for record in caplog.records if record.name.startswith("uptake")]
    assert [(line.getMessage(), line.exc_info) for line in lines] == [("sender.not_checked", None)]


@pytest.mark.parametrize(
    ("sent_before", "is_repeated"),
    [(0, False), (14.999, False), (15, True), (300, True), (-60, False)],
)
def test_an_activity_that_comes_15_seconds_after_its_timestamp_was_delivered_before(
    ada: Person, sent_before: float, is_repeated: bool
) -> None:
    sent_at = NOW - timedelta(seconds=sent_before)
    activity = {**ada.presses(render(PROMPT), "4"), "timestamp": f"{sent_at:%Y-%m-%dT%H:%M:%S.%f}0Z"}

    assert only(activity).first_sent_at == (sent_at if is_repeated else None)


@pytest.mark.parametrize("odd", [None, "", "soon", 7, "2025-11-02T08:00:00", "0001-01-01T00:00:00+23:59"])
def test_a_timestamp_that_is_none_is_no_harm(ada: Person, odd: Any) -> None:
    pressed = only({**ada.presses(render(PROMPT), "4"), "timestamp": odd})

    assert pressed.value == "4"
    assert pressed.first_sent_at is None or pressed.first_sent_at < datetime(2, 1, 1, tzinfo=NOW.tzinfo)


def test_the_clients_own_time_says_nothing(ada: Person) -> None:
    earlier = (NOW - timedelta(minutes=1)).isoformat()

    assert only({**ada.presses(render(PROMPT), "4"), "localTimestamp": earlier}).first_sent_at is None


@pytest.mark.parametrize("kind", ["presses", "submits"])
def test_a_press_says_which_message_it_was_on(ada: Person, kind: str) -> None:
    pressed = only(getattr(ada, kind)(render(PROMPT, "msg_1.mac"), "4", reply_to="m7"))

    assert (pressed.delivery, pressed.message) == ("msg_1.mac", "m7")
    assert pressed.fields == {}


def test_a_key_that_is_none_of_the_outboxs_stays_off_the_card(ada: Person) -> None:
    assert only(ada.presses(render(PROMPT, "k" * 81), "4")).delivery == ""
