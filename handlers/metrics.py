"""A champion asks how a number is made.

Started by: “How computed” of a weekly summary; the choice of one of its numbers.
Refuses:    summaries of another team, numbers the summary does not tell.
Says:       the definition in force in that week with what was counted of whom, the source and to which day, the
            likely range, the grade of the evidence and why, who answers for it, and what was corrected since.
"""

from __future__ import annotations

from bot.cards.metrics import explain_card, metric_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.model.told import told_number
from bot.router import Router
from bot.steps.summary import visible_summary
from bot.store import summary_complaints

routes = Router()


@routes.pressed("summary.explain")
def explain(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """How the numbers are made, beside the summary."""
    found, known = visible_summary(ctx, person, pressed.target), ctx.words.content.metrics
    say = ctx.say_to(person)
    card = explain_card(say, found.summary_id, found.summary, found.number, found.made_at, known)
    return Reply(card, replaces=False)


@routes.pressed("metric.explain")
def explain_one(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """One number in full, in place of the choice."""
    found = visible_summary(ctx, person, pressed.target)
    told = told_number(found.summary, pressed.value)
    if told is None:
        raise UserError("metrics.gone")
    fixed = summary_complaints.corrections(ctx.db, found.summary_id, told.key)
    since = [(one.answered_at, one.reason) for one in fixed if one.answered_at]
    item = ctx.words.content.metrics[told.key]
    return Reply(metric_card(ctx.say_to(person), found.summary_id, found.summary, told, item, since))
