"""A phase whose last week is over ends; one with a gate waits there until a person has decided.

Started by: the timetable, every six hours.
Refuses:    to pass a gate by itself; to end a phase while the program is held or paused; to let a
            pilot pass its graduation date in silence.
Says:       the gate card, to the phase's owner and the sponsor, administrators informed, again every three
            working days; a sealed guess as the phase begins; what people named in the window closed last.
"""

from __future__ import annotations

from bot.context import Context
from bot.model.rollout import Phase
from bot.model.schedule import PhaseStatus
from bot.steps.gate import ask, due_look, hold_past_graduation, take_look
from bot.steps.gate_asks import ask_predictions, collect_items
from bot.steps.holds import stands_still
from bot.steps.rollout import begin_next_phase, end_phase, last_day
from bot.steps.told import tell_back
from bot.store import programs
from bot.store.programs import Running


def advance_phases(ctx: Context) -> None:
    """Ends what is over; begins what follows without a gate."""
    running = programs.current(ctx.db)
    present = running.present if running else None
    if running is None or present is None:
        return
    phase = running.program.phase_named(present.phase_key)
    collect_items(ctx, running)
    tell_back(ctx, running)
    if present.state == "at_gate":
        _wait_at_gate(ctx, running, present, phase)
    elif running.state == "running" and not stands_still(ctx) and _is_over(ctx, running, present):
        _end(ctx, running, present, phase)
    else:
        ask_predictions(ctx, running, present, phase)


def _is_over(ctx: Context, running: Running, present: PhaseStatus) -> bool:
    ends_on = last_day(running, present)
    return ends_on is not None and ctx.now.astimezone(running.program.zone).date() > ends_on


def _end(ctx: Context, running: Running, present: PhaseStatus, phase: Phase) -> None:
    if phase.gate is None:
        if end_phase(ctx, running, present, None):
            begin_next_phase(ctx, running, None)
        return
    programs.mark_phase(ctx.db, running.program_id, phase.key, "running", "at_gate", ctx.now)
    if waiting := programs.current(ctx.db):
        _wait_at_gate(ctx, waiting, waiting.status(phase.key), phase)


def _wait_at_gate(ctx: Context, running: Running, present: PhaseStatus, phase: Phase) -> None:
    if phase.gate is None:  # a newer version of the program has taken the gate away
        if end_phase(ctx, running, present, None):
            begin_next_phase(ctx, running, None)
        return
    look = due_look(ctx, running) or take_look(ctx, running, present, phase, phase.gate)
    if look:
        ask(ctx, running, look, phase)
    hold_past_graduation(ctx, running)
