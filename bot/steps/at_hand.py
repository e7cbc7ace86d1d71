"""The program somebody means without naming one."""

from __future__ import annotations

from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.steps.permits import permit
from bot.store import programs
from bot.store.programs import Running


def current_program(ctx: Context) -> Running:
    """The program that runs or waits for its start. UserError without one."""
    return _found(programs.current(ctx.db))


def latest_program(ctx: Context) -> Running:
    """The same, or the one that ended last. UserError without any."""
    return _found(programs.latest(ctx.db))


def program_to_run(ctx: Context, person: Person) -> Running:
    """The current program, for those who may run it. UserError for others, or without one."""
    permit(ctx, person, "run_rollout")
    return current_program(ctx)


def _found(running: Running | None) -> Running:
    if running is None:
        raise UserError("error.no_program")
    return running
