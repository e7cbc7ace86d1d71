"""A phase whose last week is over ends; one with a gate waits there for a person.

Started by: the timetable, every six hours.
Refuses:    to pass a gate by itself; to end a phase while the program is held or paused.
Says:       the gate card, to administrators and the phase's owner.
"""

from __future__ import annotations

from bot.context import Context
from bot.model.delivery import next_open
from bot.model.rollout import Phase
from bot.model.schedule import PhaseStatus
from bot.steps.holds import stands_still
from bot.steps.rollout import begin_next_phase, end_phase, last_day
from bot.store import outbox, people, programs
from bot.store.programs import Running


def advance_phases(ctx: Context) -> None:
    """Ends what is over; begins what follows without a gate."""
    running = programs.current(ctx.db)
    present = running.present if running else None
    if running is None or present is None or present.state != "running" or stands_still(ctx):
        return
    ends_on = last_day(running, present)
    if ends_on is None or ctx.now.astimezone(running.program.zone).date() <= ends_on:
        return
    phase = running.program.phase_named(present.phase_key)
    if phase.gate:
        _wait_at_gate(ctx, running, present, phase)
    elif end_phase(ctx, running, present, None):
        begin_next_phase(ctx, running, None)


def _wait_at_gate(ctx: Context, running: Running, present: PhaseStatus, phase: Phase) -> None:
    programs.mark_phase(ctx.db, running.program_id, present.phase_key, "running", "at_gate", ctx.now)
    deciders = {person.person_id: person for person in people.with_role(ctx.db, "admin")}
    if owner := people.find_by_email(ctx.db, phase.owner):
        deciders[owner.person_id] = owner
    about = f"{running.program_id}/{present.phase_key}"
    for person in deciders.values():
        due_at = next_open(ctx.now, person, running.program.limits(), ctx.workdays)
        outbox.plan(
            ctx.db, ctx.new_id, person, "request", "rollout.gate", about, due_at=due_at, planned_at=ctx.now
        )
