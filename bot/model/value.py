"""What a rollout is worth, as a range and never a point: hours people say they save, against what it costs.

Hours = active people × minutes on a task × tasks a week, summed over the weeks, times the part of saved minutes
that becomes other work. ROI = (benefit - cost) / cost. Break-even is the minutes a week at which a seat pays for
itself. Everything is worked out from published summaries, so that it tells of nobody what they do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10
from typing import Literal

from bot.model.benefits import Benefit, weakest
from bot.model.costs import ALL_KEYS, SEAT_KEYS, Costs
from bot.model.figures import Frozen, Grade, Share
from bot.model.statistics import Edge
from bot.model.summary import Summary

WEEKS_A_YEAR, MONTHS_A_YEAR, MINUTES = 52, 12, 60
DIGITS = 2  # minutes come in steps of five, realisation in tenths: no sum of them has more digits that mean anything
ROI_STEP = 10  # percent
Verdict = Literal["pays", "does_not", "cant_tell"]
Lack = Literal["people", "use", "minutes"]


class Range(Frozen):
    """From `low` to `high`, both rounded outwards."""

    low: float
    high: float


class Roi(Frozen):
    """Of the program so far: hours and money won, money spent, and the return in percent of it. `weeks` of
    `of_weeks` had minutes to count; the others count as nothing won. `effects` were measured and added. The grade is
    that of the weakest part."""

    hours: Range
    benefit: Range
    cost: float
    percent: Range
    verdict: Verdict
    grade: Grade
    weeks: int
    of_weeks: int
    effects: int = 0


class BreakEven(Frozen):
    """Minutes a week at which a seat pays for itself: if every minute counted (`face`), at the middle of the
    realisation written (`realised`, in percent `realisation`), and with the seats in use last week (`active`) paying
    for the idle ones (`with_idle`; `edge` where only a bound is known)."""

    face: int
    realised: int
    realisation: int
    with_idle: int | None = None
    edge: Edge = ""
    active: Share | None = None


class Value(Frozen):
    """Everything that may be said about worth. `missing` are keys of [value] nobody wrote, `lacks` what nobody
    measured; without an ROI at least one of them says why, or the rollout costs nothing (`is_free`)."""

    currency: str
    missing: tuple[str, ...]
    lacks: tuple[Lack, ...]
    is_free: bool = False
    hours: Range | None = None
    roi: Roi | None = None
    break_even: BreakEven | None = None
    per_habitual: Range | None = None
    realisation: tuple[int, int] = (30, 70)
    tasks_per_week: float | None = None


def value_of(costs: Costs, weeks: Sequence[Summary], benefits: Iterable[Benefit] = ()) -> Value:
    """From the published summaries of everybody, oldest first, and what was measured besides."""
    known = [week for week in weeks if week.program_week >= 1]
    hours = [found for week in known if (found := _hours(week, costs))]
    cost = _cost(costs, known)
    is_told = bool(known) and known[-1].enabled >= known[-1].k
    roi = _roi(costs, known, hours, benefits, cost) if is_told and hours and cost else None
    return Value(
        currency=costs.currency,
        missing=costs.missing(),
        lacks=_lacks(known, hours),
        is_free=cost == 0,
        hours=_outwards(_sum(hours)) if hours and is_told and costs.tasks_per_week else None,
        roi=roi,
        break_even=break_even(costs, known[-1].number("active").share if known else None),
        per_habitual=_per_habitual(known, cost) if is_told and cost else None,
        realisation=(round(100 * costs.realisation_low), round(100 * costs.realisation_high)),
        tasks_per_week=costs.tasks_per_week,
    )


def break_even(costs: Costs, active: Share | None) -> BreakEven | None:
    """None while the price of a seat or of an hour is not written, and for seats that cost nothing."""
    price, loaded = costs.seat_price_month, costs.loaded_hourly
    if costs.missing(SEAT_KEYS) or not price or not loaded:
        return None
    realisation = (costs.realisation_low + costs.realisation_high) / 2
    face = price * MONTHS_A_YEAR / WEEKS_A_YEAR / loaded * MINUTES
    told = BreakEven(face=ceil(face), realised=ceil(face / realisation), realisation=round(100 * realisation))
    if active is None or not active.count:
        return told
    edge: Edge = {"at_most": "at_least", "at_least": "at_most", "": ""}[active.edge]  # type: ignore[assignment]
    with_idle = ceil(face / realisation * active.of / active.count)
    return told.model_copy(update={"with_idle": with_idle, "edge": edge, "active": active})


def people_in(share: Share) -> tuple[int, int]:
    """The fewest and the most people a told share may stand for."""
    if share.edge == "at_most":
        return 0, share.count
    return share.count, share.of if share.edge == "at_least" else share.count


def outwards(low: float, high: float) -> Range:
    """A range with as many digits as its inputs bear, which still contains it."""
    return _outwards((low, high))


def _hours(week: Summary, costs: Costs) -> tuple[float, float] | None:
    """Hours won in a week, low and high. Saved minutes count as far as they become other work; lost ones whole."""
    active, minutes, tasks = week.number("active"), week.number("minutes"), costs.tasks_per_week or 0
    if active.share is None or minutes.state != "shown" or minutes.low is None or minutes.high is None:
        return None
    fewest, most = people_in(active.share)
    low = minutes.low * (fewest * costs.realisation_low if minutes.low >= 0 else most)
    high = minutes.high * (most * costs.realisation_high if minutes.high >= 0 else fewest)
    return low * tasks / MINUTES, high * tasks / MINUTES


def _cost(costs: Costs, weeks: Sequence[Summary]) -> float | None:
    """Seats for every week so far, enablement and integration; None while something is not written."""
    price, loaded = costs.seat_price_month, costs.loaded_hourly
    hours, once = costs.enablement_hours, costs.integration
    if costs.missing(ALL_KEYS) or price is None or loaded is None or hours is None or once is None:
        return None
    if not weeks:
        return None
    seats = costs.seats or sum(week.enabled for week in weeks) / len(weeks)
    paid = seats * weeks[-1].program_week * price * MONTHS_A_YEAR / WEEKS_A_YEAR
    return paid + hours * loaded + once


def _roi(
    costs: Costs, weeks: Sequence[Summary], hours: Sequence[tuple[float, float]], benefits: Iterable[Benefit],
    cost: float,
) -> Roi:  # fmt: skip
    low, high = _sum(hours)
    added = [one for one in benefits if one.adds_to_roi and one.currency == costs.currency]
    worth = costs.loaded_hourly or 0
    won = (low * worth + sum(one.low for one in added), high * worth + sum(one.high for one in added))
    percent = tuple(100 * (end - cost) / cost for end in won)
    grades = [week.number("minutes").grade for week in weeks if _hours(week, costs)]
    grade = weakest([*grades, *(one.grade for one in added)])
    return Roi(
        hours=_outwards((low, high)),
        benefit=_outwards(won),
        cost=_rounded(cost, up=True),
        percent=_outwards((percent[0], percent[1]), ROI_STEP),
        verdict="pays" if percent[0] >= 0 else "does_not" if percent[1] < 0 else "cant_tell",
        grade=grade or "D",
        weeks=len(hours),
        of_weeks=weeks[-1].program_week,
        effects=len(added),
    )


def _per_habitual(weeks: Sequence[Summary], cost: float) -> Range | None:
    """What everything so far costs for each person with the habit; None where nobody surely has it."""
    share = weeks[-1].number("habit").share
    fewest, most = people_in(share) if share else (0, 0)
    return _outwards((cost / most, cost / fewest)) if fewest else None


def _lacks(weeks: Sequence[Summary], hours: Sequence[object]) -> tuple[Lack, ...]:
    if not weeks or weeks[-1].enabled < weeks[-1].k:
        return ("people",)
    if not any(week.number("active").share for week in weeks):
        return ("use",)
    return () if hours else ("minutes",)


def _sum(ranges: Iterable[tuple[float, float]]) -> tuple[float, float]:
    pairs = list(ranges)
    return sum(low for low, _ in pairs), sum(high for _, high in pairs)


def _outwards(ends: tuple[float, float], step: float = 0) -> Range:
    return Range(low=_rounded(ends[0], up=False, step=step), high=_rounded(ends[1], up=True, step=step))


def _rounded(value: float, *, up: bool, step: float = 0) -> float:
    """Two digits that mean something, away from the middle of its range; at least in steps of `step`."""
    exact = round(value, 6)  # what floating point leaves over is no reason to round up
    if exact == 0:
        return 0.0
    digits = 10.0 ** (floor(log10(abs(exact))) - DIGITS + 1)
    size = max(digits, step)
    return float(round((ceil if up else floor)(round(exact / size, 9)) * size, 6))
