"""Numbers told of everybody only, behind “how computed”: who began in earnest, who came back, of how many the
week tells anything, and what is left of the minutes.

Of the whole only, so that no team follows from them by subtraction; and each only as far as it says nothing of a few:
who came back in percent of a rounded group, coverage where `k` people were heard but not seen, and `k` neither.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.figures import (
    GRADES,
    LEAST_USE,
    Grade,
    Number,
    SurveyFacts,
    UseFacts,
    minutes_number,
    of_at_least,
    rate_number,
)
from bot.model.ground import Ground
from bot.model.metrics import coverage, net_minutes, returning
from bot.model.statistics import TOO_FEW, people_told

MOVES_FROM = 4  # who started, stopped and came back is told of groups of at least this many times k


def more_numbers(ground: Ground, use: UseFacts, survey: SurveyFacts) -> tuple[Number, ...]:
    """What may be told of everybody beside the four numbers; `use` and `survey` are everybody's."""
    grade = GRADES["self_report" if use.basis == "chat" else "use_count"]
    found = (
        *_activated(use, grade),
        *_came_back(ground, use, grade),
        *_covered(ground, use, survey, grade),
        *_net(ground, survey),
    )
    return tuple(found)


def _activated(use: UseFacts, grade: Grade) -> Iterator[Number]:
    may_tell = use.is_known and "never" not in use.untold
    if use.activated is not None and may_tell and use.never_of >= TOO_FEW:
        yield rate_number("activated", use.activated, use.never_of, None, grade)


def _came_back(ground: Ground, use: UseFacts, grade: Grade) -> Iterator[Number]:
    part = returning(use)
    if part is None or part.of < TOO_FEW or use.enabled < MOVES_FROM * ground.k or ground.program_week <= 1:
        return
    people, _ = people_told(part.of, use.enabled, LEAST_USE, may_tell_rest=True)
    yield of_at_least(rate_number("returning", part.count, part.of, None, grade), people)


def _covered(ground: Ground, use: UseFacts, survey: SurveyFacts, grade: Grade) -> Iterator[Number]:
    part = coverage(ground)
    if part is None or not use.is_known or "response" in survey.hidden:
        return
    if part.count - use.active < ground.k or part.of - part.count < ground.k:
        return
    number = rate_number("coverage", part.count, part.of, None, grade, ground.k)
    if part.is_least and number.share:
        share = number.share.model_copy(update={"edge": "at_least"})
        number = number.model_copy(update={"share": share, "high": None})
    yield number


def _net(ground: Ground, survey: SurveyFacts) -> Iterator[Number]:
    """The same people and minutes as what people say, in a week that asked for checking and rework."""
    number = minutes_number(survey, ground.k)
    if net_minutes(ground) and number.state == "shown":
        yield number.model_copy(update={"key": "net-time"})
