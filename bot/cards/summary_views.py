"""The summary for those it tells of: their team's, or the whole program in three sentences."""

from __future__ import annotations

from bot.cards.card import Block, Card, Say, Text
from bot.cards.summary import chart, footnote, heading, numbers, sentence, tip_line, voices
from bot.cards.summary_words import share_words
from bot.model.summary import Summary
from bot.model.views import Audience, seen_by


def view_card(say: Say, summary: Summary, audience: Audience) -> Card:
    """What `team` or `everyone` reads of a summary. ValueError for a team's where only the whole is told of."""
    seen = seen_by(summary, audience)
    blocks = _of_team(say, seen) if audience == "team" else _of_everyone(say, seen)
    return Card(title=heading(say, seen), blocks=tuple(blocks), note=say("note.short"), locale=say.locale)


def _of_team(say: Say, seen: Summary) -> list[Block]:
    said = voices(say, seen)
    lines = [*tip_line(say, seen), *_next(say, seen)]
    return [
        Text(text=sentence(say, seen), style="strong"),
        *chart(say, seen),
        *numbers(say, seen),
        Text(text="\n".join([say("views.said"), *said]) if said else say("views.said_nothing")),
        *([Text(text="\n".join(lines))] if lines else []),
        Text(text=footnote(say, seen), style="subtle"),
    ]


def _of_everyone(say: Say, seen: Summary) -> list[Block]:
    """Three sentences: how many use it, for how many it is a habit, and what comes of what people said."""
    return [
        Text(text=_used(say, seen), style="strong"),
        Text(text=_habit(say, seen)),
        Text(text="\n".join(voices(say, seen)[-1:] or _next(say, seen) or [say("views.said_nothing")])),
        Text(text=footnote(say, seen), style="subtle"),
    ]


def _used(say: Say, seen: Summary) -> str:
    active = seen.number("active")
    if active.state != "shown" or active.share is None:
        return say("summary.line_no_figures", monday=seen.week_on, tool=seen.tool)
    phrase = "summary.line_said" if seen.basis == "chat" else "summary.line_active"
    return say(phrase, monday=seen.week_on, share=share_words(say, active.share), tool=seen.tool)


def _habit(say: Say, seen: Summary) -> str:
    habit = seen.number("habit")
    if habit.state != "shown" or habit.share is None:
        return say(f"views.habit_{habit.state}", weeks=habit.weeks)
    return say("summary.line_habit", share=share_words(say, habit.share), weeks=habit.weeks)


def _next(say: Say, seen: Summary) -> list[str]:
    """When a person decides how it goes on; who does is the leads' affair."""
    if seen.decision is None:
        return []
    phrase = "views.decision_due" if seen.decision.gate.is_due else "views.next_decision"
    return [say(phrase, day=seen.decision.gate.due_on)]
