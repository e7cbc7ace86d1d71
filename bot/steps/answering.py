"""Answering, step by step: whose prompt it is, what is kept of an answer, and which card comes next."""

from __future__ import annotations

from dataclasses import replace

from bot.cards import feedback as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.answers import problem_with
from bot.model.content import Question
from bot.model.feedback import Asked, counted_at, received_at
from bot.model.people import Person
from bot.model.receipts import LENGTH
from bot.steps.left_out import with_question
from bot.steps.rescue import call_off, hear_answer
from bot.store import feedback, inbox, programs

_OF_WHOLE_NUMBERS = {"not_a_number": "whole_number", "comma": "comma_whole"}


def judged(ctx: Context, pressed: Pressed | None = None) -> Context:
    """At the instant that counts for what was pressed, or for what is about to be shown."""
    received = received_at(ctx.now, inbox.latest(ctx.db))
    return replace(ctx, now=counted_at(received, pressed.first_sent_at if pressed else None))


def unanswered(ctx: Context, prompt_id: str) -> Asked | None:
    """The prompt while it can be answered, is not finished, and its phase runs."""
    asked = feedback.asked(ctx.db, prompt_id)
    if asked is None or asked.prompt.finished_at or asked.timeliness(ctx.now) == "late":
        return None
    if asked.prompt.declined_at:
        return None
    if not programs.is_running(ctx.db, asked.window.program_id, asked.window.phase_key):
        return None
    return feedback.with_people(ctx.db, asked)


def own_prompt(ctx: Context, person: Person, prompt_id: str) -> Asked:
    """The prompt, if it is this person's own, has opened, and its program has not ended."""
    asked = feedback.asked(ctx.db, prompt_id)
    command = ctx.words.name_of("feedback", person.language)
    if asked is None:
        raise UserError("feedback.unknown_prompt", command=command)
    if asked.prompt.person_id != person.person_id:
        raise UserError("feedback.not_yours", command=command)
    if programs.has_ended(ctx.db, asked.window.program_id):
        raise UserError("ended.prompt")
    if asked.prompt.timeliness(ctx.now) == "early":
        raise UserError("feedback.not_open_yet", opens_at=asked.prompt.opens_at)
    return asked


def question_of(asked: Asked, key: str) -> Question:
    """A question of the window, as it was frozen; UserError for any other."""
    question = asked.window.frozen.questions.get(key)
    if question is None:
        raise UserError("feedback.not_an_option")
    return question


def refuse_problem(ctx: Context, person: Person, question: Question, value: str) -> None:
    """UserError with a plain sentence when an answer can't be kept."""
    problem = problem_with(question, value)
    if problem in ("not_a_number", "comma", "out_of_range"):
        unit = ctx.say_to(person).any_of(question.unit.root) if question.unit else ""
        least, most = f"{question.least:g}", f"{question.most:g}"
        phrase = problem if question.decimals else _OF_WHOLE_NUMBERS.get(problem, problem)
        raise UserError(f"answers.{phrase}", least=least, most=most, unit=unit)
    if problem in ("too_many", "one_alone"):
        raise UserError(f"answers.{problem}", most=question.most_picks)
    if problem:
        raise UserError(f"feedback.{problem}", length=len(value), most=question.max_characters)


def is_late(ctx: Context, asked: Asked) -> bool:
    """Whether an answer now is kept beside; if not, the window can't close before this transaction ends."""
    return asked.timeliness(ctx.now) != "in_time" or not feedback.hold_open(ctx.db, asked.window.window_id)


def keep(ctx: Context, person: Person, asked: Asked, question: Question, value: str) -> bool:
    """Writes an answer that was checked, or takes an empty one back; whether it was in time."""
    prompt_id, late = asked.prompt.prompt_id, is_late(ctx, asked)
    if not value:
        feedback.drop_answer(ctx.db, prompt_id, question.key, late)
        return not late
    is_text = question.kind == "text"
    feedback.keep_answer(ctx.db, prompt_id, question.key, value, ctx.now, late, is_text=is_text)
    if not late and not asked.is_anonymous:  # else something would be sent for what this person said
        hear_answer(ctx, person, question.key, value)
    return not late


def take(ctx: Context, person: Person, asked: Asked, question: Question, value: str) -> Reply:
    """Keeps one answer and shows what comes next."""
    refuse_problem(ctx, person, question, value)
    if not keep(ctx, person, asked, question, value):
        return Reply(closed(ctx, person, asked, question.key if value else ""))
    return Reply(go_on(ctx, person, asked.answered(question.key, value), question.key))


def go_on(ctx: Context, person: Person, asked: Asked, key: str) -> Card:
    """The question after this one, or the receipt; after the close that nothing was changed."""
    if asked.timeliness(ctx.now) == "late":
        return closed(ctx, person, asked)
    drop_moot(ctx, person, asked)
    question = asked.beside(key, +1)
    return show(ctx, person, asked, question) if question else _finish(ctx, person, asked)


def drop_moot(ctx: Context, person: Person, asked: Asked) -> None:
    """Takes back what a changed answer took off the path."""
    for moot in asked.moot():
        feedback.drop_answer(ctx.db, asked.prompt.prompt_id, moot)
        call_off(ctx, person, moot)


def show(ctx: Context, person: Person, asked: Asked, question: Question) -> Card:
    """A question, or that the window is closed."""
    if asked.timeliness(ctx.now) == "late":
        return closed(ctx, person, asked)
    counted = feedback.with_people(ctx.db, asked)
    return cards.question_card(ctx.say_to(person), counted, question, programs.terms(ctx.db))


def closed(ctx: Context, person: Person, asked: Asked, late: str = "") -> Card:
    """That it is closed, as it stands now; with `late` the question of which an answer was kept as late."""
    stands = feedback.asked(ctx.db, asked.prompt.prompt_id) or asked
    command = ctx.words.name_of("feedback", person.language)
    return cards.closed_card(ctx.say_to(person), stands, programs.terms(ctx.db), command, late)


def _finish(ctx: Context, person: Person, asked: Asked) -> Card:
    prompt_id = asked.prompt.prompt_id
    if asked.answers:
        feedback.finish(ctx.db, prompt_id, ctx.now, ctx.ids.code(LENGTH))
        feedback.call_off_reminders(ctx.db, person.person_id, prompt_id, ctx.now, "answered")
    else:
        feedback.decline(ctx.db, asked.prompt, ctx.now)
    finished = feedback.asked(ctx.db, prompt_id) or asked
    command = ctx.words.name_of("feedback", person.language)
    card = cards.receipt_card if asked.answers else cards.no_answers_card
    return with_question(
        ctx, person, finished, card(ctx.say_to(person), finished, programs.terms(ctx.db), command)
    )
