"""A person wants fewer messages: none for a while, none about a topic, none at all.

Started by: “Fewer of these…” on a nudge or tip, and the taps of the card it opens.
Refuses:    somebody else's message; a day in the past; an undo that is none.
Says:       what holds from now on, with one tap that undoes it.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.cards import fewer as cards
from bot.cards.nudges import answered_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.model.topics import topic_of
from bot.router import Router
from bot.steps.coming_back import ask_when_back
from bot.steps.nudges import card_of, item_of, own_nudge, title_of, topic_name
from bot.store import people, topics

routes = Router()
_SPANS = {"7": timedelta(days=7), "14": timedelta(days=14)}


@routes.pressed("fewer.open")
def open_fewer(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Every way to get less, in place."""
    name = topic_name(ctx, person, _topic(ctx, person, pressed))
    return Reply(cards.fewer_card(ctx.say_to(person), pressed.target, name))


@routes.pressed("fewer.pause")
def pause(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """No messages before a day."""
    own_nudge(ctx, person, pressed.target)
    today = ctx.now.astimezone(person.zone).date()
    day = today + _SPANS[pressed.value] if pressed.value in _SPANS else _day(pressed.fields.get("day", ""))
    if day <= today:
        raise UserError("preferences.past_day")
    before = person.paused_until_on
    people.choose_pause(ctx.db, person.person_id, day)
    ask_when_back(ctx, person.person_id)
    return _done(ctx, person, pressed, "paused", f"pause:{before or ''}", day=day)


@routes.pressed("fewer.topic")
def turn_off(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """No more about what this message is about."""
    topic = _topic(ctx, person, pressed)
    topics.turn_off(ctx.db, person.person_id, topic, ctx.now)
    name = topic_name(ctx, person, topic)
    return _done(ctx, person, pressed, "topic_off", "topic", topic=name)


@routes.pressed("fewer.stop")
def stop(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """No messages at all. What is planned is dropped when its time comes, not before: until then one tap
    brings everything back."""
    own_nudge(ctx, person, pressed.target)
    people.choose_stop(ctx.db, person.person_id, ctx.now)
    say = ctx.say_to(person)
    return Reply(cards.done_card(say, say("preferences.stopped"), pressed.target, "stop"))


@routes.pressed("fewer.undo")
def undo(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """As it was before."""
    topic = _topic(ctx, person, pressed)
    what, _, before = pressed.value.partition(":")
    if what == "pause":
        people.choose_pause(ctx.db, person.person_id, _day(before) if before else None)
    elif what == "topic":
        topics.turn_on(ctx.db, person.person_id, topic)
    elif what == "stop":
        people.choose_stop(ctx.db, person.person_id, None)
    else:
        raise UserError("error.stale_button")
    ask_when_back(ctx, person.person_id)
    return Reply(cards.undone_card(ctx.say_to(person), pressed.target))


@routes.pressed("fewer.back")
def go_back(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The message again, in place."""
    nudge = own_nudge(ctx, person, pressed.target)
    say = ctx.say_to(person)
    gone = answered_card(say, title_of(ctx, person, nudge), say("fewer.undone"))
    return Reply(card_of(ctx, person, nudge) or gone)


def _topic(ctx: Context, person: Person, pressed: Pressed) -> str:
    return topic_of(item_of(ctx, own_nudge(ctx, person, pressed.target)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UserError("preferences.bad_day") from None


def _done(ctx: Context, person: Person, pressed: Pressed, phrase: str, undo: str, **values: object) -> Reply:
    say = ctx.say_to(person)
    return Reply(cards.done_card(say, say(f"fewer.{phrase}", **values), pressed.target, undo))
