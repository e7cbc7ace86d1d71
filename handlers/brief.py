"""A sponsor reads the month: on plan or not, worth it or not, what to decide, what nobody knows.

Started by: the first digest of a month; `/ai-summary brief`.
Refuses:    people who may not see everybody's figures; before the first brief it says so.
Says:       the brief as it was made; it never changes.
"""

from __future__ import annotations

from bot.cards.brief import brief_card, sentence_card
from bot.cards.card import Card
from bot.chat import Reply
from bot.context import Context
from bot.model.people import Person
from bot.router import Router
from bot.steps.at_hand import latest_program
from bot.steps.briefs import may_read
from bot.store import briefs

routes = Router()


@routes.command("summary", "brief", "月報", "月报")
def say_brief(ctx: Context, person: Person, words: str) -> Reply:
    """The newest brief."""
    say = ctx.say_to(person)
    if not may_read(person):
        return Reply(sentence_card(say, "for_leads"))
    found = briefs.latest(ctx.db, latest_program(ctx).program_id)
    return Reply(brief_card(say, found.brief, found.number) if found else sentence_card(say, "none"))


@routes.composes("brief.monthly")
def compose(ctx: Context, person: Person, about: str) -> Card | None:
    """The brief at the moment of sending; nothing for somebody who is no sponsor any more."""
    found = briefs.find(ctx.db, about)
    if found is None or not may_read(person):
        return None
    return brief_card(ctx.say_to(person), found.brief, found.number)
