"""What was asked, what was said, and what came of it: for those who said it, for owners, for champions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.cards.card import Block, Card, Facts, Form, Input, Recorded, Rule, Say, Tap, Text
from bot.cards.gate_lists import Item, standing


@dataclass(frozen=True)
class Asked:
    """One window as a person lived through it; `answered_at` is None where nothing was said, or where nobody can
    tell any more (`is_keyless`)."""

    title: dict[str, str]
    week: int
    mode: str
    closes_at: datetime
    answered_at: datetime | None
    said: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    is_keyless: bool = False


@dataclass(frozen=True)
class Responses:
    """How many of a group were asked and have not answered; None where it may not be told. `team` is empty
    for everybody."""

    team: str
    asked: int
    silent: int | None


def told_card(say: Say, items: Sequence[Item], is_anonymous: bool) -> Card:
    """What becomes of what the person named."""
    blocks: list[Block] = [Text(text=say("items.told_all" if is_anonymous else "items.told"))]
    blocks += [Facts(pairs=tuple((say.any_of(item.labels), standing(say, item)) for item in items))]
    blocks.append(Text(text=say("items.told_rule"), style="subtle"))
    return _card(say, "items.told_title", *blocks)


def ended_card(say: Say, item: Item, is_anonymous: bool) -> Card:
    """How something ended that somebody was on."""
    blocks = (
        Text(text=say("followups.ended_all" if is_anonymous else "followups.ended")),
        Facts(pairs=((say.any_of(item.labels), standing(say, item)),)),
        Text(text=say("items.told_rule"), style="subtle"),
    )
    return _card(say, "followups.title", *blocks)


def owned_card(say: Say, item: Item, by: str) -> Card:
    """Somebody was given an item."""
    blocks = (
        Text(text=say("items.owned", name=by)),
        Facts(pairs=((say.any_of(item.labels), standing(say, item)),)),
    )
    return _card(say, "items.owned_title", *blocks)


def give_card(say: Say, item_id: str, labels: dict[str, str], email: str, due_on: date | None) -> Card:
    """Who sees to an item, and by when."""
    day = due_on.isoformat() if due_on else ""
    fields = (
        Input(name="owner", label=say("items.owner"), value=email, missing=say("error.fill_in")),
        Input(
            name="due",
            label=say("items.due"),
            type="date",
            value=day,
            required=False,
        ),
    )
    send = Tap(label=say("items.save"), action="item.given", target=item_id, style="primary")
    return _card(say, "gates.items_title", Text(text=say.any_of(labels)), Form(fields=fields, send=send))


def ledger_card(say: Say, asked: Sequence[Asked]) -> Card:
    """Everything a person was asked, newest first."""
    blocks: list[Block] = [Text(text=say("items.ledger_is" if asked else "items.ledger_empty"))]
    for one in asked:
        blocks += [Rule(), Text(text=f"{say.any_of(one.title)} · {_when(say, one)}", style="strong")]
        blocks.append(Text(text=say(f"items.mode_{one.mode}"), style="subtle"))
        if one.said:
            blocks.append(Facts(pairs=one.said))
        for item in one.items:
            line = say("items.came", theme=say.any_of(item.labels), standing=standing(say, item))
            blocks.append(Text(text=line))
    return _card(say, "items.ledger_title", *blocks)


def responses_card(
    say: Say, title: dict[str, str], closes_at: datetime, k: int, said: Sequence[Responses]
) -> Card:
    """How many have not answered yet; never who, and no group that is too small."""
    pairs = tuple((one.team or say("items.everybody"), _silent(say, one, k)) for one in said)
    blocks = (
        Text(text=say("items.responses_is", title=say.any_of(title), closes_at=closes_at)),
        Facts(pairs=pairs),
        Text(text=say("items.responses_rule", group_minimum=k), style="subtle"),
    )
    return _card(say, "items.responses_title", *blocks)


def nobody_asked_card(say: Say) -> Card:
    """No questions are open."""
    return _card(say, "items.responses_title", Text(text=say("items.nobody_asked")))


def _silent(say: Say, one: Responses, k: int) -> str:
    if one.silent is None:
        return say("items.too_few", group_minimum=k)
    return say("items.silent", silent=one.silent, asked=one.asked)


def _when(say: Say, one: Asked) -> str:
    if one.is_keyless:
        return say("keys.gone", week=one.week, closes_at=Recorded(one.closes_at))
    if one.answered_at is None:
        return say("items.not_answered", week=one.week, closes_at=Recorded(one.closes_at))
    return say("items.answered", week=one.week, answered_at=Recorded(one.answered_at))


def _card(say: Say, title: str, *blocks: Block) -> Card:
    return Card(title=say(title), blocks=blocks, note=say("note.short"), locale=say.locale)
