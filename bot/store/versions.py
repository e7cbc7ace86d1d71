"""Every text a program ever had: who wrote it, who let it begin, who turned it down and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.model.rollout import Program
from bot.store.database import Row, Transaction
from bot.store.programs import parsed

VersionState = Literal["draft", "replaced", "approved", "rejected"]


@dataclass(frozen=True)
class PlanVersion:
    """One text of a program; `author` and `approved_by` are ids of people, '' the command line."""

    program_id: str
    version: int
    state: VersionState
    program: Program
    digest: str
    based_on: int
    author: str
    written_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None
    reason: str = ""


def history(db: Transaction, program_id: str) -> list[PlanVersion]:
    """Every version of a program, oldest first."""
    return [_version(row) for row in db.all("versions.list_versions", program_id=program_id)]


def drafts(db: Transaction) -> list[PlanVersion]:
    """What waits for approval, newest first; one a program at most."""
    return [_version(row) for row in db.all("versions.list_drafts")]


def add(
    db: Transaction, program: Program, version: int, based_on: int, author: str, at: datetime
) -> PlanVersion | None:
    """Writes the next draft, which replaces the draft before; None when somebody else just wrote it."""
    program_id = program.program.key
    added = db.run(
        "versions.add_version",
        program_id=program_id,
        version=version,
        plan_json=program.model_dump_json(by_alias=True),
        digest=program.fingerprint(),
        base=based_on,
        author=author,
        written_at=at,
    )
    if not added:
        return None
    db.run("versions.replace_drafts", program_id=program_id, version=version)
    return history(db, program_id)[-1]


def approve(db: Transaction, draft: PlanVersion, by: str, at: datetime) -> bool:
    """Marks a draft approved; False when it is none any more."""
    return (
        db.run(
            "versions.approve_version",
            program_id=draft.program_id,
            version=draft.version,
            approved_by=by,
            approved_at=at,
        )
        == 1
    )


def reject(db: Transaction, draft: PlanVersion, by: str, reason: str, at: datetime) -> bool:
    """Marks a draft rejected; False when it is none any more."""
    return (
        db.run(
            "versions.reject_version",
            program_id=draft.program_id,
            version=draft.version,
            rejected_by=by,
            reason=reason,
            rejected_at=at,
        )
        == 1
    )


def sign(db: Transaction, draft: PlanVersion, author: str) -> None:
    """Somebody answers for a draft that came from the command line without a name."""
    db.run("versions.sign_version", program_id=draft.program_id, version=draft.version, author=author)


def written_by(db: Transaction, person_id: str) -> list[Row]:
    """What a person wrote, for the record: program, version, state and when."""
    return db.all("versions.list_written_by", author=person_id)


def _version(row: Row) -> PlanVersion:
    return PlanVersion(
        program_id=row["program_id"],
        version=row["version"],
        state=row["state"],
        program=parsed(row["digest"], row["plan_text"]),
        digest=row["digest"],
        based_on=row["base"],
        author=row["author"],
        written_at=row["written_at"],
        approved_by=row["approved_by"],
        approved_at=row["approved_at"],
        reason=row["reason"],
    )
