"""Measured effects, and the published weeks that worth is worked out from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.benefits import Benefit
from bot.model.summary import Summary
from bot.store.database import Transaction

_FAR = date(9999, 1, 1)


@dataclass(frozen=True)
class Entered:
    """A measured effect and who entered it; '' for the command line, and for somebody who is gone."""

    benefit: Benefit
    by: str


def enter(db: Transaction, program_id: str, benefit: Benefit, by: str | None) -> None:
    """Keeps a measured effect; it is never changed."""
    columns = benefit.model_dump()
    db.run("benefits.enter", program_id=program_id, entered_by=by, **columns)


def withdraw(
    db: Transaction, program_id: str, benefit_id: str, by: str | None, reason: str, at: datetime
) -> bool:
    """It counts no more from now on; False when there is none of this id, or it was withdrawn before."""
    changed = db.run(
        "benefits.withdraw", program_id=program_id, benefit_id=benefit_id, withdrawn_by=by, reason=reason,
        withdrawn_at=at,
    )  # fmt: skip
    return changed == 1


def standing(db: Transaction, program_id: str, at: datetime) -> list[Entered]:
    """What counted at an instant, oldest first."""
    rows = db.all("benefits.list_standing", program_id=program_id, until_at=at)
    return [Entered(Benefit.model_validate(row), row["entered_by_name"] or "") for row in rows]


def weeks(
    db: Transaction, program_id: str, team: str, until: date | None = None
) -> list[tuple[str, Summary]]:
    """Ids and summaries as published of a group, oldest first, up to the week of the Monday `until`."""
    rows = db.all("benefits.list_weeks", program_id=program_id, team=team, until_on=until or _FAR)
    return [(row["summary_id"], Summary.model_validate(row["summary_json"])) for row in rows]


def lines_of(db: Transaction, person_id: str) -> Iterator[str]:
    """What somebody entered and withdrew, for the export."""
    for row in db.all("benefits.list_entered_by", person_id=person_id):
        worth = f"{row['currency']} {row['low']} to {row['high']} {row['note']}"
        yield f"value entered: {row['entered_at']:%Y-%m-%d} {row['family']} {worth}".rstrip()
    for row in db.all("benefits.list_withdrawn_by", person_id=person_id):
        yield f"value withdrawn: {row['withdrawn_at']:%Y-%m-%d} {row['benefit_id']} {row['reason']}".rstrip()


def forget_person(db: Transaction, person_id: str) -> None:
    """The figures stay, who wrote them down does not."""
    db.run("benefits.forget_author", person_id=person_id)
    db.run("benefits.forget_withdrawer", person_id=person_id)
