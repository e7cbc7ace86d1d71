"""A champion answers what the digest proposes, or says that a number looks wrong.

Started by: the buttons of a weekly summary.
Refuses:    actions of another team, actions answered before, an empty complaint.
Says:       the summary with the action as it now stands; who looks at the complaint.
"""

from __future__ import annotations

from bot.cards.actions import reasons_card
from bot.cards.summary import digest_card, heading
from bot.cards.summary_actions import sentence_card, wrong_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.actions import REASONS, ActionState
from bot.model.people import Person
from bot.router import Router
from bot.steps.free_text import free_text
from bot.steps.summary import open_proposal, visible_summary
from bot.store import actions, outbox, people, programs, requests, summaries

routes = Router()
MOST_WORDS = 500


@routes.pressed("summary.assign")
def assign(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The person takes the action."""
    return _answer(ctx, person, pressed.target, pressed.value, "taken", "")


@routes.pressed("summary.not_now")
def ask_why(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """One more tap: the reason."""
    found = visible_summary(ctx, person, pressed.value)
    proposal = open_proposal(ctx, person, found, pressed.target)
    return Reply(reasons_card(ctx.say_to(person), found.summary, proposal, found.summary_id))


@routes.pressed("summary.reason")
def keep_reason(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Not now, because; or it is done already."""
    reason, _, summary_id = pressed.value.partition(":")
    if reason not in REASONS:
        raise UserError("error.stale_button")
    state: ActionState = "done" if reason == "done" else "declined"
    return _answer(ctx, person, pressed.target, summary_id, state, reason)


@routes.pressed("summary.wrong")
def ask_what(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Which number, and why."""
    found = visible_summary(ctx, person, pressed.target)
    return Reply(wrong_card(ctx.say_to(person), found.summary_id), replaces=False)


@routes.pressed("summary.report")
def report(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The complaint goes to the program's human, with the summary it is about."""
    found = visible_summary(ctx, person, pressed.target)
    words = free_text(pressed.fields.get("body", ""), MOST_WORDS)
    if not words:
        raise UserError("summary.wrong_empty")
    say = ctx.say_to(person)
    named = heading(say, found.summary)
    about = say("summary.wrong_about", heading=named, summary=found.summary_id, words=words)
    request_id = requests.same(ctx.db, person.person_id, about) or ctx.new_id("req")
    requests.ask(ctx.db, request_id, person.person_id, about, ctx.now)
    told = _humans(ctx)
    for one in told:
        outbox.plan(ctx.db, ctx.new_id, one, "request", "human.request", request_id, due_at=ctx.now)
    return Reply(sentence_card(ctx.say_to(person), "summary.wrong_sent", names=[one.name for one in told]))


def _answer(
    ctx: Context, person: Person, action_id: str, summary_id: str, state: ActionState, reason: str
) -> Reply:
    found = visible_summary(ctx, person, summary_id)
    open_proposal(ctx, person, found, action_id)
    if not actions.answer(ctx.db, action_id, state, person.person_id, ctx.now, reason):
        raise UserError("summary.answered_before")
    shown = summaries.proposals(ctx.db, found)
    return Reply(digest_card(ctx.say_to(person), found.summary_id, found.summary, shown, True))


def _humans(ctx: Context) -> list[Person]:
    running = programs.current(ctx.db)
    human = people.find_by_email(ctx.db, running.program.program.human) if running else None
    return [human] if human else people.with_role(ctx.db, "admin")
