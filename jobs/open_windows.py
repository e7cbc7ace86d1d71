"""Feedback windows of the next two days are prepared: one prompt and one reminder a person.

Started by: the timetable, every six hours.
Refuses:    to ask anybody twice in a window; to ask those who joined after their own close.
Says:       nothing yet: the prompt at the local opening, the reminder to those who have not answered.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.model.delivery import Limits, next_open
from bot.model.feedback import FeedbackWindow, FrozenQuestions
from bot.model.people import Person
from bot.model.rollout import Phase, WindowRule, instant_in_week, monday_for
from bot.store import addresses, feedback, outbox, people, programs
from bot.store.programs import Running

AHEAD = timedelta(hours=48)
_UTC = ZoneInfo("UTC")
_EARLIEST_ZONE = timedelta(hours=14)  # UTC+14: where a local Monday begins first


def open_windows(ctx: Context) -> None:
    """Prepares every window of the running phase that opens within two days anywhere."""
    running = programs.current(ctx.db)
    present = running.present if running else None
    if running is None or present is None or present.state != "running":
        return
    phase = running.program.phase_named(present.phase_key)
    for rule in phase.window:
        monday = monday_for(phase, present, rule.week)
        if monday and _is_near(ctx.now, monday, rule):
            _prepare(ctx, running, phase, rule, monday)


def _is_near(now: datetime, monday: date, rule: WindowRule) -> bool:
    opens = instant_in_week(monday, rule.opens, _UTC)
    closes = instant_in_week(monday, rule.closes, _UTC)
    return opens - _EARLIEST_ZONE - AHEAD <= now < closes + _EARLIEST_ZONE


def _prepare(ctx: Context, running: Running, phase: Phase, rule: WindowRule, monday: date) -> None:
    before = feedback.people_asked(ctx.db, running.program_id, phase.key, rule.key)
    waiting = (programs.enrolled_ids(ctx.db, running.program_id) & addresses.reachable(ctx.db)) - before
    asked = [people.get(ctx.db, person_id) for person_id in sorted(waiting)]
    asked = [person for person in asked if not person.stopped_at]
    if not asked:
        return
    times = [_times(rule, monday, person) for person in asked]
    window = feedback.open_window(
        ctx.db, ctx.new_id("win"), running.program_id, phase.key, rule.key, rule.week, monday,
        min(opens for opens, _ in times), max(closes for _, closes in times), _frozen(ctx, rule),
    )  # fmt: skip
    if window.state == "closed":
        return
    feedback.stretch(ctx.db, window.window_id, min(t[0] for t in times), max(t[1] for t in times))
    limits = running.program.limits()
    for person, (opens_at, closes_at) in zip(asked, times, strict=True):
        if ctx.now < closes_at:
            _ask(ctx, limits, window, rule, monday, person, opens_at, closes_at)


def _ask(
    ctx: Context, limits: Limits, window: FeedbackWindow, rule: WindowRule, monday: date, person: Person,
    opens_at: datetime, closes_at: datetime,
) -> None:  # fmt: skip
    prompt_id = ctx.new_id("prm")
    if not feedback.ask(ctx.db, prompt_id, window.window_id, person, opens_at, closes_at):
        return
    due_at = max(opens_at, ctx.now)
    sent_at = next_open(due_at, person, limits, ctx.workdays)  # after a holiday, not on it
    due_at = sent_at if sent_at < closes_at else due_at
    outbox.plan(
        ctx.db, ctx.new_id, person, "prompt", "feedback.prompt", prompt_id,
        due_at=due_at, not_after=min(closes_at, due_at + timedelta(days=1)), planned_at=ctx.now,
    )  # fmt: skip
    if rule.reminds:
        reminds_at = instant_in_week(monday, rule.reminds, person.zone)
        if reminds_at > due_at:
            outbox.plan(
                ctx.db, ctx.new_id, person, "reminder", "feedback.reminder", prompt_id,
                due_at=reminds_at, not_after=min(closes_at, reminds_at + timedelta(hours=3)), planned_at=ctx.now,
            )  # fmt: skip


def _times(rule: WindowRule, monday: date, person: Person) -> tuple[datetime, datetime]:
    return instant_in_week(monday, rule.opens, person.zone), instant_in_week(monday, rule.closes, person.zone)


def _frozen(ctx: Context, rule: WindowRule) -> FrozenQuestions:
    content = ctx.words.content
    questions = content.question_sets[rule.questions]
    return FrozenQuestions(
        question_set=questions,
        questions={ask.question: content.questions[ask.question] for ask in questions.ask},
    )
