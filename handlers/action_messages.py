"""Somebody gets what a champion passed on, and answers it or does not.

Started by: the message of an action, when its turn comes; its buttons and its form.
Refuses:    who was not sent it; a second answer; an empty or too long one. It is not sent when the champion is gone
            or what it says is not true any more.
Says:       the champion's words with why they came; to the champion, or to those who move seats, who answered what.
"""

from __future__ import annotations

from dataclasses import replace

from bot.cards.action_messages import (
    MOST_CHARACTERS,
    Letter,
    answered_card,
    letter_card,
    quick_answer,
    reply_card,
)
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.router import Router
from bot.steps.action_sending import is_still_true, keep_reply, letter_to
from bot.steps.free_text import free_text
from bot.store import actions, people, programs

routes = Router()


@routes.composes("action.message")
def compose(ctx: Context, person: Person, about: str) -> Card | None:
    """The message at the moment of sending."""
    letter = letter_to(ctx, person, about)
    if letter is None or not is_still_true(ctx, person, letter):
        return None
    return letter_card(ctx.say_to(person), letter)


@routes.pressed("action.quick")
def answer_at_once(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The answer that stands on the button."""
    letter = _letter(ctx, person, pressed)
    return _keep(ctx, person, letter, quick_answer(ctx.say_to(person), letter.action))


@routes.pressed("action.reply")
def answer(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Own words."""
    return _keep(ctx, person, _letter(ctx, person, pressed), pressed.fields.get("body", ""))


@routes.composes("action.replied")
def compose_reply(ctx: Context, person: Person, about: str) -> Card | None:
    """Who answered what; nothing when that person was erased since."""
    reply = actions.find_reply(ctx.db, about)
    by = people.find(ctx.db, reply.person_id) if reply else None
    row = actions.find(ctx.db, reply.action_id) if reply else None
    if reply is None or by is None or row is None:
        return None
    action, tool = actions.action_of(ctx.db, row), programs.terms(ctx.db).tool
    return reply_card(ctx.say_to(person), action, tool, by.name, by.email, reply.body)


def _letter(ctx: Context, person: Person, pressed: Pressed) -> Letter:
    letter = letter_to(ctx, person, pressed.target)
    if letter is None:
        raise UserError("letters.gone")
    return letter


def _keep(ctx: Context, person: Person, letter: Letter, body: str) -> Reply:
    words = free_text(body, MOST_CHARACTERS)
    if not words:
        raise UserError("error.fill_in")
    keep_reply(ctx, person, replace(letter, is_answered=True), words)
    return Reply(answered_card(ctx.say_to(person), letter, words))
