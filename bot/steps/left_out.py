"""Leaving somebody out of the use figures for a reason: who may be asked what, by whom it is agreed, how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.cards import left_out as cards
from bot.cards.card import Card, Tap
from bot.context import Context
from bot.errors import UserError
from bot.model.content import STANDARD, Question
from bot.model.delivery import next_open
from bot.model.feedback import Asked
from bot.model.ground import NO_OBSTACLE
from bot.model.people import Person
from bot.model.schedule import last_week, monday_for
from bot.model.time import monday_of
from bot.store import feedback, left_out, outbox, people, programs
from bot.store.grounds import program_week_of
from bot.store.left_out import Reason
from bot.store.programs import Running

STORY = "left_out.request"


def with_question(ctx: Context, person: Person, asked: Asked, card: Card) -> Card:
    """The receipt with the question whether the champion may know the reason; as it is where there is none, it was
    given anonymously or asked about before, or nobody could agree."""
    question = reason_in(asked)
    running = programs.latest(ctx.db)
    if question is None or running is None or running.program_id != asked.window.program_id:
        return card
    before = [
        one for one in left_out.of_person(ctx.db, person.person_id) if one.program_id == running.program_id
    ]
    was_asked = any(one.prompt_id == asked.prompt.prompt_id for one in before)
    if was_asked or standing(ctx, running, person) or not deciders(ctx, person):
        return card
    said = reason_words(ctx, person, question, asked.answers[question.key])
    tool = running.program.program.tool
    return cards.with_question(ctx.say_to(person), card, asked.prompt.prompt_id, said, tool)


def reason_in(asked: Asked) -> Question | None:
    """The question of a prompt, not anonymous, that was answered with a reason for not using the tool."""
    if asked.is_anonymous:
        return None
    none = (NO_OBSTACLE["non_use"], *STANDARD)
    for question in asked.path():
        said = asked.answers.get(question.key, "")
        if question.role == "non_use" and question.kind == "choice" and said and said not in none:
            return question
    return None


def reason_words(ctx: Context, person: Person, question: Question, reason: str) -> str:
    """The option in the words of the question, in the person's language."""
    option = question.option(reason)
    return ctx.say_to(person).any_of(dict(option.label)) if option else reason


def words_of(ctx: Context, person: Person, one: Reason) -> str:
    """A stored reason in the person's language."""
    asked = feedback.asked(ctx.db, one.prompt_id)
    question = asked.window.frozen.questions.get(one.question) if asked else None
    return reason_words(ctx, person, question, one.reason) if question else one.reason


def standing(ctx: Context, running: Running, person: Person) -> Reason | None:
    """What is asked about this person or agreed to, and not over."""
    today = ctx.now.astimezone(running.program.zone).date()
    found = left_out.of_person(ctx.db, person.person_id)
    return next((one for one in found if one.program_id == running.program_id and one.stands(today)), None)


def deciders(ctx: Context, person: Person) -> list[Person]:
    """The champions of the person's team; without one, the administrators. Never the person."""
    others = (one for one in people.with_role(ctx.db, "champion") if one.person_id != person.person_id)
    own = [one for one in others if person.team and one.team == person.team]
    admins = (one for one in people.with_role(ctx.db, "admin") if one.person_id != person.person_id)
    return own or list(admins)


def own_line(ctx: Context, person: Person) -> Iterator[tuple[str, str]]:
    """For the own record: what is asked or agreed about the person now; nothing when nothing is."""
    running = programs.latest(ctx.db)
    one = standing(ctx, running, person) if running else None
    if one:
        said, say = words_of(ctx, person, one), ctx.say_to(person)
        yield say("left_out.label"), say(f"left_out.is_{one.state}", reason=said, day=one.until_on)


def own_tap(ctx: Context, person: Person) -> Iterator[Tap]:
    """For the own record: the way to take it back."""
    running = programs.latest(ctx.db)
    if running and (one := standing(ctx, running, person)):
        label = ctx.say_to(person)("left_out.withdraw")
        yield Tap(label=label, action="left_out.withdraw", target=one.left_out_id)


def stored_lines(ctx: Context, person: Person) -> Iterator[str]:
    """For the export: every stored line, of the person's own reasons and of decisions about others."""
    for one in left_out.of_person(ctx.db, person.person_id):
        span = f" from {one.from_on} until {one.until_on}" if one.from_on else ""
        yield f"left out: {one.said_at:%Y-%m-%d} {one.question} = {one.reason} {one.state}{span}"
    for row in left_out.decided_by(ctx.db, person.person_id):
        yield f"left out, decided: {row['decided_at']:%Y-%m-%d} {row['state']}"


def ask_deciders(ctx: Context, running: Running, one: Reason, asked: list[Person]) -> None:
    """A card to each of them, in their hours."""
    for decider in asked:
        due_at = next_open(ctx.now, decider, running.program.limits(), ctx.workdays)
        outbox.plan(
            ctx.db, ctx.new_id, decider, "request", STORY, one.left_out_id, due_at=due_at, planned_at=ctx.now
        )


def asked_of(ctx: Context, decider: Person, left_out_id: str) -> tuple[Reason, Person]:
    """What is asked, and about whom. UserError for who does not decide about this person, or once it is gone."""
    one = left_out.find(ctx.db, left_out_id)
    about = people.find(ctx.db, one.person_id) if one else None
    if one is None or about is None or about.state != "active":
        raise UserError("left_out.gone")
    able = {person.person_id for person in (*deciders(ctx, about), *people.with_role(ctx.db, "admin"))}
    if decider.person_id not in able - {about.person_id}:
        raise UserError("left_out.not_yours")
    if one.state in ("withdrawn", "declined") or not one.is_still_said:
        raise UserError("left_out.gone")
    return one, about


def span_of(ctx: Context, running: Running) -> tuple[date, date]:
    """From this week on, and up to the Monday at which the next gate is due; without one to the program's end."""
    monday = monday_of(ctx.now.astimezone(running.program.zone).date())
    ahead = [status for status in running.phases if status.state != "done"]
    phases = [(running.program.phase_named(status.phase_key), status) for status in ahead]
    phase, status = next(((p, s) for p, s in phases if p.gate), phases[-1])
    after = last_week(phase, status) + 1
    week = program_week_of(running, monday) or 0
    until = monday_for(phase, status, after) or monday + timedelta(weeks=after - week)
    return monday, max(until, monday + timedelta(weeks=1))
