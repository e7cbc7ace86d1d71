"""Draws that never change: whoever drew a place keeps it, on every machine and after every restart."""

from __future__ import annotations

import hashlib
from typing import Literal

Arm = Literal["nudged", "holdout"]
BUCKETS = 10_000


def bucket(*parts: str) -> int:
    """A place from 0 to 9999 that these parts give, always the same one; the first part is the salt."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:8], "big") % BUCKETS


def arm_of(program_key: str, email: str, percent: float) -> Arm:
    """The arm of a person in a program's holdout of `percent` people; upper and lower case alike."""
    place = bucket("holdout", program_key, email.strip().lower())
    return "holdout" if place < round(percent * BUCKETS / 100) else "nudged"
