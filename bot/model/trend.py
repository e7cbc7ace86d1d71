"""The picture of a summary: how many were active week by week, beside the plan; and which weeks changed since."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.model.figures import Frozen, Number, Point, share

CHART_WEEKS = 12


class Trend(Frozen):
    """Share active by program week in percent, this group and the plan; None where there is no
    telling. `holidays` are the weeks in which few of the group worked."""

    weeks: tuple[int, ...]
    active: tuple[int | None, ...]
    plan: tuple[int | None, ...]
    holidays: tuple[int, ...] = ()


class Before(Protocol):
    """What is looked at of the summary before this one."""

    @property
    def program_week(self) -> int: ...
    @property
    def trend(self) -> Trend | None: ...
    def number(self, key: str) -> Number: ...


def trend_of(
    history: Sequence[Point], curve: Mapping[int, float], k: int, before: Before | None
) -> Trend | None:
    """The newest weeks; of one that may not be told of today's people what was told of it before. None for fewer
    than two."""
    points = [point for point in history if point.week >= 1][-CHART_WEEKS:]
    if len(points) < 2:
        return None
    earlier = _shown(before) if before else {}
    plan = [planned(curve, point.week) for point in points]
    return Trend(
        weeks=tuple(point.week for point in points),
        active=tuple(_told(point, k) if point.is_told else earlier.get(point.week) for point in points),
        plan=tuple(None if value is None else round(value) for value in plan),
        holidays=tuple(point.week for point in points if point.is_holiday),
    )


def updated(trend: Trend | None, before: Before | None) -> tuple[int, ...]:
    """Weeks that late data changed since they were last shown."""
    if trend is None or before is None:
        return ()
    shown = _shown(before)
    now = zip(trend.weeks, trend.active, strict=True)
    return tuple(week for week, value in now if week in shown and shown[week] != value)


def planned(curve: Mapping[int, float], week: int) -> float | None:
    """The plan in percent for a week, on straight lines between the weeks it names; None before."""
    known = sorted(curve)
    if not known or week < known[0]:
        return None
    place = bisect_right(known, week)
    before = known[place - 1]
    if before == week or place == len(known):
        return curve[before]
    after = known[place]
    return curve[before] + (curve[after] - curve[before]) * (week - before) / (after - before)


def _shown(before: Before) -> dict[int, int | None]:
    if before.trend:
        return dict(zip(before.trend.weeks, before.trend.active, strict=True))
    first = before.number("active").share  # the first week is shown by its number alone
    return {before.program_week: first.percent} if first else {}


def _told(point: Point, k: int) -> int | None:
    return share(point.active, point.enabled).percent if point.enabled >= k else None
