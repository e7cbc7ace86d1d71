"""A program: one company rollout, in phases, with its promises to people; and where it stands today.

A person decides at every gate: a phase with a gate ends when somebody says so, never by the calendar.
"""

from __future__ import annotations

import hashlib
from datetime import date, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, field_validator, model_validator

from bot.model.cohort import Cohort
from bot.model.content import Worded
from bot.model.costs import Costs
from bot.model.delivery import Limits
from bot.model.gate import Gate
from bot.model.modes import Mode
from bot.model.sharing_weeks import share_weeks, turns_of
from bot.model.time import weekday_number
from bot.model.written import (
    Calendar,
    DayAndTime,
    Email,
    Hours,
    Key,
    Locale,
    Part,
    Percent,
    WallTime,
    Weekday,
    Zone,
)

ProgramState = Literal["draft", "approved", "running", "held", "done", "stopped"]
PhaseState = Literal["planned", "running", "at_gate", "done"]


class Kpi(Part):
    """What the rollout is judged by, as it was before and as it should be."""

    name: str
    baseline: str
    target: str


class Owners(Part):
    """Who answers for what: an address each; the gate says which are missing."""

    defined_by: Email | None = None
    chosen_by: Email | None = None
    supervised_by: Email | None = None
    judged_by: Email | None = None


class Charter(Part):
    """Why, for whom, under which promises."""

    key: Key
    tool: str = Field(min_length=1, max_length=60)
    tool_key: str = Field(min_length=1, max_length=60)
    sponsor: str = Field(min_length=1, max_length=80)
    human: Email
    starts_on: date
    timezone: Zone
    locale: Locale = "en"
    weekly_cap: int = Field(2, ge=1, le=5)
    hours_apart: int = Field(48, ge=0, le=168)
    working_hours: Hours = "09:30-16:30"
    working_days: tuple[Weekday, ...] = Field(("mon", "tue", "wed", "thu", "fri"), min_length=1)
    group_minimum: int = Field(5, ge=5)
    title: Worded
    why: Worded
    problem: Worded | None = None
    sponsor_email: Email | None = None
    owners: Owners = Owners()
    risk_appetite: Literal["low", "medium", "high"] = "low"
    budget: str = Field("", max_length=120)
    graduates_on: date | None = None
    kpi: Kpi
    cohort: Cohort = Cohort()


class Terms(Part):
    """What cards need to know of a program: the tool's name and key, and the smallest group ever shown."""

    tool: str
    group_minimum: int
    tool_key: str = ""


class WindowRule(Part):
    """A feedback window of one program week: at each person's local time, or with `clock = "program"` at one
    instant for all, by the program's own zone.

    It comes again `every_weeks` of its phase, and with `half` asks one half of the people only, always the
    same one: two windows with a half each, a week apart, take turns. `mode` says who can know whose answer
    is whose.
    """

    key: str
    questions: str
    week: int
    opens: DayAndTime
    reminds: DayAndTime | None = None
    reminds_again: DayAndTime | None = None
    closes: DayAndTime
    clock: Literal["local", "program"] = "local"
    every_weeks: int = Field(0, ge=0, le=26)
    half: Literal["", "a", "b"] = ""
    mode: Mode = "confidential"

    def zone_for(self, own: str, program: str) -> str:
        """The zone whose wall clock it keeps, for somebody of zone `own`."""
        return program if self.clock == "program" else own

    @property
    def reminders(self) -> tuple[str, ...]:
        """When those who have not answered are reminded, in order."""
        return tuple(at for at in (self.reminds, self.reminds_again) if at)

    @model_validator(mode="after")
    def _in_order(self) -> WindowRule:
        if self.reminds_again and not self.reminds:
            raise ValueError(f"window {self.key}: reminds_again comes after reminds; write that one first")
        steps = [step for step in (self.opens, *self.reminders, self.closes) if step]
        instants = [(weekday_number(s[:3]), s[4:]) for s in steps]
        if instants != sorted(instants) or len(set(instants)) != len(instants):
            raise ValueError(
                f"window {self.key}: it must open, remind and close in this order within one week"
            )
        return self


class NudgeRule(Part):
    """A slot for one nudge: the first of `use` that suits the person and was not seen yet."""

    week: int
    day: Weekday
    at: WallTime
    use: tuple[str, ...] = Field(min_length=1)


class WeeklyTime(Part):
    """A weekday and a wall time."""

    day: Weekday
    at: WallTime


