"""Published summaries as they stood at an instant, and whether anything in them was changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pydantic import ValidationError

from bot.model.actions import Proposal
from bot.model.summary import Summary
from bot.store import actions, summaries
from bot.store.database import Row, Transaction
from bot.store.summaries import Published

_PAGE = 200
Standing = Literal["intact", "changed", "unreadable", "without_digest"]


@dataclass(frozen=True)
class Checked:
    """One published summary, and whether its text is the one that was published."""

    summary_id: str
    team: str
    week_on: date
    number: int
    standing: Standing


def check(db: Transaction, summary_id: str = "") -> Iterator[Checked]:
    """Every published summary in the order of making, or the one with this id: none where there is none."""
    if summary_id:
        yield from map(_checked, db.all("snapshots.find_written", summary_id=summary_id))
        return
    after = ""
    while rows := db.all("snapshots.list_after", after=after, most=_PAGE):
        yield from map(_checked, rows)
        after = rows[-1]["summary_id"]


def as_of(
    db: Transaction, program_id: str, team: str, at: datetime, monday: date | None = None
) -> Published | None:
    """What was published of a group by `at`: of the week of `monday`, else the newest week."""
    if monday is not None:
        found = summaries.of_week(db, program_id, team, monday)
        return found if found and found.made_at <= at else None
    row = db.one("snapshots.find_latest_made_by", program_id=program_id, team=team, made_by_at=at)
    return summaries.find(db, row["summary_id"]) if row else None


def proposals_at(db: Transaction, published: Published, at: datetime) -> list[Proposal]:
    """The actions of a summary as they stood at `at`; whatever was answered later is open."""
    return actions.standing(
        db, published.program_id, published.summary_id, published.summary, published.made_at, at
    )


def _checked(row: Row) -> Checked:
    return Checked(row["summary_id"], row["team"], row["week_on"], row["number"], _standing(row))


def _standing(row: Row) -> Standing:
    if not row["digest"]:
        return "without_digest"
    if summaries.digest_of(row["written"]) != row["digest"]:
        return "changed"
    try:
        Summary.model_validate_json(row["written"])
    except ValidationError:
        return "unreadable"
    return "intact"
