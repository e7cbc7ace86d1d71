"""The sponsor hears once a month what there is to decide and whether it is worth it.

Started by: the timetable, after the summaries; it acts with the first digest of a month.
Refuses:    a program without a published summary; a second brief of a month, or to the same sponsor; to send
            one past the graduation date, or a week late.
Says:       the brief, to every sponsor, at the hour of the digest; any week stays one command away.
"""

from __future__ import annotations

from datetime import timedelta

from bot.context import Context
from bot.model.delivery import next_open
from bot.steps.briefs import fresh_brief
from bot.steps.summary import digest_time
from bot.store import outbox, people, programs

LATE_FOR = timedelta(days=6)  # a month is long: a sponsor who is away for some days still gets it


def brief_sponsor(ctx: Context) -> None:
    """Makes the brief that is due and plans it for each sponsor; one that a hold kept back, when it is lifted soon."""
    running = programs.latest(ctx.db)
    made = fresh_brief(ctx, running) if running else None
    if running is None or made is None or running.state == "held":
        return
    brief, newest = made
    for sponsor in people.with_role(ctx.db, "sponsor"):
        wall = digest_time(running.program, newest.week_on, sponsor.timezone)
        due_at = next_open(max(ctx.now, wall.instant()), sponsor, running.program.limits(), ctx.workdays)
        outbox.plan(
            ctx.db, ctx.new_id, sponsor, "digest", "brief.monthly", brief.brief_id,
            due_at=due_at, not_after=due_at + LATE_FOR, planned_at=ctx.now, wall=wall,
        )  # fmt: skip
