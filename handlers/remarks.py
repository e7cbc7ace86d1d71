"""A pilot user wants to say something, questions or not.

Started by: `/ai-feedback`, with or without words after it, or with `erase` and a receipt; the form of the
            feedback card.
Refuses:    an empty remark; one that is too long, or holds a receipt, which would tie it to answers; a receipt of
            no answers.
Says:       the open questions, or a form; then what becomes of the remark, or that the answers are erased.
"""

from __future__ import annotations

from bot.cards import feedback as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.feedback import Asked
from bot.model.people import Person
from bot.model.receipts import ERASE, code_to_erase, codes_in
from bot.router import Router
from bot.store import feedback, programs, receipts

routes = Router()
MOST = 2000


@routes.command("feedback")
def show_open_questions(ctx: Context, person: Person, words: str) -> Reply:
    """The open questions, or a place to say something; words after the command are kept at once."""
    if receipt := code_to_erase(words):
        return _erase(ctx, person, receipt)
    if words:
        return _keep(ctx, person, words)
    prompt = feedback.open_prompt(ctx.db, person.person_id, ctx.now)
    asked = feedback.asked(ctx.db, prompt.prompt_id) if prompt else None
    if asked is None or programs.has_ended(ctx.db, asked.window.program_id):
        return Reply(cards.remark_card(ctx.say_to(person)))
    return Reply(_present(ctx, person, asked), story="feedback.shown", about=asked.prompt.prompt_id)


@routes.composes("feedback.shown")
def compose_shown(ctx: Context, person: Person, about: str) -> Card | None:
    """The question or the receipt that was asked for, with the answers as they stand when it leaves."""
    asked = feedback.asked(ctx.db, about)
    return _present(ctx, person, asked) if asked and asked.prompt.person_id == person.person_id else None


@routes.command("feedback", *ERASE)
def erase_by_receipt(ctx: Context, person: Person, words: str) -> Reply:
    """Whoever holds a receipt may erase the answers it stands for; nobody is named, nothing is recorded."""
    return _erase(ctx, person, _receipt_in(ctx, words) or words.strip(" .。「」“”").upper())


def _erase(ctx: Context, person: Person, receipt: str) -> Reply:
    erased = feedback.erase_answers(ctx.db, receipt)
    if not erased:
        raise UserError("answers.no_such_receipt")
    return Reply(cards.thanks_card(ctx.say_to(person), "answers.erased", count=erased))


@routes.pressed("feedback.remark")
def keep_remark(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The form was sent."""
    return _keep(ctx, person, pressed.fields.get("body", "").strip())


def _present(ctx: Context, person: Person, asked: Asked) -> Card:
    command = ctx.words.name_of("feedback", person.language)
    counted = feedback.with_people(ctx.db, asked)
    return cards.present_card(ctx.say_to(person), counted, programs.terms(ctx.db), command)


def _keep(ctx: Context, person: Person, body: str) -> Reply:
    if not body:
        raise UserError("feedback.empty")
    if len(body) > MOST:
        raise UserError("feedback.too_long", length=len(body), most=MOST)
    if _receipt_in(ctx, body):
        raise UserError("receipts.in_a_remark", command=ctx.words.name_of("feedback", person.language))
    feedback.add_remark(ctx.db, ctx.new_id("rem"), person.person_id, body, ctx.now)
    return Reply(cards.thanks_card(ctx.say_to(person), "feedback.remark_kept"))


def _receipt_in(ctx: Context, words: str) -> str:
    return next((code for code in codes_in(words) if receipts.is_known(ctx.db, code)), "")
