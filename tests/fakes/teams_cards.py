"""What Teams would refuse in an Adaptive Card, said strictly; and where the buttons are in one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

_NEEDED: dict[str, tuple[str, ...]] = {
    "AdaptiveCard": ("version", "body", "fallbackText"),
    "TextBlock": ("text",),
    "RichTextBlock": ("inlines",),
    "TextRun": ("text",),
    "Container": ("items",),
    "FactSet": ("facts",),
    "Chart.Line": ("data", "fallback"),
    "ActionSet": ("actions",),
    "Input.Text": ("id", "label", "maxLength"),
    "Input.Date": ("id", "label"),
    "Input.Time": ("id", "label"),
    "Input.ChoiceSet": ("id", "label", "choices"),
    "Action.Execute": ("title", "verb", "data", "fallback"),
    "Action.Submit": ("title", "data"),
    "Action.OpenUrl": ("title", "url"),
}
_FUNCTION = re.compile(r"\{\{\s*(DATE|TIME)\b", re.IGNORECASE)


def parts(card: Json) -> Iterator[Json]:
    """Every typed element of a card, the card itself first, fallbacks left out."""
    yield card
    for key in ("body", "items", "inlines", "actions"):
        for below in card.get(key, ()):
            yield from parts(below)


def button(card: Json, label: str) -> Json:
    """The one button with this label; LookupError says which there are."""
    buttons = [each for each in parts(card) if each["type"].startswith("Action.")]
    found = [each for each in buttons if each["title"] == label]
    if len(found) != 1:
        raise LookupError(f"{label!r} among {[each['title'] for each in buttons]}")
    return found[0]


def inputs(card: Json) -> dict[str, str]:
    """What every input sends along as it stands, by id."""
    filled = [each for each in parts(card) if each["type"].startswith("Input.")]
    return {each["id"]: each["value"] for each in filled if each.get("value")}


def words(card: Json) -> str:
    """All a person reads in a card, in order."""
    seen = []
    for each in parts(card):
        seen += [each[key] for key in ("text", "label", "placeholder", "title") if key in each]
        seen += [text for fact in each.get("facts", ()) for text in (fact["title"], fact["value"])]
        seen += [choice["title"] for choice in each.get("choices", ())]
    return "\n".join(seen)


def refusals(card: Json) -> list[str]:
    """What is wrong with a card, in plain sentences; empty when Teams takes it."""
    found = [f"{each['type']}: {problem}" for each in parts(card) for problem in _element(each)]
    ids = [each["id"] for each in parts(card) if each["type"].startswith("Input.")]
    if len(ids) != len(set(ids)):
        found.append(f"an id twice: {ids}")
    raw = json.dumps(card, ensure_ascii=False, allow_nan=False)
    if len(raw.encode("utf-16-le")) > 80_000:
        found.append("more than 80 kB")
    if _FUNCTION.search(words(card) + str(card.get("fallbackText"))):
        found.append("a function would run")
    if "-" in card.get("lang", ""):
        found.append("a lang with a script or region")
    if card.get("version") != "1.5":
        found.append("Teams draws version 1.5")
    return found


def _element(each: Json) -> Iterator[str]:
    if each["type"] not in _NEEDED:
        yield "not an element Teams draws"
        return
    for key in _NEEDED[each["type"]]:
        if each.get(key) in (None, "", []):
            yield f"{key} is missing"
    if len(each.get("actions", ())) > 6:
        yield "more than 6 buttons in a row"
    if each["type"] == "Action.OpenUrl" and not each["url"].startswith("https://"):
        yield "https only"
    if each["type"] == "Action.Execute" and each["fallback"]["data"] != each["data"]:
        yield "the fallback says something else"
