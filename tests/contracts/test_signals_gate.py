"""Signals that other systems post: only signed, only counts, kept once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.clock import Ids, SetClock, seeded_chance
from bot.house import House
from bot.model.complaints import complaints
from bot.router import Router
from bot.settings import Settings
from bot.steps.people import import_people
from bot.steps.signals import RefusedError, is_signed, parse_events, receive_signals
from bot.store import usage
from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase
from bot.words import Words, load_content

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
OLD = "whsec_" + base64.b64encode(bytes(32)).decode()


@pytest.fixture(scope="module")
def words() -> Words:
    """The words that are shipped."""
    return Words(load_content(Settings(_env_file=None).content))


@pytest.fixture
def house(words: Words) -> Iterator[House]:
    """Ada is known; two secrets are valid while they are being changed."""
    database = SqliteDatabase(":memory:")
    database.migrate()
    yield opened(database, words)
    database.close()


def opened(database: Database, words: Words) -> House:
    chosen = Settings(_env_file=None, signals_secret=f"{OLD} {SECRET}")  # type: ignore[arg-type]
    made = House(database, words, chosen, SetClock(NOW), random.Random(1), Ids(seeded_chance(2)), Router())
    take_in(made, "ada")
    return made


def take_in(house: House, *names: str) -> None:
    rows = [f"{name}@example.com,{name.title()},Sales,,Asia/Taipei,en,pilot_user" for name in names]
    roster = "\n".join(["email,name,team,manager,timezone,locale,role", *rows])
    with house.context() as ctx:
        import_people(ctx, roster.encode(), "people.csv")


def event(number: int = 1, **changes: Any) -> dict[str, Any]:
    inner = {
        "person": "ada@example.com",
        "tool": "copilot",
        "feature": "chat",
        "day": "2026-11-19",
        "actions": 3,
    }
    inner |= changes.pop("data", {})
    return {
        "specversion": "1.0", "id": f"e{number}", "source": "https://a.example", "type": "com.uptake.usage.v1",
        "time": "2026-11-19T16:00:00Z", "data": inner, **changes,
    }  # fmt: skip


def signed(
    raw: bytes, name: str = "msg_1", at: datetime = NOW, key: bytes = KEY, **more: str
) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    made = base64.b64encode(hmac.digest(key, f"{name}.{stamp}.".encode() + raw, hashlib.sha256)).decode()
    return {
        "Webhook-Id": name, "webhook-timestamp": stamp, "WEBHOOK-SIGNATURE": f"v1a,odd v1,{made}",
        "content-type": "application/cloudevents+json", **more,
    }  # fmt: skip


def post(house: House, body: Any, name: str = "msg_1", **more: str) -> tuple[int, dict[str, Any]]:
    raw = json.dumps(body).encode()
    return receive_signals(house, signed(raw, name, **more), raw, NOW)


def kept(house: House) -> list[tuple[str, int]]:
    with house.context() as ctx:
        people = [row["person_id"] for row in ctx.db.all("people.list_people")]
        return [(r["signal_id"], r["actions"]) for p in people for r in usage.signals_of(ctx.db, p)]


def test_one_signed_event_is_kept_and_a_redelivery_is_not_counted_again(
    database: Database, words: Words
) -> None:
    house = opened(database, words)
    assert post(house, event()) == (202, {"accepted": 1, "duplicates": 0, "replaced": 0, "rejected": []})
    assert post(house, event()) == (202, {"accepted": 0, "duplicates": 1, "replaced": 0, "rejected": []})
    assert post(house, event(), "msg_2")[1]["duplicates"] == 1
    assert kept(house) == [("e1", 3)]


def test_a_batch_says_for_each_event_what_became_of_it(house: House) -> None:
    batch = [
        event(1), event(2, data={"day": "2026-11-20"}), event(3, data={"person": "eve@example.com"}),
        event(4, data={"actions": True}), event(5, data={"day": "yesterday"}), event(6, type="other"),
        event(7, source="chat"), event(8, extra=1), {"id": 1}, "text", event(9, data={"day": "2020-01-01"}),
    ]  # fmt: skip
    status, answer = post(
        house, batch, **{"content-type": "application/cloudevents-batch+json; charset=utf-8"}
    )
    assert (status, answer["accepted"]) == (202, 2)
    assert [(one["index"], one["code"]) for one in answer["rejected"]] == [
        (2, "unknown_person"), (3, "actions"), (4, "day"), (5, "type"), (6, "source_reserved"),
        (7, "unknown_field"), (8, "field_missing"), (9, "field_missing"), (10, "day_out_of_range"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["prompt", "content", "text", "message", "userPrompt", "response"])
@pytest.mark.parametrize("place", ["data", "envelope"])
def test_a_field_that_looks_like_content_refuses_everything(house: House, name: str, place: str) -> None:
    odd = event(2, data={name: "secret"}) if place == "data" else event(2, **{name: "secret"})
    status, answer = post(house, [event(1), odd])
    assert (status, answer) == (422, {"error": "content_refused", "index": 1})
    assert kept(house) == []


def test_a_body_of_strangers_is_refused_and_may_come_again_later(house: House) -> None:
    body = event(data={"person": "eve@example.com"})
    assert post(house, body)[0] == 422
    take_in(house, "ada", "eve")
    assert post(house, body)[1]["accepted"] == 1


@pytest.mark.parametrize(
    "spoil",
    [
        {"webhook-id": "msg_2"}, {"webhook-timestamp": "1"}, {"webhook-timestamp": "nan"}, {"webhook-timestamp": ""},
        {"webhook-timestamp": "9" * 400}, {"webhook-signature": ""}, {"webhook-signature": "v1"},
        {"webhook-signature": "v1,"}, {"webhook-signature": "v1,愛"}, {"webhook-signature": "v2,abc"},
        {"webhook-id": ""}, {"webhook-id": "愛"},
    ],
)  # fmt: skip
def test_anything_odd_about_the_signature_is_401(house: House, spoil: dict[str, str]) -> None:
    raw = json.dumps(event()).encode()
    headers = {name.lower(): value for name, value in signed(raw).items()} | spoil
    assert receive_signals(house, headers, raw, NOW) == (401, {"error": "unauthorized"})


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_401(house: House, missing: str) -> None:
    raw = json.dumps(event()).encode()
    headers = {name.lower(): value for name, value in signed(raw).items()}
    del headers[missing]
    assert receive_signals(house, headers, raw, NOW)[0] == 401


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-299, 202), (299, 202), (301, 401)])
def test_a_signature_is_good_for_five_minutes(house: House, seconds: int, status: int) -> None:
    raw = json.dumps(event()).encode()
    headers = signed(raw, at=NOW + timedelta(seconds=seconds))
    assert receive_signals(house, headers, raw, NOW)[0] == status


def test_one_changed_byte_of_the_body_is_401(house: House) -> None:
    raw = json.dumps(event()).encode()
    assert receive_signals(house, signed(raw), raw.replace(b"3", b"4"), NOW)[0] == 401


def test_another_key_is_401_and_the_old_secret_still_works(house: House) -> None:
    raw = json.dumps(event()).encode()
    assert receive_signals(house, signed(raw, key=b"x" * 32), raw, NOW)[0] == 401
    assert receive_signals(house, signed(raw, key=bytes(32)), raw, NOW)[0] == 202


@pytest.mark.parametrize("secret", ["whsec_CHANGE_ME", "secret", "whsec_", "whsec_YWJj"])
def test_a_secret_that_is_no_key_stops_the_start_and_is_not_repeated(secret: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(_env_file=None, signals_secret=f"{SECRET} {secret}")  # type: ignore[arg-type]
    (told,) = complaints(caught.value, Settings)
    assert told.startswith("signals_secret: is no key")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_YWJj", "whsec_not base64!"])
def test_a_short_or_broken_secret_opens_nothing(secret: str) -> None:
    raw = b"{}"
    headers = {name.lower(): value for name, value in signed(raw, key=b"").items()}
    assert not is_signed([secret], headers, raw, NOW)


def test_without_a_secret_the_gate_is_closed(house: House) -> None:
    closed = House(
        house.database,
        house.words,
        Settings(_env_file=None),
        house.clock,
        house.chance,
        house.ids,
        house.router,
    )
    raw = json.dumps(event()).encode()
    assert receive_signals(closed, signed(raw), raw, NOW)[0] == 404


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b"{", "application/json", 422), (b"[]", "application/json", 422), (b"{}", "text/csv", 415),
        (b"[" * 5000, "application/json", 422), (b'{"a": NaN}', "application/json", 422),
        (b"\xff\xfe", "application/json", 422), (b" " * (1024 * 1024 + 1), "application/json", 413),
        (json.dumps([event(n) for n in range(501)]).encode(), "application/json", 413),
    ],
)  # fmt: skip
def test_other_bodies_are_refused_with_their_status(house: House, raw: bytes, kind: str, status: int) -> None:
    headers = signed(raw, **{"content-type": kind})
    assert receive_signals(house, headers, raw, NOW)[0] == status


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.one_of(st.binary(max_size=60), json_values.map(lambda v: json.dumps(v).encode())))
@settings(deadline=None)
def test_no_body_is_a_server_error(raw: bytes) -> None:
    try:
        events, _ = parse_events("application/json", raw, NOW.date())
    except RefusedError as refused:
        status = refused.answer[0]
    else:
        status = 202 if events else 422
    assert status in (413, 415, 422)
