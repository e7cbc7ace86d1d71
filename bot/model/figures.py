"""The four numbers of a weekly summary, and the one of a gate: how many of whom, how sure, against
which target, and how good the evidence is.

Evidence grades: A randomised holdout or crossover · B before and after, with a baseline · C people
say so · D a proxy (use is counted, not value).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import ceil, floor
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.model.statistics import (
    COARSE_BELOW,
    TOO_FEW,
    Certainty,
    Edge,
    bounded,
    certainty,
    middle,
    people_told,
    percent,
    percent_range,
    sign_certainty,
)
from bot.model.usage import EARLY, Basis, Ladder, Segment

Key = Literal[
    "habit", "active", "minutes", "favourable", "activation", "response", "returning", "coverage", "net-time",
    "activated",
]  # fmt: skip
State = Literal["shown", "hidden", "not_asked", "no_figures", "early"]
Grade = Literal["A", "B", "C", "D"]
Provenance = Literal["holdout", "before_after", "self_report", "use_count"]
Side = Literal["", "above", "below"]
Arrow = Literal["", "up", "down", "flat"]
GRADES: dict[Provenance, Grade] = {
    "holdout": "A",
    "before_after": "B",
    "self_report": "C",
    "use_count": "D",
}
FAVOURABLE_TARGET = 60
MINUTES_STEP = 5
LEAST_USE = 2  # who used the tool is no answer: here one person near nobody or everybody is enough to hide


class Frozen(BaseModel):
    """A part of a summary: never changed once made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Share(Frozen):
    """`count` of `of` people, as it may be told: near nobody or everybody only a bound is (`edge`); below ten
    people there is no percentage. `is_least`: they are `of` people at least, and the count is not told."""

    count: int
    of: int
    percent: int | None = None
    edge: Edge = ""
    is_least: bool = False


class Number(Frozen):
    """One number with everything needed to judge it. `low` and `high` are the likely range (80 %),
    in percent or minutes, None where it goes beyond what may be told; `asked_in` is the program
    week of the questions when it is an earlier one; `arrow` is where it went since it was told last, empty where
    that can't be compared."""

    key: Key
    state: State
    grade: Grade
    share: Share | None = None
    minutes: int | None = None
    low: int | None = None
    high: int | None = None
    target: int | None = None
    certainty: Certainty = "cant_tell"
    side: Side = ""
    weeks: int = 1
    asked_in: int | None = None
    arrow: Arrow = ""


class Point(Frozen):
    """One program week in the life of a group; `is_told`: of exactly these people it may be told."""

    week: int
    active: int
    enabled: int
    is_holiday: bool = False
    is_told: bool = True


class UseFacts(Frozen):
    """What was counted of one group in one week; the denominators are people with access, without the `left_out`
    whom a champion agreed to leave out (`few_left_out`: so few that they are counted). Weeks are compared and
    added up without holiday weeks: `compared_on` is the Monday of the week before, `never_of` and `dormant_of`
    have had access for two and four weeks; `untold` names which of the two may not be told. `rungs` counts the steps
    of the ladder, `power` the highest; `tried` ever used it; `activated` used it in earnest, of those with access for
    two weeks, None where nobody counted days."""

    basis: Basis = "measured"
    is_known: bool = True
    is_partial: bool = False
    enabled: int
    active: int = 0
    active_before: int = 0
    started: int = 0
    stopped: int = 0
    habit: int = 0
    ladder: Ladder = EARLY
    is_habit_known: bool = False
    tried: int = 0
    activated: int | None = None
    never: int = 0
    never_of: int = 0
    dormant: int = 0
    dormant_of: int = 0
    history: tuple[Point, ...] = ()
    is_holiday: bool = False
    compared_on: date | None = None
    left_out: int = 0
    few_left_out: bool = False
    untold: frozenset[str] = frozenset()
    power: int | None = None
    rungs: dict[Segment, int] | None = None

    @property
    def may_tell_moves(self) -> bool:
        """Whether who started and stopped may be told: from one week's count they give the other's, so neither may
        be one of which only a bound is told."""
        return self.enabled > 0 and not self.is_before_bound and not share(self.active, self.enabled).edge

    @property
    def is_before_bound(self) -> bool:
        """Whether of those active in the week before only a bound may be told, near nobody or everybody."""
        return self.enabled > 0 and bool(share(self.active_before, self.enabled).edge)


class SurveyFacts(Frozen):
    """What one group answered in the week's window, one person counted once. `minutes` are each
    person's saved minutes; `hidden` names what may not be told of this group beside the others."""

    asked: int = 0
    answered: int = 0
    rated: int = 0
    favourable: int = 0
    minutes: tuple[float, ...] = ()
    is_before_after: bool = False
    hidden: frozenset[str] = frozenset()


