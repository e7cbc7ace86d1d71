"""Somebody passes the tip of the week on, or looks at what the next decision rests on.

Started by: the buttons under the tip and the decision of a weekly summary.
Refuses:    a summary the role may not see; a tip that is gone; a decision no longer in the plan.
Says:       the tip as text to copy, for the bot writes into no channel; the four conditions.
"""

from __future__ import annotations

from bot.cards.summary_beside import criteria_card, share_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.router import Router
from bot.steps.at_hand import latest_program
from bot.steps.summary import visible_summary
from bot.steps.tips import show_tip

routes = Router()


@routes.pressed("summary.share")
def share_tip(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The tip of the week as text to copy."""
    told = visible_summary(ctx, person, pressed.target).summary.tip
    tip = show_tip(ctx, person, told.key) if told else None
    if tip is None or (tip.expires_on and tip.expires_on <= ctx.now.date()):
        raise UserError("summary_card.tip_gone")
    return Reply(share_card(ctx.say_to(person), tip), replaces=False)


@routes.pressed("summary.criteria")
def see_criteria(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The conditions as the plan has them now, with how they stood in this summary."""
    summary = visible_summary(ctx, person, pressed.target).summary
    decision = summary.decision
    titles = decision.gate.titles if decision else {}
    phases = latest_program(ctx).program.phase
    gate = next((phase.gate for phase in phases if phase.gate and phase.title.root == titles), None)
    if decision is None or gate is None:
        raise UserError("summary_card.criteria_gone")
    return Reply(criteria_card(ctx.say_to(person), decision, gate, summary.team), replaces=False)
