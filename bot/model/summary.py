"""The weekly adoption summary of one group: built from facts by rules, the same facts always
alike."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from pydantic import Field, SkipValidation

from bot.model.actions import Action, Answered, Moved, Retired, Situation, Theme, followed, propose
from bot.model.arrows import Numbers, with_arrows
from bot.model.changes import Change, choose_change
from bot.model.decisions import Criteria as Criteria
from bot.model.decisions import Decision as Decision
from bot.model.decisions import GateFacts as GateFacts
from bot.model.figures import (
    Frozen,
    Number,
    Point,
    Share,
    SurveyFacts,
    UseFacts,
    favourable_number,
    minutes_number,
    share,
    use_number,
)
from bot.model.more import MOVES_FROM
from bot.model.quotes import choose_quote
from bot.model.reach import Reach, reach
from bot.model.rungs import told_rungs
from bot.model.statistics import Edge
from bot.model.usage import Basis, Segment

Status = Literal["on_track", "watch", "needs_decision", "early"]
FIRST_WEEK_OF_HABIT = 4
CHART_WEEKS = 12
MOST_THEMES = 2
STALE_AFTER = 5  # program weeks after which an earlier answer is no longer repeated


class Trend(Frozen):
    """Share active by program week in percent, this group and the plan; None where there is no
    telling. `holidays` are the weeks in which few of the group worked."""

    weeks: tuple[int, ...]
    active: tuple[int | None, ...]
    plan: tuple[int | None, ...]
    holidays: tuple[int, ...] = ()


class Tip(Frozen):
    """The tip of the week; the votes only when enough people voted."""

    key: str
    titles: dict[str, str]
    helpful: int | None = None
    votes: int | None = None


class SummaryFacts(Frozen):
    """Everything a summary is made of. `names` are the roster's, to be taken out of quotes;
    `plan_*` map a program week to percent; `sources` say up to which day each source has
    counted; `made_on` is the day the summary is made; so many numbers were `questioned` and `corrected` since the
    summary before. `previous` is the summary before this one, `compared` the
    last of no holiday week."""

    titles: dict[str, str]
    tool: str
    team: str
    owner: str
    week_on: date
    made_on: date
    program_week: int
    last_week: int
    k: int = Field(5, ge=5)
    use: UseFacts
    survey: SurveyFacts
    themes: tuple[Theme, ...] = ()
    changes: tuple[Change, ...] = ()
    open_answers: tuple[str, ...] = ()
    names: SkipValidation[frozenset[str]] = frozenset()  # of everybody, and the same for every group
    plan_active: dict[int, float] = Field(default_factory=dict)
    plan_habit: dict[int, float] = Field(default_factory=dict)
    sources: tuple[tuple[str, date], ...] = ()
    tip: Tip | None = None
    gate: GateFacts | None = None
    retired: frozenset[str] = frozenset()
    no_longer: tuple[Retired, ...] = ()
    answered: tuple[Answered, ...] = ()
    hidden_teams: int = 0
    hidden_changed: int = 0
    is_standing: bool = False
    questioned: int = 0
    corrected: int = 0
    more: tuple[Number, ...] = ()
    previous: Summary | None = None
    compared: Summary | None = None


class Summary(Frozen):
    """A summary as published; kept and re-shown, never recomputed. Of the `enabled` people the use figures leave
    out `left_out`, whom a champion agreed to; `few_left_out`: some more, so few that they are counted."""

    schema_version: Literal[1] = 1
    titles: dict[str, str]
    tool: str
    team: str
    owner: str
    week_on: date
    program_week: int
    last_week: int
    status: Status
    basis: Basis
    numbers: tuple[Number, Number, Number, Number]
    started: int | None
    stopped: int | None
    trend: Trend | None
    actions: tuple[Action, ...]
    moved: tuple[Moved, ...] = ()
    no_longer: tuple[Retired, ...] = ()
    themes: tuple[Theme, ...]
    quote: str
    changed: Change | None = None
    tip: Tip | None
    decision: Decision | None
    enabled: int
    asked: int
    answered: int | None
    answered_edge: Edge = ""
    sources: tuple[tuple[str, date], ...]
    is_partial: bool
    hidden_teams: int
    hidden_changed: int = 0
    is_standing: bool = False
    questioned: int = 0
    corrected: int = 0
    more: tuple[Number, ...] = ()
    updated_weeks: tuple[int, ...]
    k: int
    is_holiday: bool = False
    left_out: int = 0
    few_left_out: bool = False
    rungs: tuple[tuple[Segment, Share], ...] = ()
    reach: Reach = Reach()

    def number(self, key: str) -> Number:
        """One of the four numbers; KeyError for another key."""
        return {number.key: number for number in self.numbers}[key]  # type: ignore[index]


SummaryFacts.model_rebuild()


def build(facts: SummaryFacts) -> Summary:
    """The summary of one group and week; equal facts give equal summaries."""
    use, survey = facts.use, facts.survey
    numbers: Numbers = (
        use_number("habit", use, planned(facts.plan_habit, facts.program_week)),
        use_number("active", use, planned(facts.plan_active, facts.program_week)),
        _or_earlier(minutes_number(survey, facts.k), facts),
        _or_earlier(favourable_number(survey, facts.k), facts),
    )
    themes, trend = facts.themes[:MOST_THEMES], _trend(facts)
    tells_moves = use.is_known and not use.is_partial and use.enabled >= MOVES_FROM * facts.k
    tells_moves = tells_moves and facts.program_week > 1 and not use.is_holiday
    tells_response = survey.asked >= facts.k and "response" not in survey.hidden
    response = share(survey.answered, survey.asked, facts.k) if tells_response else None
    return Summary(
        **{name: getattr(facts, name) for name in _AS_GIVEN},
        status=_status(facts, numbers),
        basis=use.basis,
        numbers=with_arrows(numbers, use, facts.compared, tells_moves),
        started=use.started if tells_moves else None,
        stopped=use.stopped if tells_moves else None,
        trend=trend,
        updated_weeks=_updated(trend, facts.previous),
        actions=propose(_situation(facts, themes)),
        moved=followed(_situation(facts, facts.themes), facts.answered),
        themes=themes,
        quote=choose_quote(facts.open_answers, facts.names),
        changed=choose_change(facts.changes, themes),
        tip=_tip(facts),
        decision=_decision(facts),
        enabled=use.enabled + use.left_out,
        asked=survey.asked,
        answered=response.count if response else None,
        answered_edge=response.edge if response else "",
        is_partial=use.is_partial,
        is_holiday=use.is_holiday,
        left_out=use.left_out,
        few_left_out=use.few_left_out,
        rungs=() if facts.team else told_rungs(use, facts.k),
        reach=reach(use, survey, facts.k),
    )


_AS_GIVEN = (
    "titles", "tool", "team", "owner", "week_on", "program_week", "last_week", "sources",
    "no_longer", "hidden_teams", "hidden_changed", "is_standing", "k", "questioned", "corrected", "more",
)  # fmt: skip


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


def _or_earlier(number: Number, facts: SummaryFacts) -> Number:
    """A number that was not asked for this week: the last one, with its week."""
    if number.state != "not_asked" or facts.previous is None:
        return number
    earlier = facts.previous.number(number.key)
    asked_in = earlier.asked_in or facts.previous.program_week
    if earlier.state != "shown" or facts.program_week - asked_in > STALE_AFTER:
        return number
    return earlier.model_copy(update={"asked_in": asked_in, "arrow": ""})


def _status(facts: SummaryFacts, numbers: tuple[Number, ...]) -> Status:
    if facts.gate and facts.gate.is_due:
        return "needs_decision"
    if facts.program_week < 1:
        return "early"
    behind = [n for n in numbers[:2] if n.side == "below" and n.certainty != "cant_tell"]
    if behind or not facts.use.is_known:
        return "watch"
    return "early" if facts.program_week < FIRST_WEEK_OF_HABIT else "on_track"


def _trend(facts: SummaryFacts) -> Trend | None:
    points = [point for point in facts.use.history if point.week >= 1][-CHART_WEEKS:]
    if len(points) < 2:
        return None
    plan = [planned(facts.plan_active, point.week) for point in points]
    return Trend(
        weeks=tuple(point.week for point in points),
        active=tuple(_told(point, facts.k) for point in points),
        plan=tuple(None if value is None else round(value) for value in plan),
        holidays=tuple(point.week for point in points if point.is_holiday),
    )


def _updated(trend: Trend | None, previous: Summary | None) -> tuple[int, ...]:
    """Weeks that late data changed since they were last shown."""
    if trend is None or previous is None:
        return ()
    if previous.trend:
        shown = dict(zip(previous.trend.weeks, previous.trend.active, strict=True))
    else:  # the first week is shown by its number alone
        first = previous.number("active").share
        shown = {previous.program_week: first.percent} if first else {}
    now = zip(trend.weeks, trend.active, strict=True)
    return tuple(week for week, value in now if week in shown and shown[week] != value)


def _told(point: Point, k: int) -> int | None:
    return share(point.active, point.enabled).percent if point.enabled >= k else None


def _situation(facts: SummaryFacts, themes: tuple[Theme, ...]) -> Situation:
    monday = facts.week_on + timedelta(weeks=1)
    return Situation(
        facts.use,
        facts.survey,
        themes,
        facts.team,
        facts.program_week,
        monday,
        facts.made_on,
        facts.k,
        facts.retired,
        {one.action.key: one for one in facts.answered},
    )


def _tip(facts: SummaryFacts) -> Tip | None:
    if facts.tip and (facts.tip.votes or 0) < facts.k:
        return facts.tip.model_copy(update={"helpful": None, "votes": None})
    return facts.tip


def _decision(facts: SummaryFacts) -> Decision | None:
    if facts.gate is None:
        return None
    weeks_left = max(0, facts.gate.week - facts.program_week)
    gate = facts.gate.model_copy(update={"so_far": None, "criteria": None}) if facts.team else facts.gate
    return Decision(gate=gate, weeks_left=weeks_left, criteria=gate.criteria)
