"""Incidents people report: open until an administrator closes them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from bot.model.incidents import IncidentKind
from bot.store.database import Row, Transaction


class Incident(BaseModel):
    """One report; `owner` is the person who looks at it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    incident_id: str
    program_id: str
    kind: IncidentKind
    body: str
    owner: str
    reported_by: str | None
    reported_at: datetime
    closed_at: datetime | None = None
    answer_by_at: datetime | None = None
    answered_at: datetime | None = None


def report(
    db: Transaction, incident_id: str, program_id: str, kind: IncidentKind, body: str, owner: str, by: str,
    at: datetime, answer_by: datetime,
) -> None:  # fmt: skip
    """Keeps a report; the owner must answer it by then."""
    db.run(
        "incidents.report", incident_id=incident_id, program_id=program_id, kind=kind, body=body, owner=owner,
        reported_by=by, reported_at=at, answer_by_at=answer_by,
    )  # fmt: skip


def find_same(db: Transaction, program_id: str, kind: IncidentKind, body: str, by: str) -> Incident | None:
    """What this person reported in the same words and nobody closed yet: another tap is no other incident."""
    row = db.one("incidents.find_same", program_id=program_id, kind=kind, body=body, reported_by=by)
    return Incident.model_validate(row) if row else None


def find(db: Transaction, incident_id: str) -> Incident | None:
    """The incident with this id."""
    row = db.one("incidents.find_incident", incident_id=incident_id)
    return Incident.model_validate(row) if row else None


def open_ones(db: Transaction, program_id: str) -> list[Incident]:
    """Those nobody closed yet, oldest first."""
    rows = db.all("incidents.list_open", program_id=program_id)
    return [Incident.model_validate(row) for row in rows]


def answer(db: Transaction, incident_id: str, by: str, at: datetime) -> bool:
    """Somebody answers for it: no reminder comes any more; False when somebody did before."""
    return db.run("incidents.answer_incident", incident_id=incident_id, answered_by=by, answered_at=at) == 1


def close(db: Transaction, incident_id: str, by: str, outcome: str, at: datetime) -> bool:
    """Closes an incident; False when somebody closed it before."""
    changed = db.run(
        "incidents.close_incident", incident_id=incident_id, closed_by=by, closed_at=at, outcome=outcome
    )
    return changed == 1


def reported_by(db: Transaction, person_id: str) -> list[Row]:
    """What a person reported, for the export."""
    return db.all("incidents.list_reported_by", person_id=person_id)


def forget_person(db: Transaction, person_id: str) -> None:
    """The report stays, who made it does not."""
    db.run("incidents.forget_reporter", person_id=person_id)
