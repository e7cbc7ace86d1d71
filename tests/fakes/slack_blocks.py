"""Slack's rules for Block Kit as far as cards use it, stricter than slack_sdk's models.

Source: docs.slack.dev/reference/block-kit, November 2026. slack_sdk drops unknown fields in silence
and has no class for data_visualization, so structure is checked here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

_FIELDS = {
    "header": {"text"},
    "section": {"text"},
    "context": {"elements"},
    "divider": set(),
    "actions": {"elements"},
    "input": {"block_id", "label", "element", "optional", "hint"},
    "rich_text": {"elements"},
    "data_visualization": {"title", "chart"},
}
_ELEMENTS = {
    "button": {"action_id", "text", "value", "style"},
    "static_select": {"action_id", "placeholder", "options", "initial_option"},
    "plain_text_input": {"action_id", "multiline", "max_length", "initial_value"},
    "datepicker": {"action_id", "initial_date"},
    "timepicker": {"action_id", "initial_time"},
}
_RICH = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}
_RUNS = {"text": {"text", "style"}, "link": {"url", "text"}}


def refusals(message: Json) -> list[str]:
    """Why Slack would answer invalid_blocks to this message; empty when it would not."""
    blocks = message.get("blocks") or []
    found = [f"block {n}: {why}" for n, block in enumerate(blocks) for why in _block(block)]
    if len(blocks) > 50:
        found.append(f"{len(blocks)} blocks")
    for key, holders in (("block_id", blocks), ("action_id", list(_elements(blocks)))):
        ids = [holder[key] for holder in holders if key in holder]
        found += [f"{key} {one} twice" for one in set(ids) if ids.count(one) > 1]
    charts = [block for block in blocks if block["type"] == "data_visualization"]
    return [*found, "three charts"] if len(charts) > 2 else found


def text_objects(node: Any) -> Iterator[Json]:
    """Every text object and rich text run anywhere in a message."""
    if isinstance(node, dict):
        if node.get("type") in ("plain_text", "mrkdwn", "markdown", "text"):
            yield node
        for child in node.values():
            yield from text_objects(child)
    elif isinstance(node, list):
        for child in node:
            yield from text_objects(child)


def _elements(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        if block["type"] == "actions":
            yield from block["elements"]
        elif block["type"] == "input":
            yield block["element"]


def _block(block: Json) -> Iterator[str]:
    kind = block.get("type", "")
    if kind not in _FIELDS:
        yield f"unknown block {kind!r}"
        return
    yield from _unknown(block, _FIELDS[kind])
    match kind:
        case "header":
            yield from _plain(block["text"], 150)
        case "section":
            yield from _plain(block["text"], 3000)
        case "context":
            yield from _count(block["elements"], 10)
            yield from (why for text in block["elements"] for why in _plain(text, 3000))
        case "actions":
            yield from _count(block["elements"], 25)
            yield from (why for one in block["elements"] for why in _element(one))
        case "input":
            yield from _plain(block["label"], 2000)
            yield from _plain(block.get("hint") or block["label"], 2000)
            yield from _element(block["element"])
        case "rich_text":
            yield from (why for one in block["elements"] for why in _rich(one))
        case "data_visualization":
            yield from _chart(block)


def _element(element: Json) -> Iterator[str]:
    kind = element.get("type", "")
    if kind not in _ELEMENTS:
        yield f"unknown element {kind!r}"
        return
    yield from _unknown(element, _ELEMENTS[kind])
    yield from _length("action_id", element["action_id"], 255)
    match kind:
        case "button":
            yield from _plain(element["text"], 75)
            yield from _length("value", element["value"], 2000)
            if element.get("style", "primary") not in ("primary", "danger"):
                yield "unknown button style"
        case "static_select":
            yield from _plain(element["placeholder"], 150)
            yield from _count(element["options"], 100)
            for option in element["options"]:
                yield from _plain(option["text"], 75)
                yield from _length("option value", option["value"], 150)
            if element.get("initial_option", element["options"][0]) not in element["options"]:
                yield "initial_option is none of the options"
        case "plain_text_input":
            if len(element.get("initial_value", "")) > element["max_length"]:
                yield "initial_value over max_length"


def _rich(element: Json) -> Iterator[str]:
    if element.get("type") not in _RICH:
        yield f"unknown rich text {element.get('type')!r}"
        return
    for run in element["elements"]:
        if run.get("type") not in _RUNS:
            yield f"unknown run {run.get('type')!r}"
            continue
        yield from _unknown(run, _RUNS[run["type"]])
        yield from _length("run", run["text"], 12_000)
        if "style" in run and run["style"] != {"bold": True}:
            yield "unknown run style"


def _chart(block: Json) -> Iterator[str]:
    yield from _length("title", block["title"], 50)
    chart, axes = block["chart"], block["chart"]["axis_config"]
    yield from _count(chart["series"], 6)
    yield from _count(axes["categories"], 20)
    names = [series["name"] for series in chart["series"]]
    for name in (*names, *axes["categories"]):
        yield from _length("label", name, 20)
    for label in (axes.get("x_label", "x"), axes.get("y_label", "y")):
        yield from _length("axis label", label, 50)
    if len(set(names)) < len(names):
        yield "two series of one name"
    for series in chart["series"]:
        if [point["label"] for point in series["data"]] != axes["categories"]:
            yield "labels are not the categories"
        if not all(isinstance(point["value"], int | float) for point in series["data"]):
            yield "a value is not a number"


def _plain(text: Json, limit: int) -> Iterator[str]:
    if set(text) != {"type", "text", "emoji"} or text["type"] != "plain_text":
        yield f"not a plain_text object: {text}"
    elif not text["text"].strip():
        yield "empty text"
    else:
        yield from _length("text", text["text"], limit)


def _length(name: str, text: str, limit: int) -> Iterator[str]:
    if not 0 < len(text) <= limit:
        yield f"{name}: {len(text)} characters, 1 to {limit}"


def _count(holders: list[Json], limit: int) -> Iterator[str]:
    if not 0 < len(holders) <= limit:
        yield f"{len(holders)} elements, 1 to {limit}"


def _unknown(node: Json, allowed: set[str]) -> Iterator[str]:
    for field in set(node) - allowed - {"type"}:
        yield f"unknown field {field!r} in {node['type']}"
