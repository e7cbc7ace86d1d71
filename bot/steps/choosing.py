"""Everything choosing must know of the people of a program, read once a run, and what was chosen, stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from itertools import accumulate
from zoneinfo import ZoneInfo

from bot.clock import seeded_chance
from bot.context import Context
from bot.model.choice import (
    IGNORED_AFTER,
    STOPPED,
    STOPS_AFTER,
    Candidate,
    Choice,
    Silence,
    Slate,
    Standing,
    candidate,
    choose,
    first,
    thompson,
    tips_for,
)
from bot.model.delivery import KINDS
from bot.model.draw import Arm
from bot.model.hours import Hours
from bot.model.nudges import Nudge, Slot, Why
from bot.model.people import Person
from bot.model.rollout import Phase
from bot.model.schedule import monday_for
from bot.model.segments import UseSegment, last_whole_week, segment_of
from bot.model.time import local_instant
from bot.model.usage import ladder_in
from bot.store import corrections, feedback, nudges, outbox, tips, topics, trials, usage
from bot.store.programs import Running

MISSED = "its time passed while nothing ran"
_REMEMBERS = timedelta(weeks=8)  # four ignored messages, the last ones a fortnight apart, and some days
_NOBODY = nudges.Given()


@dataclass(frozen=True)
class Known:
    """What deciding needs of everybody, read once a run."""

    running: Running
    hours: Hours
    arms: Mapping[str, Arm]
    topics_off: Mapping[str, set[str]]
    resting: set[str]
    use_is_known: bool
    retired: frozenset[str]
    reach_on: date | None


def gather(ctx: Context, running: Running, hours: Hours) -> Known:
    """Reads it."""
    reach = usage.reach(ctx.db, running.program.program.tool_key) if usage.knows_people(ctx.db) else []
    return Known(
        running=running, hours=hours,
        arms=nudges.arms(ctx.db, running.program_id),
        topics_off=topics.off_for(ctx.db),
        resting=nudges.resting(ctx.db),
        use_is_known=nudges.is_use_known(ctx.db),
        retired=trials.retired(ctx.db, running.program_id)
        | corrections.withdrawn_items(ctx.db, running.program_id),
        reach_on=max((one.until_on for one in reach), default=None),
    )  # fmt: skip


def decide(
    ctx: Context, known: Known, phase: Phase, slot: Slot, week: Sequence[Slot], waiting: Sequence[Person]
) -> None:
    """Decides one slot for the people it waits for; `week`: all slots of its week."""
    standing = _standings(ctx, known, phase, slot, week, waiting)
    slate, best = _slate(ctx, known, slot), _best(ctx, slot)
    last_use = nudges.last_use(ctx.db, [one.person_id for one in waiting]) if known.use_is_known else {}
    wall_in, why_of = cache(slot.wall_in), cache(partial(_why, known, phase, slot))
    cap = known.running.program.program.weekly_cap
    found: list[tuple[Person, Nudge]] = []
    for person in waiting:
        who = standing(person)
        choice = choose(slate, who, slot.day_on, cap, best(who.email))
        is_late = ctx.now >= wall_in(person.timezone).instant() + KINDS[slot.kind].late_for
        why = why_of(last_use.get(person.person_id), who.load + 1)
        found.append((person, _decision(ctx, known, slot, person, who, choice, why, is_late)))
    kept = nudges.decide_many(ctx.db, [nudge for _, nudge in found], phase.key)
    found = [(person, nudge) for person, nudge in found if nudge.nudge_id in kept]
    leaving = [one for one in found if one[1].arm == "nudged" and one[1].reason in ("", MISSED)]
    plans = [
        outbox.Planned(
            person, nudge.kind, "nudge.first", nudge.nudge_id, wall_in(person.timezone).instant(), ctx.now,
            wall=wall_in(person.timezone), skipped=nudge.reason,
        )
        for person, nudge in leaving
    ]  # fmt: skip
    outbox.plan_many(ctx.db, ctx.new_id, plans + _farewells(ctx, known, slot, found))


def _slate(ctx: Context, known: Known, slot: Slot) -> Slate:
    content = ctx.words.content
    if slot.rule:
        return Slate([candidate(content.nudges[key]) for key in slot.rule.use], known.retired)
    tool_key = known.running.program.program.tool_key
    return Slate(tips_for(content.tips.values(), tool_key, slot.day_on), known.retired, is_library=True)


def _best(ctx: Context, slot: Slot) -> Callable[[str], Callable[[Sequence[Candidate]], Candidate]]:
    if slot.rule:
        return lambda email: first
    draw = thompson(slot.key, tips.votes(ctx.db), seeded_chance)
    return lambda email: lambda candidates: draw(email, candidates)


def _standings(
    ctx: Context, known: Known, phase: Phase, slot: Slot, week: Sequence[Slot], waiting: Sequence[Person]
) -> Callable[[Person], Standing]:
    """Where each person stands before this slot."""
    zone = known.running.program.zone
    start, end = (local_instant(slot.monday + timedelta(days=days), time(0), zone) for days in (0, 7))
    ids = [one.person_id for one in waiting]
    history = nudges.history(ctx.db, ids)
    load = nudges.week_load(ctx.db, ids, start, end)
    silence = _silences(ctx, known, slot.day_on, ids)
    held_out = nudges.week_held_out(ctx.db, slot.monday)
    segments = _segments(ctx, known, slot)
    asked_for = _windows_ahead(ctx, known, phase, slot)
    is_over = slot.week > known.running.program.holdout.weeks

    def standing(person: Person, reserved: int = 0) -> Standing:
        person_id = person.person_id
        given = history.get(person_id, _NOBODY)
        is_held = known.arms.get(person_id) == "holdout" and not is_over
        return Standing(
            email=person.email, job=person.job, language=person.language, segment=segments(person),
            arm="holdout" if is_held else "nudged",
            seen=given.seen | given.held_out if is_held else given.seen, refused=given.refused,
            topics_off=frozenset(known.topics_off.get(person_id, ())),
            load=load.get(person_id, 0) + (held_out.get(person_id, 0) if is_held else 0),
            reserved=reserved + sum(places for places, asked in asked_for if person_id not in asked),
            silence=silence(person),
        )  # fmt: skip

    ahead = [
        (_slate(ctx, known, one), nudges.decided_for(ctx.db, known.running.program_id, one.key), one)
        for one in (week if slot.rule is None else ())
        if one.rule and one.day_on >= slot.day_on
    ]

    def with_nudges_ahead(person: Person) -> Standing:
        """A tip leaves the place to a nudge that comes later this week and fits."""
        who = standing(person)
        places = sum(
            person.person_id not in taken
            and known.hours.works_on(one.day_on, person)
            and choose(slate, who, one.day_on, 99, first).item is not None
            for slate, taken, one in ahead
        )
        return standing(person, places) if places else who

    return with_nudges_ahead if ahead else standing


def _windows_ahead(ctx: Context, known: Known, phase: Phase, slot: Slot) -> list[tuple[int, set[str]]]:
    """For each window of the slot's week that can still open: the places it needs, and who has them."""
    status = known.running.status(phase.key)
    found = []
    for rule in phase.window:
        if rule.week == slot.week and monday_for(phase, status, rule.week) == slot.monday:
            closes = local_instant(slot.monday + timedelta(days=6), time(0), known.running.program.zone)
            if ctx.now < closes:
                asked = feedback.people_asked(ctx.db, known.running.program_id, phase.key, rule.key)
                found.append((2 if rule.reminds else 1, asked))
    return found


