"""Decisions to nudge, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from bot.model.nudges import Nudge, Outcome
from bot.store.database import Row, Transaction


def decide_many(db: Transaction, decisions: Sequence[Nudge], phase_key: str) -> set[str]:
    """Stores decisions once a slot and person; returns the ids of those that were not decided before."""
    rows = [
        {
            "nudge_id": one.nudge_id, "program_id": one.program_id, "phase_key": phase_key,
            "person_id": one.person_id, "slot": one.slot, "kind": one.kind, "item": one.item,
            "why_json": one.why.model_dump_json(), "decided_at": one.decided_at, "outcome": one.outcome,
            "reason": one.reason,
        }
        for one in decisions
    ]  # fmt: skip
    ids = {one.nudge_id for one in decisions}
    if db.run_many("nudges.decide", rows) == len(rows):
        return ids
    slots = {(one.program_id, one.slot) for one in decisions}
    taken = (db.all("nudges.list_slot_taken", program_id=program, slot=slot) for program, slot in slots)
    return ids & {row["nudge_id"] for rows in taken for row in rows}


def find(db: Transaction, nudge_id: str) -> Nudge | None:
    """The decision with this id."""
    row = db.one("nudges.find_nudge", nudge_id=nudge_id)
    return _made(row) if row else None


def of_person(db: Transaction, person_id: str) -> list[Nudge]:
    """Every decision about a person, oldest first."""
    return [_made(row) for row in db.all("nudges.list_of_person", person_id=person_id)]


def decided_for(db: Transaction, program_id: str, slot: str) -> set[str]:
    """Ids of the people a slot is decided for."""
    return {row["person_id"] for row in db.all("nudges.list_slot_taken", program_id=program_id, slot=slot)}


def items_seen(db: Transaction) -> dict[str, set[str]]:
    """Person id → keys of the nudges and tips that person was given."""
    seen: dict[str, set[str]] = defaultdict(set)
    for row in db.all("nudges.list_items_seen"):
        seen[row["person_id"]].add(row["item"])
    return seen


def week_load(db: Transaction, start: datetime, end: datetime) -> dict[str, int]:
    """Person id → messages that count, planned or sent, due in `[start, end)`."""
    rows = db.all("nudges.list_week_load", from_at=start, until_at=end)
    return {row["person_id"]: row["messages"] for row in rows}


def last_use(db: Transaction) -> dict[str, date]:
    """Person id → the last day any source saw the person use a tool."""
    return {row["person_id"]: row["last_use_on"] for row in db.all("nudges.list_last_use")}


def record_outcome(db: Transaction, nudge_id: str, outcome: Outcome, at: datetime, reason: str = "") -> None:
    """What the person made of it."""
    db.run("nudges.record_outcome", nudge_id=nudge_id, outcome=outcome, reason=reason, answered_at=at)


def withdraw_undelivered(db: Transaction, now: datetime) -> int:
    """Takes back decisions whose message still lies ahead, so that their slots are free again."""
    return db.run("nudges.withdraw_undelivered", now_at=now)


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases every decision about a person."""
    db.run("nudges.forget_nudges", person_id=person_id)


def _made(row: Row) -> Nudge:
    return Nudge.model_validate({**row, "why": row["why_json"]})
