"""A person makes a plan in two taps: when this comes, I do that; and is reminded of it once.

Started by: a tap on a nudge that asks for a plan, on the plan in `/ai-me`, on its reminder; the chosen moment.
Refuses:    somebody else's nudge or plan; a moment that has passed or lies beyond three months.
Says:       when, what, the plan in one sentence; at its moment the words to copy.
"""

from __future__ import annotations

from bot.cards import nudge_plans as cards
from bot.cards.card import Card
from bot.cards.nudges import answered_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.model.when_then import Cue, Moment, WhenThen, meeting_ends, quick_day, working_ten
from bot.router import Router
from bot.steps.nudges import own_nudge
from bot.steps.plans import chosen_moment, keep_plan, read_moment, still_ahead, task_of, withdraw_reminder
from bot.steps.usage import keep_click
from bot.store import nudges, programs, when_then

routes = Router()


@routes.pressed("plan.when")
def ask_further(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The first tap: a quick day goes on to what, the others ask for the time."""
    nudge = own_nudge(ctx, person, pressed.target)
    say, limits = ctx.say_to(person), programs.limits(ctx.db)
    first, _, name = pressed.value.rpartition("-")
    cue: Cue = "meeting" if "meeting" in (first, name) else "time"
    if name == "meeting":
        ends = meeting_ends(ctx.now, person, limits, ctx.workdays)
        return Reply(cards.end_card(say, nudge.nudge_id, ends))
    if name == "other":
        return Reply(cards.time_card(say, nudge.nudge_id, cue))
    day = quick_day(name, ctx.now.astimezone(person.zone).date())
    if day is None:
        raise UserError("error.stale_button")
    moment = working_ten(day, cue, person, limits, ctx.workdays)
    return _ask_what(ctx, person, nudge.nudge_id, moment, moved=moment.rule.day != day)


@routes.pressed("plan.at")
def take_time(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The hour the meeting ends, or the day and time of the form."""
    nudge = own_nudge(ctx, person, pressed.target)
    return _ask_what(ctx, person, nudge.nudge_id, chosen_moment(person, pressed))


@routes.pressed("plan.what")
def keep(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The second tap: the plan stands, in place of an earlier one made on the same nudge."""
    nudge = own_nudge(ctx, person, pressed.target)
    said, _, key = pressed.value.rpartition("@")
    task = ctx.words.content.plan_tasks.get(key)
    if task is None:
        raise UserError("error.stale_button")
    plan = keep_plan(ctx, person, nudge, still_ahead(ctx, read_moment(said, person)), task)
    return _show(ctx, person, plan)


@routes.pressed("plan.show")
def show(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The plan, with both ways out."""
    return _show(ctx, person, _own(ctx, person, pressed))


@routes.pressed("plan.change")
def change(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Asks anew; what stands holds until the new plan is made."""
    plan = _own(ctx, person, pressed)
    return Reply(cards.when_card(ctx.say_to(person), plan.nudge_id))


@routes.pressed("plan.cancel")
def cancel(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """No reminder."""
    plan = _own(ctx, person, pressed)
    withdraw_reminder(ctx, plan, "cancelled")
    return Reply(cards.over_card(ctx.say_to(person), plan, "plans.cancelled"))


@routes.pressed("plan.did")
def did_it(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Done; a click in chat, never proof of use."""
    plan = _own(ctx, person, pressed)
    if plan.state != "done":
        keep_click(ctx, person, plan.plan_id)
    when_then.settle(ctx.db, plan.plan_id, "done", ctx.now)
    nudges.record_outcome(ctx.db, plan.nudge_id, "did", ctx.now)
    say = ctx.say_to(person)
    return Reply(answered_card(say, say("plans.title"), say("nudges.done")))


@routes.pressed("plan.not_now")
def let_go(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Nothing is asked, and nothing comes again."""
    plan = _own(ctx, person, pressed)
    when_then.settle(ctx.db, plan.plan_id, "not_now", ctx.now)
    return Reply(cards.over_card(ctx.say_to(person), plan, "plans.let_go"))


@routes.composes("plan.reminder")
def compose_reminder(ctx: Context, person: Person, about: str) -> Card | None:
    """The one reminder of a plan that stands."""
    plan = when_then.find(ctx.db, about)
    task = ctx.words.content.plan_tasks.get(plan.task) if plan and plan.state == "planned" else None
    if plan is None or task is None:
        return None
    return cards.reminder_card(ctx.say_to(person), plan, task, programs.terms(ctx.db).tool)


def _own(ctx: Context, person: Person, pressed: Pressed) -> WhenThen:
    plan = when_then.find(ctx.db, pressed.target)
    if plan is None or plan.person_id != person.person_id:
        raise UserError("error.stale_button")
    return plan


def _show(ctx: Context, person: Person, plan: WhenThen) -> Reply:
    tool = programs.terms(ctx.db).tool
    return Reply(cards.plan_card(ctx.say_to(person), plan, task_of(ctx, plan), tool))


def _ask_what(ctx: Context, person: Person, target: str, moment: Moment, moved: bool = False) -> Reply:
    tasks = sorted(ctx.words.content.plan_tasks.values(), key=lambda task: task.order)
    tool = programs.terms(ctx.db).tool
    return Reply(cards.what_card(ctx.say_to(person), target, still_ahead(ctx, moment), tasks, tool, moved))
