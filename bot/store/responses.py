"""How many were asked and have answered, for those who may ask: counts by team, never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.feedback import FrozenQuestions
from bot.store.database import Transaction


@dataclass(frozen=True)
class Counted:
    """One team in one window."""

    team: str
    asked: int
    answered: int


@dataclass(frozen=True)
class OpenWindow:
    """The window that can be answered now."""

    window_id: str
    closes_at: datetime
    title: dict[str, str]


def open_window(db: Transaction, program_id: str, now: datetime) -> OpenWindow | None:
    """The window opened last that is still open somewhere."""
    row = db.one("feedback.find_open_window", program_id=program_id, now_at=now)
    if row is None:
        return None
    frozen = FrozenQuestions.model_validate(row["frozen_json"])
    return OpenWindow(row["window_id"], row["closes_at"], frozen.question_set.title.root)


def by_team(db: Transaction, window_id: str) -> list[Counted]:
    """Every team that was asked in a window."""
    rows = db.all("feedback.count_responses", window_id=window_id)
    return [Counted(row["team"], int(row["asked"]), int(row["answered"])) for row in rows]


def people_in(db: Transaction, window_id: str) -> set[str]:
    """Ids of everybody asked in a window."""
    return {row["person_id"] for row in db.all("feedback.list_people_in", window_id=window_id)}


def last_answered_at(db: Transaction, prompt_id: str) -> datetime | None:
    """When a person answered last in a window that is not anonymous."""
    found: datetime | None = db.value("feedback.last_answered", prompt_id=prompt_id)
    return found
