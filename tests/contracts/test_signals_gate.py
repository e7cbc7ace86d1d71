"""Signals that other systems post: only signed, only counts, kept once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bot.clock import Ids, SetClock, seeded_chance
from bot.house import House
from bot.model.complaints import complaints
from bot.router import Router
from bot.settings import Settings
from bot.steps.people import import_people
from bot.steps.signal_events import MAX_BYTES, RefusedError, parse_events
from bot.steps.signals import is_signed, receive_signals
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
    status, answer = receive_signals(house, signed(raw, name, **more), raw, NOW)
    assert answer.pop("says").endswith(".")
    return status, answer


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
    status, answer = receive_signals(house, headers, raw, NOW)
    assert (status, answer["error"]) == (401, "unauthorized")


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


TOKEN = "correct-horse-battery-staple-42"


def with_token(house: House) -> House:
    """The same house, where a token opens the door as well."""
    chosen = house.settings.model_copy(update={"signals_token": SecretStr(TOKEN)})
    return replace(house, settings=chosen)


def bear(house: House, body: Any, token: str = TOKEN, **more: str) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **more}
    return receive_signals(house, headers, json.dumps(body).encode(), NOW)


def test_a_bearer_token_opens_where_one_is_set_and_nowhere_else(house: House) -> None:
    assert bear(house, event())[0] == 401
    open_house = with_token(house)
    assert bear(open_house, event())[1]["accepted"] == 1
    assert bear(open_house, event())[1]["duplicates"] == 1
    assert bear(open_house, event(), TOKEN[:-1])[0] == 401
    assert bear(open_house, event(), "")[0] == 401
    assert bear(open_house, event(), Authorization=f"Basic {TOKEN}")[0] == 401


def test_a_broken_signature_is_not_mended_by_a_token(house: House) -> None:
    assert bear(with_token(house), event(), **{"webhook-id": "m", "webhook-signature": "v1,x"})[0] == 401


@pytest.mark.parametrize("token", ["short", "has a blank in it, though it is long", "愛" * 30])
def test_a_token_that_can_be_guessed_stops_the_start_and_is_not_repeated(token: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(_env_file=None, signals_token=token)  # type: ignore[arg-type]
    assert "signals_token" in str(caught.value)
    assert token not in str(caught.value)


@pytest.mark.parametrize(
    ("languages", "says"),
    [("", "Neither a valid"), ("fr, zh-TW;q=0.8", "沒有有效的簽章"), ("zh-CN", "没有有效的签名")],
)
def test_refusals_are_told_in_the_language_asked_for(house: House, languages: str, says: str) -> None:
    answer = receive_signals(house, {"Accept-Language": languages}, b"{}", NOW)[1]
    assert answer["says"].startswith(says)


def test_each_refused_event_says_what_to_do(house: House) -> None:
    answer = post(house, [event(1), event(2, data={"day": "yesterday"})])[1]
    assert answer["rejected"][0]["says"] == "day must be a date like 2026-11-16."


def test_an_old_delivery_played_again_is_refused(house: House) -> None:
    raw = json.dumps(event()).encode()
    headers = signed(raw)
    assert receive_signals(house, headers, raw, NOW)[1]["accepted"] == 1
    assert receive_signals(house, headers, raw, NOW)[1]["duplicates"] == 1
    assert receive_signals(house, headers, raw, NOW + timedelta(minutes=6))[0] == 401


def test_one_event_larger_than_any_count_refuses_everything(house: House) -> None:
    odd = event(2, data={"note": ["x" * 200] * 400})
    assert post(house, [event(1), odd])[0] == 413
    assert kept(house) == []
    assert len(json.dumps(odd)) < MAX_BYTES


def test_contents_deep_inside_an_event_refuse_everything(house: House) -> None:
    odd = event(2, data={"extra": [{"more": {"userPrompt": "hi"}}]})
    assert post(house, [event(1), odd]) == (422, {"error": "content_refused", "index": 1})
    assert kept(house) == []


def track(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "type": "track", "event": "Summary Created", "userId": "ada@example.com", "messageId": f"m{number}",
        "timestamp": "2026-11-19T08:00:00Z", "properties": {"tool": "copilot", "plan": "pro"},
        "context": {"library": {"name": "analytics.js"}}, **changes,
    }  # fmt: skip


def test_track_calls_of_a_day_add_up_and_each_counts_once(database: Database, words: Words) -> None:
    house = with_token(opened(database, words))
    assert bear(house, {"batch": [track(1), track(2)], "sentAt": "2026-11-19T08:00:01Z"})[1]["accepted"] == 2
    answer = bear(house, track(2))[1]
    assert (answer["accepted"], answer["duplicates"]) == (0, 1)
    assert bear(house, track(3, properties={"tool": "copilot", "actions": 4}))[1]["accepted"] == 1
    assert [actions for _, actions in kept(house)] == [6]


def test_other_calls_of_segment_are_refused_by_name(house: House) -> None:
    batch = [track(1), {"type": "identify", "userId": "ada@example.com"}, track(2, properties={})]
    answer = bear(with_token(house), batch)[1]
    assert [(one["index"], one["code"]) for one in answer["rejected"]] == [
        (1, "other_call"),
        (2, "field_missing"),
    ]


def test_a_track_call_with_contents_is_refused(house: House) -> None:
    assert bear(with_token(house), track(1, properties={"tool": "copilot", "prompt": "hi"}))[0] == 422


def test_our_own_events_may_not_pose_as_segments(house: House) -> None:
    assert post(house, event(source="segment"))[1]["rejected"][0]["code"] == "source_reserved"


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
