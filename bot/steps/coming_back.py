"""Who paused or stopped messages and is back, or will be, is asked then what is still open, and told why it comes
so late."""

from __future__ import annotations

from bot.context import Context
from bot.model.asking import Came, WindowTimes, asked_at, came, prompt_until
from bot.model.delivery import STOPPED_BY_PERSON, WAS_PAUSED
from bot.model.hours import Hours
from bot.model.people import Person
from bot.model.time import LocalTime
from bot.store import people, programs, windows
from bot.store.database import Row


def ask_when_back(ctx: Context, person_id: str) -> None:
    """Plans every prompt anew that never left, by what the person chose just now; one that left stays as it is."""
    person, hours = people.get(ctx.db, person_id), Hours(programs.limits(ctx.db), ctx.workdays)
    for row in windows.answerable(ctx.db, person_id, ctx.now):
        _ask(ctx, person, hours, row)


def _ask(ctx: Context, person: Person, hours: Hours, row: Row) -> None:
    opens, closes = (LocalTime.read(row[name], row["zone"]) for name in ("opens_wall", "closes_wall"))
    times = WindowTimes(opens, closes)
    due_at = asked_at(times, person, hours, ctx.now, since=ctx.now)
    late: Came = came(times, due_at, opens.instant())
    windows.plan_again(
        ctx.db, person.person_id, row["prompt_id"], row["came"] if row["came"] == "joined" else late, due_at,
        prompt_until(times, max(due_at, ctx.now)), (STOPPED_BY_PERSON, WAS_PAUSED),
    )  # fmt: skip
