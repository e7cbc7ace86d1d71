"""What is no longer needed is forgotten: seen events, old job runs, settled messages.

Started by: the timetable, every day.
Refuses:    nothing.
Says:       nothing.
"""

from __future__ import annotations

from datetime import timedelta

from bot.context import Context
from bot.store import inbox, job_runs, outbox

EVENTS_FOR = timedelta(days=7)  # Slack redelivers for at most 26 hours, Teams for minutes
MESSAGES_FOR = timedelta(days=90)


def forget_old(ctx: Context) -> None:
    """Drops rows past their retention."""
    inbox.forget_before(ctx.db, ctx.now - EVENTS_FOR)
    job_runs.forget_before(ctx.db, ctx.now - EVENTS_FOR)
    outbox.forget_before(ctx.db, ctx.now - MESSAGES_FOR)
