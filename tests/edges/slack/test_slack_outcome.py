"""One table from Slack's many ways of answering to: accepted, surely refused, nobody knows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from yarl import URL

from bot.chat import Doubtful, Outcome, Posted, Refused
from bot.slack.client import classify


def said(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> SlackApiError:
    response = SimpleNamespace(data=body, status_code=status, headers=headers or {})
    return SlackApiError("failed", response)


def no(error: str) -> SlackApiError:
    return said({"ok": False, "error": error})


def connector_error() -> aiohttp.ClientConnectorError:
    key = aiohttp.client_reqrep.ConnectionKey("h", 443, True, True, None, None, None)
    return aiohttp.ClientConnectorError(key, OSError("refused"))


ACCEPTED = SimpleNamespace(data={"ok": True, "ts": "1.2", "channel": "D1"}, status_code=200, headers={})

TABLE: list[tuple[str, object, Outcome]] = [
    ("accepted", ACCEPTED, Posted("1.2", "D1")),
    (
        "ok without ts",
        SimpleNamespace(data={"ok": True}, status_code=200),
        Doubtful("ok without a ts"),
    ),
    ("429 with a hint", said({}, 429, {"Retry-After": "17"}), Refused("ratelimited", False, 17.0)),
    ("429 without a hint", said("slow down", 429), Refused("ratelimited", False, 30.0)),
    (
        "429 with a silly hint",
        said({}, 429, {"Retry-After": "soon"}),
        Refused("ratelimited", False, 30.0),
    ),
    ("429 without a wait", said({}, 429, {"Retry-After": "0"}), Refused("ratelimited", False, 30.0)),
    ("429 for ever", said({}, 429, {"Retry-After": "1e9"}), Refused("ratelimited", False, 30.0)),
    ("ratelimited in JSON", no("ratelimited"), Refused("ratelimited", False, 30.0)),
    ("rate_limited in JSON", no("rate_limited"), Refused("ratelimited", False, 30.0)),
    (
        "person deactivated",
        no("user_disabled"),
        Refused("user_disabled", True, recipient_gone=True),
    ),
    (
        "no such person",
        no("channel_not_found"),
        Refused("channel_not_found", True, recipient_gone=True),
    ),
    ("archived", no("is_archived"), Refused("is_archived", True)),
    ("messages tab off", no("messages_tab_disabled"), Refused("messages_tab_disabled", True)),
    ("blocks refused", no("invalid_blocks"), Refused("invalid_blocks", True)),
    ("too long", no("msg_too_long"), Refused("msg_too_long", True)),
    ("body cut off on the way", no("request_timeout"), Refused("request_timeout", False, 5.0)),
    ("Slack says later", no("service_unavailable"), Refused("service_unavailable", False, 30.0)),
    ("token revoked", no("token_revoked"), Refused("token_revoked", False, 300.0)),
    ("scope missing", no("missing_scope"), Refused("missing_scope", False, 300.0)),
    ("never heard of", no("brand_new_error"), Refused("brand_new_error", False, 300.0)),
    ("fatal_error", no("fatal_error"), Doubtful("fatal_error")),
    ("internal_error", no("internal_error"), Doubtful("internal_error")),
    ("500 with JSON", said({"ok": False, "error": "x"}, 500), Doubtful("x")),
    ("503 with HTML", said("<h1>", 503), Doubtful("http 503")),
    ("200 with HTML", said("<h1>", 200), Doubtful("http 200")),
    ("body not JSON", SlackApiError("x", SimpleNamespace(status=200)), Doubtful("http 200")),
    (
        "429 not JSON",
        SlackApiError("x", SimpleNamespace(status=429)),
        Refused("ratelimited", False, 30.0),
    ),
    ("time-out", TimeoutError(), Doubtful("TimeoutError")),
    ("read time-out", aiohttp.SocketTimeoutError(), Doubtful("SocketTimeoutError")),
    ("server hung up", aiohttp.ServerDisconnectedError(), Doubtful("ServerDisconnectedError")),
    ("reset", aiohttp.ClientOSError(104, "reset"), Doubtful("ClientOSError")),
    ("reset below aiohttp", ConnectionResetError(), Doubtful("ConnectionResetError")),
    ("body cut off", aiohttp.ClientPayloadError(), Doubtful("ClientPayloadError")),
    ("never connected", connector_error(), Refused("not connected", False, 5.0)),
    (
        "connecting timed out",
        aiohttp.ConnectionTimeoutError(),
        Refused("not connected", False, 5.0),
    ),
    (
        "the proxy refused",
        aiohttp.ClientHttpProxyError(SimpleNamespace(real_url=URL("http://p")), ()),
        Refused("not connected", False, 5.0),
    ),
    ("slack_sdk stumbled", AttributeError("'str' has no 'get'"), Doubtful("AttributeError")),
]


@pytest.mark.parametrize(("result", "outcome"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_slack_said_this_so_the_message_is(result: object, outcome: Outcome) -> None:
    assert classify(result) == outcome


def test_no_outcome_repeats_what_a_response_held() -> None:
    outcome = classify(said({"ok": False, "error": "", "token": "xoxb-secret"}, 500))

    assert "xoxb" not in repr(outcome)
