"""A window that an administrator extended, as those who were asked and the administrator read it."""

from __future__ import annotations

from datetime import datetime

from bot.cards.card import Card, Say, Tap, Taps, Text
from bot.model.feedback import FeedbackPrompt


def extended_card(say: Say, prompt: FeedbackPrompt, name: str) -> Card:
    """Who gave more time, until when, and whether there is anything to do."""
    phrase = "windows.extended_done" if prompt.finished_at else "windows.extended"
    label = "feedback.change" if prompt.finished_at else "feedback.begin"
    taps = (Tap(label=say(label), action="feedback.change", target=prompt.prompt_id),)
    blocks = (Text(text=say(phrase, name=name, closes_at=prompt.closes_at)), Taps(taps=taps))
    return Card(title=say("windows.extended_title"), blocks=blocks, note=say("note.short"), locale=say.locale)


def extend_tap(say: Say, window: str, closes_at: datetime) -> Tap:
    """One working day more; it carries the close it was shown with, so that two taps are one."""
    label = say("windows.one_day_more", window=window[:40])
    return Tap(label=label, action="window.extend", target=window, value=closes_at.isoformat())


def extended_by_me_card(say: Say, window: str, closes_at: datetime, count: int) -> Card:
    """For the administrator."""
    text = say("windows.was_extended", window=window, closes_at=closes_at, count=count)
    return Card(
        title=say("windows.extended_title"), blocks=(Text(text=text),), note=say("note.short"),
        locale=say.locale,
    )  # fmt: skip
