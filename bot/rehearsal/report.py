"""The report of a rehearsal: what would happen, and what had better be changed before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Finding(_Frozen):
    """One sentence with its fix; `key` is the part of the program file it is about."""

    level: Level
    about: str
    key: str
    week: int | None
    text: str


class WeekLine(_Frozen):
    """How many messages of each kind leave in one week."""

    monday: date
    messages: dict[str, int]


class Load(_Frozen):
    """What people get: the most on one day, the middle of all days with a message, and how many people
    get more than one on a day, or on average more than 80 % of the weekly cap."""

    most_a_day: int
    median_a_day: float
    over_one_a_day: int
    near_the_cap: int


class Lost(_Frozen):
    """Messages that would not leave, with the reason."""

    kind: str
    reason: str
    messages: int


class SlotLine(_Frozen):
    """One slot, or one window's prompts or reminders: on which day, for how many, what became of it."""

    slot: str
    week: int
    on: date
    people: int
    day_off: int
    sent: int
    lost: dict[str, int]


class Fullest(_Frozen):
    """The most messages due at one instant in one workspace, and how long the platform's limit makes it."""

    kind: str
    at: datetime
    platform: str
    messages: int
    hours: float


class WindowLine(_Frozen):
    """The working time one window leaves to a group of people in one zone with one calendar."""

    window: str
    week: int
    zone: str
    calendar: str
    people: int
    working_days: int
    working_hours: float


class Comparison(_Frozen):
    """What a planned comparison can show. A gate: how probable it passes when the truth lies at, or ten
    points below or above, its target. The holdout: the smallest difference it shows, in points."""

    about: str
    people: int
    held_out: int = 0
    smallest_points: float | None = None
    pass_at_target: float | None = None
    pass_below: float | None = None
    pass_above: float | None = None


class Planned(_Frozen):
    """One message in a person's calendar, at the person's local time."""

    at: datetime
    kind: str
    item: str
    state: str
    reason: str


class Report(_Frozen):
    """Everything a rehearsal found."""

    program: str
    begins_on: date
    ends_on: date
    people: int
    taking_part: int
    reached: int
    messages: int
    weeks: tuple[WeekLine, ...]
    load: Load
    lost: tuple[Lost, ...]
    slots: tuple[SlotLine, ...]
    windows: tuple[WindowLine, ...]
    fullest: Fullest | None
    comparisons: tuple[Comparison, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[str, ...]
    person: tuple[Planned, ...] | None = None

    def count(self, level: Level) -> int:
        """How many findings there are of a level."""
        return sum(finding.level == level for finding in self.findings)

    @property
    def is_fit(self) -> bool:
        """Whether nothing found is an error."""
        return not self.count("error")
