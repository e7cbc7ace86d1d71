"""The small cards around a summary: how computed, what is wrong, a sentence instead."""

from __future__ import annotations

from bot.cards.card import Card, Say, Text


def sentence_card(say: Say, phrase: str, **values: object) -> Card:
    """One sentence instead of a summary."""
    return Card(
        title=say("summary.title"),
        blocks=(Text(text=say(phrase, **values)),),
        note=say("note.short"),
        locale=say.locale,
    )
