"""Reads a body that was posted: CloudEvents 1.0 of `com.uptake.usage.v1`, one or a batch, or Segment's
`track` calls. Fields are allow-listed, so that no content can come in by accident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic_core import from_json, to_json

from bot.connectors import segment
from bot.connectors.content import content_in, looks_like_content
from bot.connectors.generic import KEY
from bot.model.usage import CHAT
from bot.steps.usage import READERS

TYPE = "com.uptake.usage.v1"
MAX_BYTES = 1024 * 1024
MAX_EVENT_BYTES = 64 * 1024
MAX_EVENTS = 500
MAX_ACTIONS = 100_000
OLDEST = timedelta(days=400)
_CONTENT_TYPES = (
    "application/cloudevents+json",
    "application/cloudevents-batch+json",
    "application/json",
)
_ENVELOPE = {"specversion", "id", "source", "type", "time", "datacontenttype", "data"}
_INNER = {"person", "tool", "feature", "day", "actions"}
_RESERVED = {CHAT, segment.SOURCE, *READERS}
_DEEPEST = 20
Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class Event:
    """One acceptable event; `person` is an e-mail address or a person's id. A `single` use adds to its
    day, where others tell the total of the day."""

    index: int
    source: str
    id: str
    person: str
    tool: str
    feature: str
    day: date
    actions: int
    is_single: bool = False


@dataclass(frozen=True)
class Refusal:
    """Event number `index` of the batch is not taken, because of `code`."""

    index: int
    code: str


class RefusedError(Exception):
    """The request as a whole is refused with this status."""

    def __init__(self, status: int, code: str, **more: Any) -> None:
        super().__init__(code)
        self.answer: Answer = (status, {"error": code, **more})


def parse_events(content_type: str, raw: bytes, today: date) -> tuple[list[Event], list[Refusal]]:
    """The acceptable events of a body and the refused ones; raises what refuses the request as a
    whole."""
    if len(raw) > MAX_BYTES:
        raise RefusedError(413, "too_large", most_bytes=MAX_BYTES)
    if content_type.split(";")[0].strip().lower() not in _CONTENT_TYPES:
        raise RefusedError(415, "unknown_format", use=list(_CONTENT_TYPES[:2]))
    batch = _batch(raw)
    for index, found in enumerate(batch):
        if isinstance(found, dict):
            _refuse_too_much(index, found, len(raw))
    checked = [_checked(index, found, today) for index, found in enumerate(batch)]
    events = [one for one in checked if isinstance(one, Event)]
    return events, [one for one in checked if isinstance(one, Refusal)]


def _batch(raw: bytes) -> list[Any]:
    try:
        parsed = from_json(raw, allow_inf_nan=False)
    except ValueError:
        raise RefusedError(422, "not_json") from None
    calls = segment.calls_in(parsed) if isinstance(parsed, dict) else None
    batch = parsed if isinstance(parsed, list) else [parsed] if calls is None else calls
    if not 0 < len(batch) <= MAX_EVENTS:
        raise RefusedError(413 if batch else 422, "events", most_events=MAX_EVENTS)
    return batch


def _refuse_too_much(index: int, found: dict[str, Any], size: int) -> None:
    """Contents, by name or by length, and events larger than any count."""
    if any(looks_like_content(name) for name in _names(found, 0)) or content_in(found):
        raise RefusedError(422, "content_refused", index=index)
    if size > MAX_EVENT_BYTES and len(to_json(found)) > MAX_EVENT_BYTES:
        raise RefusedError(413, "event_too_large", index=index, most_bytes=MAX_EVENT_BYTES)


def _names(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _names(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner, depth + 1)


def _checked(index: int, found: Any, today: date) -> Event | Refusal:
    try:
        if segment.is_other_call(found):
            return Refusal(index, "other_call")
        if segment.is_track(found):
            return _event(index, segment.as_usage(found), today, is_single=True)
        return _event(index, _own(found), today)
    except (KeyError, TypeError, AttributeError):
        return Refusal(index, "field_missing")
    except ValueError as error:
        return Refusal(index, str(error))


def _own(found: dict[str, Any]) -> dict[str, Any]:
    """The parts of our own event; ValueError when it has others."""
    _require(found["specversion"] == "1.0" and found["type"] == TYPE, "type")
    _require(not (found.keys() - _ENVELOPE or found["data"].keys() - _INNER), "unknown_field")
    _require(found["source"] not in _RESERVED, "source_reserved")
    return found


def _event(index: int, found: dict[str, Any], today: date, *, is_single: bool = False) -> Event:
    inner = found["data"]
    source, event_id = _text(found["source"], "source"), _text(found["id"], "id")
    actions = inner["actions"]
    _require(type(actions) is int and 0 <= actions <= MAX_ACTIONS, "actions")
    return Event(
        index=index,
        source=source,
        id=event_id,
        person=_text(inner["person"], "person").lower(),
        tool=_name(inner["tool"], "tool"),
        feature=_name(inner["feature"], "feature"),
        day=_day(inner["day"], today),
        actions=actions,
        is_single=is_single,
    )


def _require(holds: bool, code: str) -> None:
    if not holds:
        raise ValueError(code)


def _text(value: Any, code: str) -> str:
    _require(isinstance(value, str) and 0 < len(value) <= 200 and value.isprintable(), code)
    return str(value)


def _name(value: Any, code: str) -> str:
    _require(isinstance(value, str) and KEY.fullmatch(value) is not None, code)
    return str(value)


def _day(value: Any, today: date) -> date:
    _require(isinstance(value, str) and len(value) == 10, "day")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("day") from None
    _require(today - OLDEST <= day <= today + timedelta(days=1), "day_out_of_range")
    return day
