"""More than five hundred comments in three languages, put together from sentences that we wrote."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.model.tokens import Comment

SINCE = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
OPENINGS = {
    "en": ("", "Honestly: ", "From the second shift — "),
    "zh-Hant": ("", "說真的，", "中班回報："),
    "zh-Hans": ("", "说真的，", "中班反映："),
}
_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def sentences() -> tuple[tuple[str, str, str], ...]:
    """(theme, language, sentence) of everything written by hand; `odd` ones belong to no theme."""
    return tuple(
        (theme, locale, text)
        for theme, spoken in _TABLES.items()
        for locale, texts in spoken.items()
        for text in texts
    )


@cache
def comments() -> tuple[Comment, ...]:
    """Every sentence with every opening of its language, a minute apart, by forty people in turn."""
    written = [
        (theme, opening + text)
        for theme, locale, text in sentences()
        for opening in OPENINGS[locale][: 1 if theme == "odd" else 3]
    ]
    return tuple(
        Comment(f"c{at:04}", f"p{at % 40:02}", theme, text, SINCE + timedelta(minutes=at % 97))
        for at, (theme, text) in enumerate(written)
    )
