"""Somebody with a reason not to use the tool is left out of its use figures, when a champion agrees.

Started by: the question under a receipt, the card the champion gets, the button in `/ai-me`.
Refuses:    an anonymous answer; a champion of another team; what was taken back or answered before.
Says:       to the person who is asked and how to take it back; to the champion name and reason, and until when.
"""

from __future__ import annotations

from bot.cards import left_out as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.feedback import Asked
from bot.model.left_out import State
from bot.model.people import Person
from bot.router import Router
from bot.steps.answering import own_prompt
from bot.steps.left_out import (
    STORY,
    ask_deciders,
    asked_of,
    deciders,
    reason_in,
    span_of,
    standing,
    words_of,
)
from bot.store import audit, left_out, outbox, programs
from bot.store.left_out import Reason
from bot.store.programs import Running

routes = Router()


@routes.pressed("left_out.tell")
def tell(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The champion may know: name and reason go to whoever may agree."""
    running, asked = _asked(ctx, person, pressed.target)
    able = deciders(ctx, person)
    if not able:
        raise UserError("left_out.nobody")
    if standing(ctx, running, person) is None:
        one = _keep(ctx, running, person, asked, is_told=True)
        ask_deciders(ctx, running, one, able)
        audit.record(ctx, person, "left_out.proposed", one.left_out_id)
    return Reply(cards.told_card(ctx.say_to(person), [one.name for one in able]), replaces=False)


@routes.pressed("left_out.keep")
def keep_quiet(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Nobody is told, and the question is not asked again for this answer."""
    running, asked = _asked(ctx, person, pressed.target)
    if standing(ctx, running, person) is None:
        _keep(ctx, running, person, asked, is_told=False)
    return Reply(cards.kept_card(ctx.say_to(person)), replaces=False)


@routes.composes(STORY)
def compose_request(ctx: Context, person: Person, about: str) -> Card | None:
    """The champion's card; nothing once it was taken back or decided."""
    running = programs.current(ctx.db)
    try:
        one, other = asked_of(ctx, person, about)
    except UserError:
        return None
    if running is None or one.state != "proposed":
        return None
    request = cards.Request(
        left_out_id=about,
        name=other.name,
        reason=words_of(ctx, person, one),
        tool=running.program.program.tool,
        until_on=span_of(ctx, running)[1],
        k=running.program.program.group_minimum,
    )
    return cards.request_card(ctx.say_to(person), request)


@routes.pressed("left_out.agree")
def agree(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Left out from this week on, to the next gate at the latest."""
    return _decide(ctx, person, pressed.target, is_agreed=True)


@routes.pressed("left_out.count_on")
def count_on(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Counted as before."""
    return _decide(ctx, person, pressed.target, is_agreed=False)


@routes.pressed("left_out.withdraw")
def withdraw(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The person takes it back, whatever was decided."""
    one = left_out.find(ctx.db, pressed.target)
    if one is None or one.person_id != person.person_id:
        raise UserError("left_out.gone")
    if left_out.withdraw(ctx.db, one.left_out_id, ctx.now):
        outbox.cancel_about(ctx.db, STORY, one.left_out_id, ctx.now, "taken back")
        audit.record(ctx, person, "left_out.withdrawn", one.left_out_id)
    return Reply(cards.withdrawn_card(ctx.say_to(person)))


def _decide(ctx: Context, person: Person, left_out_id: str, *, is_agreed: bool) -> Reply:
    one, other = asked_of(ctx, person, left_out_id)
    running = programs.current(ctx.db)
    if running is None or running.program_id != one.program_id:
        raise UserError("left_out.gone")
    span = span_of(ctx, running) if is_agreed else None
    state: State = "agreed" if is_agreed else "refused"
    if not left_out.decide(ctx.db, left_out_id, state, person.person_id, ctx.now, span):
        raise UserError("left_out.decided_before")
    outbox.cancel_about(ctx.db, STORY, left_out_id, ctx.now, "decided")
    audit.record(ctx, person, f"left_out.{state}", left_out_id)
    return Reply(cards.decided_card(ctx.say_to(person), other.name, span[1] if span else None))


def _asked(ctx: Context, person: Person, prompt_id: str) -> tuple[Running, Asked]:
    asked = own_prompt(ctx, person, prompt_id)
    running = programs.current(ctx.db)
    if running is None or running.program_id != asked.window.program_id or reason_in(asked) is None:
        raise UserError("left_out.gone")
    return running, asked


def _keep(ctx: Context, running: Running, person: Person, asked: Asked, *, is_told: bool) -> Reason:
    question = reason_in(asked)
    assert question is not None, "looked at before"  # noqa: S101
    return left_out.put(
        ctx.db, ctx.new_id("lft"), running.program_id, person.person_id, asked.prompt.prompt_id,
        (question.key, asked.answers[question.key]), "proposed" if is_told else "declined", ctx.now,
    )  # fmt: skip
