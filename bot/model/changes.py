"""You said, we did: what became of something people named, in one line of the summary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from bot.model.actions import Theme
from bot.model.figures import Frozen


class Change(Frozen):
    """What became of one theme that was named in an earlier window: somebody is on it, it is done, or it was
    declined with a reason. Nobody's name stands in it."""

    theme: str
    labels: dict[str, str]
    state: Literal["doing", "done", "declined"]
    reason: str = ""
    due_on: date | None = None


def choose_change(changes: Sequence[Change], themes: Sequence[Theme]) -> Change | None:
    """The one to tell: of a theme that is named in this summary, else what is done, else the first."""
    of_theme = [change for theme in themes for change in changes if change.theme == theme.key]
    done = [change for change in changes if change.state == "done"]
    return next(iter([*of_theme, *done, *changes]), None)
