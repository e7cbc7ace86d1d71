"""A person asks to take part, as a volunteer of the next phase that takes any, and may take it back.

Started by: `/ai-rollout join`, the buttons of the answer.
Refuses:    while no phase is to come that takes volunteers; to take the word back once that phase has begun.
Says:       which phase it is and when it begins, with a tap to undo it.
"""

from __future__ import annotations

from bot.cards import volunteers as cards
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person, authorize
from bot.router import Router
from bot.steps.volunteering import place_for
from bot.store import audit, programs, volunteers
from bot.store.programs import Running

routes = Router()


@routes.command("rollout", "join", "加入")
def say_join(ctx: Context, person: Person, words: str) -> Reply:
    """The word does what the button does."""
    return _join(ctx, person)


@routes.pressed("volunteer.join")
def press_join(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """After an undo, in again."""
    return _join(ctx, person)


@routes.pressed("volunteer.undo")
def undo(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Nothing is kept of the word."""
    running = _running(ctx, person)
    key = volunteers.phase_of(ctx.db, running.program_id, person.person_id)
    begun = {status.phase_key for status in running.phases if status.state != "planned"}
    if key in begun:
        raise UserError("volunteers.begun")
    if volunteers.withdraw(ctx.db, running.program_id, person.person_id):
        audit.record(ctx, person, "volunteer.withdrew", key)
    return Reply(cards.undone_card(ctx.say_to(person)))


def _join(ctx: Context, person: Person) -> Reply:
    running = _running(ctx, person)
    place = place_for(ctx, running, person)
    say = ctx.say_to(person)
    if place.kind == "taking_part":
        return Reply(cards.taking_part_card(say))
    if place.phase is None or place.begins_on is None:
        raise UserError("volunteers.no_place")
    if place.kind == "open":
        volunteers.withdraw(ctx.db, running.program_id, person.person_id)  # of a phase the program dropped
        volunteers.put(ctx.db, running.program_id, person.person_id, place.phase.key, ctx.now)
        audit.record(ctx, person, "volunteer.joined", place.phase.key)
    phase = say.any_of(place.phase.title.root)
    return Reply(cards.joined_card(say, phase, place.begins_on, person.stopped_at is not None))


def _running(ctx: Context, person: Person) -> Running:
    running = programs.current(ctx.db)
    if running is None or not authorize(person, "answer"):
        raise UserError("volunteers.no_place")
    return running
