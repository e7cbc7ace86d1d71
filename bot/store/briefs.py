"""The sponsor's monthly briefs, which never change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.brief import Brief
from bot.store.database import Row, Transaction


@dataclass(frozen=True)
class PublishedBrief:
    """A brief as it was made, the `number`th of its program; `month` as 2026-12."""

    brief_id: str
    program_id: str
    month: str
    number: int
    made_at: datetime
    brief: Brief


def publish(db: Transaction, brief_id: str, program_id: str, brief: Brief, at: datetime) -> bool:
    """Keeps the brief of a month; False when there is one, which stays."""
    changed = db.run(
        "briefs.put", brief_id=brief_id, program_id=program_id, month=brief.month,
        brief_json=brief.model_dump_json(), made_at=at,
    )  # fmt: skip
    return changed == 1


def find(db: Transaction, brief_id: str) -> PublishedBrief | None:
    """The brief with this id."""
    return _published(db.one("briefs.find_brief", brief_id=brief_id))


def of_month(db: Transaction, program_id: str, month: str) -> PublishedBrief | None:
    """The brief of a month like 2026-12."""
    return _published(db.one("briefs.find_of_month", program_id=program_id, month=month))


def latest(db: Transaction, program_id: str) -> PublishedBrief | None:
    """The newest brief."""
    return _published(db.one("briefs.find_latest", program_id=program_id))


def months(db: Transaction, program_id: str) -> list[str]:
    """Months with a brief, in order."""
    return [row["month"] for row in db.all("briefs.list_months", program_id=program_id)]


def _published(row: Row | None) -> PublishedBrief | None:
    if row is None:
        return None
    return PublishedBrief(
        brief_id=row["brief_id"],
        program_id=row["program_id"],
        month=row["month"],
        number=row["number"],
        made_at=row["made_at"],
        brief=Brief.model_validate(row["brief_json"]),
    )
