"""What nudges and tips did: people nudged and held out, active afterwards; and the verdicts of planned looks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.model.choice import BY_OWN_SILENCE
from bot.model.effect import ACTIVE_DAYS, LOOKS, WITHIN, Counts, Verdict
from bot.model.time import monday_of
from bot.model.usage import ALL_DAYS, bits_of
from bot.store import ledger
from bot.store.database import Row, Transaction

_SILENT = list(BY_OWN_SILENCE)  # drawn to be nudged, and silent because of it: still among the nudged


@dataclass(frozen=True)
class Trial:
    """One planned look at an item: its verdict, and the counts it was made of."""

    item: str
    kind: str
    look: int
    verdict: Verdict
    counts: Counts
    looked_at: datetime


@dataclass(frozen=True)
class Seen:
    """What can be compared by now: each item, and everything pooled with everybody counted once."""

    by_item: dict[str, Counts]
    pooled: Counts


def seen(db: Transaction, program_id: str, tool: str, reach_on: date) -> Seen:
    """Counts of all slots with people on both sides whose seven days the reports cover, up to `reach_on`."""
    last_on = reach_on - WITHIN + timedelta(days=1)
    by_item: dict[str, Counts] = defaultdict(Counts)
    together = Counts()
    slots: set[str] = set()
    for day in db.all("trials.list_compared_days", program_id=program_id, last_on=last_on):
        rows = db.all(
            "trials.count_active", program_id=program_id, tool=tool, slot_on=day["slot_on"],
            enough=ACTIVE_DAYS, reasons=_SILENT, **_seven_days(day["slot_on"]),
        )  # fmt: skip
        for (item, slot), counts in _compared(rows).items():
            by_item[item] = by_item[item].plus(counts)
            together, slots = together.plus(counts), slots | {slot}
    drawn = db.all(
        "trials.count_drawn", program_id=program_id, last_on=last_on, slots=sorted(slots), reasons=_SILENT
    )
    people = {row["arm"]: row["people"] for row in drawn}
    return Seen(dict(by_item), together.once_each(people.get("nudged", 0), people.get("holdout", 0)))


def _seven_days(first: date) -> dict[str, Any]:
    """The week of the day and the next one, with the bits of the days that count."""
    monday, before = monday_of(first), first.weekday()
    ahead = (1 << before) - 1
    return {
        "first_on": monday, "first_bits": ALL_DAYS & ~ahead,
        "next_on": monday + timedelta(weeks=1), "next_bits": ahead,
    }  # fmt: skip


def people_of(db: Transaction, program_id: str, item: str, reach_on: date) -> tuple[int, int]:
    """The people an item's counts are made of, as bitmaps: those nudged, and those held out."""
    last_on = reach_on - WITHIN + timedelta(days=1)
    arms: dict[tuple[str, date], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in db.all(
        "trials.list_people_of_item", program_id=program_id, item=item, last_on=last_on, reasons=_SILENT
    ):
        arms[row["slot"], row["slot_on"]]["nudged" if row["arm"] == "nudged" else "held"].add(row["ordinal"])
    both = [sides for sides in arms.values() if len(sides) == 2]
    return bits_of(n for sides in both for n in sides["nudged"]), bits_of(
        n for sides in both for n in sides["held"]
    )


def trial_key(trial: Trial) -> str:
    """Under which a look's numbers stand in the ledger."""
    return f"nudge/{trial.item}/{trial.look}"


def enter(db: Transaction, program_id: str, trial: Trial, reach_on: date, k: int) -> bool:
    """Writes down whom a look's numbers tell of; False where they may not be told beside everything told
    before, or where somebody counted has been erased since."""
    nudged, held = people_of(db, program_id, trial.item, reach_on)
    if not nudged or not held or not ledger.may_tell(db, (nudged, held), k):
        return False
    ledger.enter_beside(
        db, program_id, trial_key(trial), reach_on, {"nudged": nudged, "held out": held},
        {"nudged": ["effect:nudged"], "held out": ["effect:held out"]}, trial.looked_at,
    )  # fmt: skip
    return True


def _compared(rows: list[Row]) -> dict[tuple[str, str], Counts]:
    """(item, slot) → counts, where there is somebody on both sides."""
    found: dict[tuple[str, str], Counts] = defaultdict(Counts)
    for row in rows:
        people, active = int(row["people"]), int(row["active"])
        counts = Counts(held=people, held_active=active)
        if row["arm"] == "nudged":
            counts = Counts(nudged=people, nudged_active=active)
        found[row["item"], row["slot"]] = found[row["item"], row["slot"]].plus(counts)
    return {key: counts for key, counts in found.items() if counts.is_compared}


def first_left(db: Transaction, program_id: str) -> list[Row]:
    """Rows `item, kind, first_left_on` of everything that went out in a program."""
    return db.all("trials.list_first_left", program_id=program_id)


def trials(db: Transaction, program_id: str) -> dict[str, list[Trial]]:
    """Item → the looks at it so far, in order."""
    found: dict[str, list[Trial]] = defaultdict(list)
    for row in db.all("trials.list_trials", program_id=program_id):
        found[row["item"]].append(
            Trial(
                row["item"], row["kind"], row["look"], row["verdict"], Counts(**row["numbers_json"]),
                row["looked_at"],
            )
        )  # fmt: skip
    return dict(found)


def next_look(done: list[Trial]) -> int | None:
    """The number of the next planned look; None when there is none any more."""
    is_over = len(done) >= LOOKS or any(one.verdict != "cant_tell" for one in done)
    return None if is_over else len(done) + 1


def keep_trial(db: Transaction, program_id: str, trial: Trial) -> bool:
    """Stores a look for good; False when it was stored before."""
    values = {
        "item": trial.item, "look": trial.look, "kind": trial.kind, "verdict": trial.verdict,
        "numbers_json": asdict(trial.counts), "looked_at": trial.looked_at,
    }  # fmt: skip
    return db.run("trials.keep_trial", program_id=program_id, **values) == 1


def retired(db: Transaction, program_id: str) -> frozenset[str]:
    """Items that showed no effect and are never chosen again in this program."""
    rows = db.all("trials.list_trials", program_id=program_id)
    return frozenset(row["item"] for row in rows if row["verdict"] == "retired")
