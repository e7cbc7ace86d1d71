"""Where people are lost on the way from a seat to a result: seat, tried, habit, task changed, KPI moved.

Everything comes from published summaries; a step nobody counted or asked about is left open, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.model.benefits import Benefit, weakest
from bot.model.figures import Frozen, Grade, Number, Share
from bot.model.summary import STALE_AFTER, Summary
from bot.model.value import people_in

StepKey = Literal["seat", "tried", "habit", "changed", "kpi"]
StepState = Literal[
    "known", "early", "no_figures", "not_counted", "not_asked", "not_measured", "not_moved", "whole_only"
]
LossEdge = Literal["", "at_least", "at_most", "about"]


class Step(Frozen):
    """One step: how many people reached it. `weeks` a habit takes; `asked_in` is the program week in which people
    were asked; `effects` somebody measured, of the last step, which is about results and not about people."""

    key: StepKey
    state: StepState
    share: Share | None = None
    grade: Grade | None = None
    weeks: int = 0
    asked_in: int | None = None
    effects: int = 0


class Loss(Frozen):
    """People who reached one step and not the next known one (`edge`: only a bound is known, or about how many)."""

    before: StepKey
    after: StepKey
    people: int
    edge: LossEdge = ""


class Leak(Frozen):
    """The five steps of a group in one week; `worst` is the largest loss, None where nothing can be compared or
    hardly anybody is lost."""

    titles: dict[str, str]
    team: str
    tool: str
    program_week: int
    k: int
    steps: tuple[Step, ...]
    losses: tuple[Loss, ...]
    worst: Loss | None


def leak_of(weeks: Sequence[Summary], benefits: Sequence[Benefit] | None) -> Leak | None:
    """Of a group's published summaries, oldest first, and what was measured (None for a team: that is of the
    whole). None without any summary."""
    if not weeks:
        return None
    newest = weeks[-1]
    steps = (
        _seat(newest),
        _tried(newest),
        _habit(newest.number("habit")),
        _changed(weeks),
        _kpi(benefits),
    )
    losses = _losses(steps)
    sure = (loss for loss in losses if loss.edge != "at_most")  # which may be nobody at all
    worst = max(sure, key=lambda loss: loss.people, default=None)  # of equals the earlier one
    return Leak(
        titles=newest.titles, team=newest.team, tool=newest.tool, program_week=newest.program_week, k=newest.k,
        steps=steps, losses=losses, worst=worst if worst and worst.people > 0 else None,
    )  # fmt: skip


def _seat(newest: Summary) -> Step:
    seats = Share(count=newest.enabled, of=newest.enabled)
    return Step(key="seat", state="known", share=seats)


def _tried(newest: Summary) -> Step:
    if newest.reach.tried is None:
        is_counted = newest.number("active").state == "shown"
        return Step(key="tried", state="not_counted" if is_counted else "no_figures")
    return Step(key="tried", state="known", share=newest.reach.tried, grade=newest.number("active").grade)


def _habit(number: Number) -> Step:
    if number.state != "shown":
        return Step(
            key="habit", state="early" if number.state == "early" else "no_figures", weeks=number.weeks
        )
    return Step(key="habit", state="known", share=number.share, grade=number.grade, weeks=number.weeks)


def _changed(weeks: Sequence[Summary]) -> Step:
    """The newest week in which people were asked, unless that is too long ago."""
    newest = weeks[-1].program_week
    for week in reversed(weeks):
        if newest - week.program_week <= STALE_AFTER and week.reach.changed:
            grade = week.number("minutes").grade
            asked_in = week.program_week if week.program_week != newest else None
            return Step(
                key="changed", state="known", share=week.reach.changed, grade=grade, asked_in=asked_in
            )
    return Step(key="changed", state="not_asked")


def _kpi(benefits: Sequence[Benefit] | None) -> Step:
    if benefits is None:
        return Step(key="kpi", state="whole_only")
    moved = [one for one in benefits if one.low > 0]
    if not moved:
        return Step(key="kpi", state="not_moved" if benefits else "not_measured", effects=len(benefits))
    grade = weakest([one.grade for one in moved])
    return Step(key="kpi", state="known", grade=grade, effects=len(moved))


def _losses(steps: Sequence[Step]) -> tuple[Loss, ...]:
    """Between each step counted in people and the one counted before it. Who says that nothing changed is lost
    among those who answered: what the silent would say nobody knows."""
    found = []
    before: Step | None = None
    for step in steps:
        if step.share is None or (step.share.is_least and step.share.percent is None):
            continue
        if before and before.share:
            people, edge = _between(before.share, step.share, is_asked=step.key == "changed")
            found.append(Loss(before=before.key, after=step.key, people=people, edge=edge))
        before = step
    return tuple(found)


def _between(before: Share, after: Share, *, is_asked: bool) -> tuple[int, LossEdge]:
    """How many are lost, and how exactly that is known of two shares of which each may be a bound."""
    if after.is_least:  # their share is told, and how many they are only at least
        return after.of - after.of * (after.percent or 0) // 100, "about"
    among = (after.of, after.of) if is_asked else people_in(before)
    fewest, most = people_in(after)
    low, high = max(0, among[0] - most), max(0, among[1] - fewest)
    told = max(0, (after.of if is_asked else before.count) - after.count)
    if low == high:
        return told, ""
    return (told, "at_least") if told == low else (high, "at_most")
