"""What deciding about a rescue needs to know, and takes back."""

from __future__ import annotations

from datetime import datetime

from bot.model.delivery import KINDS
from bot.store import outbox
from bot.store.database import Transaction

STORY = "nudge.rescue"
_LEFT = ("sending", "sent", "in_doubt")


def may_be_nudged(db: Transaction, program_id: str, person_id: str) -> bool:
    """Whether the person takes part, and not in the holdout: nobody there is sent anything of this sort."""
    arm = db.value("rescue.find_arm", program_id=program_id, person_id=person_id)
    return arm is not None and arm != "holdout"


def counted(db: Transaction, person_id: str, until: datetime) -> list[datetime]:
    """When messages that count left or will leave before `until`, and every question planned after it:
    a rescue takes the place of a nudge that is still to come, never that of a question."""
    rows = [row for row in outbox.of_person(db, person_id) if KINDS[row.kind].counts]
    return [
        row.due_at
        for row in rows
        if row.state in _LEFT or (row.state == "planned" and (row.kind == "prompt" or row.due_at <= until))
    ]


def comes_at(db: Transaction, person_id: str) -> datetime | None:
    """When the rescue that is on its way comes; None when none is."""
    rows = [row for row in outbox.of_person(db, person_id) if row.story == STORY]
    return next((row.due_at for row in rows if row.state == "planned"), None)


def take_back(db: Transaction, nudge_id: str, now: datetime, reason: str) -> None:
    """Nothing failed after all: what was not sent yet is cancelled, and a later failure counts as the first."""
    if outbox.cancel_about(db, STORY, nudge_id, now, reason):
        db.run("rescue.withdraw_nudge", nudge_id=nudge_id)
