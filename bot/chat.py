"""The port between chat platforms and stories: `Interaction` comes in, `Chat` sends out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from bot.cards.card import Card

Platform = Literal["slack", "teams", "playground"]


@dataclass(frozen=True)
class Sender:
    """Who acts, as the verified envelope says it; never as a card's data says it.

    `workspace` is Slack's team id or Microsoft's tenant id, `user` the platform's own user id,
    `conversation` where an answer goes (a direct message), `service_url` Teams' connector.
    `email` and `locale` are what the platform's own directory says, when it was asked.
    """

    platform: Platform
    workspace: str
    user: str
    conversation: str = ""
    service_url: str = ""
    email: str = ""
    name: str = ""
    locale: str = ""
    is_guest: bool = False


@dataclass(frozen=True)
class Said:
    """A person wrote text to the bot, or typed a slash command (`text` then starts with its name).

    `rides_on_response` is True where the platform shows the HTTP response to the sender alone (a
    slash command); otherwise the answer goes through the outbox to the sender's own conversation.
    """

    event_id: str
    sender: Sender
    at: datetime
    text: str
    rides_on_response: bool = False


@dataclass(frozen=True)
class Pressed:
    """A person tapped a button, chose from a list or sent a form.

    `message` is the platform's id of what was tapped, `delivery` the opaque key it was posted with
    ("" on a card that was redrawn since). `first_sent_at` is set where the platform delivers again:
    the platform's own instant of the tap.
    """

    event_id: str
    sender: Sender
    at: datetime
    action: str
    target: str = ""
    value: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    delivery: str = ""
    message: str = ""
    first_sent_at: datetime | None = None


@dataclass(frozen=True)
class Arrived:
    """The bot became reachable for a person: installed, or its page opened."""

    event_id: str
    sender: Sender
    at: datetime


@dataclass(frozen=True)
class Departed:
    """The bot was removed by a person or an administrator, or the account was closed."""

    event_id: str
    sender: Sender
    at: datetime


Interaction = Said | Pressed | Arrived | Departed


@dataclass(frozen=True)
class Reply:
    """What a handler answers. `replaces`: the card takes the place of the one that was tapped;
    otherwise it is a new message beside it. `story` tells the same anew about `about`: where the answer
    has to wait for its delivery, these two are stored and the card is not, for it may hold anonymous answers."""

    card: Card
    replaces: bool = True
    story: str = ""
    about: str = ""


@dataclass(frozen=True)
class Address:
    """Where one person can be reached on one platform; stored from authenticated traffic only."""

    platform: Platform
    workspace: str
    user: str
    conversation: str = ""
    service_url: str = ""


@dataclass(frozen=True)
class Posted:
    """The platform accepted the message; `ref` is its id there, `conversation` where it stands."""

    ref: str
    conversation: str = ""


@dataclass(frozen=True)
class Refused:
    """The platform said no, surely. `permanent`: this recipient or content will never be accepted;
    otherwise try again, not before `retry_after` seconds."""

    reason: str
    permanent: bool
    retry_after: float = 0.0
    recipient_gone: bool = False


@dataclass(frozen=True)
class Doubtful:
    """Nobody knows whether the message was accepted: a time-out, a cut connection, a 5xx."""

    reason: str


Outcome = Posted | Refused | Doubtful


class UnknownSenderError(Exception):
    """Nobody here has the account that something came from; nothing of it was kept."""


class UnreachableError(Exception):
    """The platform can't be asked just now; the message says why, never a text that could hold a token."""


@runtime_checkable
class Directory(Protocol):
    """A platform that can list its accounts, so that people are reached before they ever wrote."""

    async def directory(self) -> Mapping[str, Address]:
        """Lower-case e-mail address → where that member is reached; guests, bots and leavers left out.

        Raises UnreachableError.
        """
        ...


class NoGroupError(Exception):
    """The platform will not show this group until somebody mends it: there is none with this id, the bot is
    not in it, or it may not look. The message is the platform's own word for why."""


@runtime_checkable
class Groups(Protocol):
    """A platform that can say who is in a group of its own."""

    async def group(self, group_id: str, service_url: str) -> Mapping[str, str]:
        """Account → lower-case e-mail address ("" where the platform says none) of a group's members;
        guests and bots left out. `service_url` is Teams' connector, "" for the public one.

        Raises UnreachableError, and NoGroupError when asking again will not help.
        """
        ...


class Chat(Protocol):
    """One platform's way out. Never retries by itself: the outbox owns retries."""

    platform: Platform

    async def post(self, to: Address, card: Card, key: str) -> Outcome:
        """Sends `card` as a new message marked with the opaque `key`, which its buttons carry, too."""
        ...

    async def was_posted(self, to: Address, key: str, since: datetime) -> Posted | bool:
        """Reads back whether a message with `key` stands in the conversation since `since`.

        `Posted` when seen, False when surely absent, True when this platform can't be read back.
        Raises UnreachableError.
        """
        ...
