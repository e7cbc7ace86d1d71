"""Dresses a card for Teams: one Adaptive Card 1.5, the newest version Teams draws everywhere.

Nothing a person wrote is read as markup. Paragraphs are rich text, which has none; titles and facts
are escaped, because Teams reads Markdown there. Nothing is built from strings, and no templating
runs over the result.

Sources: learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model and
learn.microsoft.com/microsoftteams/platform, "Format your bot messages" (the size).
"""

from __future__ import annotations

import json
from itertools import count
from typing import assert_never

from bot.cards.card import (
    Block,
    Card,
    Chart,
    Copyable,
    Facts,
    Form,
    Input,
    Link,
    Pick,
    Quote,
    Rule,
    Tap,
    Taps,
    Text,
)
from bot.cards.clean import clean
from bot.cards.limits import problems
from bot.cards.plain import plain
from bot.teams.chart import draw_chart
from bot.teams.elements import Json, facts, lines, paragraphs, title
from bot.teams.escape import escaped, inert, to_copy

MAX_BYTES = 80_000
BUTTONS_IN_A_ROW = 6
PICK = "pick"
MARK = "~"
RESERVED = frozenset({"action", "target", "value", "picks", "mark"})

_STYLES = {"primary": "positive", "danger": "destructive"}
_LOOKS: dict[str, Json] = {
    "normal": {},
    "strong": {"weight": "Bolder"},
    "subtle": {"isSubtle": True},
}
# Teams knows languages, neither scripts nor regions: it refuses zh-Hant, and draws what is called zh
# with Simplified glyphs. Traditional Chinese keeps its own shapes when nothing is said.
_TAGS = {"en": "en", "zh-Hans": "zh"}
_INPUTS = {"text": "Text", "long_text": "Text", "date": "Date", "time": "Time"}


def render(card: Card) -> Json:
    """The card as Adaptive Card JSON, at most 80 kB as UTF-16.

    Raises ValueError for a card Teams would refuse; the message names each problem.
    """
    if found := problems(card):
        raise ValueError("; ".join(found))
    message: Json = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": inert(plain(card)),
        "msteams": {"width": "Full"},
        "body": _Drawing(card).body(),
    }
    if card.locale in _TAGS:
        message["lang"] = _TAGS[card.locale]
    if _size(message) > MAX_BYTES:  # the body says it all; the fallback would say it twice
        message["fallbackText"] = inert(card.title)
    if (size := _size(message)) > MAX_BYTES:
        raise ValueError(f"{size} bytes as UTF-16, Teams takes {MAX_BYTES}")
    return message


def _size(message: Json) -> int:
    return len(json.dumps(message, ensure_ascii=False, allow_nan=False).encode("utf-16-le"))


