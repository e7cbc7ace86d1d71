"""The facts kept of usage: counters a person and week, bitmaps a week, reach, and the day of activation.

Each is counted anew, from the signals, for the people and weeks that a change has touched (`usage_touched`),
and for nobody else; weeks whose signals have been forgotten are closed, and never counted again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from bot.model.usage import (
    ACTIVATION_ACTIONS,
    ACTIVATION_DAYS,
    day_of,
    read_bits,
    stored_bits,
    week_number,
    with_bits,
)
from bot.store.database import Transaction


def note_reach(db: Transaction, closed: Collection[str]) -> None:
    """Up to which day each source has told, by what has just changed; where its last total went away, by what
    is left, unless the tool is `closed`: then nobody knows any more."""
    for row in db.all("facts.list_reached"):
        about = {"source": row["source"], "tool": row["tool"]}
        if row["told"] is not None:
            db.run("facts.put_reach", **about, last_on=day_of(0, row["told"]))
        if row["gone"] is not None:
            told = db.value("facts.find_reach", **about)
            if told is not None:
                db.run("facts.set_reach", **about, last_on=day_of(0, told))
            elif row["tool"] not in closed:
                db.run("facts.drop_reach", **about)


def count(db: Transaction, week: int, tool: str) -> None:
    """Counters, bits and activations of the people touched in this week."""
    where = {"week_no": week, "week_on": day_of(week), "tool": tool}
    db.run("facts.drop_weeks", **where)
    db.run("facts.count_weeks", **where)
    rows = db.all("facts.list_active", **where)
    _set_bits(db, day_of(week), tool, "measured", {row["ordinal"]: row["actions"] > 0 for row in rows})
    _set_bits(db, day_of(week), tool, "chat", {row["ordinal"]: row["clicks"] > 0 for row in rows})
    _activate(db, week, tool)


def _set_bits(db: Transaction, monday: date, tool: str, kind: str, active: dict[int, bool]) -> None:
    where = {"week_on": monday, "tool": tool, "kind": kind}
    on = [ordinal for ordinal, is_active in active.items() if is_active]
    off = [ordinal for ordinal, is_active in active.items() if not is_active]
    stored = db.value("facts.lock_bitmap", **where)
    if stored is None:
        if not on:
            return
        db.run("facts.ensure_bitmap", **where, people=b"")
        stored = db.value("facts.lock_bitmap", **where)
    before = read_bits(stored)
    bits = with_bits(before, on, off)
    if bits != before:
        db.run("facts.put_bitmap", **where, people=stored_bits(bits))


def _activate(db: Transaction, week: int, tool: str) -> None:
    """The day each of the touched first used the tool often enough; earlier weeks can't have changed."""
    where = {"week_no": week, "tool": tool}
    db.run("facts.drop_activations", **where, week_on=day_of(week))
    waiting = {row["ordinal"] for row in db.all("facts.list_candidates", **where)}
    last = week_number(db.value("facts.last_week", tool=tool)) if waiting else week
    for later in range(week, last + 1):
        if not waiting:
            return
        found = db.all(
            "facts.list_activations", week_no=later, tool=tool, ordinals=sorted(waiting),
            actions=ACTIVATION_ACTIONS, days=ACTIVATION_DAYS,
        )  # fmt: skip
        rows = [
            {"tool": tool, "ordinal": r["ordinal"], "activated_on": day_of(0, r["day_no"])} for r in found
        ]
        db.run_many("facts.put_activation", rows)
        waiting -= {row["ordinal"] for row in found}
