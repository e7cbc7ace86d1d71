"""Who gets in: a token of Bot Framework's, for this bot, about this very activity; nobody else."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.clock import SetClock
from tests.edges.teams.conftest import Deliver
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_desk import NOW, Desk
from tests.fakes.teams_traffic import (
    APP,
    OTHER_TENANT,
    Person,
    claims,
    private_key,
    public_jwk,
    signed,
)

Json = dict[str, Any]
HOUR = 3600


def unsigned(said: Json, **header: Any) -> str:
    """A token whose header says what it likes and whose signature is nonsense."""
    parts = [{"typ": "JWT", **header}, said]
    encoded = [_encoded(json.dumps(each).encode()) for each in parts]
    return b".".join([*encoded, b"c2lnbmF0dXJl"]).decode()


def with_public_key_as_secret(said: Json) -> str:
    # Written out by hand: the library refuses to make such a token.
    header = {"typ": "JWT", "alg": "HS256", "kid": "key-1"}
    message = b".".join(_encoded(json.dumps(each).encode()) for each in (header, said))
    pem = private_key("key-1").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return b".".join([message, _encoded(hmac.digest(pem, message, "sha256"))]).decode()


def _encoded(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def changed(**changes: Any) -> Callable[[str], str]:
    return lambda url: signed(claims(NOW, url, **changes))


def deep_header(_: str) -> str:
    header = _encoded(b"[" * 5000).decode()
    return f"{header}.e30.e30"


FORGED: dict[str, Callable[[str], str]] = {
    "no token": lambda _: "",
    "not a token": lambda _: "hello",
    "three dots": lambda _: "a.b.c.d",
    "not base64": lambda _: "!!!.???.###",
    "a header deeper than the stack": deep_header,
    "algorithm none": lambda url: jwt.encode(claims(NOW, url), None, "none", {"kid": "key-1"}),
    "algorithm none in capitals": lambda url: unsigned(claims(NOW, url), alg="NONE", kid="key-1"),
    "the public key as a shared secret": lambda url: with_public_key_as_secret(claims(NOW, url)),
    "RS512": lambda url: signed(claims(NOW, url), algorithm="RS512"),
    "PS256": lambda url: signed(claims(NOW, url), algorithm="PS256"),
    "no key id": lambda url: signed(claims(NOW, url), kid=None),
    "an unknown key id": lambda url: signed(claims(NOW, url), kid="key-of-somebody"),
    "a key id that is a number": lambda url: unsigned(claims(NOW, url), alg="RS256", kid=7),
    "a known key id over another key": lambda url: jwt.encode(
        claims(NOW, url), private_key("key-of-somebody"), "RS256", {"kid": "key-1"}
    ),
    "a key brought along": lambda url: jwt.encode(
        claims(NOW, url),
        private_key("key-of-somebody"),
        "RS256",
        {"kid": "key-1", "jwk": public_jwk("key-of-somebody"), "jku": "https://evil.example"},
    ),
    "a broken signature": lambda url: signed(claims(NOW, url))[:-6] + "AAAAAA",
    "another issuer": changed(iss="https://sts.windows.net/evil/"),
    "the emulator's issuer": changed(
        iss="https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0"
    ),
    "an issuer that is longer": changed(iss="https://api.botframework.com.evil.example"),
    "no issuer": changed(iss=None),
    "another bot's audience": changed(aud="99999999-2222-3333-4444-555555555555"),
    "a list of audiences": changed(aud=["99999999-2222-3333-4444-555555555555", APP]),
    "no audience": changed(aud=None),
    "an audience that is a number": changed(aud=7),
    "no expiry": changed(exp=None),
    "an expiry that is text": changed(exp="tomorrow"),
    "an expiry that is true": changed(exp=True),
    "an expiry that is infinite": lambda url: signed(claims(NOW, url, exp=float("inf"))),
    "expired more than 5 minutes ago": changed(
        nbf=int(NOW.timestamp()) - HOUR, exp=int(NOW.timestamp()) - 301
    ),
    "not valid for another 6 minutes": changed(nbf=int(NOW.timestamp()) + 360),
    "no beginning": changed(nbf=None),
}
MISBOUND: dict[str, Callable[[str], str]] = {
    "a token for another connector": changed(serviceurl="https://smba.trafficmanager.net/emea/"),
    "a token for no connector": changed(serviceurl=None),
    "a token for a list of connectors": changed(serviceurl=["x"]),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=list(FORGED))
async def test_a_token_that_proves_nothing_is_answered_401(
    deliver: Deliver, ada: Person, desk: Desk, forge: Callable[[str], str]
) -> None:
    response = await deliver(ada.says("help"), token=forge(ada.service_url))

    assert response.status == 401
    assert await response.text() == ""
    assert desk.received == []


@pytest.mark.parametrize("forge", MISBOUND.values(), ids=list(MISBOUND))
async def test_a_good_token_about_something_else_is_answered_403(
    deliver: Deliver, ada: Person, desk: Desk, forge: Callable[[str], str]
) -> None:
    response = await deliver(ada.says("help"), token=forge(ada.service_url))

    assert response.status == 403
    assert desk.received == []


@pytest.mark.parametrize(
    "changes",
    [
        {"serviceUrl": None},
        {"serviceUrl": "https://smba.trafficmanager.net/emea/"},
        {"serviceUrl": ["a list"]},
        {"channelId": None},
        {"channelId": "webchat"},
        {"channelId": "emulator"},
        {"conversation": {"id": "a:ada", "tenantId": OTHER_TENANT}},
        {"channelData": {"tenant": {"id": OTHER_TENANT}}},
        {
            "conversation": {"id": "a:ada", "tenantId": OTHER_TENANT},
            "channelData": {"tenant": {"id": OTHER_TENANT}},
        },
        {"conversation": {"id": "a:ada"}, "channelData": {}},
        {"conversation": "a:ada", "channelData": "none"},
    ],
    ids=repr,
)
async def test_an_activity_the_token_does_not_cover_is_answered_403(
    deliver: Deliver, ada: Person, desk: Desk, changes: Json
) -> None:
    assert (await deliver({**ada.says("help"), **changes})).status == 403
    assert desk.received == []


async def test_a_key_that_may_not_sign_for_teams_is_refused(
    deliver: Deliver, ada: Person, teams: FakeTeams, desk: Desk
) -> None:
    teams.key_ids = {"key-1": ("webchat",), "key-2": ()}

    for kid in teams.key_ids:
        token = signed(claims(NOW, ada.service_url), kid=kid)
        assert (await deliver(ada.says("help"), token=token)).status == 403
    assert desk.received == []


@pytest.mark.parametrize("header", ["Basic dTpw", "Bearer", "bearer ", "Token x", "Bearer \u00e9"])
async def test_another_kind_of_authorization_is_refused(deliver: Deliver, ada: Person, header: str) -> None:
    response = await deliver(ada.says("help"), headers={"Authorization": header})

    assert response.status == 401


async def test_a_good_token_within_five_minutes_of_its_end_is_accepted(
    deliver: Deliver, ada: Person, desk: Desk
) -> None:
    ended = int(NOW.timestamp()) - 299
    token = signed(claims(NOW, ada.service_url, nbf=ended - HOUR, exp=ended))

    assert (await deliver(ada.says("help"), token=token)).status == 200
    assert desk.only().text == "help"


async def test_a_rotated_key_is_accepted_at_once(
    deliver: Deliver, ada: Person, teams: FakeTeams, clock: SetClock
) -> None:
    await deliver(ada.says("help"))
    teams.key_ids = {"key-2": ("msteams",)}
    clock.set(NOW + timedelta(minutes=2))

    token = signed(claims(clock.now(), ada.service_url), kid="key-2")
    assert (await deliver(ada.says("help"), token=token)).status == 200
    old = signed(claims(clock.now(), ada.service_url), kid="key-1")
    assert (await deliver(ada.says("help"), token=old)).status == 401


async def test_invented_key_ids_ask_for_keys_once_a_minute(
    deliver: Deliver, ada: Person, teams: FakeTeams, clock: SetClock
) -> None:
    await deliver(ada.says("help"))
    clock.set(NOW + timedelta(seconds=61))
    for number in range(20):
        token = signed(claims(clock.now(), ada.service_url), kid=f"invented-{number % 2}")
        assert (await deliver(ada.says("help"), token=token)).status == 401

    assert teams.key_fetches == 2


async def test_keys_are_renewed_after_a_day(
    deliver: Deliver, ada: Person, teams: FakeTeams, clock: SetClock
) -> None:
    await deliver(ada.says("help"))
    clock.set(NOW + timedelta(hours=23))
    await deliver(ada.says("help"))
    assert teams.key_fetches == 1

    clock.set(NOW + timedelta(hours=24))
    await deliver(ada.says("help"))
    assert teams.key_fetches == 2


async def test_without_keys_the_answer_is_503_until_they_can_be_had(
    deliver: Deliver, ada: Person, teams: FakeTeams, clock: SetClock, desk: Desk
) -> None:
    teams.keys_are_down = True
    assert [(await deliver(ada.says("help"))).status for _ in range(5)] == [503] * 5
    assert teams.key_fetches == 1

    teams.keys_are_down = False
    clock.set(NOW + timedelta(seconds=6))
    assert (await deliver(ada.says("help"))).status == 200
    assert desk.only().text == "help"
