"""`uptake summary actions`: which proposed actions were any use."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.cli.opened import opened_context
from bot.errors import BadInput
from bot.model.action_counts import RuleCount, count_by_rule
from bot.store import actions, programs

_COLUMNS = ("rule", "proposed", "unanswered", "taken", "sent", "done", "declined", "retired")


def print_actions(as_json: bool) -> int:
    """Prints the counts of every rule of the latest program; BadInput without a program."""
    with opened_context() as ctx:
        running = programs.latest(ctx.db)
        if running is None:
            raise BadInput(["no program yet; see “uptake program apply”"])
        counts = count_by_rule(actions.all_answers(ctx.db, running.program_id))
    if as_json:
        print(json.dumps([one.model_dump() for one in counts], ensure_ascii=False, indent=2))
    else:
        print("\n".join(_table(counts)))
    return 0


def _table(counts: Sequence[RuleCount]) -> list[str]:
    rows = [_COLUMNS, *(_cells(one) for one in counts)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_COLUMNS))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _cells(one: RuleCount) -> tuple[str, ...]:
    reasons = ", ".join(f"{reason} {times}" for reason, times in one.declined.items())
    declined = f"{sum(one.declined.values())}" + (f" ({reasons})" if reasons else "")
    numbers = (one.proposed, one.unanswered, one.taken, one.sent, one.done)
    return (one.rule, *map(str, numbers), declined, str(one.retired))
