"""An administrator has the whole plan rehearsed with everybody who is known, before anything is sent.

Started by: `/ai-rollout rehearse`; the end of a rehearsal.
Refuses:    people without the role; a second rehearsal while one waits or plays; no program at all.
Says:       that it will be played; later, to whoever asked, the report.
"""

from __future__ import annotations

from bot.cards import rehearsal as cards
from bot.cards.card import Card
from bot.chat import Reply
from bot.context import Context
from bot.model.people import Person
from bot.router import Router
from bot.steps.at_hand import latest_program
from bot.steps.permits import permit
from bot.store import audit, rehearsals

routes = Router()


@routes.command("rollout", "rehearse", "排練", "演练")
def ask_rehearsal(ctx: Context, person: Person, words: str) -> Reply:
    """The request is written down; a job plays it."""
    permit(ctx, person, "run_rollout")
    running = latest_program(ctx)
    phrase = "rehearsal.under_way"
    if not rehearsals.is_open(ctx.db, ctx.now):
        phrase = "rehearsal.begun"
        rehearsals.ask(ctx.db, ctx.new_id("reh"), person.person_id, ctx.now)
        audit.record(ctx, person, "rehearsal.asked", running.program_id, version=running.version)
    title, is_anew = running.program.program.title.root, running.has_begun
    return Reply(cards.asked_card(ctx.say_to(person), title, phrase, is_anew), replaces=False)


@routes.composes("rehearsal.report")
def compose_report(ctx: Context, person: Person, about: str) -> Card | None:
    """What the rehearsal found, in the words it was told in when it ended."""
    view = rehearsals.view_of(ctx.db, about)
    return cards.report_card(ctx.say_to(person), cards.RehearsalView.model_validate(view)) if view else None
