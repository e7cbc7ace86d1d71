"""For each person and each slot of the coming day, the one message that suits best is decided.

Started by: the timetable, every six hours.
Refuses:    a slot decided before, one on a day off; a message above the weekly cap (recorded as lost); a
            slot that passed while nothing ran, beyond the time it makes sense for (recorded as expired).
Says:       nothing yet: a nudge or tip at the slot's local time, with why it came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from bot.clock import seeded_chance
from bot.context import Context
from bot.model.content import TipItem
from bot.model.delivery import KINDS
from bot.model.hours import Hours
from bot.model.nudges import Nudge, Slot, Why, choose_tip, first_fitting, fitting_tips, slots
from bot.model.people import Person
from bot.model.rollout import Phase
from bot.model.schedule import begun
from bot.model.time import local_instant
from bot.store import addresses, corrections, job_runs, nudges, outbox, programs, tips
from bot.store.programs import Running

AHEAD = timedelta(hours=24)
LOOKS_BACK = timedelta(weeks=4)  # a slot missed before that is nobody's concern any more
ANY_ZONE = timedelta(hours=26)  # between the first and the last local noon of a date
MISSED = "its time passed while nothing ran"


@dataclass(frozen=True)
class Known:
    """What deciding needs, read once a run."""

    running: Running
    phase: Phase
    seen: Mapping[str, set[str]]
    load: Mapping[str, int]
    last_use: Mapping[str, date]
    votes: Mapping[str, tuple[int, int]]


def choose_nudges(ctx: Context) -> None:
    """Decides the slots of the running phase that come within a day, and those that were missed."""
    running = programs.current(ctx.db)
    if running is None or (running.state == "held" and not running.is_at_gate):
        return  # at a gate that waits too long nothing is chosen, but what was missed before is recorded
    looked_at = job_runs.last_before(ctx.db, "choose_nudges", ctx.now) or ctx.now - LOOKS_BACK
    oldest = max(looked_at, ctx.now - LOOKS_BACK)
    for phase, status in begun(running.program, running.phases):
        ends_at = ctx.now + AHEAD if status.state == "running" else status.ended_at or oldest
        for slot in slots(phase, status) if ends_at > oldest else ():
            _decide_slot(ctx, running, phase, slot, (oldest, ends_at))


def _decide_slot(
    ctx: Context, running: Running, phase: Phase, slot: Slot, span: tuple[datetime, datetime]
) -> None:
    """For everyone whose local slot lies in `span`; those it passed by must have taken part by then."""
    middle = local_instant(slot.day_on, time(12), running.program.zone)
    if not span[0] - ANY_ZONE < middle < span[1] + ANY_ZONE:
        return
    taken = nudges.decided_for(ctx.db, running.program_id, slot.key)
    reachable = addresses.reachable(ctx.db)
    since = programs.told_since(ctx.db, running.program_id)
    hours = Hours(running.program.limits(), ctx.workdays)
    instant_in = cache(lambda zone: slot.wall_in(zone).instant())
    waiting = [
        person
        for person in programs.members(ctx.db, running.program_id, phase.key)
        if person.person_id in reachable and person.person_id not in taken and not person.stopped_at
        and _is_in(instant_in(person.timezone), span, ctx.now, since.get(person.person_id, ctx.now))
        and hours.works_on(slot.day_on, person)
    ]  # fmt: skip
    if waiting:
        known = _known(ctx, running, phase, slot)
        found = [(person, _decided(ctx, known, slot, person)) for person in waiting]
        _keep(ctx, slot, phase, [(person, nudge) for person, nudge in found if nudge])


def _is_in(at: datetime, span: tuple[datetime, datetime], now: datetime, since: datetime) -> bool:
    return span[0] <= at < span[1] and (at >= now or at >= since)


def _known(ctx: Context, running: Running, phase: Phase, slot: Slot) -> Known:
    start, end = (
        local_instant(day, time(0), running.program.zone)
        for day in (slot.monday, slot.monday + timedelta(days=7))
    )
    return Known(
        running=running,
        phase=phase,
        seen=nudges.items_seen(ctx.db),
        load=nudges.week_load(ctx.db, start, end),
        last_use=nudges.last_use(ctx.db),
        votes=tips.votes(ctx.db),
    )


def _decided(ctx: Context, known: Known, slot: Slot, person: Person) -> Nudge | None:
    is_too_late = ctx.now >= slot.wall(person).instant() + KINDS[slot.kind].late_for
    item = _item(ctx, known, slot, person)
    if item is None:
        return None
    load = known.load.get(person.person_id, 0)
    cap = known.running.program.program.weekly_cap
    lost = "weekly cap" if load >= cap else MISSED if is_too_late else ""
    why = Why(
        week=slot.week, phase_key=known.phase.key, last_use_on=known.last_use.get(person.person_id),
        use_is_known=bool(known.last_use), number_this_week=load + 1, weekly_cap=cap,
    )  # fmt: skip
    return Nudge(
        nudge_id=ctx.new_id("ndg"), program_id=known.running.program_id, person_id=person.person_id, slot=slot.key,
        kind=slot.kind, item=item, why=why, decided_at=ctx.now, outcome="lost" if lost else "", reason=lost,
    )  # fmt: skip


def _keep(ctx: Context, slot: Slot, phase: Phase, found: Sequence[tuple[Person, Nudge]]) -> None:
    """Stores the decisions, and plans the messages of those that were not lost."""
    kept = nudges.decide_many(ctx.db, [nudge for _, nudge in found], phase.key)
    wall_in = cache(slot.wall_in)
    plans = []
    for person, nudge in found:
        if nudge.nudge_id in kept and nudge.reason in ("", MISSED):
            wall = wall_in(person.timezone)
            plans.append(
                outbox.Planned(
                    person, nudge.kind, "nudge.first", nudge.nudge_id, wall.instant(), ctx.now, None, wall,
                    nudge.reason,
                )
            )  # fmt: skip
    outbox.plan_many(ctx.db, ctx.new_id, plans)


def _item(ctx: Context, known: Known, slot: Slot, person: Person) -> str | None:
    content = ctx.words.content
    withdrawn = corrections.withdrawn_items(ctx.db, known.running.program_id)
    seen = known.seen.get(person.person_id, set()) | withdrawn
    if slot.rule:
        item = first_fitting(slot.rule.use, content.nudges, person.job, seen)
        return item.key if item else None
    day = slot.wall(person).instant().date()
    tool_key = known.running.program.program.tool_key
    fitting: list[TipItem] = fitting_tips(content.tips.values(), person.job, tool_key, seen, day)
    tip = choose_tip(fitting, known.votes, seeded_chance(f"{person.email}/{slot.key}"))
    return tip.key if tip else None
