"""Instants that were computed from a local rule, and the zone rules they were computed with."""

from __future__ import annotations

from datetime import datetime

from bot.model.time import LocalTime
from bot.store.database import Row, Transaction


def version(db: Transaction) -> str:
    """The zone rules in use here, as `2026f`; empty before the first start."""
    return str(db.value("zone_rules.find_version") or "")


def use(db: Transaction, new: str, now: datetime) -> None:
    """From now on instants are computed with these rules."""
    db.run("zone_rules.use_version", version=new, used_since_at=now)


def messages(db: Transaction, person_id: str = "") -> list[Row]:
    """Planned messages (of one person) that know their rule: `wall, zone, rule_at, due_at, …`."""
    return db.all("zone_rules.list_ruled_messages", person_id=person_id)


def redate_message(
    db: Transaction, delivery_id: str, rule: LocalTime, rule_at: datetime, due_at: datetime, not_after_at: datetime,
    reason: str,
) -> None:  # fmt: skip
    """Moves a planned message to where its rule lies now."""
    db.run(
        "zone_rules.redate_message", delivery_id=delivery_id, zone=rule.zone, rule_at=rule_at, due_at=due_at,
        not_after_at=not_after_at, reason=reason,
    )  # fmt: skip


def prompts(db: Transaction, person_id: str = "") -> list[Row]:
    """Prompts (of one person) in windows that are not closed: `opens_wall, closes_wall, zone, …`."""
    return db.all("zone_rules.list_ruled_prompts", person_id=person_id)


def redate_prompt(
    db: Transaction, prompt_id: str, zone: str, opens_at: datetime, closes_at: datetime
) -> None:
    """Moves one person's opening and close."""
    db.run("zone_rules.redate_prompt", prompt_id=prompt_id, zone=zone, opens_at=opens_at, closes_at=closes_at)


def redate_windows(db: Transaction) -> None:
    """Every window that is not closed lasts again from its earliest opening to its latest close."""
    db.run("zone_rules.redate_windows")