class _Drawing:
    """One card in the making: keeps input ids apart and knows where a thin line is due."""

    def __init__(self, card: Card) -> None:
        self._card = card
        self._taken = set(RESERVED)
        self._marks = count(2)
        self._line_is_due = False
        inputs = [block for block in card.blocks if isinstance(block, (Pick, Form))]
        # Teams checks every input of a card whichever button is pressed, so with several forms a
        # required field of one would block the others.
        self._may_require = len(inputs) == 1

    def body(self) -> list[Json]:
        """The elements from title to note."""
        body = [title(self._card.title)]
        for block in self._card.blocks:
            elements = self._draw(block)
            if self._line_is_due and elements:
                elements[0] |= {"separator": True, "spacing": "Large"}
                self._line_is_due = False
            body += elements
        note = paragraphs(self._card.note, size="Small", isSubtle=True)
        if note:
            note[0] |= {"separator": True, "spacing": "Large"}
        return body + note

    def _draw(self, block: Block) -> list[Json]:
        match block:
            case Text():
                return paragraphs(block.text, **_LOOKS[block.style])
            case Quote():
                return [_quote(block, self._card.locale)]
            case Copyable():
                return [_copyable(block)]
            case Facts():
                return [facts([(escaped(label), escaped(value)) for label, value in block.pairs])]
            case Chart():
                return draw_chart(block, self._card.locale)
            case Taps():
                return _rows([_button(tap) for tap in block.taps])
            case Pick():
                return self._pick(block)
            case Form():
                return self._form(block)
            case Link():
                return _rows([_open(block)])
            case Rule():
                self._line_is_due = True
                return []
            case _:
                assert_never(block)

    def _pick(self, pick: Pick) -> list[Json]:
        (name,), _ = self._own_ids([PICK])
        choices = [{"title": inert(c.label), "value": c.value} for c in pick.choices]
        label = inert(pick.label)
        select: Json = {
            "type": "Input.ChoiceSet",
            "id": name,
            "label": label,
            "style": "compact",
            "choices": choices,
        }
        if pick.value:
            select["value"] = pick.value
        if self._may_require:
            select |= {"isRequired": True, "errorMessage": inert(pick.missing) or label}
        # The same in every language: a card brings no word for "take this one".
        tap = Tap(label="OK", action=pick.action, target=pick.target)
        return [select, *_rows([_button(tap, {"picks": name})])]

    def _form(self, form: Form) -> list[Json]:
        ids, mark = self._own_ids([field.name for field in form.fields])
        fields = [self._input(field, name) for field, name in zip(form.fields, ids, strict=True)]
        extra = {"mark": mark} if mark else {}
        return [*fields, *_rows([_button(form.send, extra)])]

    def _own_ids(self, names: list[str]) -> tuple[list[str], str]:
        """Ids no other input of this card has, and the mark that was put behind each name."""
        mark = ""
        while self._taken & {name + mark for name in names}:
            mark = f"{MARK}{next(self._marks)}"
        ids = [name + mark for name in names]
        self._taken |= set(ids)
        return ids, mark

    def _input(self, field: Input, name: str) -> Json:
        element: Json = {
            "type": f"Input.{_INPUTS[field.type]}",
            "id": name,
            "label": inert(field.label),
        }
        if field.value:
            element["value"] = clean(field.value)
        if field.hint:
            element["placeholder"] = inert(field.hint)
        if field.required and self._may_require:
            element |= {"isRequired": True, "errorMessage": inert(field.missing or field.label)}
        if element["type"] == "Input.Text":
            element["maxLength"] = field.max_characters
            element["isMultiline"] = field.type == "long_text"
        return element


def _quote(block: Quote, locale: str) -> Json:
    # Chinese has no italics: a slanted character only looks wrong.
    said = paragraphs(block.text, **({"italic": True} if locale == "en" else {}))
    by = paragraphs(block.by, size="Small", isSubtle=True)
    return {"type": "Container", "style": "emphasis", "items": [*said, *by]}


def _copyable(block: Copyable) -> Json:
    items = lines(to_copy(block.text), {"fontType": "Monospace"})
    return {"type": "Container", "style": "emphasis", "items": items}


def _rows(buttons: list[Json]) -> list[Json]:
    starts = range(0, len(buttons), BUTTONS_IN_A_ROW)
    rows = (buttons[start : start + BUTTONS_IN_A_ROW] for start in starts)
    return [{"type": "ActionSet", "actions": row} for row in rows]


def _button(tap: Tap, inputs: dict[str, str] | None = None) -> Json:
    """A button, with `inputs` one that sends inputs along and says which are its own.

    Clients without Action.Execute send the same data as a message.
    """
    own = {"action": tap.action, "target": tap.target, "value": tap.value}
    common: Json = {"title": inert(tap.label), "data": {**own, **(inputs or {})}}
    if inputs is None:
        common["associatedInputs"] = "none"
    if tap.style in _STYLES:
        common["style"] = _STYLES[tap.style]
    fallback = {"type": "Action.Submit", **common}
    return {"type": "Action.Execute", "verb": tap.action, **common, "fallback": fallback}


def _open(link: Link) -> Json:
    return {"type": "Action.OpenUrl", "title": inert(link.label), "url": clean(link.url)}
