"""Decides what a failed send means: surely refused, or nobody knows. Pure.

Microsoft's page asks to retry 412, 502 and 504, yet messages were seen to arrive two and three
times because a 408 or a 5xx came after delivery. So only what surely was not accepted is refused.

Sources: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit and
/bots/how-to/conversations/send-proactive-messages (status codes).
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from bot.chat import Doubtful, Refused
from bot.teams.credentials import NoTokenError

_RETRY_SECONDS = 60.0
_RATE_LIMITED_SECONDS = 30.0
_LONGEST_SECONDS = 86_400.0
_GONE = (403, 404, 410)
_UNKNOWN = (408, 412)
_NEVER_LEFT = (ConnectTimeoutError, NewConnectionError, ssl.SSLCertVerificationError)


class RejectedError(Exception):
    """The connector answered a request with something other than 2xx."""

    def __init__(self, status: int, code: str = "", retry_after: str = "") -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status
        self.code = code
        self.retry_after = retry_after


class CardRefusedError(Exception):
    """The card can't be shown in Teams; the message names each problem."""


class AddressRefusedError(Exception):
    """The stored address is not a connector of Microsoft's; the bot's token never goes there."""


class NotOpenedError(Exception):
    """There is no conversation with this person yet and none could be opened."""


def classify(error: Exception) -> Refused | Doubtful:
    """The outcome of a send that raised `error`."""
    match error:
        case RejectedError():
            return _rejected(error)
        case CardRefusedError():
            return Refused(f"card: {error}", permanent=True)
        case AddressRefusedError():
            return Refused("address_refused", permanent=True)
        case NotOpenedError():
            return Refused(f"not_opened: {error}", permanent=False)
        case NoTokenError():
            wait = _seconds(error.retry_after) or _RETRY_SECONDS
            return Refused(f"no_token: {error}", permanent=False, retry_after=wait)
    if any(isinstance(each, _NEVER_LEFT) for each in _chain(error)):
        return Refused("not_connected", permanent=False)
    return Doubtful(type(error).__name__)


def _rejected(error: RejectedError) -> Refused | Doubtful:
    reason = str(error)
    if error.status == 429:
        wait = _seconds(error.retry_after) or _RATE_LIMITED_SECONDS
        return Refused(reason, permanent=False, retry_after=wait)
    if error.status == 401 or error.status < 400:
        return Refused(reason, permanent=False, retry_after=_RETRY_SECONDS)
    if error.status in _UNKNOWN or error.status >= 500:
        return Doubtful(reason)
    return Refused(reason, permanent=True, recipient_gone=error.status in _GONE)


def _seconds(retry_after: str) -> float:
    """Seconds to wait, 0 where Teams names none or names a date."""
    is_number = retry_after.isascii() and retry_after.isdigit()
    seconds = float(retry_after) if is_number else 0.0
    return seconds if seconds < _LONGEST_SECONDS else 0.0


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
