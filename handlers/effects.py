"""Champions learn that a nudge was retired; a person, that nudges stop because none was answered.

Started by: a planned look that found no effect; a fourth nudge in a row without any answer; a tap on
            Send them again.
Refuses:    nothing; what no longer holds is not said.
Says:       what was retired and by what numbers; how to get nudges again.
"""

from __future__ import annotations

from bot.cards import effects as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.model.people import Person
from bot.router import Router
from bot.store import ledger, nudges, programs, trials

routes = Router()


@routes.composes("effects.retired")
def compose_retired(ctx: Context, person: Person, about: str) -> Card | None:
    """The note of one item, from the look that was stored."""
    program_id, _, item = about.partition("/")
    looks = trials.trials(ctx.db, program_id).get(item, [])
    content = ctx.words.content
    known = content.nudges.get(item) or content.tips.get(item)
    if known is None or not looks or looks[-1].verdict != "retired":
        return None
    say = ctx.say_to(person)
    title = say.any_of(known.title.root, tool=programs.terms(ctx.db).tool, minutes="")
    is_told = ledger.is_entered(ctx.db, program_id, trials.trial_key(looks[-1]))
    return cards.retired_card(say, title, looks[-1].counts if is_told else None)


@routes.composes("effects.resting")
def compose_resting(ctx: Context, person: Person, about: str) -> Card | None:
    """That nudges stop; not when the person was heard of meanwhile."""
    if person.person_id not in nudges.resting(ctx.db):
        return None
    return cards.resting_card(ctx.say_to(person))


@routes.pressed("effects.again")
def send_again(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Nudges and tips come again."""
    nudges.end_rest(ctx.db, person.person_id)
    return Reply(cards.again_card(ctx.say_to(person)))
