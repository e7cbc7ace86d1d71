"""A vendor's usage can't be pulled, and somebody has to mend that.

Started by: a pull that the vendor refused, or whose report can't be taken in.
Refuses:    who is no administrator any more; a source that works again by now.
Says:       which source, what is wrong, to which day its data is complete, and what mends it.
"""

from __future__ import annotations

from bot.cards.card import Card, Text
from bot.context import Context
from bot.model.people import Person, authorize
from bot.router import Router
from bot.steps.pull_view import trouble_lines

routes = Router()


@routes.composes("pulls.trouble")
def compose_trouble(ctx: Context, person: Person, about: str) -> Card | None:
    """The sentences about one source."""
    lines = trouble_lines(ctx, person, about) if authorize(person, "run_rollout") else ()
    if not lines:
        return None
    say = ctx.say_to(person)
    blocks = tuple(Text(text=line) for line in lines)
    return Card(title=say("pulls.title"), blocks=blocks, note=say("note.short"), locale=say.locale)
