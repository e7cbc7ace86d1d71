"""A person meets Uptake for the first time, and may export or erase everything stored.

Started by: first contact; `/ai-me`'s export and erase buttons.
Refuses:    to erase without a second tap.
Says:       what the bot sees and never sees; the record; that everything is erased.
"""

from __future__ import annotations

from bot.cards import preferences as cards
from bot.cards.card import Card
from bot.cards.privacy import disclosure_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.router import Router
from bot.steps.promise import promise_of
from bot.steps.record import erase, full_record, own_switches, stored_facts
from bot.store import audit, programs

routes = Router()
_FITS = 2900


@routes.composes("privacy.disclosure")
def compose_disclosure(ctx: Context, person: Person, about: str) -> Card | None:
    """The first message, once; none while there is no program that could promise anything."""
    running = programs.current(ctx.db) if person.disclosed_at is None else None
    return disclosure_card(ctx.say_to(person), promise_of(ctx, running, person)) if running else None


@routes.pressed("me.show_beside")
def show_beside(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The record beside the disclosure, which stays where it is."""
    say = ctx.say_to(person)
    return Reply(
        cards.me_card(say, person, stored_facts(ctx, person), own_switches(ctx, person)), replaces=False
    )


@routes.pressed("me.export")
def export(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Everything stored, as text; what does not fit a message is at the command line."""
    say = ctx.say_to(person)
    text = "\n".join(full_record(ctx, person))
    if len(text) > _FITS:
        text = text[:_FITS].rpartition("\n")[0] + "\n" + say("preferences.export_more", email=person.email)
    return Reply(cards.export_card(say, text, ctx.now.astimezone(person.zone).date()), replaces=False)


@routes.pressed("me.erase")
def ask_erase(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Asks once more."""
    return Reply(cards.erase_card(ctx.say_to(person)))


@routes.pressed("me.erase_now")
def erase_now(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Erases at once."""
    if pressed.value != "yes":
        raise UserError("error.stale_button")
    audit.record(ctx, None, "person.erased", person.person_id)
    erase(ctx, person)
    return Reply(cards.erased_card(ctx.say_to(person)))
