"""A program's windows as they stand: which are open, until when, and who of those asked can still answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from bot.model.asking import Came
from bot.store.database import Row, Transaction


class Standing(BaseModel):
    """One window that was prepared or skipped; `closes_at` is its latest local close."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    window_id: str
    phase_key: str
    window_key: str
    week: int
    state: str
    opens_at: datetime
    closes_at: datetime


def of_program(db: Transaction, program_id: str) -> dict[tuple[str, str], Standing]:
    """Every window that was prepared or skipped, by its phase and key."""
    rows = db.all("windows.list_of_program", program_id=program_id)
    return {(row["phase_key"], row["window_key"]): Standing.model_validate(row) for row in rows}


def has_uncollected(db: Transaction, program_id: str) -> bool:
    """Whether a window was closed in which nobody has yet looked for what people named."""
    return bool(db.value("windows.has_uncollected", program_id=program_id))


def mark_collected(db: Transaction, program_id: str, at: datetime) -> None:
    """What people named in every closed window is known now."""
    db.run("windows.mark_collected", program_id=program_id, collected_at=at)


def free_since(db: Transaction, program_id: str) -> datetime | None:
    """When the last thing happened that new questions may have waited for: a close, an answer to an item, a
    reason to open them all the same."""
    found: datetime | None = db.value("windows.free_since", program_id=program_id)
    return found


def closes_in(db: Transaction, window_id: str) -> dict[str, str]:
    """Zone → until which wall time those asked there may answer."""
    rows = db.all("windows.list_closes", window_id=window_id)
    return {row["zone"]: row["closes_wall"] for row in rows}


def answerable(db: Transaction, person_id: str, now: datetime) -> list[Row]:
    """A person's prompts that are not finished and not closed, also those still to open."""
    return db.all("windows.list_answerable", person_id=person_id, now_at=now)


def plan_again(
    db: Transaction, person_id: str, prompt_id: str, came: Came, due_at: datetime, not_after: datetime,
    reasons: Sequence[str],
) -> bool:  # fmt: skip
    """A prompt that never left comes at another time, also one that was cancelled for one of these reasons;
    False when it has left, or was cancelled for another."""
    changed = db.run(
        "windows.plan_again", person_id=person_id, prompt_id=prompt_id, due_at=due_at, not_after_at=not_after,
        reasons=list(reasons),
    )  # fmt: skip
    if changed:
        db.run("windows.mark_came", prompt_id=prompt_id, came=came)
    return changed == 1
