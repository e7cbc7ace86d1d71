"""The actions that digests proposed: what each group said to them, what was sent, what is not offered any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.actions import Action, ActionState, Answered, Moved, Proposal, Retired, told_count
from bot.model.summary import Summary
from bot.store import audit
from bot.store.database import Row, Transaction

NewId = Callable[[str], str]
TIMES_IGNORED = 3  # proposals in a row that nobody takes, then the action is retired
_HEEDED = ("taken", "sent", "done")
_ANSWERED = (*_HEEDED, "declined")


@dataclass(frozen=True)
class History:
    """What the rules must know of a group's past: keys of retired actions, those to be retired now, and the last
    answer to each action."""

    retired: frozenset[str]
    no_longer: tuple[Retired, ...]
    answered: tuple[Answered, ...]


@dataclass(frozen=True)
class Reply:
    """What somebody answered to a message that was sent for an action."""

    reply_id: str
    action_id: str
    person_id: str
    body: str


@dataclass(frozen=True)
class _Act:
    db: Transaction
    now: datetime
    new_id: NewId


def history(db: Transaction, program_id: str, team: str, zone: ZoneInfo) -> History:
    """A group's past as it stands; days are told in the program's `zone`. Nothing is changed."""
    by_key = _by_key(db, program_id, team)
    ignored = {key: rows for key, rows in by_key.items() if _is_ignored(rows)}
    gone = {key for key, rows in by_key.items() if any(_is_retired(row) for row in rows)}
    made_at = db.value("actions.last_made", program_id=program_id, team=team)
    answered = [row for rows in by_key.values() if (row := _last_answered(rows))]
    return History(
        retired=frozenset(gone | ignored.keys()),
        no_longer=tuple(_retired_of(db, ignored[key][0]) for key in sorted(ignored.keys() - gone)),
        answered=tuple(_answered(db, row, zone, made_at) for row in answered),
    )


def propose(
    db: Transaction, new_id: NewId, program_id: str, summary_id: str, summary: Summary, at: datetime
) -> None:
    """The summary's actions become proposals, and what it retires is retired. An earlier one lapses when it is
    proposed again, or when two weeks have passed."""
    wanted = {action.key for action in summary.actions}
    oldest = summary.week_on - timedelta(weeks=1)
    by_key = _by_key(db, program_id, summary.team)
    for key, rows in by_key.items():
        for row in rows:
            if row["state"] == "proposed" and (key in wanted or row["week_on"] < oldest):
                db.run("actions.mark_lapsed", action_id=row["action_id"])
    for gone in summary.no_longer:
        db.run("actions.mark_retired", action_id=by_key[gone.key][0]["action_id"], retired_at=at)
        audit.record(_Act(db, at, new_id), None, "action.retired", summary_id, rule=gone.key)
    for action in summary.actions:
        db.run(
            "actions.add_action", action_id=new_id("act"), summary_id=summary_id, rule=action.key,
            team=summary.team, proposed_at=at, action_json=action.model_dump_json(),
        )  # fmt: skip


def standing(
    db: Transaction,
    program_id: str,
    summary_id: str,
    summary: Summary,
    made_at: datetime,
    at: datetime | None = None,
) -> list[Proposal]:
    """What stands with a summary: what earlier weeks left open when it was made, its own, what became of those
    answered before it, and what is not offered from it on; now, or as it stood at `at`."""
    rows = db.all("actions.list_actions", program_id=program_id, team=summary.team)
    oldest = summary.week_on - timedelta(weeks=1)
    if at is not None:
        wanted = {action.key for action in summary.actions}
        rows = [
            _as_it_stood(row, at, row["week_on"] < (summary.week_on if row["rule"] in wanted else oldest))
            for row in rows
        ]
    past = [row for row in rows if row["week_on"] < summary.week_on]
    again = {r["rule"] for r in past if r["state"] == "lapsed" and r["week_on"] >= oldest}
    own = [row for row in rows if row["summary_id"] == summary_id]
    moved = {one.action_id: one for one in summary.moved}
    left = [r for r in past if r["action_id"] not in moved and _is_left(r, made_at)]
    order = {action.key: place for place, action in enumerate(summary.actions)}
    shown = [_proposal(db, row, summary.k, is_again=row["rule"] in again) for row in own]
    shown.sort(key=lambda one: (not one.is_again, order[one.action.key]))
    followed = [
        _proposal(db, row, summary.k, is_again=True, moved=moved[row["action_id"]])
        for row in past
        if row["action_id"] in moved
    ]
    before = [_proposal(db, row, summary.k, is_again=True) for row in left]
    return before + shown + followed + list(_no_longer(db, past, summary))


def find(db: Transaction, action_id: str) -> Row | None:
    """The stored action: `summary_id, program_id, rule, team, week_on, state, taken_by, sent_by, words, …`."""
    return db.one("actions.find_action", action_id=action_id)


def action_of(db: Transaction, row: Row) -> Action:
    """The action of a stored row, as it was proposed."""
    if row["action_json"]:
        return Action.model_validate(row["action_json"])
    kept = db.one(
        "actions.find_text", summary_id=row["summary_id"]
    )  # proposed before actions were kept apart
    stored = (Action.model_validate(one) for one in kept["summary_json"]["actions"]) if kept else iter(())
    return next(action for action in stored if action.key == row["rule"])


def answer(
    db: Transaction, action_id: str, state: ActionState, by: str, at: datetime, reason: str = ""
) -> bool:
    """Somebody takes or declines an action, or has done it; False when it was answered before."""
    changed = db.run(
        "actions.answer_action", action_id=action_id, state=state, taken_by=by, reason=reason, answered_at=at
    )
    return changed == 1


def mark_sent(db: Transaction, action_id: str, by: str, at: datetime, words: str, people: int) -> bool:
    """Its message goes out, in `words` where the template was changed, to so many people; False when it was sent,
    declined or done before."""
    changed = db.run(
        "actions.send_action", action_id=action_id, sent_by=by, sent_at=at, words=words, people=people
    )
    return changed == 1


def finish(db: Transaction, action_id: str, by: str, at: datetime) -> bool:
    """What was taken is done; False when it was not open any more."""
    return db.run("actions.finish_action", action_id=action_id, done_by=by, done_at=at) == 1


def bring_back(db: Transaction, row: Row, at: datetime) -> bool:
    """The group is offered the action of this stored row again; False when it is already."""
    return (
        db.run(
            "actions.bring_back", program_id=row["program_id"], team=row["team"], rule=row["rule"],
            brought_back_at=at,
        )
        > 0
    )  # fmt: skip


def all_answers(db: Transaction, program_id: str) -> list[Row]:
    """Rows `team, rule, state, reason, taken_by, sent_at, done_at, retired_at, brought_back_at`, to be counted."""
    return db.all("actions.count_answers", program_id=program_id)


def put_reply(
    db: Transaction, reply_id: str, action_id: str, person_id: str, body: str, at: datetime
) -> bool:
    """Keeps what somebody answered to a message; False when the person answered before."""
    changed = db.run(
        "actions.put_reply", reply_id=reply_id, action_id=action_id, person_id=person_id, body=body,
        said_at=at,
    )  # fmt: skip
    return changed == 1


def find_reply(db: Transaction, reply_id: str) -> Reply | None:
    """The reply with this id."""
    row = db.one("actions.find_reply", reply_id=reply_id)
    return Reply(row["reply_id"], row["action_id"], row["person_id"], row["body"]) if row else None


def lines_of(db: Transaction, person_id: str) -> Iterator[str]:
    """What a person answered, sent, did and replied, for the export."""
    for row in db.all("actions.list_answered_by", person_id=person_id):
        if row["taken_by"] == person_id and row["answered_at"]:
            yield f"action: {row['answered_at']:%Y-%m-%d} {row['rule']} {row['state']} {row['reason']}".rstrip()
        if row["sent_by"] == person_id:
            yield f"action sent: {row['sent_at']:%Y-%m-%d} {row['rule']} {row['words']}".rstrip()
        if row["done_by"] == person_id:
            yield f"action done: {row['done_at']:%Y-%m-%d} {row['rule']}"
    for row in db.all("actions.list_replies_by", person_id=person_id):
        yield f"action reply: {row['said_at']:%Y-%m-%d} {row['rule']} {row['body']}"


def forget_person(db: Transaction, person_id: str) -> None:
    """Takes the person and the own words out; what became of each action stays."""
    db.run("actions.forget_replies", person_id=person_id)
    db.run("actions.forget_names", person_id=person_id)


def _by_key(db: Transaction, program_id: str, team: str) -> dict[str, list[Row]]:
    """Action key → its rows, the newest first."""
    found: dict[str, list[Row]] = {}
    for row in db.all("actions.list_actions", program_id=program_id, team=team):
        found.setdefault(row["rule"], []).append(row)
    return found


def _is_retired(row: Row) -> bool:
    is_marked = row["retired_at"] is not None or row["state"] == "retired"
    return is_marked and row["brought_back_at"] is None


def _is_ignored(rows: Iterable[Row]) -> bool:
    newest = [row for row in rows if row["brought_back_at"] is None][:TIMES_IGNORED]
    return len(newest) == TIMES_IGNORED and not any(row["state"] in _HEEDED for row in newest)


def _last_answered(rows: Iterable[Row]) -> Row | None:
    answered = [row for row in rows if row["state"] in _ANSWERED and row["answered_at"]]
    return max(answered, key=_touched_at, default=None)


def _touched_at(row: Row) -> datetime:
    found: datetime = max(at for at in (row["answered_at"], row["sent_at"], row["done_at"]) if at)
    return found


def _answered(db: Transaction, row: Row, zone: ZoneInfo, made_at: datetime | None) -> Answered:
    touched_at = _touched_at(row)
    return Answered(
        action_id=row["action_id"], action=action_of(db, row), state=row["state"],
        answered_on=_day(touched_at, zone), is_news=made_at is None or touched_at >= made_at,
    )  # fmt: skip


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _retired_of(db: Transaction, row: Row) -> Retired:
    action = action_of(db, row)
    return Retired(rule=action.rule, about=action.about, theme=action.theme)


def _as_it_stood(row: Row, at: datetime, is_over: bool) -> Row:
    """The row without what was done with it after `at`; `is_over`: it had lapsed if nobody had answered it."""
    names = ("answered_at", "sent_at", "done_at", "brought_back_at")
    known = {name: row[name] if row[name] is not None and row[name] <= at else None for name in names}
    state = row["state"]
    if known["answered_at"] is None:
        state = "lapsed" if is_over else "proposed"
    elif known["sent_at"] != row["sent_at"] or known["done_at"] != row["done_at"]:
        state = "taken"
    return row | known | {"state": state}


def _is_left(row: Row, made_at: datetime) -> bool:
    return row["state"] == "proposed" or (row["answered_at"] is not None and row["answered_at"] >= made_at)


def _no_longer(db: Transaction, past: Iterable[Row], summary: Summary) -> Iterator[Proposal]:
    newest: dict[str, Row] = {}
    for row in past:
        newest.setdefault(row["rule"], row)
    for gone in summary.no_longer:
        row = newest[gone.key]
        is_back = row["brought_back_at"] is not None
        yield _proposal(db, row | {"state": "retired"}, summary.k, is_again=False, is_back=is_back)


def _proposal(
    db: Transaction, row: Row, k: int, *, is_again: bool, moved: Moved | None = None, is_back: bool = False
) -> Proposal:
    action = action_of(db, row)
    by = {"sent": row["sent_by_name"], "done": row["done_by_name"]}.get(row["state"]) or row["taken_by_name"]
    return Proposal(
        action_id=row["action_id"], summary_id=row["summary_id"], team=row["team"], week_on=row["week_on"],
        state=row["state"], action=action, taken_by=by or "", is_again=is_again,
        answered_at=_touched_at(row) if row["answered_at"] else None, reason=row["reason"],
        sent_to=told_count(action, row["people"], k) if row["sent_at"] else None, moved=moved, is_back=is_back,
    )  # fmt: skip
