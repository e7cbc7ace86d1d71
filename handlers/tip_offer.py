"""A person shares what works, or what surely does not.

Started by: the button under every tip; the form it opens.
Refuses:    a tip without a line or a body; one that is too long.
Says:       thanks, and asks whether the author's name may stand beside it; to a champion, the tip.
"""

from __future__ import annotations

from bot.cards import tips as cards
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.router import Router
from bot.steps.tips import reviewers_of
from bot.store import outbox, programs, tips

routes = Router()


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
    if twin := tips.offered(ctx.db, person.person_id, title, body):
        return Reply(cards.credit_card(ctx.say_to(person), twin))
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
    for reviewer in reviewers_of(ctx, person):
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
