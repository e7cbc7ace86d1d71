"""Starting and stopping: settings that can't be trusted, and Socket Mode."""

from __future__ import annotations

import aiohttp
import pytest

from bot.chat import Reply
from bot.errors import ConfigurationError
from bot.slack.client import SlackChat
from bot.slack.edge import SlackEdge
from tests.fakes.slack import APP_TOKEN, FakeSlack
from tests.fakes.slack_desk import Desk, a_card, settings_for
from tests.fakes.slack_traffic import command


async def test_without_signing_secret_and_app_token_the_edge_does_not_start(
    slack: FakeSlack, desk: Desk, session: aiohttp.ClientSession
) -> None:
    with pytest.raises(ConfigurationError, match="UPTAKE_SLACK_SIGNING_SECRET"):
        SlackEdge(settings_for(slack, slack_signing_secret=""), desk, session)


async def test_a_refused_token_stops_the_start_with_its_settings_name(
    slack: FakeSlack, desk: Desk, session: aiohttp.ClientSession
) -> None:
    edge = SlackEdge(settings_for(slack, slack_bot_token="xoxb-wrong"), desk, session)

    with pytest.raises(ConfigurationError, match="UPTAKE_SLACK_BOT_TOKEN"):
        await edge.start()


async def test_a_refused_app_token_stops_the_start_with_its_settings_name(
    slack: FakeSlack, desk: Desk, session: aiohttp.ClientSession
) -> None:
    edge = SlackEdge(settings_for(slack, slack_app_token="xapp-wrong"), desk, session)

    with pytest.raises(ConfigurationError, match="UPTAKE_SLACK_APP_TOKEN"):
        await edge.start()


async def test_a_slack_that_is_down_does_not_stop_the_start(edge: SlackEdge, slack: FakeSlack) -> None:
    slack.fail("auth.test", "503")

    await edge.start()

    assert len(slack.called("auth.test")) == 1


async def test_without_app_token_there_is_no_socket_mode(edge: SlackEdge, slack: FakeSlack) -> None:
    await edge.start()

    assert slack.called("apps.connections.open") == []
    assert [route.path for route in edge.routes()] == ["/slack/events"]
    assert await edge.is_listening()
    await edge.stop()


async def test_with_an_app_token_events_come_over_the_socket_and_none_over_http(
    slack: FakeSlack, desk: Desk, session: aiohttp.ClientSession
) -> None:
    edge = SlackEdge(settings_for(slack, slack_app_token=APP_TOKEN), desk, session)
    await edge.start()
    desk.reply = Reply(a_card("Week 1"))

    acknowledged = await slack.send_envelope("slash_commands", command("/ai-summary"))

    assert edge.routes() == []
    assert await edge.is_listening()
    assert acknowledged["payload"]["response_type"] == "ephemeral"
    assert desk.only().text == "/ai-summary"
    await edge.stop()
    assert await edge.is_listening() is False


def test_the_chat_of_the_edge_is_slacks(edge: SlackEdge) -> None:
    assert isinstance(edge.chat, SlackChat)
    assert edge.chat.platform == "slack"
