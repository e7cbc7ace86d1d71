"""What became of a post: one table from Slack's many ways of answering to three outcomes.

Source: docs.slack.dev/reference/methods/chat.postMessage (errors) and /apis/web-api/rate-limits.
"""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.chat import Doubtful, Outcome, Posted, Refused

_NOT_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
)
_RATE_LIMITED = ("ratelimited", "rate_limited", "message_limit_exceeded")
_RATE_LIMITED_SECONDS = 30.0

# "It's possible some aspect of the operation succeeded before the error was raised."
_DOUBTFUL = ("fatal_error", "internal_error")

_RECIPIENT_GONE = (
    "user_disabled",
    "user_not_found",
    "users_not_found",
    "user_not_visible",
    "channel_not_found",
    "cannot_dm_bot",
)
_NEVER = (
    *_RECIPIENT_GONE,
    "is_archived",
    "not_in_channel",
    "messages_tab_disabled",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "metadata_too_large",
)
_LATER_SECONDS = {"request_timeout": 5.0, "service_unavailable": 30.0, "team_added_to_org": 60.0}
# The installation's own trouble (a token revoked, a scope missing), or an error unknown to us: an
# administrator can mend it, so no message is given up for it.
_MENDED_BY_HAND_SECONDS = 300.0

NEVER_READABLE = (
    *_RECIPIENT_GONE,
    "missing_scope",
    "not_in_channel",
    "access_denied",
    "method_not_supported_for_channel_type",
)


def classify(result: object) -> Outcome:
    """The outcome of chat.postMessage, from its response or the exception it raised.

    Refused only when Slack has surely not posted: it said so, or it was never reached. Time-outs,
    cut connections, 5xx, and answers that are not Slack's JSON are Doubtful.
    """
    if isinstance(result, _NOT_SENT):
        return Refused("not connected", permanent=False, retry_after=5.0)
    if isinstance(result, BaseException) and not isinstance(result, SlackApiError):
        return Doubtful(type(result).__name__)
    response = result.response if isinstance(result, SlackApiError) else result
    status = _status(response)
    said = _said(response)
    error = _error_in(said)
    if status == 429 or error in _RATE_LIMITED:
        return Refused("ratelimited", permanent=False, retry_after=_retry_after(response))
    if status >= 500 or error in _DOUBTFUL or not said:
        return Doubtful(error or f"http {status}")
    if said.get("ok") is True:
        ts, channel = str(said.get("ts") or ""), str(said.get("channel") or "")
        return Posted(ref=ts, conversation=channel) if ts else Doubtful("ok without a ts")
    return _refusal(error) if error else Doubtful(f"http {status}")


def error_of(error: BaseException) -> str:
    """Slack's name for an error, or the exception's; never a text that could hold a token."""
    if isinstance(error, SlackApiError):
        return _error_in(_said(error.response)) or f"http {_status(error.response)}"
    return type(error).__name__


def _refusal(error: str) -> Refused:
    if error in _NEVER:
        return Refused(error, permanent=True, recipient_gone=error in _RECIPIENT_GONE)
    return Refused(error, permanent=False, retry_after=_LATER_SECONDS.get(error, _MENDED_BY_HAND_SECONDS))


def _said(response: object) -> dict[str, object]:
    body = getattr(response, "data", response)
    return body if isinstance(body, dict) else {}


def _error_in(said: dict[str, object]) -> str:
    error = said.get("error")  # what is no text there is not Slack's
    return error if isinstance(error, str) else ""


def _status(response: object) -> int:
    # slack_sdk hands over its own response, or aiohttp's when the body was not JSON.
    status = getattr(response, "status_code", getattr(response, "status", 0))
    return status if isinstance(status, int) else 0


def _retry_after(response: object) -> float:
    headers = getattr(response, "headers", None) or {}
    try:
        seconds = float(headers.get("Retry-After", _RATE_LIMITED_SECONDS))
    except (TypeError, ValueError):
        return _RATE_LIMITED_SECONDS
    return seconds if 0 < seconds < 86_400 else _RATE_LIMITED_SECONDS
