"""Rehearsals asked for in chat: one is played at a time, and a process that died gives its own up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.store.database import Row, Transaction

GIVEN_UP_AFTER = timedelta(minutes=30)  # longer than any rehearsal plays
MOST_TRIES = 2  # one that takes the process down with it is not tried for ever


class Rehearsal(BaseModel):
    """One rehearsal as it was asked for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    rehearsal_id: str
    asked_by: str
    asked_at: datetime
    state: str
    taken_at: datetime | None = None
    tries: int = 0


def ask(db: Transaction, rehearsal_id: str, by: str, at: datetime) -> None:
    """Writes down that somebody wants one."""
    db.run("rehearsals.ask", rehearsal_id=rehearsal_id, asked_by=by, asked_at=at)


def is_open(db: Transaction, now: datetime) -> bool:
    """Whether one waits or plays."""
    return any(one.tries < MOST_TRIES or not _is_given_up(one, now) for one in _open(db))


def take(db: Transaction, now: datetime) -> Rehearsal | None:
    """The oldest that waits, now ours to play; None while another plays, or none waits."""
    waiting = _open(db)
    if any(one.state == "playing" and not _is_given_up(one, now) for one in waiting):
        return None
    for one in waiting:
        if one.tries < MOST_TRIES and db.run(
            "rehearsals.take", rehearsal_id=one.rehearsal_id, tries=one.tries, taken_at=now
        ):
            return one
    return None


def give_back(db: Transaction, rehearsal: Rehearsal) -> None:
    """It was cut short by the end of the process, and waits again."""
    db.run("rehearsals.give_back", rehearsal_id=rehearsal.rehearsal_id)


def end(db: Transaction, rehearsal: Rehearsal, view: Any) -> bool:
    """Keeps what is told of it; False when it is gone, or was ended by somebody else."""
    changed = db.run("rehearsals.end_rehearsal", rehearsal_id=rehearsal.rehearsal_id, view_json=view)
    return changed == 1


def view_of(db: Transaction, rehearsal_id: str) -> Any:
    """What is told of one that has ended; None before."""
    row = db.one("rehearsals.find_rehearsal", rehearsal_id=rehearsal_id)
    return row["view_json"] if row else None


def of_person(db: Transaction, person_id: str) -> list[Row]:
    """Every rehearsal somebody asked for, oldest first."""
    return db.all("rehearsals.list_of_person", person_id=person_id)


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases what somebody asked for."""
    db.run("rehearsals.forget_rehearsals", person_id=person_id)


def _open(db: Transaction) -> list[Rehearsal]:
    return [Rehearsal.model_validate(row) for row in db.all("rehearsals.list_open")]


def _is_given_up(one: Rehearsal, now: datetime) -> bool:
    return one.taken_at is not None and now > one.taken_at + GIVEN_UP_AFTER
