"""A program edited in chat: the same checks as a file, the same drafts, nothing written over unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.context import Context
from bot.errors import BadInput, UserError
from bot.model.people import Person
from bot.model.program_diff import Table, tree
from bot.model.program_edit import assigned, edited, part_marked
from bot.steps.program import apply_table
from bot.steps.program_writing import newest_of
from bot.store import programs, versions
from bot.store.versions import PlanVersion


def newest(ctx: Context) -> PlanVersion:
    """The version that the next edit builds on. UserError without any program."""
    running = programs.latest(ctx.db)
    found = newest_of(versions.history(ctx.db, running.program_id)) if running else None
    if found is None:
        raise UserError("error.no_program")
    return found


def version_marked(ctx: Context, mark: str) -> PlanVersion:
    """The version a form was made from. UserError when it is of no program at hand."""
    known = versions.history(ctx.db, newest(ctx).program_id)
    found = next((one for one in reversed(known) if one.digest == mark), None)
    if found is None:
        raise UserError("error.stale_button")
    return found


def save_part(
    ctx: Context, person: Person, base: PlanVersion, part_mark: str, fields: Mapping[str, str]
) -> PlanVersion:
    """A form was sent: the next draft. BadInput with every problem; EditedMeanwhile when somebody was quicker."""
    before = tree(base.program)
    part = part_marked(before, part_mark)
    if part is None:
        raise UserError("error.stale_button")
    return _write(ctx, person, base, lambda table: edited(table, part, fields))


def save_line(ctx: Context, person: Person, line: str) -> PlanVersion:
    """A line like `phase.habit.weeks = 6`: the next draft. BadInput with every problem."""
    return _write(ctx, person, newest(ctx), lambda table: assigned(table, line))


def _write(ctx: Context, person: Person, base: PlanVersion, change: Callable[[Table], Table]) -> PlanVersion:
    table = change(tree(base.program))
    if table.get("program", {}).get("key") != base.program_id:
        raise BadInput(
            [
                f"program.key: stays {base.program_id}; a copy under another key is made by “uptake program clone”"
            ]
        )
    return apply_table(ctx, table, base.program_id, person, base.version)
