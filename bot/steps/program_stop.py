"""A program is ended before its time, for good: nothing more is sent, and who took part is thanked and told why."""

from __future__ import annotations

from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.steps.holds import drop_hold
from bot.steps.program_writing import ENDED, draft_of, reject_program, withdraw_plan
from bot.store import audit, job_runs, outbox, programs
from bot.store.programs import Running

STORY = "program.farewell"
_ACTION = "program.stopped"


def stoppable(running: Running) -> bool:
    """Whether there is anything to end."""
    return running.state not in ("draft", *ENDED)


def stop_program(ctx: Context, running: Running, by: Person | None, reason: str) -> int:
    """Ends it and keeps the reason; returns how many people are thanked. UserError without a reason."""
    if not reason.strip():
        raise UserError("program_stop.reason_missing")
    program_id, present = running.program_id, running.present
    drop_hold(ctx, by, running)
    if present:
        programs.mark_phase(ctx.db, program_id, present.phase_key, present.state, "done", ctx.now)
    programs.finish(ctx.db, program_id, "stopped")
    withdraw_plan(ctx)
    if draft_of(ctx, program_id):
        reject_program(ctx, program_id, by, reason)
    audit.record(ctx, by, _ACTION, program_id, reason=reason.strip())
    told = [one for one in programs.enrolled(ctx.db, program_id) if one.disclosed_at]
    plans = [outbox.Planned(one, "farewell", STORY, program_id, ctx.now, ctx.now) for one in told]
    outbox.plan_many(ctx.db, ctx.new_id, plans)
    job_runs.look_again(ctx.db, ctx.now)
    return len(told)


def reason_of(ctx: Context, program_id: str) -> str:
    """Why a program was stopped, in the words it was stopped with; empty when it was not, or at a gate."""
    row = audit.newest(ctx.db, _ACTION, program_id)
    return str(row["detail_json"].get("reason", "")) if row else ""
