"""A pilot user answers a feedback prompt, one question at a time.

Started by: a tap on an answer, a mark on one of several, on Back or Skip, on a reminder's button.
Refuses:    a prompt of someone else; an answer that is no choice or out of range; an answer before the
            window opens, or once its program has ended.
Says:       the next question, the receipt or that nothing is kept; after the close what became of the answer.
"""

from __future__ import annotations

from bot.cards import feedback as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.answers import read_answer, with_mark
from bot.model.people import Person
from bot.router import Router
from bot.steps.answering import (
    closed,
    drop_moot,
    go_on,
    is_late,
    judged,
    keep,
    own_prompt,
    question_of,
    refuse_problem,
    show,
    take,
    unanswered,
)
from bot.store import feedback, programs

routes = Router()


@routes.pressed("feedback.answer")
def answer(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """One tap, one answer, one transaction; then the next question in place."""
    ctx = judged(ctx, pressed)
    key, _, value = pressed.value.partition(":")
    asked = own_prompt(ctx, person, pressed.target)
    return take(ctx, person, asked, question_of(asked, key), value)


@routes.pressed("feedback.mark")
def mark(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """One of several options is marked or unmarked; the question stays."""
    ctx = judged(ctx, pressed)
    key, option, switch = [*pressed.value.split(":"), "", ""][:3]
    asked = own_prompt(ctx, person, pressed.target)
    question = question_of(asked, key)
    if not question.takes_several or question.option(option) is None:
        raise UserError("feedback.not_an_option")
    late = is_late(ctx, asked)
    before = feedback.answers(ctx.db, pressed.target, late).get(key, "")
    value = with_mark(question, before, option, switch != "off")
    if value:
        refuse_problem(ctx, person, question, value)
    if not keep(ctx, person, asked, question, value):
        return Reply(closed(ctx, person, asked, key if value else ""))
    changed = own_prompt(ctx, person, pressed.target)
    drop_moot(ctx, person, changed)
    return Reply(show(ctx, person, changed, question))


@routes.pressed("feedback.write")
def write(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """An answer in the person's own words, or a number."""
    ctx = judged(ctx, pressed)
    asked = own_prompt(ctx, person, pressed.target)
    question = question_of(asked, pressed.value)
    return take(ctx, person, asked, question, read_answer(question, pressed.fields.get("body", "")))


@routes.pressed("feedback.skip")
def skip(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """No answer is an answer, too: on to the next question."""
    ctx = judged(ctx, pressed)
    return Reply(go_on(ctx, person, own_prompt(ctx, person, pressed.target), pressed.value))


@routes.pressed("feedback.back")
def go_back(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The question before this one."""
    ctx = judged(ctx, pressed)
    asked = own_prompt(ctx, person, pressed.target)
    return Reply(show(ctx, person, asked, asked.beside(pressed.value, -1) or asked.path()[0]))


@routes.pressed("feedback.change")
def change(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Begins, goes on where the person stopped, or goes through the answers again."""
    ctx = judged(ctx, pressed)
    asked = own_prompt(ctx, person, pressed.target)
    question = None if asked.prompt.finished_at else asked.next_open()
    return Reply(show(ctx, person, asked, question or asked.path()[0]))


@routes.pressed("feedback.decline")
def decline(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Not this time: no reminder, no question why."""
    ctx = judged(ctx, pressed)
    asked = own_prompt(ctx, person, pressed.target)
    if asked.timeliness(ctx.now) == "late":
        return Reply(closed(ctx, person, asked))
    feedback.decline(ctx.db, asked.prompt, ctx.now)
    say = ctx.say_to(person)
    command = ctx.words.name_of("feedback", say.locale)
    return Reply(cards.declined_card(say, asked, programs.terms(ctx.db), command))


@routes.composes("feedback.prompt")
def compose_prompt(ctx: Context, person: Person, about: str) -> Card | None:
    """The first unanswered question, while the window is open for this person and its phase runs."""
    asked = unanswered(judged(ctx), about)
    command = ctx.words.name_of("feedback", person.language)
    return cards.present_card(ctx.say_to(person), asked, programs.terms(ctx.db), command) if asked else None


@routes.composes("feedback.reminder")
def compose_reminder(ctx: Context, person: Person, about: str) -> Card | None:
    """The only reminder, or the first of two; nothing for those who have answered."""
    return _reminder(ctx, person, about, "first" if feedback.has_reminder_ahead(ctx.db, about) else "only")


@routes.composes("feedback.reminder_again")
def compose_last_reminder(ctx: Context, person: Person, about: str) -> Card | None:
    """The second reminder, after which none comes."""
    return _reminder(ctx, person, about, "last")


def _reminder(ctx: Context, person: Person, about: str, place: cards.Place) -> Card | None:
    asked = unanswered(judged(ctx), about)
    return cards.reminder_card(ctx.say_to(person), asked, programs.terms(ctx.db), place) if asked else None
