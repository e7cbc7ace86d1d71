"""Lots: who falls into which share. The same parts always draw the same number, on every machine."""

from __future__ import annotations

import hashlib
from typing import Literal

Arm = Literal["nudged", "holdout"]
BUCKETS = 10_000


def bucket(*parts: str) -> int:
    """The number from 0 to 9999 these parts draw, upper and lower case alike."""
    text = "|".join(part.lower() for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") % BUCKETS


def arm_of(program_key: str, email: str, percent: float) -> Arm:
    """Which arm of the holdout a person draws, `percent` of all being held out; a lot of its own, so that
    it says nothing about who comes in first."""
    return "holdout" if bucket("holdout", program_key, email) < percent * 100 else "nudged"
