"""What is no longer needed is forgotten: seen events, old job runs, settled messages, single usage signals after
90 days, what was counted of them after thirteen months.

Started by: the timetable, every day.
Refuses:    nothing.
Says:       nothing.
"""

from __future__ import annotations

from datetime import timedelta

from bot.context import Context
from bot.store import inbox, job_runs, outbox, usage

EVENTS_FOR = timedelta(days=7)  # Slack redelivers for at most 26 hours, Teams for minutes
MESSAGES_FOR = timedelta(days=90)
SIGNALS_FOR = timedelta(days=90)
FACTS_FOR = timedelta(days=400)  # thirteen months; an import takes nothing older


def forget_old(ctx: Context) -> None:
    """Drops rows past their retention."""
    inbox.forget_before(ctx.db, ctx.now - EVENTS_FOR)
    job_runs.forget_before(ctx.db, ctx.now - EVENTS_FOR)
    outbox.forget_before(ctx.db, ctx.now - MESSAGES_FOR)
    usage.forget_signals_before(ctx.db, (ctx.now - SIGNALS_FOR).date())
    usage.forget_facts_before(ctx.db, (ctx.now - FACTS_FOR).date())
