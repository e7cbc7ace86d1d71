"""Somebody got more messages in a week than was promised: the bot says so, and keeps quiet for a day.

Started by: the timetable, every six hours.
Refuses:    to apologise twice for a week; to whoever was told of a correction in it, and is owed quiet already.
Says:       how many came, how many were promised, until when it stays quiet, whom to ask.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, time, timedelta

from bot.context import Context
from bot.model.corrections import reached_this_week
from bot.model.time import monday_of, week_label
from bot.steps.corrections import apologise_to
from bot.store import audit, corrections, job_runs, people, programs

_EARLIEST_ZONE = timedelta(hours=14)  # UTC+14: where a local Monday begins first
_LATEST_ZONE = timedelta(hours=12)  # UTC-12: where it is Sunday still
_CLOCKS_DIFFER = timedelta(hours=1)  # at most, between workers; and a transaction takes its time
_USUAL = timedelta(
    hours=12
)  # between two looks, with one missed; more when a change made all jobs look again
_log = logging.getLogger("uptake.corrections")


def apologise(ctx: Context) -> None:
    """Finds in the outbox who got more counted messages in this local week than the program promised."""
    running = programs.current(ctx.db)
    if running is None or _is_unchanged(ctx):
        return
    limits = running.program.limits()
    often = corrections.reached_often(ctx.db, _week_began(ctx.now), limits.weekly_cap)
    persons = people.find_some(ctx.db, list(often)) if often else {}
    for person_id, person in persons.items():
        monday = monday_of(ctx.now.astimezone(person.zone).date())
        count = reached_this_week(person, often[person_id], ctx.now)
        if count <= limits.weekly_cap or corrections.quiet_days(ctx.db, [person_id], monday):
            continue
        about = f"{week_label(monday)}/{count}/{limits.weekly_cap}"
        if apologise_to(ctx, person, limits, "corrections.excess", about):
            audit.record(ctx, None, "apology.planned", person_id, week=week_label(monday), count=count)
            _log.info("apology.planned", extra={"reason": f"{count} of {limits.weekly_cap}"})


def _is_unchanged(ctx: Context) -> bool:
    """Whether nothing was sent since the last look, and no change of people or program made us look anew."""
    looked_at = job_runs.last_before(ctx.db, "apologise", ctx.now)
    if looked_at is None or ctx.now - looked_at > _USUAL:
        return False
    return not corrections.was_sent(ctx.db, looked_at - _CLOCKS_DIFFER)


def _week_began(now: datetime) -> datetime:
    """No later than the local week began of anybody for whom it is now."""
    monday = monday_of((now.astimezone(UTC) - _LATEST_ZONE).date())
    return datetime.combine(monday, time.min, UTC) - _EARLIEST_ZONE
