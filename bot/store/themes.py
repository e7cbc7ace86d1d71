"""Words an organisation added to the dictionary of themes, and themes a language model wrote."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.model.themes import Added
from bot.model.written_themes import WrittenTheme
from bot.store.database import Transaction

GIVEN_UP_AFTER = timedelta(minutes=5)  # longer than an endpoint is waited for


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


def want(db: Transaction, asked: str, locale: str, at: datetime) -> None:
    """Somebody looked for themes that are not written; one that failed is tried again."""
    db.run("themes.want", asked=asked, locale=locale, wanted_at=at)


def failed_at(db: Transaction, asked: str) -> datetime | None:
    """When the same was asked in vain; None when it was not, or is wanted again."""
    found: datetime | None = db.value("themes.find_failed", asked=asked)
    return found


def take_wanted(db: Transaction, at: datetime) -> tuple[str, str] | None:
    """The oldest that is wanted, as (asked, locale), now ours to have written; None when none is. What a process
    died over is taken again."""
    before = at - GIVEN_UP_AFTER
    row = db.one("themes.list_wanted", before_at=before)
    if row is None or not db.run("themes.take_wanted", asked=row["asked"], taken_at=at, before_at=before):
        return None
    return row["asked"], row["locale"]


def end_wanted(db: Transaction, asked: str, is_written: bool, at: datetime) -> None:
    """It was written, or nothing came of it."""
    if is_written:
        db.run("themes.drop_wanted", asked=asked)
    else:
        db.run("themes.fail_wanted", asked=asked, failed_at=at)
