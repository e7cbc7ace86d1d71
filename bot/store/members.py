"""Who takes part: in the program, and in each of its phases. Many people at once, never one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.model.people import Person, Stratum
from bot.store import people, volunteers
from bot.store.database import Row, Transaction


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take part, and what is stored of that; `drawn` and `drawn_as` are kept from the
    first time the person came in, None before it."""

    person: Person
    drawn: int | None
    drawn_as: Stratum | None
    is_in: bool
    was_in_phase: bool
    is_in_phase: bool
    volunteered_for: str = ""

    @property
    def was_in(self) -> bool:
        return self.drawn is not None


@dataclass(frozen=True)
class Entry:
    """What is drawn when a person first comes in, and never again."""

    person_id: str
    bucket: int
    stratum: Stratum
    arm: Literal["nudged", "holdout"]


def candidates(db: Transaction, program_id: str, phase_key: str) -> list[Candidate]:
    """Every active person, and whoever is in though not active any more; by ordinal.

    Read table by table and matched here: PostgreSQL, which has no statistics of rows written a moment
    ago, would join thousands of them one by one.
    """
    entries = {row["person_id"]: row for row in db.all("members.list_entries", program_id=program_id)}
    rows = db.all("members.list_phase_entries", program_id=program_id, phase_key=phase_key)
    phased = {row["person_id"]: row["left_at"] is None for row in rows}
    said = volunteers.of_program(db, program_id)
    found = (
        _candidate(one, entries.get(one.person_id), phased, said.get(one.person_id, ""))
        for one in people.everyone(db)
    )
    return [one for one in found if one.person.state == "active" or one.is_in]


def enrol(db: Transaction, program_id: str, entries: Iterable[Entry], at: datetime) -> None:
    """Takes people in for the first time, with what they drew."""
    rows = [
        {
            "program_id": program_id,
            "person_id": entry.person_id,
            "bucket": entry.bucket,
            "stratum": entry.stratum,
            "arm": entry.arm,
            "enrolled_at": at,
        }
        for entry in entries
    ]
    db.run_many("members.enrol", rows)


def take_back(db: Transaction, program_id: str, person_ids: Sequence[str]) -> None:
    """Takes people in again, as what they were before."""
    if person_ids:
        db.run("members.return_some", program_id=program_id, person_ids=list(person_ids))


def leave(db: Transaction, program_id: str, person_ids: Sequence[str], at: datetime) -> None:
    """These people leave the program."""
    if person_ids:
        db.run("members.leave_some", program_id=program_id, person_ids=list(person_ids), left_at=at)


def join_phase(
    db: Transaction, program_id: str, phase_key: str, person_ids: Sequence[str], at: datetime
) -> None:
    """These people are in a phase, or in it again."""
    if person_ids:
        db.run(
            "members.join_phase",
            program_id=program_id,
            phase_key=phase_key,
            person_ids=list(person_ids),
            joined_at=at,
        )


def leave_phase(
    db: Transaction, program_id: str, phase_key: str, person_ids: Sequence[str], at: datetime
) -> None:
    """These people leave a phase."""
    if person_ids:
        db.run(
            "members.leave_phase",
            program_id=program_id,
            phase_key=phase_key,
            person_ids=list(person_ids),
            left_at=at,
        )


def of_phase(db: Transaction, program_id: str, phase_key: str) -> list[Person]:
    """Active people of the program who are in this phase, by ordinal; nobody before it has begun."""
    rows = db.all("members.list_of_phase", program_id=program_id, phase_key=phase_key)
    return [people.made(row) for row in rows]


def undecided_groups(db: Transaction, program_id: str, phase_key: str, slot: str) -> list[tuple[str, str]]:
    """The (zone, calendar) pairs among those in a phase for whom a slot is not decided."""
    rows = db.all("members.list_undecided_groups", program_id=program_id, phase_key=phase_key, slot=slot)
    return [(row["timezone"], row["calendar"]) for row in rows]


def undecided(
    db: Transaction, program_id: str, phase_key: str, slot: str, zones: Iterable[str]
) -> list[tuple[Person, datetime | None]]:
    """Who is in a phase, in one of these zones, can be reached, did not say stop and has no decision for a
    slot, by ordinal; with since when each takes part and knows who speaks, None before that."""
    rows = db.all(
        "members.list_undecided", program_id=program_id, phase_key=phase_key, slot=slot, zones=sorted(zones)
    )
    return [(people.made(row), _told_at(row)) for row in rows]


def _told_at(row: Row) -> datetime | None:
    told_at: datetime | None = row["disclosed_at"]
    return max(row["enrolled_at"], told_at) if told_at else None


def among(db: Transaction, program_id: str, phase_key: str, person_ids: Sequence[str]) -> set[str]:
    """Which of these people are in a phase, by id."""
    rows = db.all(
        "members.list_among", program_id=program_id, phase_key=phase_key, person_ids=list(person_ids)
    )
    return {row["person_id"] for row in rows}


def of_person(db: Transaction, person_id: str) -> list[Row]:
    """Every program and phase a person was ever in, oldest first; `phase_key` is None without a phase."""
    return db.all("members.list_of_person", person_id=person_id)


def _candidate(person: Person, entry: Row | None, phased: Mapping[str, bool], said: str) -> Candidate:
    return Candidate(
        person=person,
        drawn=entry["bucket"] if entry else None,
        drawn_as=entry["stratum"] if entry else None,
        is_in=entry is not None and entry["left_at"] is None,
        was_in_phase=person.person_id in phased,
        is_in_phase=phased.get(person.person_id, False),
        volunteered_for=said,
    )
