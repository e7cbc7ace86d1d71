"""A draft of the plan waits for somebody who did not write it.

Started by: `/ai-rollout approve`, the plan's buttons, the form that turns a draft down.
Refuses:    its own authors; people without the right; a draft that was replaced or decided meanwhile.
Says:       what the draft changes and who may decide; then the plan as it stands.
"""

from __future__ import annotations

from bot.cards import program as cards
from bot.cards import rollout as rollout_cards
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person, authorize
from bot.router import Router
from bot.steps.plan_view import plan_view
from bot.steps.program_view import draft_view
from bot.steps.program_writing import approve_program, reject_program
from bot.store import programs, versions
from bot.store.versions import PlanVersion

routes = Router()


@routes.command("rollout", "approve", "核准", "批准")
def say_approve(ctx: Context, person: Person, words: str) -> Reply:
    """The draft with what it changes, and the button."""
    waiting = versions.drafts(ctx.db)
    if not waiting:
        raise UserError("program.no_draft")
    return _draft(ctx, person, waiting[0])


@routes.pressed("program.draft")
def show_draft(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The draft with what it changes."""
    return _draft(ctx, person, _meant(ctx, pressed))


@routes.pressed("program.approve")
def press_approve(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The draft becomes the version in force."""
    draft = _meant(ctx, pressed)
    running = approve_program(ctx, draft.program_id, person)
    say = ctx.say_to(person)
    saved = say("program.approved", version=draft.version)
    return Reply(rollout_cards.plan_card(say, plan_view(ctx, running, person), saved))


@routes.pressed("program.reject")
def press_reject(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The draft is turned down, or taken back by who wrote it."""
    draft = _meant(ctx, pressed)
    if not (authorize(person, "approve_plan") or person.person_id == draft.author):
        raise UserError("error.not_permitted", who=ctx.say_to(person)("program.approvers"))
    reject_program(ctx, draft.program_id, person, pressed.fields.get("reason", ""))
    say = ctx.say_to(person)
    saved = say("program.rejected", version=draft.version)
    running = programs.latest(ctx.db)
    if running is None or running.state == "draft":
        return Reply(cards.said_card(say, saved))
    return Reply(rollout_cards.plan_card(say, plan_view(ctx, running, person), saved))


def _draft(ctx: Context, person: Person, draft: PlanVersion) -> Reply:
    if not authorize(person, "see_rollout"):
        raise UserError("error.not_permitted", who=ctx.say_to(person)("people.champions"))
    return Reply(cards.draft_card(ctx.say_to(person), draft_view(ctx, draft, person)))


def _meant(ctx: Context, pressed: Pressed) -> PlanVersion:
    """The very draft whose button was tapped; not one that came after it."""
    waiting = versions.drafts(ctx.db)
    found = next((one for one in waiting if one.digest == pressed.target), None)
    if found is None:
        raise UserError("program.newer_draft" if waiting else "program.no_draft")
    return found
