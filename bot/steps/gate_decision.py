"""What a decision at a gate sets going: the next phase, an extension, or a stop with honour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.context import Context
from bot.errors import UserError
from bot.model import gate_rules as rules
from bot.model.gate_rules import Choice, Recommendation
from bot.model.people import Person
from bot.model.rollout import Phase
from bot.model.schedule import PhaseStatus, Shift, last_week, monday_for
from bot.model.time import monday_of
from bot.steps.gate import due_look, may_decide
from bot.steps.rollout import begin_next_phase, end_phase
from bot.store import audit, gate_facts, gates, job_runs, open_items, outbox, people, programs
from bot.store.gates import Look
from bot.store.programs import Running

_LATE_IN_WEEK = timedelta(days=4)  # decided from Thursday on, an extension begins on the next Monday


@dataclass(frozen=True)
class AtGate:
    """A phase at its gate, with the look that waits for a decision."""

    running: Running
    status: PhaseStatus
    phase: Phase
    look: Look

    @property
    def may_extend(self) -> bool:
        return self.status.extended_weeks == 0


@dataclass(frozen=True)
class Words:
    """What a decider wrote."""

    reason: str
    objection: str = ""
    weeks: str = ""


def open_gate(ctx: Context, person: Person, look_id: str) -> AtGate:
    """The gate a button belongs to; UserError where it was decided, moved on, or is somebody else's."""
    look = gates.find(ctx.db, look_id)
    running = programs.current(ctx.db)
    if look and look.choice:
        by = people.find(ctx.db, look.decided_by or "")
        choice = ctx.say_to(person)(f"gates.did_{look.choice}")
        raise UserError("gates.decided_before", by=by.name if by else "–", choice=choice)
    due = due_look(ctx, running) if running else None
    if look is None or running is None or due is None or due.look_id != look.look_id:
        raise UserError("gates.over")
    phase = running.program.phase_named(look.phase_key)
    if not may_decide(ctx, running, phase, person):
        raise UserError("gates.not_yours")
    return AtGate(running, running.status(look.phase_key), phase, look)


def recommended(ctx: Context, at: AtGate) -> Recommendation:
    """What the machine proposes now: the look as kept, incidents and items as they stand."""
    rails = [*at.look.evidence.rails]
    rails += gate_facts.incident_rails(ctx.db, at.running, at.phase.gate) if at.phase.gate else []
    unanswered = open_items.unanswered(ctx.db, at.running.program_id)
    return rules.recommend(at.look.evidence, rails, at.may_extend, unanswered)


def decide(ctx: Context, person: Person, at: AtGate, choice: Choice, words: Words) -> str:
    """Keeps the decision with its sentence and does what it says; returns what to confirm."""
    weeks = _checked(ctx, at, choice, words)
    advice = recommended(ctx, at)
    by, look_id = person.person_id, at.look.look_id
    if not gates.decide(ctx.db, look_id, choice, words.reason, weeks, advice, by, ctx.now):
        raise UserError("gates.over")
    audit.record(
        ctx, person, "gate.decided", at.phase.key, choice=choice, reason=words.reason, recommended=advice,
        weeks=weeks,
    )  # fmt: skip
    if at.running.state == "held":
        programs.mark_program(ctx.db, at.running.program_id, "running")
        programs.release_held(ctx.db, ctx.now)
    if choice == "extend":
        return _extend(ctx, person, at, weeks)
    if choice == "stop":
        return _stop(ctx, person, at)
    if choice == "object":
        gates.object_to(ctx.db, ctx.new_id("obj"), look_id, words.objection)
    return go_on(ctx, person, at.running)


def _checked(ctx: Context, at: AtGate, choice: Choice, words: Words) -> int:
    """The weeks of an extension, else 0; UserError for what is missing or not possible."""
    if not words.reason or (choice == "object" and not words.objection):
        raise UserError("gates.reason_missing")
    if choice in ("advance", "object") and at.phase.gate:
        rails = gate_facts.incident_rails(ctx.db, at.running, at.phase.gate)
        if any(rail.key == "safety" and rail.is_broken for rail in rails):
            raise UserError("gates.safety_open")
    if choice != "extend":
        return 0
    if not at.may_extend:
        raise UserError("gates.extended_before")
    if words.weeks not in {str(n) for n in range(1, rules.MOST_WEEKS + 1)}:
        raise UserError("gates.weeks_wrong", most=rules.MOST_WEEKS)
    return int(words.weeks)


def go_on(ctx: Context, person: Person, running: Running) -> str:
    """Ends the present phase and begins the next; returns what to confirm."""
    present = running.present
    if present is None or not end_phase(ctx, running, present, person):
        raise UserError("gates.over")
    monday = begin_next_phase(ctx, running, person)
    say = ctx.say_to(person)
    return say("rollout.advanced", monday=monday) if monday else say("rollout.finished")


def _extend(ctx: Context, person: Person, at: AtGate, weeks: int) -> str:
    """The phase goes on; weeks that passed while it waited are not taken from the extension."""
    today = ctx.now.astimezone(at.running.program.zone).date()
    after = last_week(at.phase, at.status) + 1
    planned = monday_for(at.phase, at.status, after)
    begins = monday_of(today + _LATE_IN_WEEK)
    late = (begins - planned).days // 7 if planned else 0
    shifts = [*at.status.shifts, *([Shift(from_week=after, weeks=late)] if late > 0 else [])]
    if not gates.extend(ctx.db, at.running.program_id, at.phase.key, weeks, shifts):
        raise UserError("gates.over")
    job_runs.look_again(ctx.db, ctx.now)
    return ctx.say_to(person)("gates.extended", until=_last_day(begins, weeks))


def _last_day(begins: date, weeks: int) -> date:
    return begins + timedelta(weeks=weeks, days=-1)


def _stop(ctx: Context, person: Person, at: AtGate) -> str:
    """Nothing more is begun; everybody who was told who speaks is thanked and told the truth."""
    program_id = at.running.program_id
    if not programs.mark_phase(ctx.db, program_id, at.phase.key, at.status.state, "done", ctx.now):
        raise UserError("gates.over")
    programs.mark_program(ctx.db, program_id, "stopped")
    audit.record(ctx, person, "program.stopped", program_id)
    told = [one for one in programs.enrolled(ctx.db, program_id) if one.disclosed_at]
    for one in told:
        outbox.plan(ctx.db, ctx.new_id, one, "farewell", "gates.farewell", at.look.look_id, due_at=ctx.now)
    job_runs.look_again(ctx.db, ctx.now)
    return ctx.say_to(person)("gates.stopped", people=len(told))
