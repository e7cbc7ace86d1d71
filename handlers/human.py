"""Somebody wants to talk to a person: no reason asked.

Started by: `/ai-human [words]`, the button on every card.
Refuses:    nothing.
Says:       who was told; to that person, who asks; to the one who asked, who took it.
"""

from __future__ import annotations

from bot.cards import help as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.router import Router
from bot.steps.free_text import free_text
from bot.steps.permits import permit
from bot.store import outbox, people, programs, requests

routes = Router()
MOST_WORDS = 1000


@routes.command("human")
def ask_by_word(ctx: Context, person: Person, words: str) -> Reply:
    """The words after the command go to the person who answers."""
    return _ask(ctx, person, free_text(words, MOST_WORDS))


@routes.pressed("human.ask")
def ask_by_tap(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """One tap; the card that was tapped stays."""
    return _ask(ctx, person, "")


@routes.pressed("human.take")
def take(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """A person takes the request."""
    say = ctx.say_to(person)
    permit(ctx, person, "clear_human_request")
    request = requests.find(ctx.db, pressed.target)
    if request is None or not requests.take(ctx.db, request.request_id, person.person_id, ctx.now):
        raise UserError("human.taken_before")
    asker = people.find(ctx.db, request.person_id)
    if asker is None:
        raise UserError("human.taken_before")
    outbox.plan(ctx.db, ctx.new_id, asker, "urgent", "human.taken", request.request_id, due_at=ctx.now)
    return Reply(cards.human_taken_card(say, asker.name, asker.email))


@routes.composes("human.request")
def compose_request(ctx: Context, person: Person, about: str) -> Card | None:
    """For the one who answers; nothing once somebody took it. Who does not answer any more gets nothing,
    and those who do now are told instead."""
    request = requests.find(ctx.db, about)
    asker = people.find(ctx.db, request.person_id) if request and not request.taken_by else None
    if request is None or asker is None:
        return None
    told = _told(ctx)
    if told and person.person_id not in {one.person_id for one in told}:
        for one in told:
            outbox.plan(ctx.db, ctx.new_id, one, "urgent", "human.request", about, due_at=ctx.now)
        return None
    return cards.human_request_card(ctx.say_to(person), asker.name, asker.email, request.about, about)


@routes.composes("human.taken")
def compose_taken(ctx: Context, person: Person, about: str) -> Card | None:
    """Who will get in touch."""
    request = requests.find(ctx.db, about)
    taker = people.find(ctx.db, request.taken_by) if request and request.taken_by else None
    if taker is None:
        return None
    say = ctx.say_to(person)
    return cards.human_card(say, say("human.named", name=taker.name, email=taker.email))


def _ask(ctx: Context, person: Person, words: str) -> Reply:
    told = _told(ctx)
    if not told:
        raise UserError("human.nobody")
    request_id = requests.open_for(ctx.db, person.person_id) or ctx.new_id("req")
    requests.ask(ctx.db, request_id, person.person_id, words, ctx.now)
    for one in told:
        outbox.plan(ctx.db, ctx.new_id, one, "urgent", "human.request", request_id, due_at=ctx.now)
    say = ctx.say_to(person)
    names = [say("human.named", name=one.name, email=one.email) for one in told]
    return Reply(cards.human_card(say, names), replaces=False)


def _told(ctx: Context) -> list[Person]:
    """The program's human; without one who is still here, the administrators."""
    running = programs.current(ctx.db)
    human = people.find_by_email(ctx.db, running.program.program.human) if running else None
    return [human] if human and human.state == "active" else people.with_role(ctx.db, "admin")
