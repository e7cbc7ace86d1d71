"""The sponsor's monthly brief: on plan or not, is it worth it, where people are lost, what is to be decided, and
what nobody knows. Built from published summaries alone; the same summaries always give the same brief."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from bot.model.benefits import Benefit
from bot.model.costs import Costs
from bot.model.figures import Frozen, Number
from bot.model.leak import Leak, leak_of
from bot.model.measured import Known, Said, families
from bot.model.summary import Decision, Status, Summary
from bot.model.value import Value, value_of


class Brief(Frozen):
    """A brief as made. `weeks` are the program weeks it tells of, from and to; `active_before` how many were active
    a month before, where that is known. With the published summaries named by `summary_ids`, and those before them,
    `costs`, `benefits` and `quality` are all it was built from."""

    schema_version: Literal[1] = 1
    month: str
    made_on: date
    titles: dict[str, str]
    tool: str
    k: int
    weeks: tuple[int, int]
    last_week: int
    known_to: date
    status: Status
    numbers: tuple[Number, ...]
    active_before: Number | None
    is_partial: bool
    value: Value
    leak: Leak
    decision: Decision | None
    unmeasured: tuple[str, ...]
    summary_ids: tuple[str, ...]
    costs: Costs
    benefits: tuple[Benefit, ...]
    quality: Said | None


def month_of(digest_on: date) -> str:
    """The month a digest belongs to, like 2026-12."""
    return f"{digest_on:%Y-%m}"


def told_weeks(mondays: Sequence[date], month: str, digest_after: timedelta) -> tuple[date, ...]:
    """Of the published weeks, oldest first, those the brief of a month tells of: the week of its first digest,
    and those before it since the first digest of the month before. Their digest comes `digest_after` their
    Monday; () when none came in this month."""
    months = [month_of(monday + digest_after) for monday in mondays]
    if month not in months:
        return ()
    first = months.index(month)
    since = months.index(months[first - 1]) + 1 if first else 0
    return tuple(mondays[since : first + 1])


def build(
    month: str, made_on: date, told: Sequence[tuple[str, Summary]], earlier: Sequence[Summary], costs: Costs,
    benefits: Sequence[Benefit], quality: Said | None,
) -> Brief:  # fmt: skip
    """From the published weeks it tells of, oldest first, and those before them, which the worth of the whole
    program so far needs as well. ValueError for no week."""
    if not told:
        raise ValueError("a brief of no week")
    summaries = [summary for _, summary in told]
    newest, every = summaries[-1], [*earlier, *summaries]
    leak = leak_of(every, benefits)
    assert leak is not None, "there is a week"  # noqa: S101
    kept = tuple(one.model_copy(update={"note": ""}) for one in benefits)
    measured = families(newest, quality, benefits)
    return Brief(
        month=month,
        made_on=made_on,
        titles=newest.titles,
        tool=newest.tool,
        k=newest.k,
        weeks=(summaries[0].program_week, newest.program_week),
        last_week=newest.last_week,
        known_to=max((day for _, day in newest.sources), default=newest.week_on + timedelta(days=6)),
        status=newest.status,
        numbers=newest.numbers,
        active_before=_before(earlier),
        is_partial=newest.is_partial,
        value=value_of(costs, every, benefits),
        leak=leak,
        decision=newest.decision,
        unmeasured=_unmeasured(measured),
        summary_ids=tuple(summary_id for summary_id, _ in told),
        costs=costs,
        benefits=kept,
        quality=quality,
    )


def _before(earlier: Sequence[Summary]) -> Number | None:
    """How many were active in the last week of the brief before."""
    if not earlier:
        return None
    number = earlier[-1].number("active")
    return number if number.state == "shown" else None


def _unmeasured(measured: Sequence[Known]) -> tuple[str, ...]:
    return tuple(one.key for one in measured if not one.is_measured)
