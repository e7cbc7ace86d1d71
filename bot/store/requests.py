"""Requests for a person."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from bot.store.database import Transaction


class HumanRequest(BaseModel):
    """Somebody asked for a person; `taken_by` is who answers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    request_id: str
    person_id: str
    about: str
    asked_at: datetime
    taken_by: str | None = None


def ask(db: Transaction, request_id: str, person_id: str, words: str, at: datetime) -> None:
    """Writes a request, or adds words to an open one."""
    db.run("requests.ask", request_id=request_id, person_id=person_id, about=words, asked_at=at)


def find(db: Transaction, request_id: str) -> HumanRequest | None:
    """The request with this id."""
    row = db.one("requests.find_request", request_id=request_id)
    return HumanRequest.model_validate(row) if row else None


def open_for(db: Transaction, person_id: str) -> str | None:
    """Id of a request of this person that nobody took yet: asking twice tells nobody twice."""
    found: str | None = db.value("requests.find_open", person_id=person_id)
    return found


def take(db: Transaction, request_id: str, by: str, at: datetime) -> bool:
    """Takes a request; False when somebody was faster."""
    return db.run("requests.take", request_id=request_id, taken_by=by, taken_at=at) == 1
