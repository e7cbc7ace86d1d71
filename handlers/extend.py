"""An administrator gives an open window more time, and everybody asked in it hears of it.

Started by: `/ai-rollout extend <window> [working days]`, the plan's button.
Refuses:    people without the role; a window that is not open; more than ten days; meeting the next window.
Says:       until when it is open now; to everybody asked who gave the time, and until when.
"""

from __future__ import annotations

from bot.cards import windows as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.router import Router
from bot.steps.at_hand import program_to_run
from bot.steps.extending import MOST_DAYS, extend_window
from bot.store import feedback, people

routes = Router()


@routes.command("rollout", "extend", "延長", "延长")
def extend(ctx: Context, person: Person, words: str) -> Reply:
    """By one working day, or as many as were written."""
    key, _, written = words.strip().partition(" ")
    days = written.strip() or "1"
    if not (days.isascii() and days.isdigit() and len(days) <= 2 and 1 <= int(days) <= MOST_DAYS):
        command = ctx.words.name_of("rollout", person.language)
        raise UserError("windows.wrong_days", most=MOST_DAYS, command=command, window=key)
    return _extended(ctx, person, key, int(days))


@routes.pressed("window.extend")
def press_extend(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """By one working day, from the plan."""
    return _extended(ctx, person, pressed.target, 1, pressed.value or "–")


def _extended(ctx: Context, person: Person, key: str, days: int, seen_close: str = "") -> Reply:
    say = ctx.say_to(person)
    running = program_to_run(ctx, person)
    done = extend_window(ctx, person, running, key, days, seen_close)
    return Reply(cards.extended_by_me_card(say, key, done.closes_at, done.people))


@routes.composes("window.extended")
def compose(ctx: Context, person: Person, about: str) -> Card | None:
    """For everybody who was asked, answered or not; nothing once it is closed, or for who said “not this time”."""
    prompt_id, _, giver = [*about.split("@"), "", ""][:3]
    asked = feedback.asked(ctx.db, prompt_id)
    by = people.find(ctx.db, giver)
    if asked is None or asked.is_declined or asked.timeliness(ctx.now) == "late":
        return None
    say = ctx.say_to(person)
    return cards.extended_card(say, asked.prompt, by.name if by else say("people.admins"))
