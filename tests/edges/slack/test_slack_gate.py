"""What stands before Bolt: nothing unproved is parsed, nothing strange is answered with 500."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.slack.edge import SlackEdge
from bot.slack.gate import MAX_BYTES, Admitted, TurnedAway, judge
from tests.fakes.slack_desk import NOW, Deliver, Desk
from tests.fakes.slack_traffic import (
    SECRET,
    as_form,
    as_interaction,
    as_json,
    command,
    direct,
    event,
    signed,
)

EVENT = as_json(event(direct("hello")))
STAMP = f"{NOW.timestamp():.0f}"


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def status(raw: bytes, headers: dict[str, str], secret: str = SECRET) -> int:
    judged = judge(raw, lower(headers), secret, NOW)
    return judged.status if isinstance(judged, TurnedAway) else 200


def test_what_slack_signed_is_admitted_parsed() -> None:
    judged = judge(EVENT, lower(signed(EVENT, NOW)), SECRET, NOW)

    assert isinstance(judged, Admitted)
    assert judged.payload["event"]["text"] == "hello"


def test_a_retry_is_admitted_with_its_number() -> None:
    headers = {**signed(EVENT, NOW), "X-Slack-Retry-Num": "2", "X-Slack-Retry-Reason": "timeout"}
    judged = judge(EVENT, lower(headers), SECRET, NOW)

    assert isinstance(judged, Admitted)
    assert judged.headers["x-slack-retry-num"] == "2"


def test_headers_that_steer_bolt_are_not_passed_on() -> None:
    headers = {**signed(EVENT, NOW), "X-Slack-Bolt-Lazy-Only": "1"}
    judged = judge(EVENT, lower(headers), SECRET, NOW)

    assert isinstance(judged, Admitted)
    assert judged.headers == {}


@pytest.mark.parametrize("seconds", [-301, 301, -86_400, 86_400])
def test_a_replayed_signature_older_or_newer_than_five_minutes_gets_401(seconds: int) -> None:
    assert status(EVENT, signed(EVENT, NOW + timedelta(seconds=seconds))) == 401


@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_a_signature_within_five_minutes_is_taken(seconds: int) -> None:
    assert status(EVENT, signed(EVENT, NOW + timedelta(seconds=seconds))) == 200


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "soon",
        "-1",
        "1e9",
        "NaN",
        " 1762074000",
        "１７６２０７４０００",
        "9" * 400,
        "1762074000.5",
        "\x00",
    ],
    ids=ascii,
)
def test_a_timestamp_that_is_not_a_number_of_seconds_gets_401(stamp: str) -> None:
    assert status(EVENT, {**signed(EVENT, NOW), "X-Slack-Request-Timestamp": stamp}) == 401


@pytest.mark.parametrize(
    "signature",
    ["", "v0=", "v1=abc", "v0=" + "0" * 64, "v0=é", "v0=\udce9", "＝" * 67, "v0=" + "f" * 100_000],
    ids=range(8),
)
def test_a_signature_that_is_not_slacks_gets_401(signature: str) -> None:
    assert status(EVENT, {**signed(EVENT, NOW), "X-Slack-Signature": signature}) == 401


def test_a_request_without_any_proof_gets_401() -> None:
    assert status(EVENT, {}) == 401


def test_one_byte_changed_gets_401() -> None:
    assert status(EVENT.replace(b"hello", b"jello"), signed(EVENT, NOW)) == 401


def test_another_apps_secret_gets_401() -> None:
    assert status(EVENT, signed(EVENT, NOW, secret="another")) == 401


def test_an_empty_secret_admits_nobody() -> None:
    assert status(EVENT, signed(EVENT, NOW, secret=""), secret="") == 401


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"{}",
        b"[]",
        b"[" * 5000,
        b'{"type":' * 5000,
        b'{"type":"event_callback","event":"x"}',
        b'{"type":"event_callback","event":{}}',
        b'{"type":"event_callback","event":{"type":7}}',
        b'{"type":["event_callback"]}',
        b'{"type":"block_actions","actions":["x"]}',
        b'{"type":"event_callback","authorizations":"x"}',
        b'{"type":"x","n":NaN}',
        b'{"type":"\\ud800"}',
        b'{"type":"\xff"}',
        b"payload=",
        b"payload=[1,2",
        b"payload=[1,2]",
        b"payload=" + b"%5B" * 5000,
        b"nothing=known",
        b"command=/x" + b"&a=b" * 200,
    ],
    ids=range(21),
)
def test_a_signed_body_that_is_no_payload_of_slacks_gets_400(raw: bytes) -> None:
    assert status(raw, signed(raw, NOW)) == 400
    assert status(raw, {}) == 401


@pytest.mark.parametrize("raw", [as_form(command("/tips my payload")), as_interaction({"type": "x"})])
def test_forms_and_interactions_are_admitted(raw: bytes) -> None:
    assert status(raw, signed(raw, NOW)) == 200


async def test_an_unsigned_deep_array_gets_401_over_http(deliver: Deliver) -> None:
    for raw in (b"[" * 100_000, b"{" * 100_000, b'{"a":' * 50_000):
        assert (await deliver(raw, is_signed=False)).status == 401


async def test_an_oversized_body_gets_413_over_http(deliver: Deliver) -> None:
    assert (await deliver(b"x" * (MAX_BYTES + 1))).status == 413


async def test_a_body_of_the_largest_size_is_still_read(deliver: Deliver) -> None:
    padded = json.dumps(event(direct("hello"), padding="")).encode()
    raw = padded.replace(b'"padding": ""', b'"padding": "%s"' % (b"x" * (MAX_BYTES - len(padded))))

    assert len(raw) == MAX_BYTES
    assert (await deliver(raw)).status == 200


async def test_an_oversized_body_without_a_length_gets_413(edge: SlackEdge) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(MAX_BYTES // 1024 + 1):
            yield b"x" * 1024

    app = web.Application()
    app.add_routes(edge.routes())
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        response = await client.post("/slack/events", data=chunks())

    assert response.status == 413


@pytest.mark.parametrize("stamp", ["soon", "", "9" * 30])
async def test_a_bad_timestamp_gets_401_over_http(deliver: Deliver, stamp: str) -> None:
    assert (await deliver(EVENT, {"X-Slack-Request-Timestamp": stamp})).status == 401


async def test_a_signature_that_is_not_ascii_gets_401_over_http(deliver: Deliver) -> None:
    assert (await deliver(EVENT, {"X-Slack-Signature": "v0=é"})).status == 401


async def test_a_signed_malformed_body_gets_400_over_http(deliver: Deliver, desk: Desk) -> None:
    assert (await deliver(b'{"type":"event_callback","event":')).status == 400
    assert desk.received == []


async def test_an_ssl_check_is_answered_only_when_it_is_signed(deliver: Deliver) -> None:
    raw = as_form({"ssl_check": "1", "token": "unused"})

    assert (await deliver(raw, is_signed=False)).status == 401
    assert (await deliver(raw)).status == 200


async def test_slack_may_verify_the_url(deliver: Deliver) -> None:
    response = await deliver(as_json({"type": "url_verification", "challenge": "3eZbrw1a"}))

    assert response.status == 200
    assert "3eZbrw1a" in await response.text()
