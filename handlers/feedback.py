"""A pilot user answers a feedback prompt, one question at a time.

Started by: a tap on an answer, on Back or Skip, on a reminder's button.
Refuses:    a prompt of someone else; an answer that is no choice; an answer before the window opens.
Says:       the next question, the receipt, or that the window is closed and the answer kept as late.
"""

from __future__ import annotations

from dataclasses import replace

from bot.cards import feedback as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.content import Question
from bot.model.feedback import Asked, counted_at, problem_with, received_at
from bot.model.people import Person
from bot.router import Router
from bot.steps.rescue import call_off, hear_answer
from bot.store import feedback, inbox, outbox, programs

routes = Router()


@routes.pressed("feedback.answer")
def answer(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """One tap, one answer, one transaction; then the next question in place."""
    key, _, value = pressed.value.partition(":")
    return _keep(_judged(ctx, pressed), person, pressed.target, key, value)


@routes.pressed("feedback.write")
def write(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """An answer in the person's own words."""
    ctx, body = _judged(ctx, pressed), pressed.fields.get("body", "").strip()
    return _keep(ctx, person, pressed.target, pressed.value, body)


@routes.pressed("feedback.skip")
def skip(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """No answer is an answer, too: on to the next question."""
    ctx = _judged(ctx, pressed)
    return Reply(_go_on(ctx, person, _asked(ctx, person, pressed.target), pressed.value))


@routes.pressed("feedback.back")
def go_back(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The question before this one."""
    ctx = _judged(ctx, pressed)
    asked = _asked(ctx, person, pressed.target)
    return Reply(_question(ctx, person, asked, asked.beside(pressed.value, -1) or asked.path()[0]))


@routes.pressed("feedback.change")
def change(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Begins, goes on where the person stopped, or goes through the answers again."""
    ctx = _judged(ctx, pressed)
    asked = _asked(ctx, person, pressed.target)
    question = None if asked.prompt.finished_at else asked.next_open()
    return Reply(_question(ctx, person, asked, question or asked.path()[0]))


@routes.pressed("feedback.decline")
def decline(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Not this time: no reminder, no question why."""
    asked = _asked(ctx, person, pressed.target)
    outbox.cancel_about(ctx.db, "feedback.reminder", pressed.target, ctx.now, "declined")
    say = ctx.say_to(person)
    command = ctx.words.name_of("feedback", say.locale)
    return Reply(cards.declined_card(say, asked, programs.terms(ctx.db), command))


@routes.composes("feedback.prompt")
def compose_prompt(ctx: Context, person: Person, about: str) -> Card | None:
    """The first unanswered question, while the window is open for this person and its phase runs."""
    asked = _unanswered(_judged(ctx), about)
    return cards.present_card(ctx.say_to(person), asked, programs.terms(ctx.db)) if asked else None


@routes.composes("feedback.reminder")
def compose_reminder(ctx: Context, person: Person, about: str) -> Card | None:
    """The one reminder; nothing for those who have answered."""
    asked = _unanswered(_judged(ctx), about)
    return cards.reminder_card(ctx.say_to(person), asked, programs.terms(ctx.db)) if asked else None


def _judged(ctx: Context, pressed: Pressed | None = None) -> Context:
    """At the instant that counts for what was pressed, or for what is about to be shown."""
    received = received_at(ctx.now, inbox.latest(ctx.db))
    return replace(ctx, now=counted_at(received, pressed.first_sent_at if pressed else None))


def _unanswered(ctx: Context, prompt_id: str) -> Asked | None:
    asked = feedback.asked(ctx.db, prompt_id)
    if asked is None or asked.prompt.finished_at or asked.timeliness(ctx.now) == "late":
        return None
    return asked if programs.is_running(ctx.db, asked.window.program_id, asked.window.phase_key) else None


def _asked(ctx: Context, person: Person, prompt_id: str) -> Asked:
    """The prompt, if it is this person's own and has opened."""
    asked = feedback.asked(ctx.db, prompt_id)
    command = ctx.words.name_of("feedback", person.language)
    if asked is None:
        raise UserError("feedback.unknown_prompt", command=command)
    if asked.prompt.person_id != person.person_id:
        raise UserError("feedback.not_yours", command=command)
    if asked.prompt.timeliness(ctx.now) == "early":
        raise UserError("feedback.not_open_yet", opens_at=asked.prompt.opens_at)
    return asked


def _keep(ctx: Context, person: Person, prompt_id: str, key: str, value: str) -> Reply:
    asked = _asked(ctx, person, prompt_id)
    if (question := asked.window.frozen.questions.get(key)) is None:
        raise UserError("feedback.not_an_option")
    if problem := problem_with(question, value):
        raise UserError(f"feedback.{problem}", length=len(value), most=question.max_characters)
    late = asked.timeliness(ctx.now) != "in_time" or not feedback.hold_open(ctx.db, asked.window.window_id)
    feedback.keep_answer(ctx.db, prompt_id, key, value, ctx.now, late, is_text=question.kind == "text")
    if late:
        return Reply(cards.closed_card(ctx.say_to(person), asked, programs.terms(ctx.db)))
    if not asked.is_anonymous:  # else something would be sent for what this person said
        hear_answer(ctx, person, key, value)
    return Reply(_go_on(ctx, person, _asked(ctx, person, prompt_id), key))


def _go_on(ctx: Context, person: Person, asked: Asked, key: str) -> Card:
    for moot in asked.moot():
        feedback.drop_answer(ctx.db, asked.prompt.prompt_id, moot)
        call_off(ctx, person, moot)
    question = asked.beside(key, +1)
    return _question(ctx, person, asked, question) if question else _finish(ctx, person, asked)


def _question(ctx: Context, person: Person, asked: Asked, question: Question) -> Card:
    if asked.timeliness(ctx.now) == "late":
        return cards.closed_card(ctx.say_to(person), asked, programs.terms(ctx.db))
    return cards.question_card(ctx.say_to(person), asked, question, programs.terms(ctx.db))


def _finish(ctx: Context, person: Person, asked: Asked) -> Card:
    prompt_id = asked.prompt.prompt_id
    if asked.timeliness(ctx.now) == "in_time":
        feedback.finish(ctx.db, prompt_id, ctx.now, ctx.ids.code(8))
        outbox.cancel_about(ctx.db, "feedback.reminder", prompt_id, ctx.now, "answered")
    finished = feedback.asked(ctx.db, prompt_id) or asked
    return cards.receipt_card(ctx.say_to(person), finished, programs.terms(ctx.db))
