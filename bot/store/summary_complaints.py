"""What people say against numbers of published summaries, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.store.database import Row, Transaction

State = Literal["open", "answered", "corrected"]
OTHER = "other"  # something of the summary that is no number


class Complaint(BaseModel):
    """One number questioned, in the words of whoever did; both are gone once that person was erased."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    complaint_id: str
    summary_id: str
    number_key: str
    words: str
    reported_by: str | None
    reported_at: datetime
    state: State = "open"
    answered_by: str | None = None
    reason: str = ""
    answered_at: datetime | None = None


def report(
    db: Transaction, complaint_id: str, summary_id: str, number_key: str, words: str, by: str, at: datetime
) -> None:
    """Keeps that a number is questioned."""
    db.run(
        "summary_complaints.report", complaint_id=complaint_id, summary_id=summary_id, number_key=number_key,
        words=words, reported_by=by, reported_at=at,
    )  # fmt: skip


def find(db: Transaction, complaint_id: str) -> Complaint | None:
    """The complaint with this id."""
    row = db.one("summary_complaints.find_complaint", complaint_id=complaint_id)
    return Complaint.model_validate(row) if row else None


def find_same(db: Transaction, summary_id: str, number_key: str, words: str, by: str) -> Complaint | None:
    """What this person said in the same words and nobody answered yet: a form sent twice."""
    row = db.one(
        "summary_complaints.find_same", summary_id=summary_id, number_key=number_key, words=words,
        reported_by=by,
    )  # fmt: skip
    return Complaint.model_validate(row) if row else None


def answer(db: Transaction, complaint_id: str, state: State, by: str, reason: str, at: datetime) -> bool:
    """Answers it; False when somebody did before."""
    changed = db.run(
        "summary_complaints.answer_complaint", complaint_id=complaint_id, state=state, answered_by=by,
        reason=reason, answered_at=at,
    )  # fmt: skip
    return changed == 1


def of_program(db: Transaction, program_id: str) -> list[Row]:
    """Every complaint of a program, oldest first, each with `team, week_on, number` of its summary."""
    return db.all("summary_complaints.list_of_program", program_id=program_id)


def corrections(db: Transaction, summary_id: str, number_key: str) -> list[Complaint]:
    """What was corrected of one number since it was published, oldest first."""
    rows = db.all("summary_complaints.list_corrected", summary_id=summary_id, number_key=number_key)
    return [Complaint.model_validate(row) for row in rows]


def since(rows: list[Row], team: str, at: datetime | None) -> Mapping[str, int]:
    """How many numbers of a group were `questioned` and `corrected` since then, from the rows of its program;
    none of either where nothing was published before."""
    if at is None:
        return {"questioned": 0, "corrected": 0}
    here = [row for row in rows if row["team"] == team]
    asked = {_number(row) for row in here if row["reported_at"] >= at}
    fixed = {_number(row) for row in here if row["state"] == "corrected" and row["answered_at"] >= at}
    return {"questioned": len(asked), "corrected": len(fixed)}


def _number(row: Row) -> tuple[str, str]:
    return row["summary_id"], row["number_key"]


def reported_by(db: Transaction, person_id: str) -> list[Row]:
    """What a person questioned, for the export."""
    return db.all("summary_complaints.list_reported_by", person_id=person_id)


def answered_by(db: Transaction, person_id: str) -> list[Row]:
    """What a person answered, for the export."""
    return db.all("summary_complaints.list_answered_by", person_id=person_id)


def forget_person(db: Transaction, person_id: str) -> None:
    """That a number was questioned stays, and what was answered; the words and both names do not."""
    db.run("summary_complaints.forget_reporter", person_id=person_id)
    db.run("summary_complaints.forget_answerer", person_id=person_id)
