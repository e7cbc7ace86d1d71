"""The few Block Kit elements everything is made of, with text that stays text."""

from __future__ import annotations

from typing import Any

from bot.cards.clean import clean

Json = dict[str, Any]
_BLANK = "–"


def section(*runs: Json) -> Json:
    """Words side by side, as rich text."""
    return rich({"type": "rich_text_section", "elements": list(runs)})


def rich(*elements: Json) -> Json:
    """Rich text, in which Slack reads no markup."""
    return {"type": "rich_text", "elements": list(elements)}


def run(text: str, *, bold: bool = False) -> Json:
    """A piece of text."""
    run: Json = {"type": "text", "text": seen(text)}
    return {**run, "style": {"bold": True}} if bold else run


def context(text: str) -> Json:
    """Small print."""
    return {"type": "context", "elements": [plain_text(text, 3000)]}


def plain_text(text: str, limit: int) -> Json:
    """Plain text, in which Slack reads no markup."""
    return {"type": "plain_text", "text": short(seen(text), limit), "emoji": False}


def seen(text: str) -> str:
    """What somebody can see of a text; a dash where that is nothing."""
    # Slack refuses an empty text, and a person's own words may be nothing but invisible characters.
    cleaned = clean(text)
    return cleaned if cleaned.strip() else _BLANK


def short(text: str, limit: int) -> str:
    """The text itself. ValueError when Slack would take less."""
    if len(text) > limit:  # the sentence goes to the log, so it must not repeat the words
        raise ValueError(f"a text of {len(text)} characters where Slack takes {limit}")
    return text
