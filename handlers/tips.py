"""People look for a tip and say whether it helped.

Started by: `/ai-tip [words]`, taps on tips and on the tip of the week.
Refuses:    somebody else's tip of the week; a tip that is gone.
Says:       the best tip and the next ones by title; thanks for a vote.
"""

from __future__ import annotations

from bot.cards import nudges as nudge_cards
from bot.cards import tips as cards
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.router import Router
from bot.steps.tips import find_tips, show_tip
from bot.store import nudges, tips

routes = Router()
_SHARE = {"share", "分享"}


@routes.command("tip")
def look_for_tip(ctx: Context, person: Person, words: str) -> Reply:
    """Searches all three languages; without words, tips for the person's own job."""
    if words.casefold() in _SHARE:
        return Reply(cards.offer_card(ctx.say_to(person)))
    found = find_tips(ctx, person, words)
    say = ctx.say_to(person)
    return Reply(
        cards.found_card(say, words, found, tips.votes(ctx.db)) if found else cards.nothing_card(say, words)
    )


@routes.pressed("tip.show")
def show(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Another one of the found tips, in full."""
    tip = show_tip(ctx, person, pressed.value)
    if tip is None:
        raise UserError("error.stale_button")
    return Reply(cards.found_card(ctx.say_to(person), "", [tip], tips.votes(ctx.db)))


@routes.pressed("tip.vote_helpful")
def vote_helpful(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """It helped."""
    return _vote(ctx, person, pressed.target, helpful=True)


@routes.pressed("tip.vote_not_helpful")
def vote_not_helpful(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """It did not."""
    return _vote(ctx, person, pressed.target, helpful=False)


@routes.pressed("tip.helpful")
def answer_helpful(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The tip of the week helped."""
    return _answer(ctx, person, pressed.target, helpful=True)


@routes.pressed("tip.not_helpful")
def answer_not_helpful(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The tip of the week did not help."""
    return _answer(ctx, person, pressed.target, helpful=False)


def _vote(ctx: Context, person: Person, key: str, helpful: bool) -> Reply:
    tip = show_tip(ctx, person, key)
    if tip is None:
        raise UserError("error.stale_button")
    tips.vote(ctx.db, key, person.person_id, helpful, ctx.now)
    say = ctx.say_to(person)
    return Reply(nudge_cards.answered_card(say, tip.title, say("tips.thanks_vote")))


def _answer(ctx: Context, person: Person, nudge_id: str, helpful: bool) -> Reply:
    nudge = nudges.find(ctx.db, nudge_id)
    if nudge is None or nudge.person_id != person.person_id:
        raise UserError("error.stale_button")
    nudges.record_outcome(ctx.db, nudge_id, "helpful" if helpful else "not_helpful", ctx.now)
    return _vote(ctx, person, nudge.item, helpful)
