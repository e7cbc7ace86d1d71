"""Looks at gates, what was decided on them, objections, sealed predictions, and readiness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from bot.model.gate_rules import Choice, Evidence, Recommendation
from bot.model.readiness import Assessment, Driver
from bot.model.schedule import Shift
from bot.model.usage import bits_of
from bot.store.database import Row, Transaction


class Look(BaseModel):
    """A planned look as it was kept, and what somebody decided on it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    look_id: str
    program_id: str
    phase_key: str
    number: int
    evidence: Evidence
    looked_at: datetime
    choice: Choice | None = None
    reason: str | None = None
    weeks: int | None = None
    decided_by: str | None = None


class Objection(BaseModel):
    """What somebody objected to when a gate was passed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    objection_id: str
    look_id: str
    phase_key: str
    body: str
    state: str


def keep_look(
    db: Transaction, look_id: str, program_id: str, phase_key: str, evidence: Evidence, at: datetime
) -> bool:
    """Keeps what a look saw; False when this look of the phase was kept before."""
    changed = db.run(
        "gates.put_look", look_id=look_id, program_id=program_id, phase_key=phase_key, number=evidence.look,
        evidence_json=evidence.model_dump(mode="json"), looked_at=at,
    )  # fmt: skip
    return changed == 1


def find(db: Transaction, look_id: str) -> Look | None:
    """The look with this id."""
    row = db.one("gates.find_look", look_id=look_id)
    return _look(row) if row else None


def looks(db: Transaction, program_id: str) -> list[Look]:
    """Every look of a program, oldest first."""
    return [_look(row) for row in db.all("gates.list_looks", program_id=program_id)]


def look_of(db: Transaction, program_id: str, phase_key: str, number: int) -> Look | None:
    """This look of a phase."""
    found = (look for look in looks(db, program_id) if (look.phase_key, look.number) == (phase_key, number))
    return next(found, None)


def decide(
    db: Transaction, look_id: str, choice: Choice, reason: str, weeks: int, recommended: Recommendation,
    by: str, at: datetime,
) -> bool:  # fmt: skip
    """Keeps a decision; False when somebody decided before."""
    changed = db.run(
        "gates.put_decision", look_id=look_id, choice=choice, reason=reason, weeks=weeks,
        recommended=recommended, decided_by=by, decided_at=at,
    )  # fmt: skip
    return changed == 1


def extend(db: Transaction, program_id: str, phase_key: str, weeks: int, shifts: Sequence[Shift]) -> bool:
    """A phase at its gate goes on for some weeks; False when it stood elsewhere, or was extended before."""
    changed = db.run(
        "gates.extend_phase", program_id=program_id, phase_key=phase_key, weeks=weeks,
        shifts_json=[shift.model_dump() for shift in shifts],
    )  # fmt: skip
    return changed == 1


def object_to(db: Transaction, objection_id: str, look_id: str, body: str) -> None:
    """Keeps an objection."""
    db.run("gates.put_objection", objection_id=objection_id, look_id=look_id, body=body)


def objections(db: Transaction, program_id: str) -> list[Objection]:
    """Those that are not settled, oldest first."""
    rows = db.all("gates.list_objections", program_id=program_id)
    return [Objection.model_validate(row) for row in rows]


def answer_objection(db: Transaction, objection_id: str, state: str, by: str, at: datetime) -> bool:
    """Settles an objection or says that it still stands; False when it was settled before."""
    changed = db.run(
        "gates.answer_objection", objection_id=objection_id, state=state, settled_by=by, settled_at=at
    )
    return changed == 1


def predict(
    db: Transaction, program_id: str, phase_key: str, person_id: str, band: int, at: datetime
) -> None:
    """Keeps a person's guess; the newer one holds."""
    db.run(
        "gates.put_prediction", program_id=program_id, phase_key=phase_key, person_id=person_id, band=band,
        said_at=at,
    )  # fmt: skip


def predictions(db: Transaction, program_id: str, phase_key: str) -> dict[str, int]:
    """Person id → band, by its lower end in percent."""
    rows = db.all("gates.list_predictions", program_id=program_id, phase_key=phase_key)
    return {row["person_id"]: row["band"] for row in rows}


def assess(db: Transaction, assessment_id: str, program_id: str, said: Assessment) -> None:
    """Adds what somebody said of a driver."""
    db.run("gates.put_readiness", assessment_id=assessment_id, program_id=program_id, **said.model_dump())


def readiness(db: Transaction, program_id: str) -> dict[Driver, Assessment]:
    """Driver → what was said of it last."""
    rows = db.all("gates.list_readiness", program_id=program_id)
    return {row["driver"]: Assessment.model_validate(row) for row in rows}


def closed_windows(db: Transaction, program_id: str, phase_key: str, now: datetime) -> list[Row]:
    """The windows of a phase that are over and asked somebody, newest first."""
    return db.all("gates.list_closed_windows", program_id=program_id, phase_key=phase_key, now_at=now)


def stopped(db: Transaction, program_id: str) -> int:
    """The people in a program who said stop, as a bitmap of their numbers."""
    return bits_of(row["ordinal"] for row in db.all("gates.list_stopped", program_id=program_id))


def of_person(db: Transaction, person_id: str) -> Iterator[str]:
    """Lines of the export: what the person decided, predicted and assessed."""
    for row in db.all("gates.list_decisions_of", person_id=person_id):
        objected = f" (objection: {row['objection']})" if row["objection"] else ""
        yield f"decision: {row['decided_at']:%Y-%m-%d} {row['phase_key']} {row['choice']}: {row['reason']}{objected}"
    for row in db.all("gates.list_predictions_of", person_id=person_id):
        yield f"prediction: {row['said_at']:%Y-%m-%d} {row['phase_key']} {row['band']} % and more"
    for row in db.all("gates.list_readiness_of", person_id=person_id):
        yield f"readiness: {row['said_at']:%Y-%m-%d} {row['driver']} {row['score']} {row['evidence']}"


def forget_person(db: Transaction, person_id: str, email: str) -> None:
    """The person's guesses go, and the address as an owner; decisions stay, by nobody who can be named."""
    db.run("gates.forget_predictions", person_id=person_id)
    db.run("gates.forget_readiness_owner", email=email)


def _look(row: Row) -> Look:
    return Look.model_validate({**row, "evidence": row["evidence_json"]})
