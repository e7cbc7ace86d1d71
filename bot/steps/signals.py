"""The gate for usage signals that other systems post: who sends, what is kept, what is answered.

Signature: Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`; HMAC-SHA256
over `id.timestamp.body`). Senders that can't sign show a bearer token instead, when one is set.
Every answer carries a sentence for the person who reads it, in the language they ask for.
"""

from __future__ import annotations

import base64
import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.cards.card import Say
from bot.context import Context
from bot.house import House
from bot.model.people import locale_for
from bot.model.usage import Signal
from bot.settings import Settings, signing_key
from bot.steps.file_words import file_say
from bot.steps.signal_events import MAX_BYTES, Answer, Event, Refusal, RefusedError, parse_events
from bot.store import inbox, people, usage

TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Delivery:
    """A POST that may come in: its signed id (empty where a token vouches for it) and what was read in it."""

    id: str
    events: Sequence[Event]
    refused: Sequence[Refusal]
    say: Say


def receive_signals(house: House, headers: Mapping[str, str], raw: bytes, now: datetime) -> Answer:
    """Status and JSON for one POST: 202 after the signals are durably kept.

    401 for anything odd about the signature or the token, 413 too large, 415 another format, 422 nothing
    usable or a field that looks like content; 404 while neither secret nor token is set. Answers never
    repeat what came in.
    """
    read = read_delivery(house, headers, raw, now)
    if not isinstance(read, Delivery):
        return read
    with house.context() as ctx:
        return keep_deliveries(ctx, [read])[0]


def read_delivery(house: House, headers: Mapping[str, str], raw: bytes, now: datetime) -> Delivery | Answer:
    """One POST, verified and read; the answer where it is refused as a whole."""
    lower = {name.lower(): value for name, value in headers.items()}
    say = _say(house, lower.get("accept-language", ""))
    signed_by = _sender(house.settings, lower, raw, now)
    if signed_by is None:
        is_open = bool(house.settings.signals_secret.get_secret_value() or _token(house.settings))
        code = "unauthorized" if is_open else "closed"
        return 401 if is_open else 404, {"error": code, "says": say(f"signals.{code}")}
    try:
        events, refused = parse_events(lower.get("content-type", ""), raw, now.date())
    except RefusedError as error:
        return _refused(error, say)
    return Delivery(signed_by, events, refused, say)


def too_large(house: House, headers: Mapping[str, str]) -> Answer:
    """The answer to a body that is not read to its end."""
    say = _say(house, headers.get("accept-language", ""))
    return _refused(RefusedError(413, "too_large", most_bytes=MAX_BYTES), say)


def _refused(error: RefusedError, say: Say) -> Answer:
    status, body = error.answer
    return status, {**body, "says": _refusal(say, body["error"], **body)}


def _say(house: House, languages: str) -> Say:
    """Words in the first language asked for that we speak."""
    asked = (locale_for(one.split(";")[0].strip()) for one in languages.split(",")[:10])
    return file_say(house.words, next((one for one in asked if one), "en"))


def _sender(settings: Settings, headers: Mapping[str, str], raw: bytes, now: datetime) -> str | None:
    """The id of a signed delivery, empty where a token vouches for it, None when nothing does."""
    if is_signed(settings.signals_secret.get_secret_value().split(), headers, raw, now):
        return headers["webhook-id"]
    kind, _, given = headers.get("authorization", "").partition(" ")
    token = _token(settings)
    is_token = bool(token) and hmac.compare_digest(given.strip().encode(), token.encode())
    is_unsigned = not any(name.startswith("webhook-") for name in headers)
    return "" if is_token and kind.lower() == "bearer" and is_unsigned else None


def _token(settings: Settings) -> str:
    return settings.signals_token.get_secret_value()


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


def keep_deliveries(ctx: Context, deliveries: Sequence[Delivery]) -> list[Answer]:
    """Keeps what several POSTs bring, in their order, and answers each; their facts are counted together."""
    known = people.ids_of(ctx.db, [event.person for one in deliveries for event in one.events])
    taken = [[event for event in one.events if event.person in known] for one in deliveries]
    ids = [one.id for one, events in zip(deliveries, taken, strict=True) if one.id and events]
    new = inbox.new_among(ctx.db, "signals", ids, ctx.now)
    outcomes: list[list[tuple[Event, str]]] = []
    for one, events in zip(deliveries, taken, strict=True):
        is_new = not one.id or one.id in new
        new.discard(one.id)  # the same delivery once more in one breath
        outcomes.append([(event, "" if is_new else "repeated") for event in events])
    became = iter(_kept(ctx, [event for some in outcomes for event, known in some if not known], known))
    outcomes = [[(event, told or next(became)) for event, told in some] for some in outcomes]
    return [_answer(one, some, known) for one, some in zip(deliveries, outcomes, strict=True)]


def _kept(ctx: Context, events: Sequence[Event], known: Mapping[str, str]) -> list[str]:
    """What became of each event: totals first, then single uses are added to what their day had."""
    totals = [_signal(event, known[event.person]) for event in events if not event.is_single]
    became = iter(usage.keep_each(ctx.db, totals, ctx.now) if totals else ())
    told = iter(_add_up(ctx, [event for event in events if event.is_single], known))
    return [next(told if event.is_single else became) for event in events]


def _add_up(ctx: Context, events: Sequence[Event], known: Mapping[str, str]) -> list[str]:
    """Adds single uses to what their day had before; each event once, however often it comes."""
    closed = usage.closed_until(ctx.db) if events else {}
    new: dict[str, set[str]] = {}
    for source in {event.source for event in events}:
        ids = [event.id for event in events if event.source == source]
        new[source] = inbox.new_among(ctx.db, source, ids, ctx.now)
    outcomes, sums = [], dict[tuple[str, ...], Signal]()
    for event in events:
        if event.tool in closed and event.day <= closed[event.tool]:
            outcomes.append("closed")
            continue
        outcomes.append("accepted" if event.id in new[event.source] else "repeated")
        if outcomes[-1] == "accepted":
            new[event.source].discard(event.id)
            key = (event.source, known[event.person], event.tool, event.feature, event.day.isoformat())
            so_far = sums[key].actions if key in sums else 0
            total = so_far + event.actions
            sums[key] = Signal(event.source, "", *key[1:4], event.day, total)
    if sums:
        usage.add_up(ctx.db, list(sums.values()), ctx.now)
    return outcomes


def _answer(one: Delivery, outcomes: Sequence[tuple[Event, str]], known: Mapping[str, str]) -> Answer:
    refused = [(refusal.index, refusal.code) for refusal in one.refused]
    refused += [(event.index, "unknown_person") for event in one.events if event.person not in known]
    refused += [(event.index, "day_closed") for event, told in outcomes if told == "closed"]
    counts = Counter(told for _, told in outcomes)
    is_taken = counts.total() > counts["closed"]
    told = {
        "accepted": counts["accepted"],
        "duplicates": counts["repeated"],
        "replaced": counts["replaced"],
    }
    phrase = "signals.taken" if is_taken else "signals.nothing"
    return 202 if is_taken else 422, {
        **told,
        "rejected": [
            {"index": index, "code": code, "says": _refusal(one.say, code)} for index, code in sorted(refused)
        ],
        "says": one.say(phrase, **told, rejected=len(refused)),
    }


def _signal(event: Event, person_id: str) -> Signal:
    return Signal(event.source, event.id, person_id, event.tool, event.feature, event.day, event.actions)


def _refusal(say: Say, code: str, **values: Any) -> str:
    return say(f"signals.{code}", **values)
