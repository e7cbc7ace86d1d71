"""People look for a tip, vote on it, share one; a champion approves it with one tap.

Started by: `/ai-tip [words]`, `/ai-tip share`, taps on tips.
Refuses:    reviewing without the role; an empty or overlong tip.
Says:       the best tip and the next ones by title; thanks; the decision to the author.
"""

from __future__ import annotations

from bot.cards import nudges as nudge_cards
from bot.cards import tips as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.router import Router
from bot.steps.tips import find_tips, show_tip
from bot.store import nudges, outbox, people, programs, tips

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


@routes.pressed("tip.offer")
def ask_for_tip(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The form to share a tip, beside what was shown."""
    return Reply(cards.offer_card(ctx.say_to(person)), replaces=False)


@routes.pressed("tip.send")
def offer(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Keeps the tip and asks whether the author's name may stand beside it."""
    title, body = (pressed.fields.get(name, "").strip() for name in ("title", "body"))
    if not title or not body:
        raise UserError("tips.incomplete")
    if len(title) > 100 or len(body) > 1000:
        raise UserError("tips.too_long")
    tip_id = ctx.new_id("tip")
    terms = programs.terms(ctx.db)
    tips.offer(
        ctx.db,
        tip_id,
        person.person_id,
        False,
        person.language,
        title,
        body,
        person.job,
        terms.tool,
        ctx.now,
    )
    for reviewer in _reviewers(ctx, person):
        outbox.plan(ctx.db, ctx.new_id, reviewer, "request", "tip.review", tip_id, due_at=ctx.now)
    return Reply(cards.credit_card(ctx.say_to(person), tip_id))


@routes.pressed("tip.credit")
def choose_credit(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Credit is the author's choice."""
    tip = tips.find(ctx.db, pressed.target)
    if tip is None or tip.author_id != person.person_id:
        raise UserError("error.stale_button")
    tips.credit(ctx.db, tip.tip_id, pressed.value == "yes")
    return Reply(cards.short_card(ctx.say_to(person), ctx.say_to(person)("tips.thanks")))


@routes.composes("tip.review")
def compose_review(ctx: Context, person: Person, about: str) -> Card | None:
    """An offered tip for a champion; nothing once somebody decided."""
    tip = tips.find(ctx.db, about)
    return cards.review_card(ctx.say_to(person), tip) if tip and tip.state == "offered" else None


@routes.composes("tip.decided")
def compose_decision(ctx: Context, person: Person, about: str) -> Card | None:
    """What became of the author's tip."""
    tip = tips.find(ctx.db, about)
    say = ctx.say_to(person)
    return cards.short_card(say, say(f"tips.was_{tip.state}", title=tip.title)) if tip else None


def _reviewers(ctx: Context, author: Person) -> list[Person]:
    """The champions of the author's team; without one, the administrators. Never the author."""
    others = [one for one in people.with_role(ctx.db, "champion") if one.person_id != author.person_id]
    nearest = [one for one in others if one.team == author.team]
    return nearest or [one for one in people.with_role(ctx.db, "admin") if one.person_id != author.person_id] or others


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