class Phase(Part):
    """One phase: `first_week` is the program week it begins with, `gate` asks a person at its end.

    Its length is said by `weeks`, or by the Monday it `starts_on` and the Sunday it `ends_on`.
    """

    key: str
    title: Worded
    first_week: int
    weeks: int = Field(ge=1, le=52)
    starts_on: date | None = None
    ends_on: date | None = None
    gate: Gate | None = None
    owner: str
    kpi: str
    cohort: Cohort | None = None
    window: tuple[WindowRule, ...] = ()
    nudge: tuple[NudgeRule, ...] = ()
    tips: WeeklyTime | None = None

    @field_validator("gate", mode="before")
    @classmethod
    def _gate_is_a_table(cls, gate: Any) -> Any:
        if isinstance(gate, bool):
            if gate:
                raise ValueError(
                    'write [phase.gate] with metric and target, like metric = "active" and target = 60'
                )
            return None
        return gate

    @model_validator(mode="before")
    @classmethod
    def _count_weeks(cls, written: Any) -> Any:
        """Dates say the length as well as `weeks` do; both at once may contradict each other."""
        if not isinstance(written, dict) or not {"starts_on", "ends_on"} & written.keys():
            return written
        starts, ends = written.get("starts_on"), written.get("ends_on")
        if not isinstance(starts, date) or not isinstance(ends, date):
            return written
        days = (ends - starts).days + 1
        if starts.weekday() or days % 7 or days < 7:
            raise ValueError(f"starts_on {starts} and ends_on {ends}: write a Monday and a later Sunday")
        if written.get("weeks", days // 7) != days // 7:
            raise ValueError(
                f"weeks = {written['weeks']}, but the dates are {days // 7} weeks apart; leave one out"
            )
        return {**written, "weeks": days // 7}

    @property
    def last_week(self) -> int:
        return self.first_week + self.weeks - 1

    @property
    def windows(self) -> tuple[WindowRule, ...]:
        """Every window of the phase with the week it comes in: a repeated one again and again, from the
        second time on under a key that says its week, but for weeks of windows that come more rarely."""
        kept, _ = share_weeks(turns_of(self.window, self.last_week))
        return tuple(turn.rule for turn in kept)


class Holdout(Part):
    """The sticky share that gets no nudges and no tips, so that their effect can be known: `percent` of
    the people, for `weeks` program weeks; each item is judged `judged_after` weeks after it first left."""

    percent: float = Field(20, ge=0, le=50)
    weeks: int = Field(12, ge=1, le=52)
    judged_after: int = Field(4, ge=2, le=26)


class Holidays(Part):
    """The country or region whose holidays hold for people without a calendar of their own."""

    country: Calendar = ""


class Curve(Part):
    """Planned shares in percent, by program week."""

    active: dict[str, Percent] = Field(default_factory=dict)
    habit: dict[str, Percent] = Field(default_factory=dict)


class Program(Part):
    """A whole program file."""

    schema_: Literal[1] = Field(alias="schema")
    program: Charter
    digest: WeeklyTime = WeeklyTime(day="mon", at="09:00")
    calendar: Holidays = Holidays()
    plan: Curve = Curve()
    holdout: Holdout = Holdout()
    value: Costs = Costs()
    phase: tuple[Phase, ...] = Field(min_length=1)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.program.timezone)

    def limits(self) -> Limits:
        """The promises to a person, as delivery checks them."""
        start, _, end = self.program.working_hours.partition("-")
        return Limits(
            weekly_cap=self.program.weekly_cap,
            apart_for=timedelta(hours=self.program.hours_apart),
            from_time=time.fromisoformat(start),
            until_time=time.fromisoformat(end),
            days=frozenset(weekday_number(day) for day in self.program.working_days),
            calendar=self.calendar.country,
        )

    def terms(self) -> Terms:
        """What cards need to know."""
        charter = self.program
        return Terms(tool=charter.tool, group_minimum=charter.group_minimum, tool_key=charter.tool_key)

    def fingerprint(self) -> str:
        """The same program text gives the same fingerprint, also one from before values could be written."""
        left_out = {"value"} if self.value == Costs() else None
        return hashlib.sha256(self.model_dump_json(by_alias=True, exclude=left_out).encode()).hexdigest()[:16]

    def phase_named(self, key: str) -> Phase:
        """The phase with this key; KeyError when there is none."""
        found = next((phase for phase in self.phase if phase.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def leads(self) -> frozenset[str]:
        """Addresses of those who answer for it: the owners of its phases and the sponsor."""
        named = (self.program.sponsor_email or "", *(phase.owner for phase in self.phase))
        return frozenset(email.strip().lower() for email in named if email)

    def last_program_week(self) -> int:
        return self.phase[-1].last_week
