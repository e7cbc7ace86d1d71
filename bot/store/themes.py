"""Words an organisation added to the dictionary of themes."""

from __future__ import annotations

from datetime import datetime

from bot.model.themes import Added
from bot.store.database import Transaction


def add(db: Transaction, added: Added, at: datetime) -> bool:
    """Teaches the dictionary a word; False when it knew it."""
    changed = db.run("themes.add_word", theme=added.theme, word=added.word, title=added.title, added_at=at)
    return changed == 1


def drop(db: Transaction, theme: str, word: str) -> bool:
    """Takes an added word back; False when it was not there."""
    return db.run("themes.drop_word", theme=theme, word=word) == 1


def added(db: Transaction) -> list[Added]:
    """Every word added, in the order of adding."""
    return [Added(row["theme"], row["word"], row["title"]) for row in db.all("themes.list_words")]
