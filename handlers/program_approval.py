"""A draft of the plan waits for somebody who did not write it.

Started by: a draft that was written, `/ai-rollout approve`, the plan's buttons, the form that turns it down.
Refuses:    its own authors; people without the right; a draft that was replaced or decided meanwhile, or
            that no longer fits: a message is gone, an owner has left, a phase it drops has begun.
Says:       to who may decide, once, what the draft changes; then the plan as it stands.
"""

from __future__ import annotations

from bot.cards import program as cards
from bot.cards import program_edit as edit_cards
from bot.cards import rollout as rollout_cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import BadInput, UserError
from bot.model.people import Person, authorize
from bot.router import Router
from bot.steps.permits import not_permitted, permit
from bot.steps.plan_view import plan_view
from bot.steps.program_view import draft_view
from bot.steps.program_writing import STORY, approve_program, asked_about, may_approve, reject_program
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


@routes.composes(STORY)
def compose_question(ctx: Context, person: Person, about: str) -> Card | None:
    """The draft, to who may approve it; nothing once it was decided or replaced."""
    draft = asked_about(ctx, about)
    if draft is None or not may_approve(ctx, person, draft):
        return None
    say = ctx.say_to(person)
    return cards.draft_card(say, draft_view(ctx, draft, person, say("program_draft.asked")))


@routes.pressed("program.draft")
def show_draft(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The draft with what it changes."""
    return _draft(ctx, person, _meant(ctx, pressed))


@routes.pressed("program.approve")
def press_approve(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The draft becomes the version in force."""
    draft = _meant(ctx, pressed)
    say = ctx.say_to(person)
    try:
        running = approve_program(ctx, draft.program_id, person)
    except BadInput as error:
        title, head = draft.program.program.title.root, say("program_draft.unfit", version=draft.version)
        return Reply(edit_cards.problem_card(say, title, error.problems, head), replaces=False)
    saved = say("program.approved", version=draft.version)
    return Reply(rollout_cards.plan_card(say, plan_view(ctx, running, person), saved))


@routes.pressed("program.reject")
def press_reject(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The draft is turned down, or taken back by who wrote it."""
    draft = _meant(ctx, pressed)
    if not (authorize(person, "approve_plan") or person.person_id == draft.author):
        raise not_permitted(ctx, person, "program.approvers")
    reject_program(ctx, draft.program_id, person, pressed.fields.get("reason", ""))
    say = ctx.say_to(person)
    saved = say("program.rejected", version=draft.version)
    running = programs.latest(ctx.db)
    if running is None or running.state == "draft":
        return Reply(cards.said_card(say, saved))
    return Reply(rollout_cards.plan_card(say, plan_view(ctx, running, person), saved))


def _draft(ctx: Context, person: Person, draft: PlanVersion) -> Reply:
    permit(ctx, person, "see_rollout")
    return Reply(cards.draft_card(ctx.say_to(person), draft_view(ctx, draft, person)))


def _meant(ctx: Context, pressed: Pressed) -> PlanVersion:
    """The very draft whose button was tapped; not one that came after it."""
    waiting = versions.drafts(ctx.db)
    found = next((one for one in waiting if one.digest == pressed.target), None)
    if found is None:
        raise UserError("program.newer_draft" if waiting else "program.no_draft")
    return found
