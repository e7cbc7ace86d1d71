"""The gate for usage signals that other systems post: who sends, what may come in, what is kept.

Signature: Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`; HMAC-SHA256
over `id.timestamp.body`). Body: CloudEvents 1.0 JSON, one event or a batch, of type
`com.uptake.usage.v1`. Fields are allow-listed, so that no content can come in by accident.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from pydantic_core import from_json

from bot.connectors.content import looks_like_content
from bot.connectors.generic import KEY
from bot.context import Context
from bot.house import House
from bot.model.usage import CHAT, Signal
from bot.settings import signing_key
from bot.steps.usage import READERS, keep_signals
from bot.store import inbox, people
from bot.store.usage import Kept

TYPE = "com.uptake.usage.v1"
TOLERANCE = timedelta(minutes=5)
MAX_BYTES = 1024 * 1024
MAX_EVENTS = 500
MAX_ACTIONS = 100_000
OLDEST = timedelta(days=400)
_CONTENT_TYPES = (
    "application/cloudevents+json",
    "application/cloudevents-batch+json",
    "application/json",
)
_ENVELOPE = {"specversion", "id", "source", "type", "time", "datacontenttype", "data"}
_DATA = {"person", "tool", "feature", "day", "actions"}
_RESERVED = {CHAT, *READERS}
Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class Event:
    """One acceptable event; `person` is an e-mail address or a person's id."""

    index: int
    source: str
    id: str
    person: str
    tool: str
    feature: str
    day: date
    actions: int


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


def receive_signals(house: House, headers: Mapping[str, str], raw: bytes, now: datetime) -> Answer:
    """Status and JSON for one POST: 202 after the signals are durably kept.

    401 for anything odd about the signature, 413 too large, 415 another format, 422 nothing usable
    or a field that looks like content; 404 while no secret is set. Answers never repeat what came
    in.
    """
    secrets = house.settings.signals_secret.get_secret_value().split()
    if not secrets:
        return 404, {"error": "closed"}
    lower = {name.lower(): value for name, value in headers.items()}
    if not is_signed(secrets, lower, raw, now):
        return 401, {"error": "unauthorized"}
    try:
        events, refused = parse_events(lower.get("content-type", ""), raw, now.date())
    except RefusedError as closed:
        return closed.answer
    with house.context() as ctx:
        return _keep(ctx, lower["webhook-id"], events, refused)


def is_signed(secrets: Sequence[str], headers: Mapping[str, str], raw: bytes, now: datetime) -> bool:
    """Whether one of the signatures was made with one of the secrets (`whsec_` and base64) within
    five minutes of `now`. Header names are lower case. Whatever is odd is not signed."""
    try:
        event_id, stamp = headers["webhook-id"], headers["webhook-timestamp"]
        if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds() or not 0 < len(event_id) <= 200:
            return False
        signed = f"{event_id}.{stamp}.".encode("ascii") + raw
        given = [part.partition(",")[2].encode() for part in _v1(headers["webhook-signature"])]
        made = [base64.b64encode(hmac.digest(signing_key(secret), signed, sha256)) for secret in secrets]
    except (KeyError, ValueError, OverflowError):
        return False
    matches = [hmac.compare_digest(one, other) for one in given for other in made]
    return any(matches)


def _v1(header: str) -> list[str]:
    parts = header.split()
    return [part for part in parts[:10] if part.startswith("v1,")]


def parse_events(content_type: str, raw: bytes, today: date) -> tuple[list[Event], list[Refusal]]:
    """The acceptable events of a body and the refused ones; raises what refuses the request as a
    whole."""
    if len(raw) > MAX_BYTES:
        raise RefusedError(413, "too_large", most_bytes=MAX_BYTES)
    if content_type.split(";")[0].strip().lower() not in _CONTENT_TYPES:
        raise RefusedError(415, "unknown_format", use=list(_CONTENT_TYPES[:2]))
    batch = _batch(raw)
    for index, found in enumerate(batch):
        if isinstance(found, dict) and _has_content(found):
            raise RefusedError(422, "content_refused", index=index)
    checked = [_checked(index, found, today) for index, found in enumerate(batch)]
    events = [one for one in checked if isinstance(one, Event)]
    return events, [one for one in checked if isinstance(one, Refusal)]


def _batch(raw: bytes) -> list[Any]:
    try:
        parsed = from_json(raw, allow_inf_nan=False)
    except ValueError:
        raise RefusedError(422, "not_json") from None
    batch = parsed if isinstance(parsed, list) else [parsed]
    if not 0 < len(batch) <= MAX_EVENTS:
        raise RefusedError(413 if batch else 422, "events", most_events=MAX_EVENTS)
    return batch


def _has_content(event: dict[str, Any]) -> bool:
    inner = event.get("data")
    names = [*event, *(inner if isinstance(inner, dict) else ())]
    return any(looks_like_content(name) for name in names)


def _checked(index: int, found: Any, today: date) -> Event | Refusal:
    try:
        return _event(index, found, today)
    except (KeyError, TypeError, AttributeError):
        return Refusal(index, "field_missing")
    except ValueError as error:
        return Refusal(index, str(error))


def _event(index: int, found: dict[str, Any], today: date) -> Event:
    inner = found["data"]
    _require(found["specversion"] == "1.0" and found["type"] == TYPE, "type")
    _require(not (found.keys() - _ENVELOPE or inner.keys() - _DATA), "unknown_field")
    source, event_id = _text(found["source"], "source"), _text(found["id"], "id")
    _require(source not in _RESERVED, "source_reserved")
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


def _keep(ctx: Context, event_id: str, events: Sequence[Event], refused: Sequence[Refusal]) -> Answer:
    everyone = people.everyone(ctx.db)
    known = {person.email.lower(): person.person_id for person in everyone}
    known |= {person.person_id: person.person_id for person in everyone}
    strangers = [Refusal(event.index, "unknown_person") for event in events if event.person not in known]
    rejected = sorted((one.index, one.code) for one in (*refused, *strangers))
    signals = [_signal(event, known[event.person]) for event in events if event.person in known]
    kept = Kept(repeated=len(signals))
    if signals and inbox.is_new(ctx.db, "signals", event_id, ctx.now):
        kept = keep_signals(ctx, signals)
    return 202 if signals else 422, {
        "accepted": kept.accepted,
        "duplicates": kept.repeated,
        "replaced": kept.replaced,
        "rejected": [{"index": index, "code": code} for index, code in rejected],
    }


def _signal(event: Event, person_id: str) -> Signal:
    return Signal(event.source, event.id, person_id, event.tool, event.feature, event.day, event.actions)
