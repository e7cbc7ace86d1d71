"""Feedback windows of the next two days are prepared: one prompt and one reminder a person.

Started by: the timetable, every six hours.
Refuses:    to ask anybody twice in a window; to ask those who joined after their own close; to open
            a window that was over before anybody could look (recorded as skipped); while the phase is held.
Says:       nothing yet: the prompt at the local opening, the reminder to those who have not answered.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.context import Context
from bot.model.delivery import Limits, next_open
from bot.model.feedback import FeedbackWindow, FrozenQuestions
from bot.model.people import Person
from bot.model.rollout import Phase, WindowRule
from bot.model.schedule import begun, monday_for, time_in_week
from bot.model.time import LocalTime, monday_of
from bot.store import addresses, audit, feedback, outbox, people, programs
from bot.store.programs import Running

AHEAD = timedelta(hours=48)
_EARLIEST_ZONE = timedelta(hours=14)  # UTC+14: where a local Monday begins first
_LATEST_ZONE = timedelta(hours=12)  # UTC-12: where a local Friday ends last
_log = logging.getLogger("uptake.windows")


def open_windows(ctx: Context) -> None:
    """Prepares every window of the running phase that opens within two days anywhere."""
    running = programs.current(ctx.db)
    if running is None or running.state == "held":
        return
    _record_skipped(ctx, running)
    for phase, rule, monday in _windows(running, "running"):
        if _is_near(ctx.now, monday, rule):
            _prepare(ctx, running, phase, rule, monday)


def _windows(running: Running, *states: str) -> Iterator[tuple[Phase, WindowRule, date]]:
    """The windows of the phases that stand there, each with the Monday of its week."""
    for phase, status in begun(running.program, running.phases):
        for rule in phase.window if status.state in states else ():
            if monday := monday_for(phase, status, rule.week):
                yield phase, rule, monday


def _is_near(now: datetime, monday: date, rule: WindowRule) -> bool:
    opens_at = time_in_week(monday, rule.opens, "UTC").instant()
    return opens_at - _EARLIEST_ZONE - AHEAD <= now < _is_over_at(monday, rule)


def _is_over_at(monday: date, rule: WindowRule) -> datetime:
    return time_in_week(monday, rule.closes, "UTC").instant() + _LATEST_ZONE


def _record_skipped(ctx: Context, running: Running) -> None:
    """A window that is over everywhere and was never prepared is told of once, and closed for good."""
    known = feedback.planned_windows(ctx.db, running.program_id)
    for phase, rule, monday in _windows(running, "running", "at_gate", "done"):
        if (phase.key, rule.key) in known or ctx.now < _is_over_at(monday, rule):
            continue
        opens, closes = (
            time_in_week(monday, at, running.program.program.timezone) for at in (rule.opens, rule.closes)
        )
        window = _open(ctx, running, phase, rule, monday, opens.instant(), closes.instant())
        feedback.close(ctx.db, window.window_id, ctx.now)
        audit.record(
            ctx, None, "window.skipped", f"{phase.key}/{rule.key}", reason="nobody was asked in its time"
        )
        _log.warning("window.skipped", extra={"window": rule.key})


def _prepare(ctx: Context, running: Running, phase: Phase, rule: WindowRule, monday: date) -> None:
    before = feedback.people_asked(ctx.db, running.program_id, phase.key, rule.key)
    waiting = (programs.enrolled_ids(ctx.db, running.program_id) & addresses.reachable(ctx.db)) - before
    asked = [people.get(ctx.db, person_id) for person_id in sorted(waiting)]
    times = [(one, *_times(rule, monday, one)) for one in asked if not one.stopped_at]
    times = [(one, opens, closes) for one, opens, closes in times if ctx.now < closes.instant()]
    if not times:
        return
    opens_at = min(opens.instant() for _, opens, _ in times)
    closes_at = max(closes.instant() for _, _, closes in times)
    window = _open(ctx, running, phase, rule, monday, opens_at, closes_at)
    if window.state == "closed":
        return
    feedback.stretch(ctx.db, window.window_id, opens_at, closes_at)
    since = programs.told_since(ctx.db, running.program_id)
    limits = running.program.limits()
    for person, opens, closes in times:
        is_late = not since.get(person.person_id, ctx.now) <= opens.instant()
        _ask(ctx, limits, window, rule, person, opens, closes, is_late)


def _open(
    ctx: Context, running: Running, phase: Phase, rule: WindowRule, monday: date, opens_at: datetime,
    closes_at: datetime,
) -> FeedbackWindow:  # fmt: skip
    return feedback.open_window(
        ctx.db, ctx.new_id("win"), running.program_id, phase.key, rule.key, rule.week, monday, opens_at,
        closes_at, _frozen(ctx, rule),
    )  # fmt: skip


def _ask(
    ctx: Context, limits: Limits, window: FeedbackWindow, rule: WindowRule, person: Person, opens: LocalTime,
    closes: LocalTime, is_late: bool,
) -> None:  # fmt: skip
    """Plans prompt and reminder at their own times, as if this ran in time; who came late is asked now."""
    prompt_id = ctx.new_id("prm")
    if not feedback.ask(ctx.db, prompt_id, window.window_id, person, opens, closes):
        return
    closes_at = closes.instant()
    due_at = max(opens.instant(), ctx.now) if is_late else opens.instant()
    sent_at = next_open(due_at, person, limits, ctx.workdays)  # after a holiday, not on it
    due_at = sent_at if sent_at < closes_at else due_at
    outbox.plan(
        ctx.db, ctx.new_id, person, "prompt", "feedback.prompt", prompt_id, due_at=due_at,
        not_after=min(closes_at, due_at + timedelta(days=1)), planned_at=ctx.now, wall=opens,
    )  # fmt: skip
    reminds = time_in_week(monday_of(opens.day), rule.reminds, opens.zone) if rule.reminds else None
    if reminds and reminds.instant() > due_at:
        reminds_at = reminds.instant()
        outbox.plan(
            ctx.db, ctx.new_id, person, "reminder", "feedback.reminder", prompt_id, due_at=reminds_at,
            not_after=min(closes_at, reminds_at + timedelta(hours=3)), planned_at=ctx.now, wall=reminds,
        )  # fmt: skip


def _times(rule: WindowRule, monday: date, person: Person) -> tuple[LocalTime, LocalTime]:
    return time_in_week(monday, rule.opens, person.timezone), time_in_week(
        monday, rule.closes, person.timezone
    )


def _frozen(ctx: Context, rule: WindowRule) -> FrozenQuestions:
    content = ctx.words.content
    questions = content.question_sets[rule.questions]
    return FrozenQuestions(
        question_set=questions,
        questions={ask.question: content.questions[ask.question] for ask in questions.ask},
    )
