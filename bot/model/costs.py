"""What a rollout costs, and how much of the time it saves is worth money: written by its owners, never guessed."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from bot.model.written import Part


def _currency(text: str) -> str:
    if text and not re.fullmatch("[A-Z]{3}", text):
        raise ValueError(f"write a currency as three capital letters, like USD, not {text!r}")
    return text


_MOST = 1_000_000_000  # nan lies on neither side of a bound, so no bound lets it in
Currency = Annotated[str, AfterValidator(_currency)]
Money = Annotated[float, Field(ge=0, le=_MOST)]
Share = Annotated[float, Field(gt=0, le=1)]
ALL_KEYS = (
    "currency", "seat_price_month", "loaded_hourly", "tasks_per_week", "enablement_hours", "integration",
)  # fmt: skip
SEAT_KEYS = ("currency", "seat_price_month", "loaded_hourly")


class Costs(Part):
    """The table [value] of a program file; nothing in it is needed to run the program.

    Money in `currency`. `loaded_hourly`: what an hour of these people costs with everything. `realisation_*`: the
    part of the saved minutes that becomes other work, from and to. `tasks_per_week`: tasks with the tool in a week
    of use; minutes are asked of one task. `seats` paid for; without it those with access.
    """

    currency: Currency = ""
    seat_price_month: Money | None = None
    seats: int | None = Field(None, ge=1, le=_MOST)
    loaded_hourly: float | None = Field(None, gt=0, le=_MOST)
    realisation_low: Share = 0.3
    realisation_high: Share = 0.7
    tasks_per_week: float | None = Field(None, gt=0, le=100)
    enablement_hours: float | None = Field(None, ge=0, le=_MOST)
    integration: Money | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Costs:
        if self.realisation_low > self.realisation_high:
            raise ValueError(
                f"realisation_low = {self.realisation_low:g} lies above realisation_high = "
                f"{self.realisation_high:g}; write the smaller one first"
            )
        return self

    def missing(self, keys: tuple[str, ...] = ALL_KEYS) -> tuple[str, ...]:
        """Which of these keys nobody has written; a cost of 0 is written as 0."""
        return tuple(key for key in keys if getattr(self, key) in (None, ""))
