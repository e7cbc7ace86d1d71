"""Volunteering: which phase a person may still ask to be part of, and when it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.context import Context
from bot.model.people import Person, Stratum
from bot.model.rollout import Phase
from bot.model.time import first_monday
from bot.steps.enrolment import groups_named, is_named, lot_of
from bot.steps.rollout import last_day
from bot.store import groups, members, volunteers
from bot.store.database import Row
from bot.store.programs import Running


@dataclass(frozen=True)
class Place:
    """What a person who asks to join is told: a phase to volunteer for, in already, or nothing to be had."""

    kind: Literal["open", "volunteered", "taking_part", "none"]
    phase: Phase | None = None
    begins_on: date | None = None


def place_for(ctx: Context, running: Running, person: Person) -> Place:
    """The next phase not begun that takes this person as a volunteer, and would not otherwise."""
    ahead = _ahead(running)
    said = volunteers.phase_of(ctx.db, running.program_id, person.person_id)
    if found := next((phase for phase in ahead if phase.key == said), None):
        return Place("volunteered", found, begins_on(ctx, running, found.key))
    rows = [r for r in members.of_person(ctx.db, person.person_id) if r["program_id"] == running.program_id]
    lot = rows[0]["bucket"] if rows and rows[0]["bucket"] >= 0 else lot_of(running, person)
    stratum: Stratum = rows[0]["stratum"] if rows else person.stratum
    own = groups.of_some(ctx.db, groups_named(running), [person.person_id])
    takes_part = any(_is_in_present(running, row) for row in rows)
    for phase in ahead:
        if not is_named(running, phase, person, own.get(person.person_id, groups.NO_GROUPS)):
            continue
        if _takes(running, phase, stratum, lot, was_in=bool(rows)):
            takes_part = True
        elif _takes(running, phase, "volunteer", lot, was_in=bool(rows)):
            return Place("open", phase, begins_on(ctx, running, phase.key))
    return Place("taking_part" if takes_part else "none")


def begins_on(ctx: Context, running: Running, phase_key: str) -> date:
    """The Monday a phase not begun is due to begin on, if no gate takes longer than planned."""
    today = ctx.now.astimezone(running.program.zone).date()
    ends_on = last_day(running, running.present) if running.present else None
    earliest = max(
        today, running.program.program.starts_on, ends_on + timedelta(days=1) if ends_on else today
    )
    weeks = 0
    for phase in _ahead(running):
        if phase.key == phase_key:
            break
        weeks += phase.weeks
    return first_monday(earliest) + timedelta(weeks=weeks)


def _ahead(running: Running) -> list[Phase]:
    planned = {status.phase_key for status in running.phases if status.state == "planned"}
    return [phase for phase in running.program.phase if phase.key in planned]


def _is_in_present(running: Running, row: Row) -> bool:
    key = running.present.phase_key if running.present else None
    return row["phase_key"] == key is not None and row["left_at"] is None and row["phase_left_at"] is None


def _takes(running: Running, phase: Phase, stratum: Stratum, lot: int, *, was_in: bool) -> bool:
    is_in_program = was_in or running.program.program.cohort.takes(stratum, lot)
    return is_in_program and (phase.cohort is None or phase.cohort.takes(stratum, lot))
