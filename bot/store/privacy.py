"""Erasing a person's rows that no other noun owns."""

from __future__ import annotations

from bot.store.database import Transaction

_PARTS = (
    "forget_deliveries", "blank_replies", "forget_addresses", "forget_preference", "forget_requests",
    "forget_phases", "forget_groups", "forget_volunteering", "forget_enrolment", "erase_person",
)  # fmt: skip


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases the person's messages, addresses, preferences, requests and name; the number stays taken."""
    for part in _PARTS:
        db.run(f"privacy.{part}", person_id=person_id)
