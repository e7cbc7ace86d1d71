"""A program: one company rollout, in phases, with its promises to people; and where it stands today.

A person decides at every gate: a phase with a gate ends when somebody says so, never by the calendar.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.model.content import Worded
from bot.model.delivery import Limits
from bot.model.people import LOCALES
from bot.model.time import WEEKDAYS, known_zones, local_instant, monday_of, weekday_number

PhaseState = Literal["planned", "running", "at_gate", "done"]


def _weekday(name: str) -> str:
    if name.strip().lower() not in WEEKDAYS:
        raise ValueError(f"write a weekday as one of {', '.join(WEEKDAYS)}, not {name!r}")
    return name.strip().lower()


def _wall_time(text: str) -> str:
    try:
        return time.fromisoformat(text).strftime("%H:%M")
    except ValueError:
        raise ValueError(f"write a time as HH:MM, not {text!r}") from None


def _day_and_time(text: str) -> str:
    day, _, wall = text.strip().partition(" ")
    return f"{_weekday(day)} {_wall_time(wall.strip())}"


def _span(text: str) -> str:
    start, dash, end = text.partition("-")
    if not dash or _wall_time(start.strip()) >= _wall_time(end.strip()):
        raise ValueError(f'write hours as "09:30-16:30", the start first, not {text!r}')
    return f"{_wall_time(start.strip())}-{_wall_time(end.strip())}"


def _zone(name: str) -> str:
    if name not in known_zones():
        raise ValueError(f'unknown time zone {name!r}: write it like "Asia/Taipei"')
    return name


def _key(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", text):
        raise ValueError(f"write small letters, digits and hyphens, not {text!r}")
    return text


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise ValueError(f"write an e-mail address, not {text!r}")
    return text


def _locale(name: str) -> str:
    if name not in LOCALES:
        raise ValueError(f"unknown language {name!r}: use {', '.join(LOCALES)}")
    return name


Weekday = Annotated[str, AfterValidator(_weekday)]
WallTime = Annotated[str, AfterValidator(_wall_time)]
DayAndTime = Annotated[str, AfterValidator(_day_and_time)]
Hours = Annotated[str, AfterValidator(_span)]
Zone = Annotated[str, AfterValidator(_zone)]
Locale = Annotated[str, AfterValidator(_locale)]
Key = Annotated[str, AfterValidator(_key)]
Email = Annotated[str, AfterValidator(_email)]
Percent = Annotated[float, Field(ge=0, le=100)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kpi(_Part):
    """What the rollout is judged by, as it was before and as it should be."""

    name: str
    baseline: str
    target: str


class Cohort(_Part):
    """Whom the program is for: teams by name, `*` for all."""

    teams: tuple[str, ...] = Field(("*",), min_length=1)

    def has_team(self, team: str) -> bool:
        """Whether people of this team take part."""
        return "*" in self.teams or team in self.teams


class Charter(_Part):
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
    kpi: Kpi
    cohort: Cohort = Cohort()


class Terms(_Part):
    """What cards need to know of a program: the tool's name and key, and the smallest group ever shown."""

    tool: str
    group_minimum: int
    tool_key: str = ""


class WindowRule(_Part):
    """A feedback window of one program week, in each person's local time."""

    key: str
    questions: str
    week: int
    opens: DayAndTime
    reminds: DayAndTime | None = None
    closes: DayAndTime

    @model_validator(mode="after")
    def _in_order(self) -> WindowRule:
        steps = [step for step in (self.opens, self.reminds, self.closes) if step]
        instants = [(weekday_number(s[:3]), s[4:]) for s in steps]
        if instants != sorted(instants) or len(set(instants)) != len(instants):
            raise ValueError(
                f"window {self.key}: it must open, remind and close in this order within one week"
            )
        return self


class NudgeRule(_Part):
    """A slot for one nudge: the first of `use` that suits the person and was not seen yet."""

    week: int
    day: Weekday
    at: WallTime
    use: tuple[str, ...] = Field(min_length=1)


class WeeklyTime(_Part):
    """A weekday and a wall time."""

    day: Weekday
    at: WallTime


class Phase(_Part):
    """One phase: `first_week` is the program week it begins with, `gate` asks a person at its end."""

    key: str
    title: Worded
    first_week: int
    weeks: int = Field(ge=1, le=52)
    gate: bool = False
    owner: str
    kpi: str
    window: tuple[WindowRule, ...] = ()
    nudge: tuple[NudgeRule, ...] = ()
    tips: WeeklyTime | None = None

    @property
    def last_week(self) -> int:
        return self.first_week + self.weeks - 1


class Curve(_Part):
    """Planned shares in percent, by program week."""

    active: dict[str, Percent] = Field(default_factory=dict)
    habit: dict[str, Percent] = Field(default_factory=dict)


class Program(_Part):
    """A whole program file."""

    schema_: Literal[1] = Field(alias="schema")
    program: Charter
    digest: WeeklyTime = WeeklyTime(day="mon", at="09:00")
    plan: Curve = Curve()
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
        )

    def terms(self) -> Terms:
        """What cards need to know."""
        charter = self.program
        return Terms(tool=charter.tool, group_minimum=charter.group_minimum, tool_key=charter.tool_key)

    def fingerprint(self) -> str:
        """The same program text gives the same fingerprint."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()[:16]

    def phase_named(self, key: str) -> Phase:
        """The phase with this key; KeyError when there is none."""
        found = next((phase for phase in self.phase if phase.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def last_program_week(self) -> int:
        return self.phase[-1].last_week


class PhaseStatus(BaseModel):
    """Where one phase stands; `week_one_on` is the Monday its first week begins with."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    phase_key: str
    ordinal: int
    state: PhaseState
    week_one_on: date | None = None


def week_in(phase: Phase, status: PhaseStatus, day: date) -> int | None:
    """The program week `day` falls in, while the phase runs; None before it begins."""
    if status.week_one_on is None or day < status.week_one_on:
        return None
    return phase.first_week + (monday_of(day) - status.week_one_on).days // 7


def monday_for(phase: Phase, status: PhaseStatus, week: int) -> date | None:
    """The Monday of a program week of a phase; None while the phase is not dated."""
    if status.week_one_on is None:
        return None
    return status.week_one_on + timedelta(weeks=week - phase.first_week)


def first_monday(day: date) -> date:
    """The first Monday from `day` on."""
    return monday_of(day + timedelta(days=6))


def instant_in_week(monday: date, day_and_time: str, zone: ZoneInfo) -> datetime:
    """The instant of `tue 10:00` in the week of `monday`, in a zone."""
    day, _, wall = day_and_time.partition(" ")
    return local_instant(monday + timedelta(days=weekday_number(day)), time.fromisoformat(wall), zone)
