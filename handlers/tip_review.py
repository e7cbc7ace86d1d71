"""A champion decides about an offered tip.

Started by: an offered tip; a tap on Approve or Decline.
Refuses:    people without the role; a tip that was decided before.
Says:       thanks to the champion, the decision to the author.
"""

from __future__ import annotations

from bot.cards import tips as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.model.people import Person, authorize
from bot.router import Router
from bot.steps.permits import permit
from bot.steps.tips import reviewers_of
from bot.store import audit, outbox, people, tips

routes = Router()


@routes.pressed("tip.approve")
def approve(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Others can find the tip from now on."""
    return _decide(ctx, person, pressed.target, "approved")


@routes.pressed("tip.decline")
def decline(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The tip stays with its author."""
    return _decide(ctx, person, pressed.target, "declined")


@routes.composes("tip.review")
def compose_review(ctx: Context, person: Person, about: str) -> Card | None:
    """An offered tip for a champion; nothing once somebody decided. When the role was lost meanwhile,
    those who review now are told instead."""
    tip = tips.find(ctx.db, about)
    if tip is None or tip.state != "offered":
        return None
    if not authorize(person, "review_tip"):
        author = people.find(ctx.db, tip.author_id) if tip.author_id else None
        for reviewer in reviewers_of(ctx, author):
            outbox.plan(ctx.db, ctx.new_id, reviewer, "request", "tip.review", about, due_at=ctx.now)
        return None
    return cards.review_card(ctx.say_to(person), tip)


@routes.composes("tip.decided")
def compose_decision(ctx: Context, person: Person, about: str) -> Card | None:
    """What became of the author's tip."""
    tip = tips.find(ctx.db, about)
    say = ctx.say_to(person)
    return cards.short_card(say, say(f"tips.was_{tip.state}", title=tip.title)) if tip else None


def _decide(ctx: Context, person: Person, tip_id: str, state: str) -> Reply:
    say = ctx.say_to(person)
    permit(ctx, person, "review_tip")
    tip = tips.find(ctx.db, tip_id)
    if tip is None or not tips.review(ctx.db, tip_id, state, person.person_id, ctx.now):
        return Reply(cards.short_card(say, say("tips.decided_before")))
    audit.record(ctx, person, f"tip.{state}", tip_id)
    author = people.find(ctx.db, tip.author_id) if tip.author_id else None
    if author:
        outbox.plan(ctx.db, ctx.new_id, author, "request", "tip.decided", tip_id, due_at=ctx.now)
    return Reply(cards.short_card(say, say(f"tips.you_{state}", title=tip.title)))
