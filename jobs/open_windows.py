"""Feedback windows of the next two days are prepared: one prompt and one reminder a person.

Started by: the timetable, every six hours.
Refuses:    to ask anybody twice in a window; to ask those who joined after their own close; to open
            a window that was over before anybody could look (recorded as skipped), or while an earlier
            one is open or what people named in one waits for an answer; while the phase is held.
Says:       nothing yet: the prompt at the local opening, the reminder to those who have not answered.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from bot.context import Context
from bot.model.asking import window_times, with_close
from bot.model.feedback import FeedbackWindow, FrozenQuestions
from bot.model.rollout import Phase, WindowRule
from bot.model.schedule import begun, monday_for, time_in_week
from bot.model.sharing_weeks import planned
from bot.steps.asking import ask, chooses
from bot.steps.withholding import waits
from bot.store import addresses, audit, feedback, open_items, programs, pseudonyms, windows
from bot.store.programs import Running
from bot.store.windows import Standing

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
    known = windows.of_program(ctx.db, running.program_id)
    must_wait = waits(ctx, running, known.values())
    for phase, rule, monday in _windows(ctx, running, "running"):
        opened = known.get((phase.key, rule.key))
        if _is_near(ctx.now, monday, rule, opened) and (opened or not must_wait(phase, rule)):
            _prepare(ctx, running, phase, rule, monday, opened)


def _windows(ctx: Context, running: Running, *states: str) -> Iterator[tuple[Phase, WindowRule, date]]:
    """The windows that come in the phases that stand there, each with the Monday of its week."""
    turns, _ = planned(running.program, ctx.words.content.rests())
    coming = {turn.rule.key for turn in turns}
    for phase, status in begun(running.program, running.phases):
        for rule in phase.windows if status.state in states else ():
            if rule.key in coming and (monday := monday_for(phase, status, rule.week)):
                yield phase, rule, monday


def _is_near(now: datetime, monday: date, rule: WindowRule, opened: Standing | None) -> bool:
    opens_at, is_over_at = time_in_week(monday, rule.opens, "UTC").instant(), _is_over_at(monday, rule)
    until = (
        max(is_over_at, opened.closes_at) if opened else is_over_at
    )  # an administrator may give it more time
    return opens_at - _EARLIEST_ZONE - AHEAD <= now < until


def _is_over_at(monday: date, rule: WindowRule) -> datetime:
    return time_in_week(monday, rule.closes, "UTC").instant() + _LATEST_ZONE


def _record_skipped(ctx: Context, running: Running) -> None:
    """A window that is over everywhere and was never prepared is told of once, and closed for good."""
    known = windows.of_program(ctx.db, running.program_id)
    for phase, rule, monday in _windows(ctx, running, "running", "at_gate", "done"):
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


def _prepare(
    ctx: Context, running: Running, phase: Phase, rule: WindowRule, monday: date, opened: Standing | None
) -> None:
    if not feedback.has_unasked(ctx.db, running.program_id, phase.key, rule.key):
        return
    before = feedback.people_asked(ctx.db, running.program_id, phase.key, rule.key)
    reachable = addresses.reachable(ctx.db)
    is_asked = chooses(ctx, running, phase, rule)
    moved = windows.closes_in(ctx.db, opened.window_id) if opened else {}
    times_in = cache(lambda zone: with_close(window_times(rule, monday, zone), moved))
    own_zone = running.program.program.timezone
    found = (
        (person, times_in(rule.zone_for(person.timezone, own_zone)))
        for person in programs.members(ctx.db, running.program_id, phase.key)
        if person.person_id in reachable and person.person_id not in before and not person.stopped_at
    )  # fmt: skip
    waiting = [
        (person, times)
        for person, times in found
        if ctx.now < times.closes.instant() and is_asked(person, times)
    ]
    if not waiting:
        return
    opens_at = min(times.opens.instant() for _, times in waiting)
    closes_at = max(times.closes.instant() for _, times in waiting)
    window = _open(ctx, running, phase, rule, monday, opens_at, closes_at)
    if window.state == "open":
        feedback.stretch(ctx.db, window.window_id, opens_at, closes_at)
        ask(ctx, running, window, waiting)


def _open(
    ctx: Context, running: Running, phase: Phase, rule: WindowRule, monday: date, opens_at: datetime,
    closes_at: datetime,
) -> FeedbackWindow:  # fmt: skip
    window = feedback.open_window(
        ctx.db, ctx.new_id("win"), running.program_id, phase.key, rule.key, rule.week, monday, opens_at,
        closes_at, _frozen(ctx, running, rule),
    )  # fmt: skip
    if window.frozen.mode == "anonymous":
        pseudonyms.make_key(ctx.db, window.window_id, f"{ctx.chance.getrandbits(256):064x}")
    return window


def _frozen(ctx: Context, running: Running, rule: WindowRule) -> FrozenQuestions:
    questions = (content := ctx.words.content).question_sets[rule.questions]
    return FrozenQuestions(
        question_set=questions,
        questions={ask.question: content.questions[ask.question] for ask in questions.ask},
        mode=rule.mode,
        opened_why=open_items.override_in_force(ctx.db, running.program_id),
    )
