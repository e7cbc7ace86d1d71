"""A reception written by hand, and what else the tests of Slack's edge start from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.cards.card import Card, Tap, Taps, Text
from bot.chat import Departed, Interaction, Reply, Sender, UnknownSenderError
from bot.settings import Settings
from tests.fakes.slack import TOKEN, FakeSlack
from tests.fakes.slack_traffic import SECRET

Deliver = Callable[..., Awaitable[aiohttp.ClientResponse]]
NOW = datetime(2025, 11, 2, 9, 0, tzinfo=UTC)


class Desk:
    """A reception by hand: remembers what came in, answers what it is told to."""

    def __init__(self) -> None:
        self.received: list[Interaction] = []
        self.known: set[str] = set()
        self.reply: Reply | None = None
        self.trouble: Exception | None = None

    def now(self) -> datetime:
        return NOW

    async def knows(self, sender: Sender) -> bool:
        return sender.user in self.known

    def not_checked(self, sender: Sender) -> Card:
        return a_card("I can't check who you are")

    async def receive(self, interaction: Interaction, only_known: bool = False) -> Reply | None:
        sender = interaction.sender
        needs_name = not (sender.is_guest or isinstance(interaction, Departed))
        if only_known and needs_name and sender.user not in self.known:
            raise UnknownSenderError
        self.received.append(interaction)
        if self.trouble:
            raise self.trouble
        return self.reply

    def only(self) -> Any:
        (interaction,) = self.received
        return interaction


def a_card(title: str = "How was it?", *taps: Tap) -> Card:
    asked = (Taps(taps=taps),) if taps else ()
    return Card(title=title, blocks=(Text(text="One question."), *asked), note="Why you got this.")


def settings_for(slack: FakeSlack, **changes: Any) -> Settings:
    given = {
        "slack_bot_token": TOKEN,
        "slack_signing_secret": SECRET,
        "slack_app_token": "",
        "slack_api_url": slack.url,
        **changes,
    }
    return Settings(_env_file=None, **given)
