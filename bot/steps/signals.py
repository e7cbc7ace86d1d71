"""The gate for usage signals that other systems post: who sends, what is kept, what is answered.

Signature: Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`; HMAC-SHA256
over `id.timestamp.body`). Senders that can't sign show a bearer token instead, when one is set.
Every answer carries a sentence for the person who reads it, in the language they ask for.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence
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
from bot.steps.signal_events import Answer, Event, Refusal, RefusedError, parse_events
from bot.steps.usage import keep_signals
from bot.store import inbox, people, usage
from bot.store.usage import Kept

TOLERANCE = timedelta(minutes=5)


def receive_signals(house: House, headers: Mapping[str, str], raw: bytes, now: datetime) -> Answer:
    """Status and JSON for one POST: 202 after the signals are durably kept.

    401 for anything odd about the signature or the token, 413 too large, 415 another format, 422 nothing
    usable or a field that looks like content; 404 while neither secret nor token is set. Answers never
    repeat what came in.
    """
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
        status, body = error.answer
        return status, {**body, "says": _refusal(say, body["error"], **body)}
    with house.context() as ctx:
        return _keep(ctx, signed_by, events, refused, say)


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


def _keep(
    ctx: Context, delivery: str, events: Sequence[Event], refused: Sequence[Refusal], say: Say
) -> Answer:
    everyone = people.everyone(ctx.db)
    known = {person.email.lower(): person.person_id for person in everyone}
    known |= {person.person_id: person.person_id for person in everyone}
    strangers = [Refusal(event.index, "unknown_person") for event in events if event.person not in known]
    rejected = sorted((one.index, one.code) for one in (*refused, *strangers))
    taken = [event for event in events if event.person in known]
    kept = Kept(repeated=len(taken))
    if taken and (not delivery or inbox.is_new(ctx.db, "signals", delivery, ctx.now)):
        totals = [_signal(event, known[event.person]) for event in taken if not event.is_single]
        kept = keep_signals(ctx, totals)
        kept = _with(kept, _add_up(ctx, [one for one in taken if one.is_single], known))
    return 202 if taken else 422, {
        "accepted": kept.accepted,
        "duplicates": kept.repeated,
        "replaced": kept.replaced,
        "rejected": [{"index": index, "code": code, "says": _refusal(say, code)} for index, code in rejected],
        "says": say(
            "signals.taken" if taken else "signals.nothing",
            accepted=kept.accepted,
            duplicates=kept.repeated,
            replaced=kept.replaced,
            rejected=len(rejected),
        ),
    }


def _add_up(ctx: Context, events: Sequence[Event], known: Mapping[str, str]) -> Kept:
    """Adds single uses to what their day had before; each event once, however often it comes."""
    new = [event for event in events if inbox.is_new(ctx.db, event.source, event.id, ctx.now)]
    sums: dict[str, Signal] = {}
    for event in new:
        person_id = known[event.person]
        key = f"{person_id}|{event.tool}|{event.feature}|{event.day}"
        so_far = sums[key].actions if key in sums else 0
        sums[key] = Signal(
            event.source, key, person_id, event.tool, event.feature, event.day, so_far + event.actions
        )
    usage.add_up(ctx.db, list(sums.values()), ctx.now)
    return Kept(accepted=len(new), repeated=len(events) - len(new))


def _with(one: Kept, other: Kept) -> Kept:
    return Kept(one.accepted + other.accepted, one.repeated + other.repeated, one.replaced + other.replaced)


def _signal(event: Event, person_id: str) -> Signal:
    return Signal(event.source, event.id, person_id, event.tool, event.feature, event.day, event.actions)


def _refusal(say: Say, code: str, **values: Any) -> str:
    return say(f"signals.{code}", **values)
