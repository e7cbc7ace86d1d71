"""What a failed send means: surely refused, or nobody knows."""

from __future__ import annotations

import ssl

import pytest
from urllib3.exceptions import ConnectTimeoutError, ProtocolError, ReadTimeoutError

from bot.chat import Doubtful, Refused
from bot.teams.credentials import NoTokenError
from bot.teams.outcome import (
    AddressRefusedError,
    CardRefusedError,
    NotOpenedError,
    RejectedError,
    classify,
)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RejectedError(429, "", "17"), Refused("429", permanent=False, retry_after=17)),
        (RejectedError(429), Refused("429", permanent=False, retry_after=30)),
        (
            RejectedError(429, "", "Sun, 02 Nov 2025 09:00:00 GMT"),
            Refused("429", permanent=False, retry_after=30),
        ),
        (RejectedError(429, "", "-5"), Refused("429", permanent=False, retry_after=30)),
        (RejectedError(429, "", "0"), Refused("429", permanent=False, retry_after=30)),
        (
            RejectedError(403, "MessageWritesBlocked"),
            Refused("403 MessageWritesBlocked", permanent=True, recipient_gone=True),
        ),
        (RejectedError(403), Refused("403", permanent=True, recipient_gone=True)),
        (
            RejectedError(404, "ConversationNotFound"),
            Refused("404 ConversationNotFound", permanent=True, recipient_gone=True),
        ),
        (RejectedError(410), Refused("410", permanent=True, recipient_gone=True)),
        (RejectedError(413, "MessageSizeTooBig"), Refused("413 MessageSizeTooBig", permanent=True)),
        (RejectedError(400, "BadSyntax"), Refused("400 BadSyntax", permanent=True)),
        (RejectedError(405), Refused("405", permanent=True)),
        (RejectedError(401), Refused("401", permanent=False, retry_after=60)),
        (RejectedError(307), Refused("307", permanent=False, retry_after=60)),
        (RejectedError(408), Doubtful("408")),
        (RejectedError(412, "PreconditionFailed"), Doubtful("412 PreconditionFailed")),
        (RejectedError(500), Doubtful("500")),
        (RejectedError(502), Doubtful("502")),
        (RejectedError(503), Doubtful("503")),
        (RejectedError(504), Doubtful("504")),
        (CardRefusedError("title: too long"), Refused("card: title: too long", permanent=True)),
        (AddressRefusedError("evil.example"), Refused("address_refused", permanent=True)),
        (NotOpenedError("no id"), Refused("not_opened: no id", permanent=False)),
        (
            NoTokenError("TimeoutError"),
            Refused("no_token: TimeoutError", permanent=False, retry_after=60),
        ),
        (ConnectTimeoutError(), Refused("not_connected", permanent=False)),
        (ssl.SSLCertVerificationError(), Refused("not_connected", permanent=False)),
        (ProtocolError("reset"), Doubtful("ProtocolError")),
        (ReadTimeoutError(None, "/", "slow"), Doubtful("ReadTimeoutError")),  # type: ignore[arg-type]
        (TimeoutError(), Doubtful("TimeoutError")),
        (ConnectionResetError(), Doubtful("ConnectionResetError")),
        (ValueError("not JSON"), Doubtful("ValueError")),
        (RuntimeError("anything"), Doubtful("RuntimeError")),
    ],
    ids=lambda given: repr(given)[:50],
)
def test_an_error_has_one_meaning(error: Exception, outcome: Refused | Doubtful) -> None:
    assert classify(error) == outcome


def test_a_connection_that_never_stood_is_found_behind_other_errors() -> None:
    outer = RuntimeError("the SDK's")
    outer.__context__ = ConnectTimeoutError()

    assert classify(outer) == Refused("not_connected", permanent=False)
