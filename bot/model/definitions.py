"""What a number means: its definition in every version, and the groupings decision makers think in.

No grade stands here: how good the evidence is follows from where a number came from (`figures.GRADES`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.model.content import Item, Worded

MetricKey = Literal[
    "enabled",
    "activation",
    "activated",
    "active",
    "returning",
    "started",
    "stopped",
    "habit",
    "breadth",
    "dormant",
    "never",
    "favourable",
    "minutes",
    "net-time",
    "response",
    "coverage",
    "cost-per-habitual-user",
]
METRICS: tuple[MetricKey, ...] = get_args(MetricKey)
Source = Literal["roster", "usage", "answers", "price"]
Window = Literal["week", "two_weeks", "four_weeks", "twelve_weeks", "phase", "feedback_window", "month"]
WEEKS: dict[Window, int] = {"week": 1, "two_weeks": 2, "four_weeks": 4, "twelve_weeks": 12}
Lag = Literal["none", "usage", "window"]
_ALWAYS = (float("-inf"), float("inf"))  # program weeks: there are some before the first phase, too
TEXTS = ("sentence", "formula", "counted", "of_whom", "not_said")
Owner = Literal["champion", "program_owner", "admin"]


class MetricVersion(BaseModel):
    """How a number is made from `effective_from` until before `until`; where two program weeks are given, in
    these weeks of a program only, both included. `counted` is the numerator, `of_whom` the denominator."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(ge=1)
    effective_from: date
    until: date | None = None
    first_program_week: int | None = None
    last_program_week: int | None = None
    sources: tuple[Source, ...] = Field(min_length=1)
    window: Window
    lag: Lag
    sentence: Worded
    formula: Worded
    counted: Worded
    of_whom: Worded
    not_said: Worded

    @property
    def texts(self) -> dict[str, Worded]:
        """What is written of it, by name."""
        return {name: getattr(self, name) for name in TEXTS}

    def holds(self, on: date, program_week: int | None = None) -> bool:
        """Whether it is in force on that day, and in that program week when one is given."""
        if on < self.effective_from or (self.until is not None and on >= self.until):
            return False
        first, last = self.program_weeks
        return program_week is None or first <= program_week <= last

    @property
    def program_weeks(self) -> tuple[float, float]:
        """The first and last program week, infinite where none is given."""
        first = _ALWAYS[0] if self.first_program_week is None else self.first_program_week
        last = _ALWAYS[1] if self.last_program_week is None else self.last_program_week
        return first, last


class MetricItem(Item):
    """One number we tell; `owner` is the role that answers for what it means."""

    owner: Owner
    title: Worded
    versions: tuple[MetricVersion, ...] = Field(min_length=1)

    def in_force(self, on: date, program_week: int | None = None) -> tuple[MetricVersion, ...]:
        """What holds on a day: one version, or one for each part of a program; with a program week one at most."""
        return tuple(one for one in self.versions if one.holds(on, program_week))

    def problems(self) -> Iterator[str]:
        """Versions that leave a day or a program week without a definition, or give it two."""
        numbers = [one.version for one in self.versions]
        yield from (f"version {n}: stands there twice" for n in sorted(set(numbers)) if numbers.count(n) > 1)
        for one in self.versions:
            if one.until is not None and one.until <= one.effective_from:
                yield f"version {one.version}: until: must come after effective_from"
            first, last = one.program_weeks
            if first > last:
                yield f"version {one.version}: last_program_week: must not come before first_program_week"
        yield from dict.fromkeys(self._seams())

    def _seams(self) -> Iterator[str]:
        begins = min(one.effective_from for one in self.versions)
        cuts = sorted({*_ALWAYS, *(edge for one in self.versions for edge in _edges(one))})
        for week in cuts[:-1]:
            here = [v for v in self.versions if v.program_weeks[0] <= week <= v.program_weeks[1]]
            here.sort(key=lambda one: one.effective_from)
            if not here or here[0].effective_from > begins:
                told = "before the first week" if week == _ALWAYS[0] else f"from week {week:g} on"
                yield f"versions: none holds from {begins} on in program weeks {told}; write one"
            yield from _between(here)


def _edges(version: MetricVersion) -> tuple[float, float]:
    first, last = version.program_weeks
    return first, last + 1


def _between(versions: Sequence[MetricVersion]) -> Iterator[str]:
    """Versions of the same program weeks, by their first day: each must end where the next begins."""
    for earlier, later in pairwise(versions):
        both = f"versions {earlier.version} and {later.version}"
        if earlier.until is None or earlier.until > later.effective_from:
            yield f"{both}: overlap from {later.effective_from} on; set until of the earlier one to that day"
        elif earlier.until < later.effective_from:
            yield f"{both}: nothing holds from {earlier.until} until {later.effective_from}; let them meet"


class GroupingItem(Item):
    """What decision makers ask for: which of our numbers feed it (`fed_by`), and what somebody who owns the
    business figure has to enter, since nothing here can count it."""

    family: Literal["decision", "value"]
    order: int = Field(ge=1)
    title: Worded
    sentence: Worded
    fed_by: tuple[str, ...] = ()
    owner_enters: Worded | None = None

    @property
    def texts(self) -> dict[str, Worded]:
        """What is written of it beside its title, by name."""
        entered = {"owner_enters": self.owner_enters} if self.owner_enters else {}
        return {"sentence": self.sentence, **entered}

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> GroupingItem:
        if not self.fed_by and self.owner_enters is None:
            raise ValueError("fed_by or owner_enters: say what it comes from")
        return self
