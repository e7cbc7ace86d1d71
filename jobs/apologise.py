"""Somebody got more messages in a week than was promised: the bot says so, and keeps quiet for a day.

Started by: the timetable, every six hours.
Refuses:    to apologise twice for a week; to whoever was told of a correction in it, and is owed quiet already.
Says:       how many came, how many were promised, until when it stays quiet, whom to ask.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.context import Context
from bot.model.corrections import reached_this_week
from bot.model.time import monday_of, week_label
from bot.steps.corrections import apologise_to
from bot.store import audit, corrections, people, programs

_WEEK = timedelta(days=8)  # a local week began at most that long ago, whatever the zone
_log = logging.getLogger("uptake.corrections")


def apologise(ctx: Context) -> None:
    """Finds in the outbox who got more counted messages in this local week than the program promised."""
    running = programs.current(ctx.db)
    if running is None:
        return
    limits = running.program.limits()
    often = corrections.reached_often(ctx.db, ctx.now - _WEEK, limits.weekly_cap)
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
