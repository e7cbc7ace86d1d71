"""Dresses a card in Slack's Block Kit.

Words stand only in `plain_text` objects and rich text elements, where Slack reads no markup, so a
person's `<!channel>` stays eleven characters. The one exception is the top-level `text`, in which
the three characters Slack reads are escaped.

Source: docs.slack.dev/reference/block-kit and docs.slack.dev/messaging/formatting-message-text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from itertools import count
from typing import TypeVar, assert_never

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
from bot.cards.limits import KEY_LENGTH, problems
from bot.cards.plain import lead, plain
from bot.slack.chart import NATIVE_CHART, can_be_native, drawn_chart, written_chart
from bot.slack.elements import Json, context, plain_text, rich, run, section, seen, short

T = TypeVar("T")

_BLOCKS = 50
_FALLBACK = 4000
_CHARTS = 2  # a message with a third one is refused with invalid_blocks
KEY_END = "#"  # stands in no key of ours and in no block_id that Slack makes up


def render(card: Card, *, charts: bool = True, key: str = "") -> Json:
    """The card as `{"text": …, "blocks": […]}`, ready for chat.postMessage and chat.update.

    `text` is the plain form for notifications and screen readers, at most 4000 characters and cut
    with `…` when longer; the blocks carry everything. With `charts` False, and where Slack's chart
    block can't show one faithfully (an unknown value, a third chart), charts become lines of text.
    Every button carries the opaque `key`; a longer one than 80 characters is none of the outbox's.
    ValueError when the card holds more than a platform can show: nothing is cut from a block.
    """
    if wrong := problems(card):
        raise ValueError("; ".join(wrong))
    drawing = _Drawing(_CHARTS if charts else 0, card.locale, key)
    blocks = [{"type": "header", "text": plain_text(card.title, 150)}]
    for block in card.blocks:
        blocks += drawing.draw(block)
    blocks.append(context(card.note))
    _refuse_what_slack_refuses(blocks)
    return {"text": _fallback(card), "blocks": blocks}


def has_native_chart(message: Json) -> bool:
    """Whether a rendered message needs Slack's chart block, which not every workspace has yet."""
    return any(block["type"] == NATIVE_CHART for block in message["blocks"])


class _Drawing:
    """One message in the making: numbers its buttons, marks their rows and counts its charts."""

    def __init__(self, charts_left: int, locale: str, key: str) -> None:
        self._charts_left = charts_left
        self._locale = locale
        self._key = key if len(key) <= KEY_LENGTH else ""
        self._numbers = count(1)
        self._rows = count(1)

    def draw(self, block: Block) -> list[Json]:
        match block:
            case Text():
                return [_text(block)]
            case Quote():
                return [_quote(block)]
            case Copyable():
                return [rich({"type": "rich_text_preformatted", "elements": [run(block.text)]})]
            case Facts():
                return [_facts(block, self._locale)]
            case Chart():
                return self._chart(block)
            case Taps():
                buttons = [self._button(tap) for tap in block.taps]
                return [self._row(buttons)] if buttons else []
            case Pick():
                return [self._row([self._select(block)])]
            case Form():
                send = self._row([self._button(block.send)])
                return [*(_input(field) for field in block.fields), send]
            case Link():
                link = {"type": "link", "url": short(block.url, 3000), "text": seen(block.label)}
                return [section(link)]
            case Rule():
                return [{"type": "divider"}]
            case _:
                assert_never(block)

    def _chart(self, chart: Chart) -> list[Json]:
        if self._charts_left and can_be_native(chart):
            self._charts_left -= 1
            return drawn_chart(chart)
        return [written_chart(chart)]

    def _row(self, elements: list[Json]) -> Json:
        row: Json = {"type": "actions", "elements": elements}  # Slack sends its block_id with every tap
        return {**row, "block_id": f"{self._key}{KEY_END}{next(self._rows)}"} if self._key else row

    def _button(self, tap: Tap) -> Json:
        button = {
            "type": "button",
            "action_id": short(f"{tap.action}:{next(self._numbers)}", 255),
            "text": plain_text(tap.label, 75),
            "value": short(f"{tap.target}|{tap.value}", 2000),
        }
        return button if tap.style == "normal" else {**button, "style": tap.style}

    def _select(self, pick: Pick) -> Json:
        options = [
            {"text": plain_text(c.label, 75), "value": short(f"{pick.target}|{c.value}", 150)}
            for c in pick.choices
        ]
        chosen = [o for o, c in zip(options, pick.choices, strict=True) if c.value == pick.value]
        return {
            "type": "static_select",
            "action_id": short(f"{pick.action}:{next(self._numbers)}", 255),
            "placeholder": plain_text(pick.label, 150),
            "options": options,
            **({"initial_option": chosen[0]} if chosen else {}),
        }


