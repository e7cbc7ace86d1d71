"""When-then plans: kept, replaced, withdrawn; the reminder always follows the plan."""

from __future__ import annotations

from datetime import date, time

from bot.cards.nudge_plans import plan_line
from bot.chat import Pressed
from bot.context import Context
from bot.errors import UserError
from bot.model.content import PlanTask
from bot.model.nudges import Nudge
from bot.model.people import Person
from bot.model.time import LocalTime
from bot.model.when_then import Moment, State, WhenThen
from bot.store import nudges, outbox, programs, when_then

STORY = "plan.reminder"


def keep_plan(ctx: Context, person: Person, nudge: Nudge, moment: Moment, task: PlanTask) -> WhenThen:
    """The plan that stands now, with its one reminder; the same plan tapped twice stays one."""
    plan = WhenThen(
        plan_id=ctx.new_id("pln"), person_id=person.person_id, nudge_id=nudge.nudge_id, cue=moment.cue,
        task=task.key, wall=moment.rule.text, zone=moment.rule.zone, weekly_cap=nudge.why.weekly_cap,
        planned_at=ctx.now,
    )  # fmt: skip
    before = when_then.planned_on(ctx.db, nudge.nudge_id)
    if before and (before.moment, before.task) == (moment, task.key):
        return before
    if before:
        withdraw_reminder(ctx, before, "replaced")
    if not when_then.put(ctx.db, plan):  # somebody tapped twice, and another worker was faster
        return when_then.planned_on(ctx.db, nudge.nudge_id) or plan
    outbox.plan(
        ctx.db, ctx.new_id, person, "chosen_time", STORY, plan.plan_id, due_at=plan.at, planned_at=ctx.now,
        wall=moment.rule,
    )  # fmt: skip
    nudges.record_outcome(ctx.db, nudge.nudge_id, "planned", ctx.now)
    return plan


def chosen_moment(person: Person, pressed: Pressed) -> Moment:
    """The moment a button carries, or the day and time of a form; UserError when they can't be read."""
    if not pressed.fields:
        return read_moment(pressed.value, person)
    try:
        day = date.fromisoformat(pressed.fields.get("day", ""))
        wall = time.fromisoformat(pressed.fields.get("time") or "10:00")
    except ValueError:
        raise UserError("nudges.no_such_day") from None
    rule = LocalTime(day, wall.replace(second=0, microsecond=0, tzinfo=None), person.timezone)
    return Moment("meeting" if pressed.value == "meeting" else "time", rule)


def read_moment(text: str, person: Person) -> Moment:
    """The moment a button carries."""
    try:
        return Moment.read(text, person.timezone)
    except ValueError:
        raise UserError("error.stale_button") from None


def still_ahead(ctx: Context, moment: Moment) -> Moment:
    """The moment, if it is still to come and not too far away."""
    if not moment.is_ahead(ctx.now):
        raise UserError("nudges.bad_moment")
    return moment


def withdraw_reminder(ctx: Context, plan: WhenThen, state: State) -> None:
    """The plan stands no longer, and its reminder does not come."""
    when_then.settle(ctx.db, plan.plan_id, state, ctx.now)
    outbox.cancel_about(ctx.db, STORY, plan.plan_id, ctx.now, f"the plan was {state}")


def task_of(ctx: Context, plan: WhenThen) -> PlanTask:
    """What the plan is to do; UserError when those words were taken out of the content meanwhile."""
    task = ctx.words.content.plan_tasks.get(plan.task)
    if task is None:
        raise UserError("error.stale_button")
    return task


def plans_ahead(ctx: Context, person: Person) -> list[tuple[WhenThen, str]]:
    """The plans whose reminder is still to come, each in one sentence."""
    say, tool = ctx.say_to(person), programs.terms(ctx.db).tool
    tasks = ctx.words.content.plan_tasks
    ahead = when_then.ahead(ctx.db, person.person_id, ctx.now)
    return [(plan, plan_line(say, plan, tasks[plan.task], tool)) for plan in ahead if plan.task in tasks]
