"""A champion has an action's message sent, says that an action is done, or wants one back that was retired.

Started by: the buttons of an action in a weekly summary.
Refuses:    actions of another team; a second sending; to write to people of all teams for who does not run the
            program; empty or too long words; an ended program.
Says:       what would be sent, in three languages, and to whom; then the summary as it now stands.
"""

from __future__ import annotations

from bot.cards.action_messages import MOST_CHARACTERS, change_card, preview_card, to_words
from bot.cards.summary import digest_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.actions import UNANSWERED, Action, ActionState
from bot.model.people import LOCALES, Person
from bot.router import Router
from bot.steps.action_sending import named_readers, permit_sending, send
from bot.steps.free_text import free_text
from bot.steps.summary import may_act, open_proposal, visible_summary
from bot.store import actions, audit, summaries
from bot.store.summaries import Published

routes = Router()
_SENDABLE: tuple[ActionState, ...] = (*UNANSWERED, "taken")


@routes.pressed("action.preview")
def preview(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """What would go out, before anything does."""
    found = visible_summary(ctx, person, pressed.value)
    action, to = _asked(ctx, person, found, pressed.target)
    every = {locale: ctx.words.say(locale, person.zone, ctx.now) for locale in LOCALES}
    cap = permit_sending(ctx, person, found, action).program.limits().weekly_cap
    where = (pressed.target, found.summary_id)
    tool = found.summary.tool
    return Reply(preview_card(ctx.say_to(person), every, action, tool, to, cap, where))


@routes.pressed("action.change")
def change(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The same in own words."""
    found = visible_summary(ctx, person, pressed.value)
    action, to = _asked(ctx, person, found, pressed.target)
    where = (pressed.target, found.summary_id)
    return Reply(change_card(ctx.say_to(person), action, found.summary.tool, to, where))


@routes.pressed("action.send")
def send_it(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """It goes out, once: as it is, or in the words of the form."""
    found = visible_summary(ctx, person, pressed.value)
    proposal = open_proposal(ctx, person, found, pressed.target, *_SENDABLE)
    words = free_text(pressed.fields.get("body", ""), MOST_CHARACTERS)
    if "body" in pressed.fields and not words:
        raise UserError("error.fill_in")
    send(ctx, person, found, proposal, words)
    return _shown(ctx, person, found)


@routes.pressed("action.done")
def finish(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """What somebody took is done."""
    found = visible_summary(ctx, person, pressed.value)
    open_proposal(ctx, person, found, pressed.target, "taken")
    if not actions.finish(ctx.db, pressed.target, person.person_id, ctx.now):
        raise UserError("summary.answered_before")
    return _shown(ctx, person, found)


@routes.pressed("action.bring_back")
def bring_back(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """A retired action is offered again, from the next digest on."""
    found = visible_summary(ctx, person, pressed.value)
    open_proposal(ctx, person, found, pressed.target, "retired")
    row = actions.find(ctx.db, pressed.target)
    if row is None or not actions.bring_back(ctx.db, row, ctx.now):
        raise UserError("summary.answered_before")
    audit.record(ctx, person, "action.brought_back", pressed.target, rule=row["rule"])
    return _shown(ctx, person, found)


def _asked(ctx: Context, person: Person, found: Published, action_id: str) -> tuple[Action, str]:
    """The action, and to whom its message would go."""
    action = open_proposal(ctx, person, found, action_id, *_SENDABLE).action
    running = permit_sending(ctx, person, found, action)
    names = [one.name for one in named_readers(ctx, person, running, action)]
    return action, to_words(ctx.say_to(person), action, found.team, names)


def _shown(ctx: Context, person: Person, found: Published) -> Reply:
    shown = summaries.proposals(ctx.db, found)
    acts = may_act(person, found.team)
    return Reply(digest_card(ctx.say_to(person), found.summary_id, found.summary, shown, acts))
