"""For each person and each slot of the coming day, the one message that suits best is decided.

Started by: the timetable, every six hours.
Refuses:    a slot decided before, one on a day off; a message above the weekly cap, to somebody who left the
            last ones unanswered, or whose place a more important one needs (recorded as lost); a slot that
            passed while nothing ran, beyond the time it makes sense for (recorded as expired).
Says:       nothing yet: a nudge or tip at the slot's local time, with why it came; nothing at all to those
            held out, for whom the same decision is kept. Once, that nudges stop, to who ignored four.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache

from bot.context import Context
from bot.model.hours import Hours
from bot.model.nudges import Slot, slots
from bot.model.people import Person
from bot.model.schedule import begun
from bot.model.time import local_instant
from bot.steps.choosing import decide, gather
from bot.store import job_runs, members, programs
from bot.store.programs import Running

AHEAD = timedelta(hours=24)
LOOKS_BACK = timedelta(weeks=4)  # a slot missed before that is nobody's concern any more
ANY_ZONE = timedelta(hours=26)  # between the first and the last local noon of a date
Span = tuple[datetime, datetime]


def choose_nudges(ctx: Context) -> None:
    """Decides the slots of the running phase that come within a day, and those that were missed."""
    running = programs.current(ctx.db)
    if running is None or (running.state == "held" and not running.is_at_gate):
        return  # at a gate that waits too long nothing is chosen, but what was missed before is recorded
    looked_at = job_runs.last_before(ctx.db, "choose_nudges", ctx.now) or ctx.now - LOOKS_BACK
    oldest = max(looked_at, ctx.now - LOOKS_BACK)
    hours = Hours(running.program.limits(), ctx.workdays)
    known = cache(lambda: gather(ctx, running, hours))
    for phase, status in begun(running.program, running.phases):
        ends_at = ctx.now + AHEAD if status.state == "running" else status.ended_at or oldest
        all_slots = list(slots(phase, status)) if ends_at > oldest else []
        for slot in all_slots:
            if waiting := _waiting(ctx, running, phase.key, slot, (oldest, ends_at), hours):
                week = [one for one in all_slots if one.week == slot.week]
                decide(ctx, known(), phase, slot, week, waiting)


def _waiting(
    ctx: Context, running: Running, phase_key: str, slot: Slot, span: Span, hours: Hours
) -> list[Person]:
    """Everyone whose local slot lies in `span`; those it passed by must have taken part by then. Asks first
    which zones and calendars there are left: most looks find that nobody's turn has come."""
    middle = local_instant(slot.day_on, time(12), running.program.zone)
    if not span[0] - ANY_ZONE < middle < span[1] + ANY_ZONE:
        return []
    instant_in = cache(lambda zone: slot.wall_in(zone).instant())
    zones = {
        zone
        for zone, calendar in members.undecided_groups(ctx.db, running.program_id, phase_key, slot.key)
        if span[0] <= instant_in(zone) < span[1] and hours.is_workday(slot.day_on, calendar)
    }
    if not zones:
        return []
    return [
        person
        for person, since in members.undecided(ctx.db, running.program_id, phase_key, slot.key, zones)
        if _is_in(instant_in(person.timezone), span, ctx.now, since or ctx.now)
        and hours.works_on(slot.day_on, person)
    ]


def _is_in(at: datetime, span: Span, now: datetime, since: datetime) -> bool:
    return span[0] <= at < span[1] and (at >= now or at >= since)
