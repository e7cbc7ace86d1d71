"""Dresses a card as both platforms dress it, with their own renderers: what the page shows is what
Slack and Teams would be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.cards.card import Card

Json = dict[str, Any]
Renderer = Callable[[Card], Json]


@dataclass(frozen=True)
class Dressed:
    """One card twice: Slack's `{"text", "blocks"}` and Microsoft's Adaptive Card."""

    slack: Json
    teams: Json


@dataclass(frozen=True)
class Wardrobe:
    """The renderers of the two other edges, brought by the wiring: edges do not know each other."""

    slack: Renderer
    teams: Renderer

    def dress(self, card: Card) -> Dressed:
        """Both dresses of a card; ValueError when either platform would refuse it."""
        return Dressed(self.slack(card), self.teams(card))
