"""The tool's own usage report of the demo company: written like a vendor's export, read like one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.context import Context
from bot.playground.temper import Temper
from bot.steps.usage import import_signals
from bot.store import programs
from bot.store.programs import Running

LATE_BY = timedelta(days=2)  # as late as the vendors' own reports
_EARLY_FOR = timedelta(days=14)
_EARLY_ARE = 0.62
_FEATURES = ("chat", "mail", "meetings", "documents", "sheets")
_COLUMNS = ("id", "person", "tool", "feature", "day", "actions")


def import_early_use(ctx: Context, tempers: Iterable[Temper]) -> None:
    """The fortnight before the pilot: a few keen people had access already."""
    early = [temper for temper in tempers if temper.keen > _EARLY_ARE]
    last = (ctx.now - LATE_BY).date()
    days = [last - timedelta(days=back) for back in range(_EARLY_FOR.days, -1, -1)]
    _import(ctx, early, days)


def import_day(ctx: Context, tempers: Iterable[Temper], at: datetime) -> date | None:
    """The report that comes in at `at`; the day it is about, None when there was nothing to report."""
    day = (at - LATE_BY).date()
    running = programs.current(ctx.db)
    everybody_has_access = running is not None and _has_kicked_off(running, day)
    users = [one for one in tempers if everybody_has_access or one.keen > _EARLY_ARE]
    return day if _import(ctx, users, [day]) else None


def _import(ctx: Context, users: Iterable[Temper], days: list[date]) -> bool:
    running = programs.current(ctx.db)
    tool = running.program.program.tool_key if running else "any"
    rows = [row for day in days for user in users for row in _rows(user, day, tool)]
    if rows:
        text = io.StringIO()
        csv.writer(text).writerows([_COLUMNS, *rows])
        import_signals(ctx, "generic", text.getvalue().encode(), f"usage-{days[-1]}.csv")
    return bool(rows)


def _rows(user: Temper, day: date, tool: str) -> list[tuple[str, ...]]:
    actions = user.uses_on(day)
    if not actions:
        return []
    email, feature = user.person.email, user.chance.choice(_FEATURES)
    return [(f"{day}/{email}", email, tool, feature, day.isoformat(), str(actions))]


def _has_kicked_off(running: Running, day: date) -> bool:
    """Licences are given out with the first phase that begins in program week 0 or later."""
    return any(
        phase.first_week >= 0 and status.week_one_on and status.week_one_on <= day
        for phase, status in zip(running.program.phase, running.phases, strict=True)
    )
