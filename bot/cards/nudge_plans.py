"""A when-then plan in taps: when, what, and the one reminder."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.card import Block, Card, Copyable, Form, Input, Say, Tap, Taps, Text
from bot.model.content import PlanTask
from bot.model.when_then import Moment, WhenThen


def when_taps(say: Say, target: str) -> Taps:
    """The first half of a plan: four answers to “when?”."""
    first = Tap(
        label=say("plans.when_meeting"), action="plan.when", target=target, value="meeting", style="primary"
    )
    rest = tuple(
        Tap(label=say(f"plans.when_{name}"), action="plan.when", target=target, value=name)
        for name in ("tomorrow", "monday", "other")
    )
    return Taps(taps=(first, *rest))


def when_card(say: Say, target: str) -> Card:
    """Asks when, anew."""
    return _card(say, Text(text=say("plans.ask_when")), when_taps(say, target))


def end_card(say: Say, target: str, ends: Sequence[Moment]) -> Card:
    """When does the meeting end? The next hours in one tap."""
    hours = tuple(
        Tap(label=f"{end.rule.wall:%H:%M}", action="plan.at", target=target, value=end.text) for end in ends
    )
    rest = (
        Tap(label=say("plans.when_tomorrow"), action="plan.when", target=target, value="meeting-tomorrow"),
        Tap(label=say("plans.when_other"), action="plan.when", target=target, value="meeting-other"),
    )
    rows = (Taps(taps=hours), Taps(taps=rest)) if hours else (Taps(taps=rest),)
    return _card(say, Text(text=say("plans.ask_end")), *rows)


def time_card(say: Say, target: str, cue: str) -> Card:
    """Any day and time."""
    fields = (
        Input(name="day", label=say("plans.day"), type="date", missing=say("error.fill_in")),
        Input(name="time", label=say("plans.time"), type="time", value="10:00", missing=say("error.fill_in")),
    )
    send = Tap(label=say("plans.this_time"), action="plan.at", target=target, value=cue)
    return _card(say, Text(text=say("plans.ask_time")), Form(fields=fields, send=send))


def what_card(
    say: Say, target: str, moment: Moment, tasks: Sequence[PlanTask], tool: str, moved: bool
) -> Card:
    """The second half: what will you do? Says so when the day had to be another one."""
    at = moment.rule.instant()
    blocks: list[Block] = [Text(text=say("plans.day_off", at=at))] if moved else []
    blocks.append(Text(text=say(f"plans.start_{moment.cue}", at=at, tool=tool), style="strong"))
    taps = tuple(
        Tap(
            label=say.any_of(task.label.root),
            action="plan.what",
            target=target,
            value=f"{moment.text}@{task.key}",
        )
        for task in tasks
    )
    return _card(say, *blocks, Taps(taps=taps))


def plan_line(say: Say, plan: WhenThen, task: PlanTask, tool: str) -> str:
    """The plan in one sentence, as the person would say it."""
    return say(f"plans.kept_{plan.cue}", at=plan.at, tool=tool, task=say.any_of(task.label.root))


def plan_card(say: Say, plan: WhenThen, task: PlanTask, tool: str) -> Card:
    """The plan that stands, when its reminder comes, and both ways out."""
    taps = (
        Tap(label=say("plans.change"), action="plan.change", target=plan.plan_id),
        Tap(label=say("plans.cancel"), action="plan.cancel", target=plan.plan_id),
    )
    text = Text(text=plan_line(say, plan, task, tool), style="strong")
    return _card(say, text, Text(text=say("plans.will_remind", at=plan.at)), Taps(taps=taps))


def over_card(say: Say, plan: WhenThen, phrase: str) -> Card:
    """A plan that was cancelled or let go; a new one is near."""
    anew = Tap(label=say("plans.anew"), action="plan.change", target=plan.plan_id)
    return _card(say, Text(text=say(phrase)), Taps(taps=(anew,)))


def reminder_card(say: Say, plan: WhenThen, task: PlanTask, tool: str) -> Card:
    """The one reminder, with words to copy."""
    taps = (
        Tap(label=say("nudges.did_it"), action="plan.did", target=plan.plan_id, style="primary"),
        Tap(label=say("rescue.it_failed"), action="nudge.failed", target=plan.nudge_id),
        Tap(label=say("plans.not_now"), action="plan.not_now", target=plan.plan_id),
        Tap(label=say("human.ask"), action="human.ask", target=plan.nudge_id),
    )
    blocks = (
        Text(text=say("plans.planned", plan=plan_line(say, plan, task, tool))),
        Copyable(text=say.any_of(task.copy_text.root, tool=tool)),
        Taps(taps=taps),
    )
    title = say("plans.reminder", task=say.any_of(task.label.root))
    return Card(title=title, blocks=blocks, note=plan_why_line(say, plan), locale=say.locale)


def plan_why_line(say: Say, plan: WhenThen) -> str:
    """Why the reminder comes: the person's own wish, outside the week's budget."""
    return say("plans.why", day=plan.planned_on, cap=plan.weekly_cap)


def _card(say: Say, *blocks: Block) -> Card:
    return Card(title=say("plans.title"), blocks=blocks, note=say("note.short"), locale=say.locale)
