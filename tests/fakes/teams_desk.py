"""A reception written by hand, and what else the tests of Teams' edge start from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.cards.card import Card, Tap, Taps, Text
from bot.chat import Address, Interaction, Reply, Sender
from bot.clock import SetClock
from bot.settings import Settings
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_traffic import APP, TENANT

NOW = datetime(2025, 11, 2, 9, 0, tzinfo=UTC)


class Desk:
    """A reception by hand: remembers what came in, answers what it is told to."""

    def __init__(self, clock: SetClock) -> None:
        self.clock = clock
        self.received: list[Interaction] = []
        self.known: set[str] = set()
        self.reply: Reply | None = None
        self.trouble: Exception | None = None

    def now(self) -> datetime:
        return self.clock.now()

    async def knows(self, sender: Sender) -> bool:
        return sender.user in self.known

    def not_checked(self, sender: Sender) -> Card:
        return a_card("I can't check who you are")

    async def receive(self, interaction: Interaction) -> Reply | None:
        self.received.append(interaction)
        if self.trouble:
            raise self.trouble
        return self.reply

    def only(self) -> Any:
        (interaction,) = self.received
        return interaction


def a_card(title: str = "How was it?", *taps: Tap) -> Card:
    """A small card, with buttons if there are any."""
    asked = (Taps(taps=taps),) if taps else ()
    return Card(title=title, blocks=(Text(text="One question."), *asked), note="Why you got this.")


def settings_for(teams: FakeTeams, **changes: Any) -> Settings:
    """A bot with an identity, its keys and its token at the fake."""
    given = {
        "teams_app_id": APP,
        "teams_app_password": "app-secret",
        "teams_tenant_id": TENANT,
        "teams_openid_url": teams.openid_url,
        "teams_login_url": teams.url,
        **changes,
    }
    return Settings(_env_file=None, **given)


def anonymous_settings(**changes: Any) -> Settings:
    """A bot for local tools."""
    given = {"teams_anonymous": True, "teams_app_id": "", "host": "127.0.0.1", **changes}
    return Settings(_env_file=None, **given)


def address(teams: FakeTeams, **changes: str) -> Address:
    """Where Ada can be reached."""
    given = {"conversation": "a:ada", "service_url": teams.service_url, **changes}
    return Address("teams", TENANT, "ada", **given)
