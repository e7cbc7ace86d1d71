"""For each person and each slot of the coming day, the one message that suits best is decided.

Started by: the timetable, every six hours.
Refuses:    a slot decided before, one on a day off; a message above the weekly cap, to somebody who left the
            last ones unanswered, or whose place a more important one needs (recorded as lost); a slot that
            passed while nothing ran, beyond the time it makes sense for (recorded as expired).
Says:       nothing yet: a nudge or tip at the slot's local time, with why it came; nothing at all to those
            held out, for whom the same decision is kept. Once, that nudges stop, to who ignored four.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache, partial

from bot.context import Context
from bot.model.hours import Hours
from bot.model.nudges import Slot, slots
from bot.model.people import Person
from bot.model.schedule import begun
from bot.model.time import local_instant
from bot.steps.choosing import decide, gather
from bot.store import addresses, job_runs, nudges, programs
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
    people = cache(partial(_people, ctx, running))
    known = cache(lambda: gather(ctx, running, hours))
    for phase, status in begun(running.program, running.phases):
        ends_at = ctx.now + AHEAD if status.state == "running" else status.ended_at or oldest
        all_slots = list(slots(phase, status)) if ends_at > oldest else []
        for slot in all_slots:
            if waiting := _waiting(ctx, running, slot, (oldest, ends_at), hours, partial(people, phase.key)):
                week = [one for one in all_slots if one.week == slot.week]
                decide(ctx, known(), phase, slot, week, waiting)


def _people(ctx: Context, running: Running, phase_key: str) -> list[tuple[Person, datetime]]:
    """Who is in the phase, can be reached and did not say stop; with since when each was told who speaks."""
    reachable = addresses.reachable(ctx.db)
    since = programs.told_since(ctx.db, running.program_id)
    return [
        (person, since.get(person.person_id, ctx.now))
        for person in programs.members(ctx.db, running.program_id, phase_key)
        if person.person_id in reachable and not person.stopped_at
    ]


def _waiting(
    ctx: Context, running: Running, slot: Slot, span: Span, hours: Hours,
    people: Callable[[], list[tuple[Person, datetime]]],
) -> list[Person]:  # fmt: skip
    """Everyone whose local slot lies in `span`; those it passed by must have taken part by then."""
    middle = local_instant(slot.day_on, time(12), running.program.zone)
    if not span[0] - ANY_ZONE < middle < span[1] + ANY_ZONE:
        return []
    taken = nudges.decided_for(ctx.db, running.program_id, slot.key)
    instant_in = cache(lambda zone: slot.wall_in(zone).instant())
    return [
        person
        for person, since in people()
        if person.person_id not in taken
        and _is_in(instant_in(person.timezone), span, ctx.now, since)
        and hours.works_on(slot.day_on, person)
    ]


def _is_in(at: datetime, span: Span, now: datetime, since: datetime) -> bool:
    return span[0] <= at < span[1] and (at >= now or at >= since)
