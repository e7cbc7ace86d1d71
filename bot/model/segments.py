"""Where a person stands in using the tool, as far as it decides which message would help.

The steps of the public ladder (bot/model/usage.py), with the bottom told apart: somebody who never tried
needs another word than somebody who tried once, or who used it and stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from bot.model.time import monday_of
from bot.model.usage import Ladder, rung

UseSegment = Literal["never_tried", "tried_once", "dropped_off", "novice", "habitual", "power"]
SEGMENTS: tuple[UseSegment, ...] = get_args(UseSegment)
_QUIET_WEEKS = 2  # whole weeks without use after which somebody has stopped


@dataclass(frozen=True, slots=True)
class Use:
    """What reports say of one person: days of use in all, the last week with any, and in the weeks of the
    ladder how many had use and how much there was."""

    days: int
    last_week_on: date
    weeks: int
    actions: int


def last_whole_week(until_on: date) -> date:
    """The Monday of the last week that reports up to `until_on` cover to its end."""
    return monday_of(until_on + timedelta(days=1)) - timedelta(days=7)


def segment_of(use: Use | None, ladder: Ladder, until_on: date) -> UseSegment:
    """The segment of a person with access; `until_on`: up to which day the reports tell of use, so that a
    late report makes nobody a person who stopped."""
    if use is None or use.days == 0:
        return "never_tried"
    if use.days == 1:
        return "tried_once"
    if use.last_week_on <= last_whole_week(until_on) - timedelta(weeks=_QUIET_WEEKS):
        return "dropped_off"
    step = rung(use.weeks, use.actions, ladder)
    return step if step in ("power", "habitual") else "novice"
