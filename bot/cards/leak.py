"""Where people are lost on the way from a seat to a result: the largest leak, what to do about it, every step."""

from __future__ import annotations

from bot.cards.card import Block, Card, Facts, Say, Text
from bot.cards.summary_words import share_words
from bot.model.leak import Leak, Loss, Step
from bot.model.usage import EARLY


def leak_card(say: Say, leak: Leak) -> Card:
    """The leak first, then the five steps."""
    blocks: list[Block] = [
        Text(text=worst_line(say, leak), style="strong"),
        Facts(pairs=tuple((say(f"leak.step_{step.key}"), _step(say, leak, step)) for step in leak.steps)),
        Text(text=say("leak.note", k=leak.k), style="subtle"),
    ]
    group = leak.team or say.any_of(leak.titles)
    return Card(
        title=say("leak.title", group=group, week=leak.program_week),
        blocks=tuple(blocks),
        note=say("note.short"),
        locale=say.locale,
    )


def sentence_card(say: Say, phrase: str, **values: object) -> Card:
    """One sentence instead of the steps."""
    return Card(
        title=say("leak.heading"),
        blocks=(Text(text=say(f"leak.{phrase}", **values)),),
        note=say("note.short"),
        locale=say.locale,
    )


def worst_line(say: Say, leak: Leak) -> str:
    """Where most people are lost and the one thing to do; or that nobody can say, or nobody is lost."""
    if leak.worst is None:
        return say("leak.nobody" if leak.losses else "leak.unknown")
    where = say(
        "leak.worst",
        before=say(f"leak.name_{leak.worst.before}"),
        after=say(f"leak.name_{leak.worst.after}"),
        people=_people(say, leak.worst),
    )
    return where + ("" if say.locale != "en" else " ") + say(f"leak.act_{leak.worst.after}", tool=leak.tool)


def _step(say: Say, leak: Leak, step: Step) -> str:
    if step.key == "kpi" and step.state == "known":
        told = say("leak.kpi_known", effects=step.effects)
    elif step.state != "known":
        return say(f"leak.state_{step.state}", weeks=step.weeks)
    elif step.key == "seat":
        return say("leak.seats", people=step.share.count if step.share else 0)
    else:
        share = share_words(say, step.share) if step.share else ""
        is_long = step.key == "habit" and step.weeks > EARLY.weeks
        told = say(f"leak.{step.key}_known{'_long' if is_long else ''}", share=share, weeks=step.weeks)
    parts = [told]
    if step.asked_in is not None:
        parts.append(say("summary.asked_in", week=step.asked_in))
    if step.grade:
        parts.append(say("summary.evidence", grade=step.grade))
    lost = next((one for one in leak.losses if one.after == step.key), None)
    if lost and lost.people:
        parts.append(say("leak.lost", people=_people(say, lost)))
    return " · ".join(parts)


def _people(say: Say, loss: Loss) -> str:
    if not loss.edge:
        return say("leak.person" if loss.people == 1 else "leak.people", people=loss.people)
    return say(f"leak.people_{loss.edge}", people=loss.people)
