"""What gets in: one sound activity of a bearable size; and who may come without proof."""

from __future__ import annotations

import gzip
import json
from typing import Any

import aiohttp
import pytest

from bot.errors import ConfigurationError
from bot.settings import Settings
from bot.teams.gate import MAX_BYTES, Gate, is_from_here, is_loopback, parse, refuse_dangerous
from tests.edges.teams.conftest import Deliver
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_desk import NOW, Desk, anonymous_settings
from tests.fakes.teams_traffic import (
    APP,
    TENANT,
    Person,
)

Json = dict[str, Any]


async def test_an_activity_over_256_kilobytes_is_answered_413(
    deliver: Deliver, ada: Person, desk: Desk
) -> None:
    assert (await deliver(ada.says("x" * MAX_BYTES))).status == 413
    assert desk.received == []


async def test_a_small_body_that_unpacks_to_a_large_one_is_answered_413(
    deliver: Deliver, ada: Person
) -> None:
    packed = gzip.compress(json.dumps(ada.says("x" * MAX_BYTES)).encode())

    response = await deliver(raw=packed, headers={"Content-Encoding": "gzip"})

    assert response.status == 413


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"[]",
        b'"text"',
        b"null",
        b"{",
        b'{"type":"message","type":"invoke"}',
        b'{"a":{"b":1,"b":2}}',
        b'{"value":NaN}',
        b'{"value":-Infinity}',
        b'{"value":1e999}',
        b'{"text":"\\ud800"}',
        b'{"\\ud800":1}',
        b'{"text":"\xff"}',
        b"\xff\xfe{\x00}\x00",
        b'{"a":' * 70 + b"1" + b"}" * 70,
        b"[" * 100_000,
        b'{"a":' + b"9" * 5000 + b"}",
    ],
    ids=lambda raw: repr(raw[:30]),
)
async def test_a_body_that_is_no_sound_activity_is_answered_400(
    deliver: Deliver, raw: bytes, desk: Desk
) -> None:
    assert (await deliver(raw=raw)).status == 400
    assert desk.received == []


async def test_a_body_packed_wrongly_is_answered_400(deliver: Deliver) -> None:
    response = await deliver(raw=b"not gzip", headers={"Content-Encoding": "gzip"})

    assert response.status == 400


async def test_another_content_type_is_answered_400(deliver: Deliver, ada: Person) -> None:
    raw = json.dumps(ada.says("help")).encode()

    assert (await deliver(raw=raw, headers={"Content-Type": "text/plain"})).status == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"from": None},
        {"from": {"name": "nobody"}},
        {"from": "29:ada"},
        {"conversation": {"tenantId": TENANT}},
        {"type": "invoke", "name": "adaptiveCard/action"},
        {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": "x"}},
        {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"verb": "x"}}},
    ],
    ids=repr,
)
async def test_an_activity_without_what_teams_always_sends_is_answered_400(
    deliver: Deliver, ada: Person, desk: Desk, changes: Json
) -> None:
    assert (await deliver({**ada.says("help"), **changes})).status == 400
    assert desk.received == []


def test_an_object_within_the_rules_is_parsed() -> None:
    assert parse('{"a":[1,{"b":"é"}],"c":null}'.encode()) == {"a": [1, {"b": "é"}], "c": None}


@pytest.mark.parametrize("missing", ["teams_app_id", "teams_tenant_id"])
async def test_a_bot_without_an_identity_does_not_start(
    teams: FakeTeams, session: aiohttp.ClientSession, missing: str
) -> None:
    given: Json = {"teams_app_id": APP, "teams_tenant_id": TENANT, missing: ""}
    settings = Settings(_env_file=None, **given)

    with pytest.raises(ConfigurationError, match=f"UPTAKE_{missing.upper()} is empty"):
        Gate(settings, session, lambda: NOW)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "bot.example.com", ""])  # noqa: S104
def test_anonymous_mode_that_others_can_reach_does_not_start(host: str) -> None:
    with pytest.raises(ConfigurationError, match="UPTAKE_HOST"):
        refuse_dangerous(anonymous_settings(host=host))


def test_anonymous_mode_beside_an_identity_does_not_start() -> None:
    with pytest.raises(ConfigurationError, match="remove one"):
        refuse_dangerous(anonymous_settings(teams_app_id=APP))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_loopback_is_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    ("ends", "headers"),
    [
        ([("10.0.0.9", 5000), ("127.0.0.1", 3978)], {}),
        ([("127.0.0.1", 5000), ("10.0.0.7", 3978)], {}),
        ([("127.0.0.1", 5000), ("127.0.0.1", 3978)], {"X-Forwarded-For": "203.0.113.9"}),
        ([("127.0.0.1", 5000), ("127.0.0.1", 3978)], {"Forwarded": "for=203.0.113.9"}),
        (["", "/run/uptake.sock"], {}),
        ([None, None], {}),
        ([], {}),
    ],
    ids=repr,
)
def test_a_connection_from_elsewhere_is_not_from_here(ends: list[Any], headers: dict[str, str]) -> None:
    assert not is_from_here(ends, headers)


async def test_anonymous_mode_answers_to_this_machine_only(
    local: tuple[Any, Deliver], ada: Person, desk: Desk
) -> None:
    _, send = local
    far = {**ada.says("help"), "serviceUrl": "https://smba.trafficmanager.net/emea/"}

    assert (await send(far)).status == 403
    assert (await send({**ada.says("help"), "channelId": "webchat"})).status == 403
    assert (await send(ada.says("help"), **{"X-Real-IP": "203.0.113.9"})).status == 403
    assert desk.received == []
