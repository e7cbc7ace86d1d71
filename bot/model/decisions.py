"""The next decision as a summary tells of it: when, by whom, and how its conditions stand."""

from __future__ import annotations

from datetime import date

from bot.model.figures import Frozen, Number


class Criteria(Frozen):
    """How many of a gate's conditions are met, missed, or can't be told yet."""

    met: int
    missed: int
    unclear: int


class GateFacts(Frozen):
    """The next gate: when a person decides, and who; its own metric so far, and how its conditions stood at
    the planned look, once there was one: between looks there is no verdict."""

    titles: dict[str, str]
    week: int
    due_on: date
    owner: str
    is_due: bool = False
    so_far: Number | None = None
    criteria: Criteria | None = None


class Decision(Frozen):
    """The next gate; how it stands is told with the whole, which the gate is about."""

    gate: GateFacts
    weeks_left: int
    criteria: Criteria | None
