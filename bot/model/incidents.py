"""Incidents: which kinds there are, which stop the program at once, and until when somebody must answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, get_args

Reported = Literal["wrong", "leaked", "biased", "unsafe"]
# The last two are those of reports made before there were four kinds.
IncidentKind = Literal["wrong", "leaked", "biased", "unsafe", "safety", "other"]
REPORTED: tuple[Reported, ...] = get_args(Reported)
STOPPING: frozenset[IncidentKind] = frozenset({"leaked", "unsafe", "safety"})

_ANSWERED_WITHIN = timedelta(hours=48)
_STOPPING_ANSWERED_WITHIN = timedelta(hours=4)


def answer_by(kind: IncidentKind, reported_at: datetime) -> datetime:
    """Until when whoever owns it must say that somebody looks at it."""
    return reported_at + (_STOPPING_ANSWERED_WITHIN if kind in STOPPING else _ANSWERED_WITHIN)


def reminds_at(kind: IncidentKind, reported_at: datetime) -> datetime:
    """When the owner is reminded: with a quarter of the time left."""
    return reported_at + (answer_by(kind, reported_at) - reported_at) * 3 / 4
