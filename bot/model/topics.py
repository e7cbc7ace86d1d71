"""What a message is about, as far as a person may want no more of it."""

from __future__ import annotations

from bot.model.content import NudgeItem, TipItem


def topic_of(item: NudgeItem | TipItem) -> str:
    """The topic of a nudge or tip: its own if it names one, else a nudge's stage or a tip's task."""
    own: str = getattr(item, "topic", "")
    return own or (item.stage if isinstance(item, NudgeItem) else item.task)