def _segments(ctx: Context, known: Known, slot: Slot) -> Callable[[Person], UseSegment | None]:
    """Each person's segment before a slot; nobody's while no report tells of single people."""
    reach_on = known.reach_on
    if reach_on is None:
        return lambda person: None
    until_on = min(reach_on, slot.day_on - timedelta(days=1))
    ladder, last = ladder_in(slot.week), last_whole_week(until_on)
    tool_key = known.running.program.program.tool_key
    use = nudges.use_of_all(ctx.db, tool_key, last - timedelta(weeks=ladder.weeks - 1), last)
    return lambda person: segment_of(use.get(person.ordinal), ladder, until_on)


def _silences(
    ctx: Context, known: Known, day: date, person_ids: Sequence[str]
) -> Callable[[Person], Silence]:
    """What each of these people left unanswered, as it stands on a day."""
    unanswered = nudges.unanswered(ctx.db, person_ids, ctx.now - _REMEMBERS)

    @cache
    def ignored_before(timezone: str, calendar: str) -> datetime:
        """What came before this instant has been left for long enough: since its day there were working days."""
        days = (day - timedelta(days=back) for back in range(1, 22))
        worked_since = accumulate(
            known.hours.is_workday(after + timedelta(days=1), calendar) for after in days
        )
        back = 1 + sum(worked < IGNORED_AFTER for worked in worked_since)
        return local_instant(day - timedelta(days=back - 1), time(0), ZoneInfo(timezone))

    def silence(person: Person) -> Silence:
        if person.person_id in known.resting:
            return Silence(STOPS_AFTER)
        came = unanswered.get(person.person_id)
        if not came:
            return Silence()
        before = ignored_before(person.timezone, person.calendar)
        ignored = sum(was_sent and at < before for at, was_sent in came)
        return Silence(ignored, came[-1][0].astimezone(person.zone).date())

    return silence


def _why(known: Known, phase: Phase, slot: Slot, last_use_on: date | None, number: int) -> Why:
    return Why(
        week=slot.week, phase_key=phase.key, last_use_on=last_use_on, use_is_known=known.use_is_known,
        number_this_week=number, weekly_cap=known.running.program.program.weekly_cap,
    )  # fmt: skip


def _decision(
    ctx: Context, known: Known, slot: Slot, person: Person, who: Standing, choice: Choice, why: Why,
    is_late: bool,
) -> Nudge:  # fmt: skip
    lost = choice.lost or (MISSED if is_late else "")
    return Nudge(
        nudge_id=ctx.new_id("ndg"), program_id=known.running.program_id, person_id=person.person_id,
        slot=slot.key, kind=slot.kind, item=choice.item or "", why=why, decided_at=ctx.now,
        outcome="lost" if lost else "held_out" if who.arm == "holdout" else "", reason=lost,
        slot_on=slot.day_on, arm=who.arm, segment=who.segment or "", considered=choice.passed_over,
    )  # fmt: skip


def _farewells(
    ctx: Context, known: Known, slot: Slot, found: Sequence[tuple[Person, Nudge]]
) -> list[outbox.Planned]:
    """Who gets no more nudges is told so, once each time it comes to that."""
    silent = [
        person for person, nudge in found if nudge.reason == STOPPED and person.person_id not in known.resting
    ]
    known.resting.update(person.person_id for person in silent)
    nudges.rest_many(ctx.db, [person.person_id for person in silent], ctx.now)
    about = slot.day_on.isoformat()
    return [
        outbox.Planned(person, "request", "effects.resting", about, ctx.now, ctx.now) for person in silent
    ]
