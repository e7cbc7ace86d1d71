"""For each person and each slot of the coming day, the one message that suits best is decided.

Started by: the timetable, every six hours.
Refuses:    a slot decided before, one on a day off; a message above the weekly cap (recorded as lost).
Says:       nothing yet: a nudge or tip at the slot's local time, with why it came.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import seeded_chance
from bot.context import Context
from bot.model.content import TipItem
from bot.model.delivery import works_on
from bot.model.nudges import Nudge, Why, choose_tip, first_fitting, fitting_tips
from bot.model.people import Person
from bot.model.rollout import NudgeRule, Phase, monday_for
from bot.model.time import local_instant, weekday_number
from bot.store import addresses, nudges, outbox, programs, tips
from bot.store.programs import Running

AHEAD = timedelta(hours=24)


@dataclass(frozen=True)
class Slot:
    """A week, weekday and wall time at which one message may come; `rule` is None for the tip."""

    key: str
    week: int
    monday: date
    day: str
    at: str
    rule: NudgeRule | None

    @property
    def on(self) -> date:
        return self.monday + timedelta(days=weekday_number(self.day))

    def instant(self, person: Person) -> datetime:
        """When the slot comes for a person."""
        return local_instant(self.on, time.fromisoformat(self.at), person.zone)


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
    """Decides the slots of the running phase that come within a day."""
    running = programs.current(ctx.db)
    present = running.present if running else None
    if running is None or present is None or present.state != "running":
        return
    phase = running.program.phase_named(present.phase_key)
    for slot in _slots(
        phase,
        {w: monday_for(phase, present, w) for w in range(phase.first_week, phase.last_week + 1)},
    ):
        _decide_slot(ctx, running, phase, slot)


def _slots(phase: Phase, mondays: Mapping[int, date | None]) -> Iterator[Slot]:
    """Nudges come before tips, so that a tip never takes the place of a planned ask."""
    for week, monday in mondays.items():
        if monday is None:
            continue
        for number, rule in enumerate(phase.nudge):
            if rule.week == week:
                yield Slot(f"{phase.key}/{week}/nudge{number}", week, monday, rule.day, rule.at, rule)
        if phase.tips:
            yield Slot(f"{phase.key}/{week}/tip", week, monday, phase.tips.day, phase.tips.at, None)


def _decide_slot(ctx: Context, running: Running, phase: Phase, slot: Slot) -> None:
    middle = datetime.combine(slot.on, time(12), running.program.zone)
    if not timedelta(hours=-26) < middle - ctx.now < AHEAD + timedelta(hours=26):
        return
    taken = nudges.decided_for(ctx.db, running.program_id, slot.key)
    reachable = addresses.reachable(ctx.db)
    waiting = [
        person
        for person in programs.enrolled(ctx.db, running.program_id)
        if person.person_id in reachable and person.person_id not in taken and not person.stopped_at
        and ctx.now <= slot.instant(person) < ctx.now + AHEAD
        and works_on(slot.on, person, running.program.limits(), ctx.workdays)
    ]  # fmt: skip
    if waiting:
        known = _known(ctx, running, phase, slot)
        for person in waiting:
            _decide(ctx, known, slot, person)


def _known(ctx: Context, running: Running, phase: Phase, slot: Slot) -> Known:
    start = datetime.combine(slot.monday, time(0), running.program.zone)
    return Known(
        running=running,
        phase=phase,
        seen=nudges.items_seen(ctx.db),
        load=nudges.week_load(ctx.db, start, start + timedelta(days=7)),
        last_use=nudges.last_use(ctx.db),
        votes=tips.votes(ctx.db),
    )


def _decide(ctx: Context, known: Known, slot: Slot, person: Person) -> None:
    item = _item(ctx, known, slot, person)
    if item is None:
        return
    load = known.load.get(person.person_id, 0)
    cap = known.running.program.program.weekly_cap
    why = Why(
        week=slot.week, phase_key=known.phase.key, last_use_on=known.last_use.get(person.person_id),
        use_is_known=bool(known.last_use), number_this_week=load + 1, weekly_cap=cap,
    )  # fmt: skip
    nudge = Nudge(
        nudge_id=ctx.new_id("ndg"), program_id=known.running.program_id, person_id=person.person_id, slot=slot.key,
        kind="nudge" if slot.rule else "tip", item=item, why=why, decided_at=ctx.now,
        outcome="" if load < cap else "lost", reason="" if load < cap else "weekly cap",
    )  # fmt: skip
    if nudges.decide(ctx.db, nudge, known.phase.key) and nudge.outcome != "lost":
        outbox.plan(
            ctx.db, ctx.new_id, person, nudge.kind, "nudge.first", nudge.nudge_id,
            due_at=slot.instant(person), planned_at=ctx.now,
        )  # fmt: skip


def _item(ctx: Context, known: Known, slot: Slot, person: Person) -> str | None:
    content = ctx.words.content
    seen = known.seen.get(person.person_id, set())
    if slot.rule:
        item = first_fitting(slot.rule.use, content.nudges, person.job, seen)
        return item.key if item else None
    day = slot.instant(person).date()
    tool_key = known.running.program.program.tool_key
    fitting: list[TipItem] = fitting_tips(content.tips.values(), person.job, tool_key, seen, day)
    tip = choose_tip(fitting, known.votes, seeded_chance(f"{person.person_id}/{slot.key}"))
    return tip.key if tip else None
