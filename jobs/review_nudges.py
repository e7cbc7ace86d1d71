"""Nudges and tips on trial are looked at, on the days planned for it, and retired when they do nothing.

Started by: the timetable, once a day.
Refuses:    to judge before its day, more than three times, or while no report tells of single people.
Says:       to champions, once an item, that it was retired and by what numbers, where the ledger lets them pass.
"""

from __future__ import annotations

from datetime import date

from bot.context import Context
from bot.model.effect import Counts, judge, look_on
from bot.store import audit, outbox, people, programs, trials, usage
from bot.store.programs import Running
from bot.store.trials import Trial


def review_nudges(ctx: Context) -> None:
    """Makes every look that is due and that the reports reach."""
    running = programs.current(ctx.db)
    if running is None or not usage.knows_people(ctx.db):
        return
    tool_key = running.program.program.tool_key
    reach_on = max((one.until_on for one in usage.reach(ctx.db, tool_key)), default=None)
    if reach_on is None:
        return
    today = ctx.now.astimezone(running.program.zone).date()
    done = trials.trials(ctx.db, running.program_id)
    due = []
    for row in trials.first_left(ctx.db, running.program_id):
        look = trials.next_look(done.get(row["item"], []))
        due_on = look_on(row["first_left_on"], look or 1, running.program.holdout.judged_after)
        if look and due_on <= min(today, reach_on):
            due.append((row["item"], row["kind"], look))
    if due:
        seen = trials.seen(ctx.db, running.program_id, tool_key, reach_on)
        for item, kind, look in due:
            _look(ctx, running, item, kind, look, seen.by_item.get(item, Counts()), reach_on)


def _look(
    ctx: Context, running: Running, item: str, kind: str, look: int, counts: Counts, reach_on: date
) -> None:
    trial = Trial(item, kind, look, judge(counts, look), counts, ctx.now)
    if not trials.keep_trial(ctx.db, running.program_id, trial):
        return
    trials.enter(ctx.db, running.program_id, trial, reach_on, running.program.program.group_minimum)
    audit.record(ctx, None, f"nudge.{trial.verdict}", item, look=look)
    if trial.verdict == "retired":
        about = f"{running.program_id}/{item}"
        for champion in people.with_role(ctx.db, "champion"):
            outbox.plan(ctx.db, ctx.new_id, champion, "request", "effects.retired", about, due_at=ctx.now)
