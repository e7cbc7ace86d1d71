"""Inbound events, seen once: the record is part of the same transaction as the effect."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.store.database import Transaction


def is_new(db: Transaction, platform: str, event_id: str, at: datetime) -> bool:
    """Records the event; False when it was recorded before."""
    return db.run("inbox.record_event", platform=platform, event_id=event_id, received_at=at) == 1


def new_among(db: Transaction, platform: str, event_ids: Collection[str], at: datetime) -> set[str]:
    """Records events, and tells which of them were not recorded before."""
    if not event_ids:
        return set()
    rows = db.all("inbox.record_events", platform=platform, event_ids=sorted(set(event_ids)), received_at=at)
    return {row["event_id"] for row in rows}


def known(db: Transaction) -> set[str]:
    """Ids of every event that was taken and is remembered."""
    return {row["event_id"] for row in db.all("inbox.list_events")}


def forget_before(db: Transaction, before: datetime) -> int:
    """Drops records older than the platforms' longest redelivery; returns how many."""
    return db.run("inbox.forget_events", before_at=before)


def latest(db: Transaction) -> datetime | None:
    """When the last event came in, by the clock of that moment."""
    row = db.one("inbox.latest_event")
    return row["received_at"] if row else None
