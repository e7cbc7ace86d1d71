"""The small cards beside a summary: the tip to pass on, and what the next decision rests on."""

from __future__ import annotations

from bot.cards.card import Block, Card, Copyable, Facts, Say, Text
from bot.model.gate import Gate
from bot.model.summary import Decision
from bot.model.tips import Found


def share_card(say: Say, tip: Found) -> Card:
    """The tip of the week as text to copy: a person shares it, in the own name."""
    told = say("summary_card.share_text", title=tip.title, body=tip.body)
    if tip.copy_text:
        told += f"\n{tip.copy_text}"
    if tip.credit:
        told += f"\n{say('tips.by', name=tip.credit)}"
    return _card(say, "share_title", Text(text=say("summary_card.share_how")), Copyable(text=told))


def criteria_card(say: Say, decision: Decision, gate: Gate, team: str = "") -> Card:
    """The four conditions of the next decision, and how many held when somebody looked: a gate looks at everybody, so
    the summary of a `team` does not say."""
    facts, stood = decision.gate, decision.criteria
    metric = say(f"gates.metric_{gate.metric}")
    conditions = (
        (say("gates.time"), say("summary_card.criteria_time", week=facts.week, due_on=facts.due_on)),
        (say("gates.sample"), say("summary_card.criteria_sample", people=gate.minimum_people)),
        (say("gates.metric"), say("summary_card.criteria_metric", metric=metric, target=f"{gate.target:g}")),
        (say("gates.approval"), say("summary_card.criteria_approval", owner=facts.owner)),
    )
    if stood:
        looked = say("summary_card.criteria_stand", **stood.model_dump())
    else:
        looked = say("summary_card.criteria_of_all" if team else "summary_card.criteria_no_look")
    asked = Text(text=say("summary_card.criteria_is", gate=say.any_of(facts.titles)))
    return _card(say, "criteria_title", asked, Facts(pairs=conditions), Text(text=looked))


def _card(say: Say, title: str, *blocks: Block) -> Card:
    return Card(title=say(f"summary_card.{title}"), blocks=blocks, note=say("note.short"), locale=say.locale)
