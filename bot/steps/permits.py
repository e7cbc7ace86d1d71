"""Whether somebody may do this; if not, the sentence that names who may."""

from __future__ import annotations

from bot.context import Context
from bot.errors import UserError
from bot.model.people import Action, Person, authorize

_WHO: dict[Action, str] = {
    "run_rollout": "people.admins",
    "pause": "people.admins",
    "approve_plan": "program.approvers",
    "see_rollout": "people.champions",
    "take_action": "people.champions",
    "review_tip": "people.champions",
    "clear_human_request": "people.champions",
}


def permit(ctx: Context, person: Person, action: Action) -> None:
    """Goes on when the person may. UserError that names who may."""
    if not authorize(person, action):
        raise not_permitted(ctx, person, _WHO[action])


def not_permitted(ctx: Context, person: Person, who: str) -> UserError:
    """The refusal that names who may, by the phrase `who`."""
    return UserError("error.not_permitted", who=ctx.say_to(person)(who))
