"""How a nudge is said: the ask, the words to copy, one row of answers, one row of ways out, and why it came."""

from __future__ import annotations

from bot.cards.card import Block, Card, Copyable, Form, Input, Recorded, Say, Tap, Taps, Text
from bot.cards.nudge_plans import when_taps
from bot.model.content import NudgeItem, TipItem
from bot.model.nudges import REASONS, Nudge, Why


def nudge_card(say: Say, nudge: Nudge, item: NudgeItem, tool: str, phase_title: str) -> Card:
    """One nudge as it arrives."""
    target = nudge.nudge_id
    refuse = Tap(label=say("nudges.not_for_me"), action="nudge.refuse", target=target)
    ways_out = _ways_out(say, target)
    if item.asks_plan:
        rows = (when_taps(say, target), Taps(taps=(refuse, *ways_out)))
    else:
        rows = (Taps(taps=(*_answers(say, target), refuse)), Taps(taps=ways_out))
    return Card(
        title=say.any_of(item.title.root, tool=tool, minutes=item.minutes),
        blocks=(*help_blocks(say, item, tool), *rows),
        note=why_line(say, nudge.why, phase_title),
        locale=say.locale,
    )


def help_blocks(say: Say, item: NudgeItem, tool: str) -> list[Block]:
    """What to do, and the words to copy."""
    blocks: list[Block] = [Text(text=say.any_of(item.body.root, tool=tool, minutes=item.minutes))]
    if item.copy_text:
        blocks.append(Copyable(text=say.any_of(item.copy_text.root, tool=tool, minutes=item.minutes)))
    return blocks


def _answers(say: Say, target: str) -> tuple[Tap, ...]:
    return (
        Tap(label=say("nudges.did_it"), action="nudge.did", target=target, style="primary"),
        Tap(label=say("rescue.it_failed"), action="nudge.failed", target=target),
        Tap(label=say("nudges.later"), action="nudge.later", target=target),
    )


def _ways_out(say: Say, target: str) -> tuple[Tap, ...]:
    return (
        Tap(label=say("human.ask"), action="human.ask", target=target),
        Tap(label=say("fewer.open"), action="fewer.open", target=target),
    )


def help_card(say: Say, item: NudgeItem | None, tool: str) -> Card:
    """Another way to try it, as the answer to a tap; a person where no words fit."""
    human = Taps(taps=(Tap(label=say("human.ask"), action="human.ask"),))
    if item is None:
        blocks: list[Block] = [Text(text=say("rescue.a_person"))]
        title = say("rescue.it_failed")
    else:
        title = say.any_of(item.title.root, tool=tool, minutes=item.minutes)
        blocks = [Text(text=say("rescue.at_once")), *help_blocks(say, item, tool)]
    return Card(title=title, blocks=(*blocks, human), note=say("note.short"), locale=say.locale)


def tip_of_the_week_card(say: Say, nudge: Nudge, item: TipItem, tool: str, phase_title: str) -> Card:
    """A tip as it arrives: what to do, how to check, and its passport."""
    target = nudge.nudge_id
    blocks: list[Block] = [Text(text=say.any_of(item.body.root, tool=tool))]
    if item.copy_text:
        blocks.append(Copyable(text=say.any_of(item.copy_text.root, tool=tool)))
    blocks.append(Text(text=passport(say, item), style="subtle"))
    blocks.append(
        Taps(
            taps=(
                Tap(label=say("tips.helpful"), action="tip.helpful", target=target, style="primary"),
                Tap(label=say("tips.not_helpful"), action="tip.not_helpful", target=target),
                *_ways_out(say, target),
            )
        )
    )
    title = say("tips.of_the_week", title=say.any_of(item.title.root, tool=tool))
    return Card(
        title=title,
        blocks=tuple(blocks),
        note=why_line(say, nudge.why, phase_title),
        locale=say.locale,
    )


def passport(say: Say, item: TipItem) -> str:
    """Where a tip comes from and how far it carries."""
    return say(
        "tips.passport",
        data_class=say(f"tips.data_{item.data_class}"),
        checked_on=Recorded(item.checked_on),
        expires_on=Recorded(item.expires_on),
    )


def why_line(say: Say, why: Why, phase_title: str) -> str:
    """Why this person, why now, and what is left of the week's budget."""
    use = say("nudges.use_unknown")
    if why.use_is_known:
        use = (
            say("nudges.never_used")
            if why.last_use_on is None
            else say("nudges.last_used", day=why.last_use_on)
        )
    return say(
        "rescue.why" if why.failed else "nudges.why",
        use=use,
        week=why.week,
        phase=phase_title,
        number=why.number_this_week,
        cap=why.weekly_cap,
    )


def later_card(say: Say, nudge: Nudge, title: str) -> Card:
    """When shall I remind you?"""
    target = nudge.nudge_id
    quick = Taps(
        taps=(
            Tap(label=say("nudges.tomorrow"), action="nudge.remind", target=target, value="tomorrow"),
            Tap(label=say("nudges.monday"), action="nudge.remind", target=target, value="monday"),
        )
    )
    fields = (
        Input(name="day", label=say("nudges.day"), type="date", missing=say("error.fill_in")),
        Input(name="time", label=say("nudges.time"), type="time", value="10:00", required=False),
    )
    send = Tap(label=say("nudges.remind_then"), action="nudge.remind", target=target, value="chosen")
    blocks = (Text(text=say("nudges.when")), quick, Form(fields=fields, send=send))
    return Card(title=title, blocks=blocks, note=say("note.short"), locale=say.locale)


def reasons_card(say: Say, nudge: Nudge, title: str) -> Card:
    """Why not? One tap, and it is an answer like any other."""
    taps = tuple(
        Tap(
            label=say(f"nudges.reason_{reason}"),
            action="nudge.reason",
            target=nudge.nudge_id,
            value=reason,
        )
        for reason in REASONS
    )
    blocks = (Text(text=say("nudges.why_not")), Taps(taps=taps))
    return Card(title=title, blocks=blocks, note=say("note.short"), locale=say.locale)


def answered_card(say: Say, title: str, text: str) -> Card:
    """What stands in place of a nudge or tip once it was answered."""
    return Card(title=title, blocks=(Text(text=text),), note=say("note.short"), locale=say.locale)
