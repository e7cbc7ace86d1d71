"""The seven metrics decision makers use and the six families of value: what we have of each, with the grade that
its provenance gives it, and nothing made up where nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.model.benefits import FAMILIES, Benefit
from bot.model.figures import GRADES, Frozen, Grade, Number
from bot.model.results import Part, QuestionResult
from bot.model.summary import Summary
from bot.model.value import Value

MetricKey = Literal["quality", "roi", "satisfaction", "engagement", "effect", "time", "users"]
METRICS: tuple[MetricKey, ...] = (
    "quality", "roi", "satisfaction", "engagement", "effect", "time", "users",
)  # fmt: skip
_NUMBER: dict[str, str] = {"satisfaction": "favourable", "time": "minutes", "users": "active"}
_IN_FAMILY = {"efficiency": "minutes", "satisfaction": "favourable"}


class Said(Frozen):
    """How people answered one question: a share of `people` (`is_least`: at least), asked in a program week."""

    part: Part
    people: int
    is_least: bool
    week: int


class Known(Frozen):
    """What we have of a metric or family: a number of the summary, an answer, or effects somebody measured; without
    a grade nothing is measured yet."""

    key: str
    grade: Grade | None = None
    number: Number | None = None
    said: Said | None = None
    benefits: tuple[Benefit, ...] = ()

    @property
    def is_measured(self) -> bool:
        return self.grade is not None


def quality_said(question: QuestionResult, week: int) -> Said | None:
    """The favourable share of a published question; None when none may be told."""
    if not question.is_told or question.favourable is None:
        return None
    return Said(part=question.favourable, people=question.people, is_least=question.is_least, week=week)


def metrics(
    newest: Summary | None, value: Value, quality: Said | None, benefits: Sequence[Benefit]
) -> tuple[Known, ...]:
    """The seven, in their order."""
    return tuple(_metric(key, newest, value, quality, benefits) for key in METRICS)


def families(newest: Summary | None, quality: Said | None, benefits: Sequence[Benefit]) -> tuple[Known, ...]:
    """The six, in their order; what somebody measured stands before what people say."""
    found = []
    for family in FAMILIES:
        own = tuple(one for one in benefits if one.family == family)
        if own:
            found.append(_of_benefits(family, own))
        elif family == "quality":
            found.append(_of_said(family, quality))
        else:
            found.append(_of_number(family, newest, _IN_FAMILY.get(family, "")))
    return tuple(found)


def _metric(
    key: MetricKey, newest: Summary | None, value: Value, quality: Said | None, benefits: Sequence[Benefit]
) -> Known:
    if key == "roi":
        return Known(key=key, grade=value.roi.grade if value.roi else None)
    if key == "quality":
        own = tuple(one for one in benefits if one.family == "quality")
        return _of_benefits(key, own) if own else _of_said(key, quality)
    if key == "effect":
        return _effect(newest, benefits)
    if key == "engagement":
        habit = _of_number(key, newest, "habit")
        return habit if habit.is_measured else _of_number(key, newest, "active")
    return _of_number(key, newest, _NUMBER[key])


def _effect(newest: Summary | None, benefits: Sequence[Benefit]) -> Known:
    """An effect needs something to compare with: a holdout, or the same before; saying so is none."""
    compared = tuple(one for one in benefits if one.grade in ("A", "B"))
    if compared:
        best = min(one.grade for one in compared)
        return _of_benefits("effect", tuple(one for one in compared if one.grade == best))
    minutes = _of_number("effect", newest, "minutes")
    return minutes if minutes.grade == "B" else Known(key="effect")


def _of_number(key: str, newest: Summary | None, name: str) -> Known:
    number = newest.number(name) if newest and name else None
    if number is None or number.state != "shown":
        return Known(key=key)
    return Known(key=key, grade=number.grade, number=number)


def _of_said(key: str, said: Said | None) -> Known:
    return Known(key=key, grade=GRADES["self_report"], said=said) if said else Known(key=key)


def _of_benefits(key: str, own: tuple[Benefit, ...]) -> Known:
    return Known(key=key, grade=max(one.grade for one in own), benefits=own)
