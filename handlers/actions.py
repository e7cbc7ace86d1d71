"""A champion answers what the digest proposes.

Started by: the buttons of a weekly summary.
Refuses:    actions of another team, actions answered before.
Says:       the summary with the action as it now stands.
"""

from __future__ import annotations

from bot.cards.summary import digest_card
from bot.cards.summary_actions import reasons_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.actions import REASONS, ActionState, Proposal
from bot.model.people import Person
from bot.router import Router
from bot.steps.permits import not_permitted
from bot.steps.summary import may_act, visible_summary
from bot.store import summaries
from bot.store.summaries import Published

routes = Router()


@routes.pressed("summary.assign")
def assign(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The person takes the action."""
    return _answer(ctx, person, pressed.target, pressed.value, "taken", "")


@routes.pressed("summary.not_now")
def ask_why(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """One more tap: the reason."""
    found = visible_summary(ctx, person, pressed.value)
    proposal = _open(ctx, person, found, pressed.target)
    return Reply(reasons_card(ctx.say_to(person), found.summary, proposal, found.summary_id))


@routes.pressed("summary.reason")
def keep_reason(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Not now, because; what is done already counts as taken."""
    reason, _, summary_id = pressed.value.partition(":")
    if reason not in REASONS:
        raise UserError("error.stale_button")
    state: ActionState = "taken" if reason == "done" else "declined"
    return _answer(ctx, person, pressed.target, summary_id, state, reason)


def _answer(
    ctx: Context, person: Person, action_id: str, summary_id: str, state: ActionState, reason: str
) -> Reply:
    found = visible_summary(ctx, person, summary_id)
    _open(ctx, person, found, action_id)
    if not summaries.answer_action(ctx.db, action_id, state, person.person_id, ctx.now, reason):
        raise UserError("summary.answered_before")
    shown = summaries.proposals(ctx.db, found)
    return Reply(digest_card(ctx.say_to(person), found.summary_id, found.summary, shown, True))


def _open(ctx: Context, person: Person, found: Published, action_id: str) -> Proposal:
    """The proposal, if it stands with this summary, is unanswered and the person's to answer."""
    if not may_act(person, found.team):
        raise not_permitted(ctx, person, "summary.leads")
    for proposal in summaries.proposals(ctx.db, found):
        if proposal.action_id == action_id and proposal.state in ("proposed", "lapsed"):
            return proposal
    raise UserError("summary.answered_before")
