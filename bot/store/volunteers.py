"""Who asked to take part, and from which phase on that counts."""

from __future__ import annotations

from datetime import datetime

from bot.store.database import Row, Transaction


def put(db: Transaction, program_id: str, person_id: str, phase_key: str, at: datetime) -> None:
    """The person volunteers from this phase on; who did so before stays with the first word."""
    db.run(
        "volunteers.put_volunteer",
        program_id=program_id,
        person_id=person_id,
        phase_key=phase_key,
        said_at=at,
    )


def withdraw(db: Transaction, program_id: str, person_id: str) -> bool:
    """Takes the word back; False when there was none."""
    return db.run("volunteers.drop_volunteer", program_id=program_id, person_id=person_id) == 1


def of_person(db: Transaction, person_id: str) -> list[Row]:
    """Rows `program_id, phase_key, said_at` of a person."""
    return db.all("volunteers.list_of_person", person_id=person_id)


def phase_of(db: Transaction, program_id: str, person_id: str) -> str:
    """The phase a person volunteered for; empty when the person did not."""
    rows = of_person(db, person_id)
    return next((row["phase_key"] for row in rows if row["program_id"] == program_id), "")


def of_program(db: Transaction, program_id: str) -> dict[str, str]:
    """Person id → the phase the person volunteered for."""
    rows = db.all("volunteers.list_of_program", program_id=program_id)
    return {row["person_id"]: row["phase_key"] for row in rows}
