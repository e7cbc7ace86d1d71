"""A gate's conditions, judged from what was counted: time, sample, metric; a person's approval comes last.

Verdicts are given at planned looks only: one when the phase ends, one more when its extension ends. Looking
every week and stopping at the first good one would pass phases by chance (12 looks at 5 % are wrong in 20 %).
The machine recommends, never more; `stop` only after two failed gates in a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from bot.model.delivery import IsWorkday, Limits
from bot.model.figures import LEAST_USE, Frozen, Grade, Number, of_at_least, rate_number
from bot.model.gate import Gate, GateMetric
from bot.model.holiday_weeks import is_mostly_short
from bot.model.rollout import Phase
from bot.model.schedule import PhaseStatus, last_week, monday_for
from bot.model.statistics import judge_rate

Standing = Literal["met", "unmet", "cant_tell"]
CountState = Literal["counted", "partial", "hidden", "no_figures", "not_asked", "early"]
RailKey = Literal["opt_outs", "behind", "incidents", "safety"]
Recommendation = Literal["advance", "extend", "hold", "stop", "decide"]
Choice = Literal["advance", "object", "extend", "stop"]
CHOICES: tuple[Choice, ...] = ("advance", "object", "extend", "stop")
MOST_WEEKS = 4  # of the one extension
DAYS_TO_ASK_AGAIN = 3  # working days a gate waits for a decision before its deciders are asked again
DAYS_FOR_FIGURES = 3  # how long a look waits for a tool's report to tell its last week to the end
EVERYBODY_ALIKE: Mapping[str, int] = {"": 1}  # nobody has a calendar but the program's


class Count(Frozen):
    """The metric as counted: `count` of `of` people, everyone enrolled or asked, non-users included.

    `partial`: late figures may add to it, never take away. `week` is the program week counted. `k` is how near to
    nobody or everybody it is told; with `at_least` they are told to be so many at least.
    """

    metric: GateMetric
    state: CountState = "counted"
    count: int = 0
    of: int = 0
    week: int | None = None
    until: date | None = None
    by_report: bool = True
    k: int = LEAST_USE
    at_least: int | None = None

    @property
    def is_told(self) -> bool:
        """Whether there is a number at all."""
        return self.state in ("counted", "partial") and self.of > 0


class Rail(Frozen):
    """A guardrail: `value` against its `limit` (percent, points or how many); `group` is the one behind."""

    key: RailKey
    value: int
    limit: int
    is_broken: bool
    group: str = ""


class Evidence(Frozen):
    """What a planned look saw, kept as it was then: numbers in the form in which they may be told."""

    schema_version: Literal[1] = 1
    look: int
    metric: GateMetric
    target: int
    minimum_people: int
    ended_on: date
    weeks: int
    state: CountState
    number: Number | None
    week: int | None
    until: date | None
    sample: Standing
    verdict: Standing
    rails: tuple[Rail, ...] = ()
    failed_before: bool = False

    @property
    def three_met(self) -> bool:
        """Whether time (its look is planned for when it is over), sample and metric all agree."""
        return self.sample == self.verdict == "met"


def look_number(status: PhaseStatus) -> int:
    """Which planned look of its phase is due next or was last: the second one after an extension."""
    return 2 if status.extended_weeks else 1


def look_at(
    gate: Gate,
    count: Count,
    rails: Sequence[Rail],
    look: int,
    ended_on: date,
    weeks: int,
    failed_before: bool,
) -> Evidence:
    """The evidence a planned look keeps."""
    return Evidence(
        look=look,
        metric=gate.metric,
        target=round(gate.target),
        minimum_people=gate.minimum_people,
        ended_on=ended_on,
        weeks=weeks,
        state=count.state,
        number=number_of(gate, count),
        week=count.week,
        until=count.until,
        sample=judge_sample(gate, count),
        verdict=judge_metric(gate, count),
        rails=tuple(rails),
        failed_before=failed_before,
    )


def number_of(gate: Gate, count: Count) -> Number | None:
    """The metric as it may be told, against the gate's target; None where there is nothing to tell."""
    if not count.is_told:
        return None
    grade: Grade = "D" if count.metric in ("active", "habit", "activation") and count.by_report else "C"
    number = rate_number(count.metric, count.count, count.of, gate.target, grade, count.k)
    if count.at_least is not None:
        number = of_at_least(number, count.at_least)
    weak = count.state == "partial" and number.side == "below"
    return number.model_copy(update={"certainty": "cant_tell"}) if weak else number


def judge_sample(gate: Gate, count: Count) -> Standing:
    """Whether enough people are counted for a verdict."""
    if count.state in ("hidden", "no_figures", "not_asked", "early"):
        return "cant_tell"
    return "met" if count.of >= gate.minimum_people else "unmet"


def judge_metric(gate: Gate, count: Count) -> Standing:
    """Whether the rate reaches the target: sure at 80 %, either way; else nobody can tell yet."""
    if not count.is_told:
        return "cant_tell"
    verdict = judge_rate(count.count, count.of, gate.target / 100)
    if verdict == "pass":
        return "met"
    return "unmet" if verdict == "fail" and count.state == "counted" else "cant_tell"


def recommend(evidence: Evidence, rails: Sequence[Rail], may_extend: bool, unanswered: int) -> Recommendation:
    """What the machine proposes; the person decides."""
    broken = {rail.key for rail in rails if rail.is_broken}
    failed = evidence.verdict == "unmet"
    if "safety" in broken or (failed and evidence.failed_before):
        return "stop"
    if broken or (unanswered and not failed):
        return "hold"
    if evidence.three_met:
        return "advance"
    return "extend" if may_extend else "decide"


def rail(key: RailKey, value: float, limit: float, group: str = "") -> Rail:
    """A guardrail, broken when its value goes beyond the limit."""
    return Rail(key=key, value=round(value), limit=round(limit), is_broken=value > limit, group=group)


def working_days_since(since: date, today: date, limits: Limits, is_workday: IsWorkday) -> int:
    """Working days from `since` on that are over before `today`."""
    days = [since + timedelta(days=n) for n in range((today - since).days)]
    known = [(day, is_workday(limits.calendar, day, False)) for day in days]
    return sum(day.weekday() in limits.days if word is None else word for day, word in known)


def counted_week(
    phase: Phase, status: PhaseStatus, today: date, limits: Limits, is_workday: IsWorkday,
    calendars: Mapping[str, int] = EVERYBODY_ALIKE,
) -> tuple[int, date] | None:  # fmt: skip
    """The last week of a phase that is over and was no holiday week, with its Monday; `calendars` says how many
    people have which."""
    for week in range(last_week(phase, status), phase.first_week - 1, -1):
        monday = monday_for(phase, status, week)
        if monday is None or monday + timedelta(days=6) >= today:
            continue
        if not is_mostly_short(monday, calendars, limits, is_workday):
            return week, monday
    return None
