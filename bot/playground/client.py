"""The playground's way out: conversations kept in memory, each message in both dresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.cards.card import Card
from bot.chat import Address, Outcome, Platform, Posted
from bot.model.mark import marked
from bot.playground.render import Dressed, Wardrobe

WORKSPACE = "playground"
Dress = Literal["", "slack", "teams"]


@dataclass(frozen=True)
class Message:
    """One message of a conversation with the bot; `dressed` is None for what the person wrote.

    `only_in` names the dress a message belongs to: what was typed in one pane, and the answer only
    the typist sees there. `revision` counts how often the card was redrawn in place.
    """

    ref: str
    user: str
    at: datetime
    text: str = ""
    card: Card | None = None
    dressed: Dressed | None = None
    key: str = ""
    only_in: Dress = ""
    revision: int = 0

    @property
    def delivery_id(self) -> str:
        """The row of the outbox this message came from; empty for an answer in place."""
        return marked(self.key)


class PlaygroundChat:
    """The port `Chat` of the playground: accepts everything a platform would accept.

    Every one of `readers` is called with each message that came through the outbox.
    """

    platform: Platform = "playground"

    def __init__(self, wardrobe: Wardrobe, now: Callable[[], datetime]) -> None:
        self._wardrobe = wardrobe
        self._now = now
        self._conversations: dict[str, list[Message]] = defaultdict(list)
        self._posted: dict[str, str] = {}
        self._refs = 0
        self.readers: list[Callable[[Message], None]] = []

    async def post(self, to: Address, card: Card, key: str) -> Outcome:
        """Puts the card at the end of the conversation; ValueError when a dress doesn't fit."""
        message = self._keep(self._carded(to.user, card, key))
        self._posted[key] = message.ref
        for read in self.readers:
            read(message)
        return Posted(message.ref, to.user)

    async def was_posted(self, to: Address, key: str, since: datetime) -> Posted | bool:
        """Whether a message with this key stands in the conversation."""
        return Posted(self._posted[key], to.user) if key in self._posted else False

    def hear(self, user: str, text: str, dress: Dress) -> Message:
        """Keeps what the person wrote in one of the panes."""
        return self._keep(Message(self._next_ref(), user, self._now(), text=text, only_in=dress))

    def answer(self, user: str, card: Card, dress: Dress) -> Message:
        """Shows an answer that rides on the response: in the pane it was asked in."""
        return self._keep(replace(self._carded(user, card, ""), only_in=dress))

    def redraw(self, user: str, ref: str, card: Card) -> Message | None:
        """Puts `card` in the place of a message; None when the person has no such message."""
        conversation = self._conversations[user]
        for place, message in enumerate(conversation):
            if message.ref == ref and message.card:
                dressed = self._wardrobe.dress(card)
                redrawn = replace(message, card=card, dressed=dressed, revision=message.revision + 1)
                conversation[place] = redrawn
                return redrawn
        return None

    def conversation(self, user: str) -> list[Message]:
        """Everything said with this person, oldest first."""
        return list(self._conversations.get(user, ()))

    def find(self, user: str, ref: str) -> Message | None:
        """The message as it stands now."""
        return next((message for message in self.conversation(user) if message.ref == ref), None)

    def lengths(self) -> dict[str, int]:
        """How many messages each person got from the bot."""
        return {
            user: sum(1 for message in conversation if message.card)
            for user, conversation in self._conversations.items()
        }

    def _carded(self, user: str, card: Card, key: str) -> Message:
        dressed = self._wardrobe.dress(card)
        return Message(self._next_ref(), user, self._now(), card=card, dressed=dressed, key=key)

    def _next_ref(self) -> str:
        self._refs += 1
        return f"m{self._refs}"

    def _keep(self, message: Message) -> Message:
        self._conversations[message.user].append(message)
        return message
