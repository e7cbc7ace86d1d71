"""Published summaries, which never change, and the actions they propose."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.model.actions import Proposal
from bot.model.summary import Summary
from bot.store import actions
from bot.store.database import Row, Transaction

NewId = Callable[[str], str]
_FAR = date(9999, 1, 1)


@dataclass(frozen=True)
class Published:
    """A summary as it was published, the `number`th of its group."""

    summary_id: str
    program_id: str
    team: str
    week_on: date
    number: int
    made_at: datetime
    summary: Summary
    digest: str = ""


def publish(
    db: Transaction,
    new_id: NewId,
    program_id: str,
    summary: Summary,
    people: Iterable[str],
    at: datetime,
) -> Published:
    """Keeps the summary of a group and week with its actions; the first one stays, whoever comes
    second. `people` are the ids of those it counts."""
    members, written = sorted(people), summary.model_dump_json()
    made = db.run(
        "summaries.publish",
        summary_id=new_id("sum"),
        program_id=program_id,
        team=summary.team,
        week_on=summary.week_on,
        summary_json=written,
        digest=digest_of(written),
        members_digest=hashlib.sha256("\n".join(members).encode()).hexdigest(),
        members=len(members),
        made_at=at,
    )
    published = of_week(db, program_id, summary.team, summary.week_on)
    assert published is not None, "just written"  # noqa: S101
    if made:
        actions.propose(db, new_id, program_id, published.summary_id, summary, at)
    return published


def digest_of(written: str) -> str:
    """The SHA-256 of a summary's text as it is kept, in hexadecimal digits."""
    return hashlib.sha256(written.encode()).hexdigest()


def find(db: Transaction, summary_id: str) -> Published | None:
    """The published summary with this id."""
    return _published(db.one("summaries.find_summary", summary_id=summary_id))


def of_week(db: Transaction, program_id: str, team: str, monday: date) -> Published | None:
    """The summary of a group (empty: everybody) for the week of `monday`."""
    row = db.one("summaries.find_of_week", program_id=program_id, team=team, week_on=monday)
    return _published(row)


def latest(db: Transaction, program_id: str, team: str, before: date | None = None) -> Published | None:
    """The newest summary of a group, of a week before `before` when given."""
    row = db.one("summaries.find_latest", program_id=program_id, team=team, before_on=before or _FAR)
    return _published(row)


def teams(db: Transaction, program_id: str) -> list[str]:
    """Teams that ever had a summary, by name; the empty name stands for everybody."""
    return [row["team"] for row in db.all("summaries.list_published_teams", program_id=program_id)]


def proposals(db: Transaction, published: Published) -> list[Proposal]:
    """What to show with a summary: what earlier weeks left open when it was made, its own, what became of those
    answered before, and what is not offered any more."""
    return actions.standing(
        db, published.program_id, published.summary_id, published.summary, published.made_at
    )


def _published(row: Row | None) -> Published | None:
    if row is None:
        return None
    return Published(
        summary_id=row["summary_id"],
        program_id=row["program_id"],
        team=row["team"],
        week_on=row["week_on"],
        number=row["number"],
        made_at=row["made_at"],
        summary=Summary.model_validate(row["summary_json"]),
        digest=row["digest"],
    )
