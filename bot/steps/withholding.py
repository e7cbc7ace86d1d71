"""New questions wait until what people named in earlier ones is known and has an answer."""

from __future__ import annotations

from collections.abc import Callable, Collection

from bot.context import Context
from bot.model.asking import is_over_before
from bot.model.rollout import Phase, WindowRule
from bot.store import feedback, open_items, outbox, windows
from bot.store.programs import Running
from bot.store.windows import Standing

_STORIES = ("feedback.prompt", "feedback.reminder", "feedback.reminder_again")


def waits(ctx: Context, running: Running, known: Collection[Standing]) -> Callable[[Phase, WindowRule], bool]:
    """Whether a window that was not prepared yet must not open: an earlier one of the program is still open,
    also because it was extended; or was closed and nobody has looked; or its items have no answer."""
    is_held = open_items.hold_back(ctx.db, running.program_id) or windows.has_uncollected(
        ctx.db, running.program_id
    )
    still_open = [one for one in known if one.state == "open"]
    return lambda phase, rule: is_held or any(_is_earlier(one, phase, rule) for one in still_open)


def _is_earlier(one: Standing, phase: Phase, rule: WindowRule) -> bool:
    """By the plan: the halves of one week are asked side by side, and neither waits for the other."""
    if one.week != rule.week:
        return one.week < rule.week
    before = next((other for other in phase.windows if other.key == one.window_key), None)
    return before is not None and is_over_before(before, rule)


def withdraw_unopened(ctx: Context, reason: str) -> None:
    """Takes back every prompt that has not opened, with its messages; the jobs plan anew what may open."""
    for prompt_id in feedback.withdraw_unopened(ctx.db, ctx.now):
        for story in _STORIES:
            outbox.cancel_about(ctx.db, story, prompt_id, ctx.now, reason)
