"""How going on after a hold is said: what moved, to the one who decides and to those who were asked."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Block, Card, Say, Tap, Taps, Text
from bot.model.feedback import FeedbackPrompt


class Moved(BaseModel):
    """What going on did to the dates: `week` and everything after it come `weeks` later, from `monday`;
    `asked` people may answer until later."""

    model_config = ConfigDict(frozen=True)

    week: int = 0
    weeks: int = 0
    monday: date | None = None
    asked: int = 0


def resumed_text(say: Say, moved: Moved) -> str:
    """What was held back goes on, and whether the weeks moved."""
    parts = [say("rollout.released")]
    if moved.weeks:
        parts = [say("holds.shifted", week=moved.week, monday=moved.monday)]
    return _joined(say, [*parts, *asked_text(say, moved)])


def moved_blocks(say: Say, moved: Moved, keeps_dates: bool, pause_id: str) -> list[Block]:
    """The same after a pause was lifted; nothing when nothing moved."""
    if keeps_dates:
        return list(_kept(say, moved, pause_id))
    shifted = say("holds.shifted", week=moved.week, monday=moved.monday)
    lines = [*([shifted] if moved.weeks else []), *asked_text(say, moved)]
    return [Text(text=_joined(say, lines))] if lines else []


def asked_text(say: Say, moved: Moved) -> list[str]:
    """How many people may answer until later."""
    return [say("holds.time_back", count=moved.asked)] if moved.asked else []


def kept_dates_card(say: Say, moved: Moved, pause_id: str) -> Card:
    """The phase has dates of its own: they stay unless a person moves them."""
    return Card(title=say("holds.kept_title"), blocks=_kept(say, moved, pause_id), note=say("note.short"),
                locale=say.locale)  # fmt: skip


def _kept(say: Say, moved: Moved, pause_id: str) -> tuple[Block, ...]:
    text = [say("holds.kept", week=moved.week, monday=moved.monday), *asked_text(say, moved)]
    taps = (
        Tap(label=say("holds.move"), action="holds.move", target=pause_id),
        Tap(label=say("rollout.see_plan"), action="rollout.show"),
    )
    return Text(text=_joined(say, text)), Taps(taps=taps)


def extended_card(say: Say, prompt: FeedbackPrompt) -> Card:
    """For somebody who was asked: until when there is time now, and why."""
    taps = (
        Tap(label=say("holds.answer"), action="feedback.change", target=prompt.prompt_id, style="primary"),
        Tap(label=say("human.ask"), action="human.ask"),
    )
    blocks = (Text(text=say("holds.extended", closes_at=prompt.closes_at)), Taps(taps=taps))
    return Card(title=say("holds.extended_title"), blocks=blocks, note=say("note.short"), locale=say.locale)


def _joined(say: Say, sentences: list[str]) -> str:
    return (" " if say.locale == "en" else "").join(sentences)
