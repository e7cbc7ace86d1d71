"""Which handler answers which interaction, and which one composes which message.

Each file in `handlers/` owns a `Router`; the wiring merges them. Nothing here knows a feature.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.model.people import Person

OnCommand = Callable[[Context, Person, str], Reply]
OnPressed = Callable[[Context, Person, Pressed], Reply | None]
Compose = Callable[[Context, Person, str], Card | None]
_F = TypeVar("_F", bound=Callable[..., object])


class Router:
    """Three tables: command name → handler, action → handler, story → composer."""

    def __init__(self, *parts: Router) -> None:
        self.commands: dict[str, OnCommand] = {}
        self.actions: dict[str, OnPressed] = {}
        self.stories: dict[str, Compose] = {}
        for part in parts:
            _merge(self.commands, part.commands)
            _merge(self.actions, part.actions)
            _merge(self.stories, part.stories)

    def command(self, name: str, *first_words: str) -> Callable[[_F], _F]:
        """The decorated `(ctx, person, words) -> Reply` answers the command of that name; with `first_words`
        only when one of them comes next, and is given what follows it."""
        names = [f"{name} {word.casefold()}" for word in first_words] or [name]

        def put(function: _F) -> _F:
            for one in names:
                _register(self.commands, one)(function)
            return function

        return put

    def answering(self, command: str, words: str) -> tuple[OnCommand, str]:
        """Who answers a command with these words after it, and the words left for it."""
        first, _, rest = words.strip().partition(" ")
        if narrow := self.commands.get(f"{command} {first.casefold()}"):
            return narrow, rest.strip()
        return self.commands.get(command, self.commands["unknown"]), words

    def pressed(self, action: str) -> Callable[[_F], _F]:
        """The decorated `(ctx, person, pressed) -> Reply | None` answers taps of that action."""
        return _register(self.actions, action)

    def composes(self, story: str) -> Callable[[_F], _F]:
        """The decorated `(ctx, person, about) -> Card | None` makes that story's card at the moment
        of sending; None means: there is nothing to say any more, cancel the delivery."""
        return _register(self.stories, story)


def _register(table: dict[str, Any], name: str) -> Callable[[_F], _F]:
    def put(function: _F) -> _F:
        _merge(table, {name: function})
        return function

    return put


def _merge(table: dict[str, Any], part: dict[str, Any]) -> None:
    taken = table.keys() & part.keys()
    if taken:
        raise ValueError(f"registered twice: {', '.join(sorted(taken))}")
    table.update(part)
