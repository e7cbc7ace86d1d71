"""Which workspaces draw native charts is learned once, kept in the database, and tried again after weeks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import aiohttp
import pytest

from bot.chat import Doubtful, Posted, Refused
from bot.context import Context
from bot.errors import CannotSave
from bot.slack.charts import TRIED_AGAIN_AFTER, Charts, Kept
from bot.slack.client import SlackChat
from bot.store import charts as stored
from bot.store.database import Database
from tests.edges.slack.test_slack_post import ADA, a_chart, kinds
from tests.fakes.chats import SlackDouble
from tests.fakes.slack import TEAM, FakeSlack
from tests.fakes.slack_desk import NOW, settings_for
from tests.world import World


@pytest.fixture
def office(database: Database) -> World:
    return World(database, SlackDouble())


def a_worker(office: World, slack: FakeSlack, session: aiohttp.ClientSession) -> SlackChat:
    """A process that has just started: it knows what is in the database."""
    return SlackChat(
        settings_for(slack), session, charts=Charts(office.clock.now, Kept(office.house.context))
    )


async def test_a_refusal_is_known_after_a_restart_and_to_every_worker(
    office: World, slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    slack.draws_charts = False
    idle = a_worker(office, slack, session)
    assert isinstance(await a_worker(office, slack, session).post(ADA, a_chart(), "k1"), Posted)
    assert len(slack.called("chat.postMessage")) == 2

    for number, chat in enumerate([a_worker(office, slack, session), idle]):
        assert isinstance(await chat.post(ADA, a_chart(), f"later{number}"), Posted)
    assert len(slack.called("chat.postMessage")) == 4
    assert office.run(lambda ctx: stored.known(ctx.db)) == {TEAM: (False, office.clock.now())}


async def test_after_four_weeks_the_chart_is_tried_again_and_what_came_of_it_is_kept(
    office: World, slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    slack.draws_charts = False
    chat = a_worker(office, slack, session)
    await chat.post(ADA, a_chart(), "k1")
    office.clock.set(office.clock.now() + TRIED_AGAIN_AFTER - timedelta(minutes=1))
    await chat.post(ADA, a_chart(), "k2")
    assert len(slack.called("chat.postMessage")) == 3

    office.clock.set(office.clock.now() + timedelta(minutes=1))
    await chat.post(ADA, a_chart(), "k3")
    assert len(slack.called("chat.postMessage")) == 5
    await chat.post(ADA, a_chart(), "k4")
    assert len(slack.called("chat.postMessage")) == 6

    slack.draws_charts = True
    office.clock.set(office.clock.now() + TRIED_AGAIN_AFTER)
    await a_worker(office, slack, session).post(ADA, a_chart(), "k5")
    assert "data_visualization" in kinds(slack.messages["D0ADA"][-1])
    assert office.run(lambda ctx: stored.known(ctx.db))[TEAM][0] is True


async def test_a_refused_chart_stands_once_however_its_second_request_ends(
    office: World, slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    slack.draws_charts = False
    chat = a_worker(office, slack, session)
    slack.fail("chat.postMessage", {"ok": False, "error": "invalid_blocks"}, "close_after")
    assert isinstance(await chat.post(ADA, a_chart(), "k1"), Doubtful)
    assert len(slack.messages["D0ADA"]) == 1
    assert isinstance(await chat.was_posted(ADA, "k1", NOW), Posted)
    assert office.run(lambda ctx: stored.known(ctx.db)) == {}


async def test_a_database_that_fails_costs_no_message(
    slack: FakeSlack, session: aiohttp.ClientSession, office: World
) -> None:
    @contextmanager
    def broken() -> Iterator[Context]:
        raise CannotSave("disk is full")
        yield

    slack.draws_charts = False
    chat = SlackChat(settings_for(slack), session, charts=Charts(office.clock.now, Kept(broken)))
    assert isinstance(await chat.post(ADA, a_chart(), "k1"), Posted)
    assert isinstance(await chat.post(ADA, a_chart(), "k2"), Posted)
    assert len(slack.called("chat.postMessage")) == 3


async def test_a_card_refused_for_another_reason_teaches_nothing(
    office: World, slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    invalid = {"ok": False, "error": "invalid_blocks"}
    slack.fail("chat.postMessage", invalid, invalid)
    assert await a_worker(office, slack, session).post(ADA, a_chart(), "k1") == Refused(
        "invalid_blocks", True
    )
    assert office.run(lambda ctx: stored.known(ctx.db)) == {}
