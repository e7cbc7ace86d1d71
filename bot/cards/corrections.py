"""How something that went wrong is put right: the steps of who does it, and what those hear who got it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Block, Card, Choice, Facts, Form, Input, Pick, Quote, Say, Tap, Taps, Text
from bot.cards.limits import LABEL
from bot.cards.plain import lead
from bot.model.people import LOCALES

_MOST_CHOICES = 60
_NAMES = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Choosable(_Frozen):
    """Something that may have gone wrong, with how many people got it; `subject` as the button carries it."""

    subject: str
    sort: str
    title: str
    people: int


class Draft(_Frozen):
    """What would be said, by language, and to how many; `planned` messages would be cancelled."""

    correction_id: str
    sort: str
    titles: dict[str, str]
    reason: dict[str, str]
    people: int
    planned: int


class Receipt(_Frozen):
    """What became of a correction's follow-ups."""

    correction_id: str
    title: str
    people: int
    told: int
    ahead: int
    unreached: int


class Told(_Frozen):
    """What one person is told: which message, when it came, what was wrong, whom to ask, which day is quiet."""

    sort: str
    title: str
    got_at: datetime
    reason: str
    human: str
    quiet_on: date


def pick_card(say: Say, choices: Sequence[Choosable]) -> Card:
    """What went wrong?"""
    if not choices:
        blocks: tuple[Block, ...] = (Text(text=say("corrections.nothing")),)
    else:
        picked = Pick(
            label=say("corrections.which"),
            action="rollback.pick",
            choices=tuple(_choice(say, one) for one in choices[:_MOST_CHOICES]),
            missing=say("error.choose_one"),
        )
        blocks = (Text(text=say("corrections.means")), picked)
    return _card(say, say("corrections.title"), blocks)


def _choice(say: Say, one: Choosable) -> Choice:
    tail = f" · {say('corrections.got', count=one.people)}"
    head = lead(say(f"corrections.sort_{one.sort}"), say.locale) + one.title
    return Choice(label=head[: LABEL - len(tail)] + tail, value=one.subject)


def form_card(say: Say, subject: str, title: str, reason: Mapping[str, str]) -> Card:
    """What was wrong, in every language people read."""
    fields = tuple(
        Input(
            name=locale,
            label=say("corrections.reason_in", language=_NAMES[locale]),
            type="long_text",
            value=reason[locale],
            missing=say("corrections.every_language"),
        )
        for locale in LOCALES
    )
    send = Tap(label=say("corrections.preview"), action="rollback.preview", target=subject)
    blocks = (Text(text=say("corrections.say_why", title=title)), Form(fields=fields, send=send))
    return _card(say, say("corrections.title"), blocks)


def preview_card(say: Say, draft: Draft, cards: Sequence[Card]) -> Card:
    """Exactly what people will read, in each language, and what confirming does."""
    pairs = (
        (say("corrections.what"), draft.titles[say.locale]),
        (say("corrections.to_be_told"), say("corrections.count", count=draft.people)),
        (say("corrections.to_be_cancelled"), say("corrections.count", count=draft.planned)),
    )
    blocks: list[Block] = [Facts(pairs=pairs)]
    for card in cards:
        text = [card.title, *(block.text for block in card.blocks if isinstance(block, Text | Quote))]
        blocks.append(Quote(text="\n".join(text), by=_NAMES[card.locale]))
    if draft.sort == "phase":
        blocks.append(Text(text=say("corrections.phase_goes_back"), style="strong"))
    taps = (
        Tap(
            label=say("corrections.confirm"),
            action="rollback.confirm",
            target=draft.correction_id,
            style="danger",
        ),
        Tap(label=say("corrections.edit"), action="rollback.edit", target=draft.correction_id),
    )
    return _card(say, say("corrections.preview_title"), (*blocks, Taps(taps=taps)))


def receipt_card(say: Say, receipt: Receipt) -> Card:
    """Who was told by now."""
    counts = (
        ("corrections.got_it", receipt.people),
        ("corrections.told_so_far", receipt.told),
        ("corrections.still_to_tell", receipt.ahead),
        ("corrections.unreached", receipt.unreached),
    )
    pairs = tuple((say(phrase), say("corrections.count", count=count)) for phrase, count in counts)
    again = Tap(label=say("corrections.look_again"), action="rollback.receipt", target=receipt.correction_id)
    blocks = (
        Text(text=say("corrections.withdrawn", title=receipt.title), style="strong"),
        Facts(pairs=pairs),
        Text(text=say("corrections.unreached_means"), style="subtle"),
        Taps(taps=(again, Tap(label=say("rollout.see_plan"), action="rollout.show"))),
    )
    return _card(say, say("corrections.receipt_title"), blocks)


def told_card(say: Say, told: Told) -> Card:
    """The follow-up: one message, which is the correction and the apology at once."""
    blocks = (
        Text(text=say(f"corrections.about_{told.sort}", title=told.title, at=told.got_at)),
        Quote(text=told.reason),
        Text(text=say(f"corrections.do_{told.sort}")),
        Text(text=say("corrections.sorry", day=told.quiet_on, human=told.human)),
        Taps(taps=(Tap(label=say("human.ask"), action="human.ask"),)),
    )
    return _card(say, say("corrections.told_title"), blocks)


def excess_card(say: Say, count: int, cap: int, quiet_on: date, human: str) -> Card:
    """More came than was promised."""
    blocks = (
        Text(text=say("corrections.too_many", count=count, cap=cap)),
        Text(text=say("corrections.sorry", day=quiet_on, human=human)),
        Taps(taps=(Tap(label=say("human.ask"), action="human.ask"),)),
    )
    return _card(say, say("corrections.too_many_title"), blocks)


def _card(say: Say, title: str, blocks: tuple[Block, ...]) -> Card:
    return Card(title=title, blocks=blocks, note=say("note.short"), locale=say.locale)
