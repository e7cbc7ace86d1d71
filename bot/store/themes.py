"""Words an organisation added to the dictionary of themes, and themes a language model wrote."""

from __future__ import annotations

from datetime import datetime

from bot.model.themes import Added
from bot.model.written_themes import WrittenTheme
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


def written(db: Transaction, asked: str) -> tuple[WrittenTheme, ...] | None:
    """What was accepted when the same was asked before; None when it was not."""
    found = db.value("themes.find_written", asked=asked)
    return None if found is None else tuple(WrittenTheme.model_validate(one) for one in found)


def keep_written(db: Transaction, asked: str, found: tuple[WrittenTheme, ...], at: datetime) -> None:
    """Keeps what was accepted, until anybody whose words may stand in it is erased."""
    told = [theme.model_dump() for theme in found]
    db.run("themes.keep_written", asked=asked, themes_json=told, made_at=at)


def forget_written(db: Transaction) -> None:
    """Drops what a model wrote about everybody's words."""
    db.run("themes.forget_written")