def _text(block: Text) -> Json:
    match block.style:
        case "normal":
            return {"type": "section", "text": plain_text(block.text, 3000)}
        case "strong":
            return section(run(block.text, bold=True))
        case "subtle":
            return context(block.text)
        case _:
            assert_never(block.style)


def _quote(block: Quote) -> Json:
    words = {"type": "rich_text_quote", "elements": [run(block.text)]}
    if not block.by:
        return rich(words)
    return rich(words, {"type": "rich_text_section", "elements": [run(f"— {block.by}")]})


def _facts(block: Facts, locale: str) -> Json:
    runs = []
    for number, (label, value) in enumerate(block.pairs):
        line_end = "\n" if number else ""
        before = lead(label, locale)
        space = before[len(before.rstrip(" ")) :]
        runs += [run(line_end + before.rstrip(" "), bold=True), run(space + value)]
    return section(*runs)


def _input(field: Input) -> Json:
    block = {
        "type": "input",
        "block_id": short(field.name, 255),
        "label": plain_text(field.label, 2000),
        "element": {"action_id": short(field.name, 255), **_element(field)},
        "optional": not field.required,
    }
    return {**block, "hint": plain_text(field.hint, 2000)} if field.hint else block


def _element(field: Input) -> Json:
    match field.type:
        case "text" | "long_text":
            return _text_input(field)
        case "date":
            day = _valid(field, date.fromisoformat)
            return {"type": "datepicker", **({"initial_date": day.isoformat()} if day else {})}
        case "time":
            hour = _valid(field, time.fromisoformat)
            return {"type": "timepicker", **({"initial_time": f"{hour:%H:%M}"} if hour else {})}
        case _:
            assert_never(field.type)


def _valid(field: Input, parse: Callable[[str], T]) -> T | None:
    try:
        return parse(field.value) if field.value else None
    except ValueError:
        raise ValueError(f"input {field.name}: its value is no {field.type}") from None


def _text_input(field: Input) -> Json:
    if not 0 < field.max_characters <= 3000:
        raise ValueError(f"input {field.name}: max_characters is 1 to 3000")
    element: Json = {
        "type": "plain_text_input",
        "multiline": field.type == "long_text",
        "max_length": field.max_characters,
    }
    if field.value:
        element["initial_value"] = short(clean(field.value), field.max_characters)
    return element


def _refuse_what_slack_refuses(blocks: list[Json]) -> None:
    if len(blocks) > _BLOCKS:
        raise ValueError(f"{len(blocks)} blocks in Slack, at most {_BLOCKS}")
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(names)) < len(names):
        raise ValueError(f"two inputs of one card have the same name: {sorted(names)}")


def _fallback(card: Card) -> str:
    whole = clean(plain(card)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if len(whole) <= _FALLBACK:
        return whole
    kept = whole[: _FALLBACK - 1]
    entity = kept.rfind("&")
    is_split = entity >= 0 and ";" not in kept[entity:] and len(kept) - entity < len("&amp;")
    return (kept[:entity] if is_split else kept) + "…"
