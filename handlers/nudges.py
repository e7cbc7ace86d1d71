"""A pilot user answers a nudge: did it, it failed, later, or not for me.

Started by: a tap on a nudge; the chosen moment of a reminder.
Refuses:    somebody else's nudge; a reminder in the past or beyond the program.
Says:       thanks, when the reminder or the help comes, or what happens with the reason.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.cards import nudges as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.content import NudgeItem
from bot.model.delivery import next_open
from bot.model.nudges import REASONS
from bot.model.people import Person
from bot.model.time import LocalTime, first_monday
from bot.router import Router
from bot.steps.nudges import answered, card_of, is_wanted, item_of, own_nudge, title_of
from bot.steps.rescue import fitting_item, plan_rescue
from bot.steps.usage import keep_click
from bot.store import nudges, outbox, programs

routes = Router()
_LONGEST = timedelta(days=92)


@routes.pressed("nudge.did")
def did_it(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The person did it; counted as a click in chat, never as proof of use."""
    nudge = own_nudge(ctx, person, pressed.target)
    if nudge.outcome != "did":
        keep_click(ctx, person, nudge.nudge_id)
    nudges.record_outcome(ctx.db, nudge.nudge_id, "did", ctx.now)
    return answered(ctx, person, nudge, ctx.say_to(person)("nudges.done"))


@routes.pressed("nudge.later")
def ask_when(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """When shall I remind you?"""
    nudge = own_nudge(ctx, person, pressed.target)
    return Reply(cards.later_card(ctx.say_to(person), nudge, title_of(ctx, person, nudge)))


@routes.pressed("nudge.remind")
def remind(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """One reminder at the chosen moment."""
    nudge = own_nudge(ctx, person, pressed.target)
    rule, due_at = _moment(ctx, person, pressed)
    about = f"{nudge.nudge_id}@{due_at:%Y%m%d%H%M}"
    outbox.plan(
        ctx.db, ctx.new_id, person, "chosen_time", "nudge.again", about, due_at=due_at, planned_at=ctx.now,
        wall=rule,
    )  # fmt: skip
    nudges.record_outcome(ctx.db, nudge.nudge_id, "later", ctx.now)
    return answered(ctx, person, nudge, ctx.say_to(person)("nudges.will_remind", at=due_at))


@routes.pressed("nudge.refuse")
def ask_why_not(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Not for me: recorded at once, the reason is a second tap."""
    nudge = own_nudge(ctx, person, pressed.target)
    nudges.record_outcome(ctx.db, nudge.nudge_id, "not_for_me", ctx.now)
    return Reply(cards.reasons_card(ctx.say_to(person), nudge, title_of(ctx, person, nudge)))


@routes.pressed("nudge.reason")
def keep_reason(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Non-use is an answer: the reason is kept."""
    nudge = own_nudge(ctx, person, pressed.target)
    if pressed.value not in REASONS:
        raise UserError("error.stale_button")
    nudges.record_outcome(ctx.db, nudge.nudge_id, "not_for_me", ctx.now, pressed.value)
    return answered(ctx, person, nudge, ctx.say_to(person)("nudges.reason_kept"))


@routes.pressed("nudge.failed")
def hear_failure(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Tried, and it did not work: one other way comes later, or stands here at once for whoever is sent none."""
    nudge = own_nudge(ctx, person, pressed.target)
    nudges.record_outcome(ctx.db, nudge.nudge_id, "failed", ctx.now)
    item = item_of(ctx, nudge)
    cause = item.fails_as if isinstance(item, NudgeItem) else "tap"
    if comes_at := plan_rescue(ctx, person, cause):
        return answered(ctx, person, nudge, ctx.say_to(person)("rescue.coming", at=comes_at))
    another = fitting_item(ctx, person, cause)
    return Reply(cards.help_card(ctx.say_to(person), another, programs.terms(ctx.db).tool))


@routes.composes("nudge.first")
@routes.composes("nudge.rescue")
def compose_nudge(ctx: Context, person: Person, about: str) -> Card | None:
    """What was decided; nothing when its phase runs no longer, or nobody wants to hear of its topic."""
    nudge = nudges.find(ctx.db, about)
    if nudge is None or not programs.is_running(ctx.db, nudge.program_id, nudge.why.phase_key):
        return None
    return card_of(ctx, person, nudge) if is_wanted(ctx, nudge) else None


@routes.composes("nudge.again")
def compose_again(ctx: Context, person: Person, about: str) -> Card | None:
    """The reminder a person asked for; not when the nudge was answered, or its topic turned off, meanwhile."""
    nudge = nudges.find(ctx.db, about.partition("@")[0])
    if nudge is None or nudge.outcome != "later" or not is_wanted(ctx, nudge):
        return None
    return card_of(ctx, person, nudge)


def _moment(ctx: Context, person: Person, pressed: Pressed) -> tuple[LocalTime, datetime]:
    """What the person chose, and the instant: tomorrow means the first hour that suits."""
    today = ctx.now.astimezone(person.zone).date()
    days = {
        "tomorrow": today + timedelta(days=1),
        "monday": first_monday(today + timedelta(days=1)),
    }
    try:
        day = days.get(pressed.value) or date.fromisoformat(pressed.fields.get("day", ""))
        wall = time.fromisoformat(pressed.fields.get("time") or "10:00")
    except ValueError:
        raise UserError("nudges.no_such_day") from None
    rule = LocalTime(day, wall, person.timezone)
    due_at = rule.instant()
    if pressed.value in days:
        due_at = next_open(due_at, person, programs.limits(ctx.db), ctx.workdays)
    if not ctx.now < due_at < ctx.now + _LONGEST:
        raise UserError("nudges.bad_moment")
    return rule, due_at
