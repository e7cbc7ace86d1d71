"""The cards about leaving somebody out of the use figures: the person is asked first, then the champion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.card import Block, Card, Rule, Say, Tap, Taps, Text


@dataclass(frozen=True)
class Request:
    """What a champion reads: who gave which reason about which tool, and until when it would hold."""

    left_out_id: str
    name: str
    reason: str
    tool: str
    until_on: date
    k: int


def with_question(say: Say, card: Card, prompt_id: str, reason: str, tool: str) -> Card:
    """The same card with the question whether the champion may know."""
    taps = (
        Tap(label=say("left_out.tell"), action="left_out.tell", target=prompt_id),
        Tap(label=say("left_out.keep"), action="left_out.keep", target=prompt_id),
    )
    asks = (Rule(), Text(text=say("left_out.ask", reason=reason, tool=tool)), Taps(taps=taps))
    return card.model_copy(update={"blocks": (*card.blocks, *asks)})


def told_card(say: Say, names: Sequence[str]) -> Card:
    """The champion is asked; how to take it back."""
    return _card(say, Text(text=say("left_out.told", names=list(names))))


def kept_card(say: Say) -> Card:
    """Nobody is told."""
    return _card(say, Text(text=say("left_out.kept")))


def request_card(say: Say, request: Request) -> Card:
    """A person's name and reason, given by that person to be left out."""
    agree = Tap(
        label=say("left_out.agree", day=request.until_on), action="left_out.agree", target=request.left_out_id
    )
    count = Tap(label=say("left_out.count_on"), action="left_out.count_on", target=request.left_out_id)
    values = {"name": request.name, "reason": request.reason, "tool": request.tool}
    return _card(
        say,
        Text(text=say("left_out.request", **values), style="strong"),
        Text(text=say("left_out.means", name=request.name, day=request.until_on, k=request.k)),
        Taps(taps=(agree, count)),
    )


def decided_card(say: Say, name: str, until_on: date | None) -> Card:
    """What was decided about somebody."""
    if until_on is None:
        return _card(say, Text(text=say("left_out.counted_on", name=name)))
    return _card(say, Text(text=say("left_out.agreed", name=name, day=until_on)))


def withdrawn_card(say: Say) -> Card:
    """The person counts again."""
    return _card(say, Text(text=say("left_out.withdrawn")))


def _card(say: Say, *blocks: Block) -> Card:
    return Card(title=say("left_out.title"), blocks=blocks, note=say("note.short"), locale=say.locale)
