"""A person looks at the own record and sets how Uptake may speak.

Started by: `/ai-me`, the stop word, its buttons and forms.
Refuses:    a time or day that can't be read; a pause in the past.
Says:       the record again with the change confirmed.
"""

from __future__ import annotations

from datetime import date, time

from bot.cards import preferences as cards
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.delivery import STOPPED_BY_PERSON
from bot.model.people import LOCALES, Person
from bot.router import Router
from bot.steps.coming_back import ask_when_back
from bot.steps.record import own_switches, stored_facts
from bot.store import outbox, people, topics

routes = Router()


@routes.command("me")
def show_me(ctx: Context, person: Person, words: str) -> Reply:
    """What is stored, and every switch."""
    return _me(ctx, person)


@routes.pressed("me.show")
def show_again(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The record again, in place."""
    return _me(ctx, person)


@routes.pressed("me.language")
def choose_language(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """From now on in this language."""
    if not pressed.value:
        return _me(ctx, person, "error.choose_one")
    if pressed.value not in LOCALES:
        raise UserError("error.stale_button")
    people.choose_locale(ctx.db, person.person_id, pressed.value)
    return _me(ctx, person, "preferences.language_saved")


@routes.pressed("me.quiet")
def choose_quiet_hours(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Local hours in which nothing is sent; both empty lifts them."""
    start, end = (pressed.fields.get(name, "").strip() for name in ("from", "until"))
    if bool(start) != bool(end) or (start and start == end):
        raise UserError("preferences.quiet_needs_both")
    try:
        spans = [time.fromisoformat(text).strftime("%H:%M") for text in (start, end) if text]
    except ValueError:
        raise UserError("preferences.bad_time") from None
    people.choose_quiet_hours(ctx.db, person.person_id, *(spans or ["", ""]))
    return _me(ctx, person, "preferences.quiet_saved" if spans else "preferences.quiet_lifted")


@routes.pressed("me.pause")
def pause_until(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """No messages before a date; an empty date lifts the pause."""
    text = pressed.fields.get("day", "").strip()
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise UserError("preferences.bad_day") from None
    if day and day <= ctx.now.astimezone(person.zone).date():
        raise UserError("preferences.past_day")
    people.choose_pause(ctx.db, person.person_id, day)
    ask_when_back(ctx, person.person_id)
    return _me(ctx, person, "preferences.pause_saved" if day else "preferences.pause_lifted")


@routes.pressed("me.topic")
def turn_topic_on(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Messages about a topic may come again."""
    topics.turn_on(ctx.db, person.person_id, pressed.target)
    return _me(ctx, person, "fewer.turned_on")


@routes.command("stop")
def say_stop(ctx: Context, person: Person, words: str) -> Reply:
    """The stop word works everywhere, at once."""
    return _stop(ctx, person)


@routes.pressed("me.stop")
def press_stop(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The stop button does what the stop word does."""
    return _stop(ctx, person)


@routes.command("start")
def say_start(ctx: Context, person: Person, words: str) -> Reply:
    """Messages come again."""
    return _start(ctx, person)


@routes.pressed("me.start")
def press_start(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The start button does what the word does."""
    return _start(ctx, person)


def _stop(ctx: Context, person: Person) -> Reply:
    people.choose_stop(ctx.db, person.person_id, ctx.now)
    outbox.cancel_of_person(ctx.db, person.person_id, ctx.now, STOPPED_BY_PERSON)
    return Reply(cards.stopped_card(ctx.say_to(person)))


def _start(ctx: Context, person: Person) -> Reply:
    people.choose_stop(ctx.db, person.person_id, None)
    people.choose_pause(ctx.db, person.person_id, None)
    ask_when_back(ctx, person.person_id)
    return Reply(cards.started_card(ctx.say_to(person)))


def _me(ctx: Context, person: Person, saved: str = "") -> Reply:
    fresh = people.get(ctx.db, person.person_id)
    say = ctx.say_to(fresh)
    confirmed = say(saved) if saved else ""
    return Reply(cards.me_card(say, fresh, stored_facts(ctx, fresh), own_switches(ctx, fresh), confirmed))
