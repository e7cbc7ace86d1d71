"""A phase at its gate: who decides, what a planned look keeps, and asking until somebody has decided."""

from __future__ import annotations

from datetime import date, timedelta

from bot.context import Context
from bot.model import gate_rules as rules
from bot.model.delivery import next_open
from bot.model.gate import Gate
from bot.model.people import Person
from bot.model.rollout import Phase
from bot.model.schedule import PhaseStatus
from bot.steps.rollout import last_day
from bot.store import audit, gate_facts, gates, outbox, people, programs
from bot.store.gates import Look
from bot.store.programs import Running

STORY = "rollout.gate"


def deciders(ctx: Context, running: Running, phase: Phase) -> list[Person]:
    """The phase's owner and the sponsor; where none of them is here, the administrators."""
    named = (phase.owner, running.program.program.sponsor_email or "")
    found = [people.find_by_email(ctx.db, email.strip().lower()) for email in named if email]
    asked = [one for one in found if one and one.state == "active"]
    asked += people.with_role(ctx.db, "sponsor")
    return _each_once(asked) or people.with_role(ctx.db, "admin")


def may_decide(ctx: Context, running: Running, phase: Phase, person: Person) -> bool:
    """Whether the person is one of those who decide."""
    return person.person_id in {one.person_id for one in deciders(ctx, running, phase)}


def due_look(ctx: Context, running: Running) -> Look | None:
    """The look at which the present phase waits for a decision."""
    present = running.present
    if present is None or present.state != "at_gate":
        return None
    number = rules.look_number(present)
    look = gates.look_of(ctx.db, running.program_id, present.phase_key, number)
    return look if look and look.choice is None else None


def take_look(ctx: Context, running: Running, status: PhaseStatus, phase: Phase, gate: Gate) -> Look | None:
    """Keeps what is known now as the planned look; None while a tool's report is awaited for some days."""
    today = ctx.now.astimezone(running.program.zone).date()
    ended_on = last_day(running, status) or today
    basis = gate_facts.basis_of(ctx.db, running, phase, status, gate, today, ctx.now, ctx.workdays)
    count = basis.count
    is_late = today > ended_on + timedelta(days=rules.DAYS_FOR_FIGURES)
    if basis.ground and count.by_report and count.state in ("partial", "no_figures") and not is_late:
        return None
    before = gates.looks(ctx.db, running.program_id)
    evidence = rules.look_at(
        gate,
        count,
        tuple(gate_facts.rails_of(ctx.db, running, basis)),
        rules.look_number(status),
        ended_on,
        phase.weeks + status.extended_weeks,
        bool(before) and before[-1].evidence.verdict == "unmet",
    )
    look_id = ctx.new_id("lok")
    if gates.keep_look(ctx.db, look_id, running.program_id, phase.key, evidence, ctx.now):
        gate_facts.enter(ctx.db, running, look_id, basis, evidence, ctx.now)
        audit.record(ctx, None, "gate.looked", phase.key, look=evidence.look, verdict=evidence.verdict)
    return gates.look_of(ctx.db, running.program_id, phase.key, evidence.look)


def ask(ctx: Context, running: Running, look: Look, phase: Phase) -> None:
    """Asks who decides and tells administrators; asks again every three working days."""
    zone = running.program.zone
    limits = running.program.limits()
    since, today = look.looked_at.astimezone(zone).date(), ctx.now.astimezone(zone).date()
    waited = rules.working_days_since(since, today, limits, ctx.workdays)
    again = waited // rules.DAYS_TO_ASK_AGAIN
    asked = deciders(ctx, running, phase)
    told = [] if again else people.with_role(ctx.db, "admin")
    for person in _each_once([*asked, *told]):
        due_at = next_open(ctx.now, person, limits, ctx.workdays)
        about = f"{look.look_id}/{again}"
        outbox.plan(ctx.db, ctx.new_id, person, "request", STORY, about, due_at=due_at, planned_at=ctx.now)


def graduates_on(running: Running) -> date | None:
    """The day by which the pilot is decided on: as the charter says, else the last day of its last phase."""
    given, present = running.program.program.graduates_on, running.present
    ends_on = last_day(running, present) if present else None
    if given or ends_on is None:
        return given
    ahead = [status.phase_key for status in running.phases if status.state == "planned"]
    weeks = sum(running.program.phase_named(key).weeks for key in ahead if _is_known(running, key))
    return ends_on + timedelta(weeks=weeks)


def is_past_graduation(ctx: Context, running: Running) -> bool:
    """Whether a gate still waits after the day by which the pilot was to be decided on."""
    due_on, present = graduates_on(running), running.present
    if due_on is None or present is None or present.state != "at_gate":
        return False
    return ctx.now.astimezone(running.program.zone).date() > due_on


def hold_past_graduation(ctx: Context, running: Running) -> None:
    """Nobody decided in time: nothing but the gate's question leaves until somebody does."""
    if running.state == "held" or not is_past_graduation(ctx, running):
        return
    programs.mark_program(ctx.db, running.program_id, "held")
    outbox.cancel_kind(ctx.db, "digest", ctx.now, "the graduation date has passed and nobody decided")
    audit.record(ctx, None, "program.held", running.program_id, graduates_on=graduates_on(running))


def _is_known(running: Running, key: str) -> bool:
    return any(phase.key == key for phase in running.program.phase)


def _each_once(found: list[Person]) -> list[Person]:
    return list({person.person_id: person for person in found}.values())
