"""A group that a program's cohort names can't be read, and somebody has to mend that.

Started by: a platform that refuses to show the group.
Refuses:    who is no administrator any more; a group that is read again by now.
Says:       which group, since when, who stays in meanwhile, and what mends it.
"""

from __future__ import annotations

from bot.cards.card import Card, Text
from bot.context import Context
from bot.model.people import Person, authorize
from bot.router import Router
from bot.steps.group_view import refused_line
from bot.store import programs

routes = Router()


@routes.composes("groups.refused")
def compose_refused(ctx: Context, person: Person, about: str) -> Card | None:
    """The sentence about one group."""
    running = programs.current(ctx.db)
    if running is None or not authorize(person, "run_rollout"):
        return None
    line = refused_line(ctx, running, person, about)
    say = ctx.say_to(person)
    if not line:
        return None
    return Card(
        title=say("groups.title"), blocks=(Text(text=line),), note=say("note.short"), locale=say.locale
    )
