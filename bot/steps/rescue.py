"""After the first failure, once: another way to try it. Whoever is sent no messages gets it as an answer."""

from __future__ import annotations

from datetime import datetime

from bot.context import Context
from bot.model.content import Cause, NudgeItem
from bot.model.nudges import Nudge, Why
from bot.model.people import Person
from bot.model.rescue import AFTER, SLOT, cause_of, fitting_rescue, room_for
from bot.model.rollout import Phase
from bot.model.schedule import PhaseStatus, begun, week_in
from bot.store import nudges, outbox, programs, rescue, topics, usage
from bot.store.programs import Running


def plan_rescue(ctx: Context, person: Person, cause: Cause) -> datetime | None:
    """Decides the one rescue of this person and program; returns when it comes. None: nothing comes, be it
    that one was sent before, that nobody may nudge this person now, or that no words fit."""
    if is_coming := rescue.comes_at(ctx.db, person.person_id):
        return is_coming
    running = programs.current(ctx.db)
    present = _present(running) if running else None
    item = fitting_item(ctx, person, cause)
    if running is None or present is None or item is None or not _may_be_sent(ctx, running, person):
        return None
    earliest = ctx.now + AFTER
    counted = rescue.counted(ctx.db, person.person_id, earliest)
    room = room_for(earliest, person, running.program.limits(), ctx.workdays, counted)
    if room is None:
        return None
    nudge = _decision(ctx, running, present, person, item, cause, room[1])
    if not nudges.decide_many(ctx.db, [nudge], nudge.why.phase_key):
        return None
    outbox.plan(
        ctx.db, ctx.new_id, person, "rescue", rescue.STORY, nudge.nudge_id, due_at=room[0], planned_at=ctx.now
    )
    return room[0]


def fitting_item(ctx: Context, person: Person, cause: Cause) -> NudgeItem | None:
    """The help that fits what failed, and was not given to this person yet."""
    seen = {nudge.item for nudge in nudges.of_person(ctx.db, person.person_id) if nudge.outcome != "lost"}
    return fitting_rescue(ctx.words.content.nudges.values(), cause, person.job, seen)


def hear_answer(ctx: Context, person: Person, question: str, value: str) -> None:
    """An answer that tells of a failure calls for a rescue; one that takes it back calls it off."""
    cause = cause_of(question, value)
    if cause:
        plan_rescue(ctx, person, cause)
        return
    call_off(ctx, person, question)


def call_off(ctx: Context, person: Person, question: str) -> None:
    """What was answered to a question holds no longer, or was never to be asked: no rescue comes of it."""
    for nudge in nudges.of_slot(ctx.db, person.person_id, SLOT):
        if nudge.why.failed == question:
            rescue.take_back(ctx.db, nudge.nudge_id, ctx.now, "the answer was changed")


def _present(running: Running) -> tuple[Phase, PhaseStatus] | None:
    """The phase that runs; none while one waits at its gate."""
    dated = begun(running.program, running.phases)
    return next((one for one in dated if one[1].state == "running"), None)


def _may_be_sent(ctx: Context, running: Running, person: Person) -> bool:
    today = ctx.now.astimezone(person.zone).date()
    is_silent = person.stopped_at or (person.paused_until_on and today < person.paused_until_on)
    if is_silent or "rescue" in topics.off_of(ctx.db, person.person_id):
        return False
    return rescue.may_be_nudged(ctx.db, running.program_id, person.person_id)


def _decision(
    ctx: Context, running: Running, present: tuple[Phase, PhaseStatus], person: Person, item: NudgeItem,
    cause: Cause, number: int,
) -> Nudge:  # fmt: skip
    phase, status = present
    days = usage.days_of(ctx.db, person.person_id)
    why = Why(
        week=week_in(phase, status, ctx.now.astimezone(person.zone).date()) or phase.first_week,
        phase_key=phase.key, last_use_on=max(days, default=None), use_is_known=usage.knows_people(ctx.db),
        number_this_week=number, weekly_cap=running.program.limits().weekly_cap, failed=cause,
    )  # fmt: skip
    return Nudge(
        nudge_id=ctx.new_id("ndg"), program_id=running.program_id, person_id=person.person_id, slot=SLOT,
        kind="nudge", item=item.key, why=why, decided_at=ctx.now,
    )  # fmt: skip
