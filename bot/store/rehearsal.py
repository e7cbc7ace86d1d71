"""What a rehearsal reads and writes in its own database: rows in bulk, and the roster it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.chat import Address
from bot.model.people import Person
from bot.store.database import Row, Transaction

_COLUMNS = (
    "person_id", "email", "name", "team", "manager", "timezone", "locale", "role", "calendar", "ordinal", "state",
)  # fmt: skip


def due(db: Transaction, until: datetime) -> list[Row]:
    """Every planned row due before `until`, with the slot and item, or the window, that it tells of."""
    return db.all("rehearsal.list_due", until_at=until)


def settle(
    db: Transaction, sent: Sequence[Row], dropped: Sequence[Row], put_off: Sequence[Row], told: Sequence[Row]
) -> None:
    """Writes what became of rows: `delivery_id, left_at`; `delivery_id, state, settled_at, reason`;
    `delivery_id, due_at, reason`; and who was told who speaks: `person_id, disclosed_at`."""
    db.run_many("rehearsal.settle_sent", sent)
    db.run_many("people.mark_disclosed", told)
    db.run_many("outbox.drop_planned", dropped)
    db.run_many("outbox.put_off", put_off)


def next_gate(db: Transaction) -> datetime | None:
    """When the next gate card is due; None when none is planned."""
    found: datetime | None = db.value("rehearsal.next_gate")
    return found


def decisions(db: Transaction) -> list[Row]:
    """Rows `slot, outcome, reason, decisions`: how the slots of nudges and tips were decided."""
    return db.all("rehearsal.count_decisions")


def windows(db: Transaction) -> list[Row]:
    """Every feedback window that was opened, by its earliest opening."""
    return db.all("rehearsal.list_windows")


def reached(db: Transaction) -> list[tuple[str, Address]]:
    """Where people can be reached: id of the person and the address."""
    rows = db.all("rehearsal.list_addresses")
    return [(row["person_id"], _address(row)) for row in rows]


@dataclass(frozen=True)
class Belongs:
    """Which groups hold whom, and who volunteered, as rows of their tables."""

    groups: Sequence[Row]
    volunteers: Sequence[Row]


def belongs(db: Transaction) -> Belongs:
    """As it stands now."""
    return Belongs(db.all("rehearsal.list_group_members"), db.all("rehearsal.list_volunteers"))


def copy_people(
    db: Transaction, people: Sequence[Person], reached: Sequence[tuple[str, Address]], belong: Belongs,
    at: datetime,
) -> None:  # fmt: skip
    """Takes people over as they are, with what they chose and where they are reached; nobody was told yet
    who speaks."""
    db.run_many("rehearsal.copy_person", [_person(person, at) for person in people])
    db.run_many("rehearsal.copy_preference", [_choice(person) for person in people])
    db.run_many("rehearsal.copy_group_member", belong.groups)
    db.run_many("rehearsal.copy_volunteer", belong.volunteers)
    add_addresses(db, reached, at)


def add_addresses(db: Transaction, reached: Sequence[tuple[str, Address]], at: datetime) -> None:
    """Notes addresses; one that is known already stays."""
    rows = [
        {
            "person_id": person_id, "platform": to.platform, "workspace": to.workspace, "user_ref": to.user,
            "conversation": to.conversation, "service_url": to.service_url, "seen_at": at,
        }
        for person_id, to in reached
    ]  # fmt: skip
    db.run_many("rehearsal.copy_address", rows)


def _person(person: Person, at: datetime) -> Row:
    row: Row = {name: getattr(person, name) for name in _COLUMNS}
    return {**row, "attributes_json": person.attributes, "created_at": at}


def _choice(person: Person) -> Row:
    columns = ("person_id", "own_locale", "quiet_from", "quiet_until", "paused_until_on", "stopped_at")
    row: dict[str, Any] = {name: getattr(person, name) for name in columns}
    return row


def _address(row: Row) -> Address:
    return Address(
        row["platform"], row["workspace"], row["user_ref"], row["conversation"], row["service_url"]
    )
