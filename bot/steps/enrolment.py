"""Taking people in: who belongs to the program and to its present phase, as things stand now.

Once in stays in: a share is drawn once a person, so that a larger one only adds, and neither a smaller
one nor a new version nor a restart takes anybody out. Who leaves the company, or moves out of what the
cohort names (a team, a list, a group, an attribute), goes; who comes back is what they were before.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.context import Context
from bot.model.draw import arm_of, bucket
from bot.model.people import Person, Stratum
from bot.model.rollout import Phase
from bot.store import groups, members, outbox, programs
from bot.store.groups import NO_GROUPS
from bot.store.members import Candidate, Entry
from bot.store.programs import Running


def take_people_in(ctx: Context, running: Running) -> None:
    """Enrols the cohorts as they are now; leavers leave, everyone reachable is told first of all."""
    standing = programs.current(ctx.db) or running  # a phase may have begun a moment ago
    phase_key = standing.present.phase_key if standing.present else ""
    known = groups.of_everyone(ctx.db, groups_named(standing))
    found = members.candidates(ctx.db, standing.program_id, phase_key)
    phase, ahead = present_phase(standing), _keys_ahead(standing)
    placed = [
        _place(standing, phase, ahead, one, known.get(one.person.person_id, NO_GROUPS)) for one in found
    ]
    _keep_program(ctx, standing, placed)
    if phase_key:
        _keep_phase(ctx, standing, phase_key, placed)
    told = programs.not_disclosed(ctx.db, standing.program_id)
    outbox.plan_all_anew(ctx.db, ctx.new_id, told, "disclosure", "privacy.disclosure", ctx.now)


def groups_named(running: Running) -> tuple[str, ...]:
    """Ids of all groups the cohorts of a program and its phases name."""
    cohorts = [running.program.program.cohort, *(phase.cohort for phase in running.program.phase)]
    return tuple(dict.fromkeys(group for cohort in cohorts if cohort for group in cohort.groups))


def present_phase(running: Running) -> Phase | None:
    """The phase that runs or stands at its gate; None without one, or when the program's text dropped it."""
    key = running.present.phase_key if running.present else ""
    return next((phase for phase in running.program.phase if phase.key == key), None)


def is_named(running: Running, phase: Phase | None, person: Person, own: frozenset[str] = NO_GROUPS) -> bool:
    """Whether program and phase mean this person, before any share; `own` are ids of the person's groups."""
    cohort = phase.cohort if phase else None
    return running.program.program.cohort.names(person, own) and (cohort is None or cohort.names(person, own))


def lot_of(running: Running, person: Person) -> int:
    """The number a person draws for a program, unless one was drawn and stored before."""
    return bucket(running.program.program.key, person.email)


@dataclass(frozen=True)
class _Placed:
    """Where somebody belongs now."""

    candidate: Candidate
    lot: int
    stratum: Stratum
    is_meant: bool
    is_meant_in_phase: bool

    @property
    def person_id(self) -> str:
        return self.candidate.person.person_id


def _place(
    running: Running, phase: Phase | None, ahead: frozenset[str], one: Candidate, own: frozenset[str]
) -> _Placed:
    person, drawn = one.person, one.drawn
    lot = lot_of(running, person) if drawn is None or drawn < 0 else drawn
    stratum: Stratum = one.drawn_as or person.stratum
    counts = one.volunteered_for and one.volunteered_for not in ahead
    taken_as: Stratum = "volunteer" if counts else stratum
    whole, part = running.program.program.cohort, phase.cohort if phase else None
    is_meant = person.state == "active" and whole.names(person, own)
    is_meant = is_meant and (one.was_in or whole.takes(taken_as, lot))
    is_in_part = part is None or (part.names(person, own) and (one.was_in_phase or part.takes(taken_as, lot)))
    return _Placed(one, lot, taken_as, is_meant, is_meant and is_in_part)


def _keys_ahead(running: Running) -> frozenset[str]:
    """Phases whose volunteers wait still; a word given for one that the program dropped counts at once."""
    keys = [phase.key for phase in running.program.phase]
    present = present_phase(running)
    return frozenset(keys[keys.index(present.key) + 1 :] if present else keys)


def _keep_program(ctx: Context, running: Running, placed: list[_Placed]) -> None:
    program_id, key = running.program_id, running.program.program.key
    percent = running.program.holdout.percent
    new = [one for one in placed if one.is_meant and not one.candidate.was_in]
    entries = [
        Entry(one.person_id, one.lot, one.stratum, arm_of(key, one.candidate.person.email, percent))
        for one in new
    ]
    back = [one for one in placed if one.is_meant and one.candidate.was_in and not one.candidate.is_in]
    gone = [one for one in placed if one.candidate.is_in and not one.is_meant]
    members.enrol(ctx.db, program_id, entries, ctx.now)
    members.take_back(ctx.db, program_id, [one.person_id for one in back])
    members.leave(ctx.db, program_id, [one.person_id for one in gone], ctx.now)


def _keep_phase(ctx: Context, running: Running, phase_key: str, placed: list[_Placed]) -> None:
    joined = [one.person_id for one in placed if one.is_meant_in_phase and not one.candidate.is_in_phase]
    gone = [one.person_id for one in placed if one.candidate.is_in_phase and not one.is_meant_in_phase]
    members.join_phase(ctx.db, running.program_id, phase_key, joined, ctx.now)
    members.leave_phase(ctx.db, running.program_id, phase_key, gone, ctx.now)
