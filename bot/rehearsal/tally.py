"""What a rehearsal counts while it runs: small enough for a hundred thousand people and half a year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.model.delivery import BY_PROGRAM, KINDS, OUTSIDE_HOURS
from bot.model.people import Person
from bot.model.time import monday_of
from bot.store.database import Row
from bot.store.lanes import Lane

TOO_LATE_BY_HOURS = "outside the person's hours until it was too late"
TOO_LATE_BY_PACE = "the platform's limit let it leave too late"
_MOST = 255  # of one person's messages on one day, as kept


@dataclass
class SlotCount:
    """What became of the messages of one slot, or of one window's prompts or reminders."""

    sent: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass
class Tally:
    """Counts by week, kind, slot and person; `begins_on` is day 0, `days` how many are kept."""

    begins_on: date
    days: int
    sent: Counter[tuple[date, str]] = field(default_factory=Counter)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)  # kind, cause
    slots: dict[str, SlotCount] = field(default_factory=dict)
    at_once: Counter[tuple[Lane, datetime, str]] = field(default_factory=Counter)  # due together in a lane
    complaints: dict[str, str] = field(default_factory=dict)
    a_day: dict[str, bytearray] = field(default_factory=dict)  # person id → messages by day
    counted: Counter[str] = field(default_factory=Counter)  # person id → messages under the weekly cap
    gates_left: list[datetime] = field(default_factory=list)

    def send(self, row: Row, person: Person, lane: Lane, at: datetime) -> None:
        """A message leaves."""
        day = at.astimezone(person.zone).date()
        kind = row["kind"]
        self.sent[monday_of(day), kind] += 1
        if kind in BY_PROGRAM:  # who decides at gates or reads digests has asked for these
            days = self.a_day.setdefault(person.person_id, bytearray(self.days))
            number = min(max((day - self.begins_on).days, 0), self.days - 1)
            days[number] = min(days[number] + 1, _MOST)
        if KINDS[kind].counts:
            self.counted[person.person_id] += 1
        self.at_once[lane, row["due_at"], kind] += 1
        if row["story"] == "rollout.gate":
            self.gates_left.append(at)
        if slot := slot_of(row):
            count = self.slots.setdefault(slot, SlotCount())
            count.sent += 1
            count.first_at = min(count.first_at or at, at)
            count.last_at = max(count.last_at or at, at)

    def lose(self, row: Row, state: str, reason: str) -> None:
        """A message ends without leaving."""
        cause = _cause(row, state, reason)
        self.lost[row["kind"], cause] += 1
        if slot := slot_of(row):
            self.slots.setdefault(slot, SlotCount()).lost[cause] += 1

    def complain(self, row: Row, language: str, problem: str) -> None:
        """A card can't be composed, or not shown; told once an item and language."""
        name = row["item"] or row["window_key"] or row["story"]
        self.complaints.setdefault(f"{name} ({language})", problem)


def slot_of(row: Row) -> str:
    """`phase/week/nudge0` for nudges and tips, `phase/window/prompt` for windows; empty for the rest."""
    if row["slot"]:
        return str(row["slot"])
    return f"{row['window_phase']}/{row['window_key']}/{row['kind']}" if row["window_key"] else ""


def _cause(row: Row, state: str, reason: str) -> str:
    """Why it was lost; what expired had waited either for the person or for its lane."""
    if state != "expired":
        return reason
    return TOO_LATE_BY_HOURS if row["reason"] == OUTSIDE_HOURS else TOO_LATE_BY_PACE
