"""What stands around a gate: open items, readiness, incidents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from bot.cards.card import (
    Block,
    Card,
    Choice,
    Facts,
    Form,
    Input,
    Pick,
    Recorded,
    Say,
    Tap,
    Taps,
    Text,
)
from bot.model.readiness import DRIVERS, Assessment, Driver

_MOST_ITEMS = 6


class Item(Protocol):
    """An item as it is shown; `owner` is a name."""

    @property
    def item_id(self) -> str: ...
    @property
    def labels(self) -> dict[str, str]: ...
    @property
    def people(self) -> int: ...
    @property
    def week(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...


def items_card(say: Say, items: Sequence[Item], holds: bool = False, window_id: str = "") -> Card:
    """What people named, most named first, and what becomes of each; `holds`: new questions wait for it, and
    with `window_id` the reader may open them all the same."""
    waiting = sum(item.state == "open" for item in items)
    phrase = "gates.items_count" if items else "gates.items_none"
    blocks: list[Block] = [Text(text=say(phrase, open=waiting, count=len(items)), style="strong")]
    has_weeks = len({item.week for item in items}) > 1
    for item in items[:_MOST_ITEMS]:
        named = say("summary.theme", label=say.any_of(item.labels), people=item.people)
        week = f" · {say('rollout.one_week', week=item.week)}" if has_weeks else ""
        blocks.append(Text(text=f"{named}{week} · {standing(say, item)}"))
        blocks.append(Taps(taps=_answers(say, item)))
    if holds:
        blocks.append(Text(text=say("gates.items_hold"), style="strong"))
    if holds and window_id:
        missing = say("gates.reason_missing")
        field = Input(name="reason", label=say("gates.open_why"), type="long_text", missing=missing)
        send = Tap(label=say("gates.open_anyway"), action="item.override", target=window_id)
        blocks.append(Form(fields=(field,), send=send))
    blocks.append(Text(text=say("gates.items_rule"), style="subtle"))
    return Card(
        title=say("gates.items_title"), blocks=tuple(blocks), note=say("note.short"), locale=say.locale
    )


def _answers(say: Say, item: Item) -> tuple[Tap, ...]:
    known: dict[str, tuple[str, ...]] = {"open": ("doing", "done", "decline"), "doing": ("done", "decline")}
    answers = tuple(
        Tap(label=say(f"gates.item_{answer}"), action="item.answer", target=item.item_id, value=answer)
        for answer in known.get(item.state, ())
    )
    give = Tap(label=say("items.give" if answers else "items.again"), action="item.give", target=item.item_id)
    return (*answers, give)


def standing(say: Say, item: Item) -> str:
    """What becomes of an item, and who sees to it by when."""
    told = say(f"gates.item_is_{item.state}", owner=item.owner or "–", reason=item.reason)
    if item.state == "doing" and item.due_on:
        return say("items.by_day", standing=told, day=Recorded(item.due_on))
    return told


def decline_card(say: Say, item_id: str, labels: dict[str, str]) -> Card:
    """Declined with a reason, which people are told."""
    missing = say("gates.reason_missing")
    field = Input(name="reason", label=say("gates.decline_why"), type="long_text", missing=missing)
    send = Tap(label=say("gates.item_decline"), action="item.decline", target=item_id, style="primary")
    blocks = (Text(text=say.any_of(labels)), Form(fields=(field,), send=send))
    return Card(title=say("gates.items_title"), blocks=blocks, note=say("note.short"), locale=say.locale)


def readiness_card(say: Say, said: Mapping[Driver, Assessment], lagging: Sequence[Driver]) -> Card:
    """The five drivers, and a choice of the one to assess."""
    pairs = tuple((say(f"gates.driver_{driver}"), _assessed(say, said.get(driver))) for driver in DRIVERS)
    blocks: list[Block] = [Text(text=say("gates.readiness_is")), Facts(pairs=pairs)]
    if lagging:
        names = [say(f"gates.driver_{driver}") for driver in lagging]
        blocks.append(Text(text=say("gates.lags", names=names), style="strong"))
    choices = tuple(Choice(label=say(f"gates.driver_{driver}"), value=driver) for driver in DRIVERS)
    missing = say("error.choose_one")
    blocks.append(
        Pick(label=say("gates.assess"), action="readiness.choose", choices=choices, missing=missing)
    )
    return Card(
        title=say("gates.readiness_title"), blocks=tuple(blocks), note=say("note.short"), locale=say.locale
    )


def _assessed(say: Say, said: Assessment | None) -> str:
    if said is None:
        return say("gates.not_assessed")
    return say("gates.assessed", score=said.score, evidence=said.evidence, owner=said.owner or "–")


def assess_card(say: Say, driver: Driver, said: Assessment | None, email: str) -> Card:
    """One driver: a score, what it rests on, and who owns it."""
    fields = (
        Input(
            name="score", label=say("gates.score"), hint=say("gates.score_hint"),
            value=str(said.score) if said else "", missing=say("gates.score_wrong"),
        ),
        Input(
            name="evidence", label=say("gates.evidence"), type="long_text",
            value=said.evidence if said else "", missing=say("gates.evidence_missing"),
        ),
        Input(
            name="owner", label=say("gates.driver_owner"), value=said.owner if said else email,
            missing=say("error.fill_in"),
        ),
    )  # fmt: skip
    send = Tap(label=say("gates.save"), action="readiness.assess", target=driver, style="primary")
    blocks = (Text(text=say(f"gates.ask_{driver}")), Form(fields=fields, send=send))
    return Card(title=say(f"gates.driver_{driver}"), blocks=blocks, note=say("note.short"), locale=say.locale)