def share(x: int, n: int, k: int = LEAST_USE) -> Share:
    """`x` of `n` people as it may be told; ValueError for nobody. Of what people said, `k` is the smallest
    group; of use, everybody and all but one look alike."""
    if n < 1:
        raise ValueError("a share of nobody")
    count, edge = bounded(x, n, k)
    return Share(count=count, of=n, percent=percent(x, n, k)[0] if n >= TOO_FEW else None, edge=edge)


def use_number(key: Literal["habit", "active"], use: UseFacts, target: float | None) -> Number:
    """Active people of the week, or people with the habit, against the plan (percent)."""
    grade = GRADES["self_report" if use.basis == "chat" else "use_count"]
    weeks = use.ladder.weeks if key == "habit" else 1
    if not use.is_known or use.enabled == 0:
        return Number(key=key, state="no_figures", grade=grade, weeks=weeks)
    if key == "habit" and not use.is_habit_known:
        return Number(key=key, state="early", grade=grade, weeks=weeks)
    x = use.habit if key == "habit" else use.active
    number = rate_number(key, x, use.enabled, target, grade)
    # Late data can only add, and a holiday week says little.
    is_doubtful = (use.is_partial or use.is_holiday) and number.side == "below"
    doubt: dict[str, object] = {"certainty": "cant_tell"} if is_doubtful else {}
    return number.model_copy(update={"weeks": weeks, **doubt})


def favourable_number(survey: SurveyFacts, k: int) -> Number:
    """People whose answers are mostly favourable, of those who rated."""
    grade = GRADES["self_report"]
    if state := _unshown(survey, "favourable", survey.rated, k):
        return Number(key="favourable", state=state, grade=grade)
    number = rate_number("favourable", survey.favourable, survey.rated, FAVOURABLE_TARGET, grade, k)
    people, is_least = people_told(survey.rated, survey.asked, k, "favourable_rest" not in survey.hidden)
    return of_at_least(number, people) if is_least else number


def of_at_least(number: Number, people: int) -> Number:
    """The same without a count that would say how many were silent: in percent, or as a half."""
    told = number.share
    if told is None:
        return number
    if told.edge and told.of < COARSE_BELOW:
        told, low, high = told.model_copy(update={"percent": None}), None, None
    else:
        low, high = percent_range((told.percent or 0) * people / 100, people)
        low, high = (None if told.edge == "at_most" else low), (None if told.edge == "at_least" else high)
    sure: dict[str, object] = {"certainty": "cant_tell", "side": ""}
    if told.percent is not None and not told.edge and number.target is not None:
        sure = {"certainty": certainty(told.percent * people // 100, people, number.target / 100)}
    update: dict[str, object] = {
        "share": told.model_copy(update={"count": 0, "of": people, "is_least": True})
    }
    update |= {"low": low, "high": high} | sure
    return number.model_copy(update=update)


def minutes_number(survey: SurveyFacts, k: int) -> Number:
    """The median of minutes saved on one task, as people say; in steps of five, as they are
    asked."""
    grade = GRADES["before_after" if survey.is_before_after else "self_report"]
    saved = survey.minutes
    if state := _unshown(survey, "minutes", len(saved), k):
        return Number(key="minutes", state=state, grade=grade)
    typical, low, high = middle(saved)
    people, is_least = people_told(len(saved), survey.asked, k, "minutes_rest" not in survey.hidden)
    faster, slower = sum(value > 0 for value in saved), sum(value < 0 for value in saved)
    return Number(
        key="minutes", state="shown", grade=grade, minutes=_stepped(typical, round),
        low=_stepped(low, floor), high=_stepped(high, ceil),
        share=Share(count=people, of=people, is_least=is_least),
        certainty=sign_certainty(faster, slower), side="above" if faster >= slower else "below",
    )  # fmt: skip


def _unshown(survey: SurveyFacts, what: str, people: int, k: int) -> State | Literal[""]:
    if survey.asked == 0 or (people == 0 and survey.answered >= k):
        return "not_asked"
    return "hidden" if people < k or what in survey.hidden else ""


def _stepped(minutes: float, to: Callable[[float], int]) -> int:
    return MINUTES_STEP * to(minutes / MINUTES_STEP)


def rate_number(key: Key, x: int, n: int, target: float | None, grade: Grade, k: int = LEAST_USE) -> Number:
    """`x` of `n` people as a number, against a target in percent; ValueError for nobody. Everything beside the
    share is worked out from the share as it is told, and says no more."""
    told = share(x, n, k)
    low, high = percent_range(told.count, n)
    number = Number(
        key=key, state="shown", grade=grade, share=told,
        low=None if told.edge == "at_most" else low, high=None if told.edge == "at_least" else high,
    )  # fmt: skip
    if target is None:
        return number
    side: Side = "above" if 100 * told.count >= target * n else "below"
    is_open = (told.edge, side) in (
        ("at_least", "below"),
        ("at_most", "above"),
    )  # on either side of the target
    sure = "cant_tell" if is_open else certainty(told.count, n, target / 100)
    update = {"target": round(target), "certainty": sure, "side": "" if is_open else side}
    return number.model_copy(update=update)
