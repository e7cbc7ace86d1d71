"""The small cards around a summary: how computed, what is wrong, a sentence instead."""

from __future__ import annotations

from datetime import datetime

from bot.cards.card import Card, Facts, Form, Input, Recorded, Say, Tap, Text
from bot.model.summary import Summary

_EXPLAINED = ("habit", "active", "minutes", "favourable", "likely", "words", "evidence", "actions", "hidden")


def explain_card(say: Say, summary: Summary, number: int, made_at: datetime) -> Card:
    """What every number means, and what stands behind the words."""
    pairs = tuple(
        (say(f"summary.explain_{key}_label"), say(f"summary.explain_{key}", k=summary.k, tool=summary.tool))
        for key in _EXPLAINED
    )
    made = Text(text=say("summary.explain_made", number=number, made_at=Recorded(made_at)), style="subtle")
    return Card(
        title=say("summary.explain_title"),
        blocks=(Facts(pairs=pairs), made),
        note=say("note.short"),
        locale=say.locale,
    )


def wrong_card(say: Say, summary_id: str) -> Card:
    """What looks wrong? It goes to a person."""
    form = Form(
        fields=(
            Input(
                name="body",
                label=say("summary.wrong_label"),
                type="long_text",
                missing=say("error.fill_in"),
            ),
        ),
        send=Tap(label=say("summary.send"), action="summary.report", target=summary_id, style="primary"),
    )
    blocks = (Text(text=say("summary.wrong_text")), form)
    return Card(title=say("summary.wrong_title"), blocks=blocks, note=say("note.short"), locale=say.locale)


def sentence_card(say: Say, phrase: str, **values: object) -> Card:
    """One sentence instead of a summary."""
    return Card(
        title=say("summary.title"),
        blocks=(Text(text=say(phrase, **values)),),
        note=say("note.short"),
        locale=say.locale,
    )
