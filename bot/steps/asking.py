"""Asking in a feedback window: whom it asks, and which messages each of them gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.context import Context
from bot.model.asking import WindowTimes, asked_at, came, has_rested, is_in_half, messages
from bot.model.feedback import FeedbackWindow
from bot.model.hours import Hours
from bot.model.people import Person
from bot.model.rollout import Phase, WindowRule
from bot.store import feedback, outbox, programs, windows
from bot.store.programs import Running


def chooses(
    ctx: Context, running: Running, phase: Phase, rule: WindowRule
) -> Callable[[Person, WindowTimes], bool]:
    """Whether a window asks somebody: of the half it is for, and rested from the same questions."""
    key, cooldown = running.program.program.key, ctx.words.content.question_sets[rule.questions].cooldown_days
    last = (
        feedback.last_asked(ctx.db, running.program_id, phase.key, rule.key, rule.questions)
        if cooldown
        else {}
    )
    return lambda person, times: (
        is_in_half(rule, key, person.email) and has_rested(times.opens, last.get(person.person_id), cooldown)
    )


def ask(
    ctx: Context, running: Running, window: FeedbackWindow, waiting: Sequence[tuple[Person, WindowTimes]]
) -> None:
    """Asks those who were not asked yet, each by prompt and reminders."""
    known = programs.told_since(ctx.db, running.program_id)
    free_since = windows.free_since(ctx.db, running.program_id)
    hours = Hours(running.program.limits(), ctx.workdays)
    asking, plans = [], []
    for person, times in waiting:
        prompt_id, since = ctx.new_id("prm"), known.get(person.person_id, ctx.now)
        due_at = asked_at(times, person, hours, ctx.now, since)
        asking.append(
            feedback.Asking(prompt_id, person, times.opens, times.closes, came(times, due_at, since))
        )
        plans += [
            outbox.Planned(
                person, one.kind, f"feedback.{one.name}", prompt_id, one.due_at, ctx.now, one.not_after,
                one.wall,
            )
            for one in messages(times, due_at, free_since)
        ]  # fmt: skip
    asked = feedback.ask_many(ctx.db, window.window_id, asking)
    outbox.plan_many(ctx.db, ctx.new_id, [one for one in plans if one.about in asked])
