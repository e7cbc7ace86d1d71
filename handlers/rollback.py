"""Something went wrong: an administrator withdraws it, and those who got it hear the truth from the bot.

Started by: `/ai-rollout rollback`, the steps that follow; a correction or an apology that is due.
Refuses:    people without the role; a reason that lacks a language; to tell twice; a phase that runs no more.
Says:       what may be withdrawn, the words to check, a receipt; to those who got it what was wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards import corrections as cards
from bot.cards.card import Card, Say
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.corrections import Correction, Subject
from bot.model.people import LOCALES, Person
from bot.router import Router
from bot.steps import corrections as steps
from bot.steps.at_hand import program_to_run
from bot.steps.free_text import free_text
from bot.store import corrections, programs
from bot.store.programs import Running

routes = Router()


@routes.command("rollout", "rollback", "撤回")
def choose(ctx: Context, person: Person, words: str) -> Reply:
    """What went wrong: the phase that runs, or a message of the last two weeks."""
    running, say = program_to_run(ctx, person), ctx.say_to(person)
    return Reply(cards.pick_card(say, steps.choosable(ctx, running, say)))


@routes.pressed("rollback.pick")
def ask_reason(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """What was wrong, in every language people read; neutral words stand there already."""
    subject = _subject(pressed.value)
    neutral = {one: _say(ctx, person, one)(f"corrections.wrong_{subject.sort}") for one in LOCALES}
    return _form(ctx, person, subject, neutral)


@routes.pressed("rollback.edit")
def ask_again(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The words once more, as they were written."""
    draft = _stored(ctx, pressed.target)
    return _form(ctx, person, draft.subject, draft.reason)


@routes.pressed("rollback.preview")
def preview(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Exactly what will be read, before anything is said."""
    running, subject = program_to_run(ctx, person), _subject(pressed.target)
    reason = {one: free_text(pressed.fields.get(one, ""), 500) for one in LOCALES}
    draft = steps.keep_draft(ctx, person, running, subject, reason)
    stored = _stored(ctx, draft.correction_id)
    read = [steps.told(ctx, running, person, _say(ctx, person, one), stored) for one in LOCALES]
    shown = [cards.told_card(_say(ctx, person, one), told) for one, told in zip(LOCALES, read, strict=True)]
    return Reply(cards.preview_card(ctx.say_to(person), draft, shown))


@routes.pressed("rollback.confirm")
def confirm(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """It is withdrawn, and everybody it reached will be told."""
    running = program_to_run(ctx, person)
    correction = steps.confirm(ctx, person, running, pressed.target)
    return _receipt(ctx, person, running, correction)


@routes.pressed("rollback.receipt")
def look_again(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Who was told by now."""
    return _receipt(ctx, person, program_to_run(ctx, person), _stored(ctx, pressed.target))


@routes.composes(corrections.TOLD)
def compose_told(ctx: Context, person: Person, about: str) -> Card | None:
    """The truth, for somebody it reached; nothing when it turned out that it never did."""
    correction, running = corrections.find(ctx.db, about), programs.latest(ctx.db)
    if correction is None or running is None or running.program_id != correction.program_id:
        return None
    if corrections.got_by(ctx.db, correction, person.person_id) is None:
        return None
    say = ctx.say_to(person)
    return cards.told_card(say, steps.told(ctx, running, person, say, correction))


@routes.composes("corrections.excess")
def compose_excess(ctx: Context, person: Person, about: str) -> Card | None:
    """More came in a week than was promised; `about` is that week, how many came, and the promise."""
    running = programs.current(ctx.db)
    _, _, counts = about.partition("/")
    count, _, cap = counts.partition("/")
    if running is None:
        return None
    quiet_on = steps.keep_quiet(ctx, person, running.program.limits(), ctx.now, "corrections.excess")
    say = ctx.say_to(person)
    return cards.excess_card(say, int(count), int(cap), quiet_on, steps.human_of(ctx, say, running))


def _form(ctx: Context, person: Person, subject: Subject, reason: Mapping[str, str]) -> Reply:
    running, say = program_to_run(ctx, person), ctx.say_to(person)
    steps.extent(ctx, running, subject)
    return Reply(cards.form_card(say, subject.text, steps.title_of(ctx, running, say, subject), reason))


def _receipt(ctx: Context, person: Person, running: Running, correction: Correction) -> Reply:
    say = ctx.say_to(person)
    return Reply(cards.receipt_card(say, steps.receipt(ctx, running, say, correction)))


def _say(ctx: Context, person: Person, locale: str) -> Say:
    return ctx.words.say(locale, person.zone, ctx.now)


def _subject(text: str) -> Subject:
    subject = Subject.read(text)
    if subject is None:
        raise UserError("error.stale_button")
    return subject


def _stored(ctx: Context, correction_id: str) -> Correction:
    found = corrections.find(ctx.db, correction_id)
    if found is None:
        raise UserError("error.stale_button")
    return found
