"""Decisions to nudge, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from bot.model.delivery import KINDS
from bot.model.draw import Arm
from bot.model.nudges import Nudge, Outcome, Why
from bot.model.segments import Use
from bot.model.usage import days_in
from bot.store.database import Row, Transaction


@dataclass(frozen=True, slots=True)
class Given:
    """The items a person was given, would have been given but for the holdout, and refused."""

    seen: frozenset[str] = frozenset()
    held_out: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()


def decide(db: Transaction, nudge: Nudge, phase_key: str) -> bool:
    """Stores a decision once a slot and person; False when that slot was decided before."""
    return nudge.nudge_id in decide_many(db, [nudge], phase_key)


def decide_many(db: Transaction, decisions: Sequence[Nudge], phase_key: str) -> set[str]:
    """Stores decisions once a slot and person; returns the ids of those that were not decided before."""
    why_text = cache(Why.model_dump_json)  # many share theirs
    rows = (
        {
            "nudge_id": one.nudge_id, "program_id": one.program_id, "phase_key": phase_key,
            "person_id": one.person_id, "slot": one.slot, "kind": one.kind, "item": one.item,
            "why_json": why_text(one.why), "decided_at": one.decided_at, "outcome": one.outcome,
            "reason": one.reason, "slot_on": one.slot_on, "arm": one.arm, "segment": one.segment,
            "considered_json": one.considered,
        }
        for one in decisions
    )  # fmt: skip
    ids = {one.nudge_id for one in decisions}
    if db.run_many("nudges.decide", rows) == len(decisions):
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


def of_slot(db: Transaction, person_id: str, slot: str) -> list[Nudge]:
    """What was decided about a person for one slot, oldest first."""
    return [_made(row) for row in db.all("nudges.list_of_slot", person_id=person_id, slot=slot)]


def decided_for(db: Transaction, program_id: str, slot: str) -> set[str]:
    """Ids of the people a slot is decided for."""
    return {row["person_id"] for row in db.all("nudges.list_slot_taken", program_id=program_id, slot=slot)}


def history(db: Transaction, person_ids: Sequence[str]) -> dict[str, Given]:
    """Person id → what that person was given so far; what was lost is not among it."""
    rows = db.all("nudges.list_history", person_ids=list(person_ids))
    return {
        row["person_id"]: Given(_keys(row["seen"]), _keys(row["held_out"]), _keys(row["refused"]))
        for row in rows
    }


def arms(db: Transaction, program_id: str) -> dict[str, Arm]:
    """Person id → arm of the holdout, for everybody who is not simply nudged."""
    return {row["person_id"]: row["arm"] for row in db.all("nudges.list_arms", program_id=program_id)}


def week_load(db: Transaction, person_ids: Sequence[str], start: datetime, end: datetime) -> dict[str, int]:
    """Person id → messages that count, planned or sent, due in `[start, end)`."""
    kinds = [name for name, kind in KINDS.items() if kind.counts]
    rows = db.all(
        "nudges.list_week_load", person_ids=list(person_ids), from_at=start, until_at=end, kinds=kinds
    )
    return {row["person_id"]: row["messages"] for row in rows}


def week_held_out(db: Transaction, monday: date) -> dict[str, int]:
    """Person id → messages of a week that were held out: they count as if they had been sent."""
    rows = db.all("nudges.list_week_held_out", from_on=monday, until_on=monday + timedelta(days=6))
    return {row["person_id"]: row["messages"] for row in rows}


def last_use(db: Transaction, person_ids: Sequence[str]) -> dict[str, date]:
    """Person id → the last day any source saw the person use a tool."""
    last: dict[str, date] = {}
    for row in db.all("nudges.list_last_use", person_ids=list(person_ids)):
        day = days_in(row["day_bits"] | row["click_bits"], row["week_on"])[-1]
        last[row["person_id"]] = max(day, last.get(row["person_id"], day))
    return last


def is_use_known(db: Transaction) -> bool:
    """Whether any source ever told of a person who is still here."""
    return bool(db.value("nudges.is_use_known"))


def use_of_all(db: Transaction, tool: str, first: date, last: date) -> dict[int, Use]:
    """Person's ordinal → use as measured, in all and in the weeks from Monday `first` to Monday `last`."""
    rows = db.all("nudges.list_use", tool=tool, from_on=first, until_on=last)
    return {
        row["ordinal"]: Use(row["days"], row["last_week_on"], row["weeks"], row["actions"]) for row in rows
    }


def unanswered(
    db: Transaction, person_ids: Sequence[str], since: datetime
) -> dict[str, list[tuple[datetime, bool]]]:
    """Person id → (when it came or comes, whether it was sent) of nudges and tips since the person was last
    heard of, oldest first."""
    found: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for row in db.all("nudges.list_unanswered", person_ids=list(person_ids), since_at=since):
        found[row["person_id"]].append((row["came_at"], row["state"] == "sent"))
    return dict(found)


def resting(db: Transaction) -> set[str]:
    """Ids of those who were told that nudges stopped, and have not been heard of since."""
    return {row["person_id"] for row in db.all("nudges.list_rests")}


def resting_since(db: Transaction, person_id: str) -> datetime | None:
    """When a person was told that nudges stopped; None when that never was, or they come again."""
    row = db.one("nudges.find_rest", person_id=person_id)
    return row["since_at"] if row else None


def rest_many(db: Transaction, person_ids: Iterable[str], at: datetime) -> None:
    """Notes that these people are told that nudges stop."""
    db.run_many("nudges.keep_rest", [{"person_id": person_id, "since_at": at} for person_id in person_ids])


def end_rest(db: Transaction, person_id: str) -> None:
    """Nudges come again."""
    db.run("nudges.forget_rest", person_id=person_id)


def record_outcome(db: Transaction, nudge_id: str, outcome: Outcome, at: datetime, reason: str = "") -> None:
    """What the person made of it."""
    db.run("nudges.record_outcome", nudge_id=nudge_id, outcome=outcome, reason=reason, answered_at=at)


def withdraw_undelivered(db: Transaction, now: datetime) -> int:
    """Takes back decisions whose message still lies ahead, so that their slots are free again."""
    return db.run("nudges.withdraw_undelivered", now_at=now, today_on=now.date())


def forget_person(db: Transaction, person_id: str) -> None:
    """Erases every decision about a person."""
    db.run("nudges.forget_nudges", person_id=person_id)
    end_rest(db, person_id)


def _made(row: Row) -> Nudge:
    return Nudge.model_validate({**row, "why": row["why_json"], "considered": row["considered_json"]})


def _keys(joined: str | None) -> frozenset[str]:
    return frozenset(joined.split()) if joined else frozenset()
