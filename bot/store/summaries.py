"""Published summaries, which never change, and the actions they propose."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.model.actions import Action, ActionState, Proposal
from bot.model.summary import Summary
from bot.store.database import Row, Transaction

NewId = Callable[[str], str]
TIMES_IGNORED = 3  # proposals in a row that nobody takes, then the action is retired
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
        _propose(db, new_id, published, at)
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


def retired(db: Transaction, program_id: str, team: str) -> frozenset[str]:
    """Keys of actions this group is not offered any more: nobody took them three times in a row."""
    by_key: dict[str, list[Row]] = {}
    for row in db.all("summaries.list_actions", program_id=program_id, team=team):
        by_key.setdefault(row["rule"], []).append(row)
    for rows in by_key.values():
        newest = rows[:TIMES_IGNORED]
        if len(newest) == TIMES_IGNORED and not any(_is_taken(row) for row in newest):
            _mark(db, newest, "retired")
    return frozenset(key for key, rows in by_key.items() if any(row["state"] == "retired" for row in rows))


def _is_taken(row: Row) -> bool:
    return bool(row["state"] in ("taken", "retired"))


def _mark(db: Transaction, rows: Iterable[Row], state: ActionState) -> None:
    for row in rows:
        db.run("summaries.mark_action", action_id=row["action_id"], state=state)
        row["state"] = state


def _propose(db: Transaction, new_id: NewId, published: Published, at: datetime) -> None:
    """The summary's actions become proposals. An earlier one lapses when it is proposed again, or when
    two weeks have passed."""
    wanted = {action.key for action in published.summary.actions}
    oldest = published.week_on - timedelta(weeks=1)
    rows = db.all("summaries.list_actions", program_id=published.program_id, team=published.team)
    open_rows = [row for row in rows if row["state"] == "proposed"]
    _mark(db, [r for r in open_rows if r["rule"] in wanted or r["week_on"] < oldest], "lapsed")
    for action in published.summary.actions:
        db.run(
            "summaries.add_action",
            action_id=new_id("act"),
            summary_id=published.summary_id,
            rule=action.key,
            team=published.team,
            proposed_at=at,
        )


def proposals(db: Transaction, published: Published) -> list[Proposal]:
    """What to show with a summary: what earlier weeks left open when it was made, then its own."""
    rows = db.all("summaries.list_actions", program_id=published.program_id, team=published.team)
    past = [row for row in rows if row["week_on"] < published.week_on]
    oldest = published.week_on - timedelta(weeks=1)
    again = {r["rule"] for r in past if r["state"] == "lapsed" and r["week_on"] >= oldest}
    own = [row for row in rows if row["summary_id"] == published.summary_id]
    left = [row for row in past if row["state"] == "proposed" or _answered_since(row, published)]
    shown = [_proposal(row, row["rule"] in again) for row in own]
    order = {action.key: place for place, action in enumerate(published.summary.actions)}
    shown.sort(key=lambda one: (not one.is_again, order[one.action.key]))
    return [_proposal(row, True) for row in left] + shown


def _answered_since(row: Row, published: Published) -> bool:
    return row["answered_at"] is not None and row["answered_at"] >= published.made_at


def find_action(db: Transaction, action_id: str) -> Row | None:
    """The stored action: `summary_id, rule, team, state, taken_by, …`."""
    return db.one("summaries.find_action", action_id=action_id)


def answer_action(
    db: Transaction, action_id: str, state: ActionState, by: str, at: datetime, reason: str = ""
) -> bool:
    """Somebody takes or declines an action; False when it was answered before."""
    changed = db.run(
        "summaries.answer_action",
        action_id=action_id,
        state=state,
        taken_by=by,
        reason=reason,
        answered_at=at,
    )
    return changed == 1


def _proposal(row: Row, is_again: bool) -> Proposal:
    summary = Summary.model_validate(row["summary_json"])
    actions: dict[str, Action] = {action.key: action for action in summary.actions}
    return Proposal(
        action_id=row["action_id"],
        summary_id=row["summary_id"],
        team=row["team"],
        week_on=row["week_on"],
        state=row["state"],
        action=actions[row["rule"]],
        taken_by=row["taken_by_name"] or "",
        is_again=is_again,
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
