"""Who can know whose answer is whose: by name, in confidence, or nobody; fixed once somebody was asked."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

Mode = Literal["named", "confidential", "anonymous"]
KEYS_OUTLIVE = timedelta(days=14)  # the end of the program, or the close of a window that was open then


def pseudonym(secret: str, prompt_id: str) -> str:
    """What stands for a person in one anonymous window; another in every window, and nothing without the key."""
    return "slp_" + hmac.new(secret.encode(), prompt_id.encode(), hashlib.sha256).hexdigest()[:32]


def key_ends_at(closes_at: datetime, ended_at: datetime | None) -> datetime:
    """When the key of a window goes, its program being over: until then whoever answered can still read the last
    digest, answer back in a thread, take answers along or erase them."""
    return max(closes_at, ended_at or closes_at) + KEYS_OUTLIVE


def mode_problems(
    written: Mapping[tuple[str, str], Mode], asked: Iterable[tuple[str, str, Mode]]
) -> list[str]:
    """Where a new version would change the mode of a window in which somebody was asked already: what people
    were told before they answered holds. Windows are (phase, window) keys."""
    return [
        f'window {window}: people were asked under mode = "{mode}", and that can\'t be changed any more; write '
        f'mode = "{mode}", or give a new window a key of its own'
        for phase, window, mode in asked
        if written.get((phase, window), mode) != mode
    ]
