"""Topics people want no more messages about."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from bot.store.database import Transaction


def turn_off(db: Transaction, person_id: str, topic: str, at: datetime) -> bool:
    """No more messages about it; False when it was off before."""
    return db.run("topics.turn_off", person_id=person_id, topic=topic, off_at=at) == 1


def turn_on(db: Transaction, person_id: str, topic: str) -> None:
    """Messages about it may come again."""
    db.run("topics.turn_on", person_id=person_id, topic=topic)


def off_for(db: Transaction) -> dict[str, set[str]]:
    """Person id → topics that are off; people without any are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in db.all("topics.list_off"):
        found[row["person_id"]].add(row["topic"])
    return dict(found)


def off_of(db: Transaction, person_id: str) -> list[str]:
    """One person's topics that are off, in order."""
    return [row["topic"] for row in db.all("topics.list_off_of_person", person_id=person_id)]


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases what the person turned off."""
    db.run("topics.forget_topics", person_id=person_id)
