"""Corrections: what went wrong, in the words of who tells it; and the quiet days that follow."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.model.delivery import IsWorkday, Limits, Rules, next_open, works_on
from bot.model.people import Person
from bot.model.time import local_instant, monday_of

Sort = Literal["nudge", "tip", "window", "phase"]
SORTS: tuple[Sort, ...] = ("nudge", "tip", "window", "phase")
LOOKS_BACK = timedelta(days=14)
_LONGEST_BREAK = 60  # days: longer than any holiday


@dataclass(frozen=True)
class Subject:
    """What went wrong: an item of content, a window or a phase. Written `nudge:first-prompt`."""

    sort: Sort
    target: str

    @property
    def text(self) -> str:
        return f"{self.sort}:{self.target}"

    @classmethod
    def read(cls, text: str) -> Subject | None:
        """The subject a button named; None for anything else."""
        sort, _, target = text.partition(":")
        known = next((one for one in SORTS if one == sort), None)
        return cls(known, target) if known and target else None


class Correction(BaseModel):
    """What those are told who got it; a draft until somebody confirms it. `reason` by language."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    correction_id: str
    program_id: str
    sort: Sort
    target: str
    state: Literal["draft", "told"]
    reason: dict[str, str]
    since_at: datetime
    drafted_by: str
    told_at: datetime | None = None
    people: int = 0

    @property
    def subject(self) -> Subject:
        return Subject(self.sort, self.target)


def quiet_days(from_on: date, person: Person, limits: Limits, is_workday: IsWorkday) -> tuple[date, date]:
    """The day an apology comes, and the working day after it: the program starts nothing on either."""
    ahead = (from_on + timedelta(days=count) for count in range(1, _LONGEST_BREAK))
    following = next((day for day in ahead if works_on(day, person, limits, is_workday)), from_on)
    return from_on, following


def quiet_until(quiet_on: Collection[date], person: Person, rules: Rules, now: datetime) -> datetime:
    """The first working hour from now on outside the quiet days; now when today is none of them."""
    at = now
    for _ in quiet_on:
        day = at.astimezone(person.zone).date()
        if day in quiet_on:
            tomorrow = local_instant(day + timedelta(days=1), time.min, person.zone)
            at = next_open(tomorrow, person, rules.limits, rules.is_workday)
    return at


def reached_this_week(person: Person, times: Iterable[tuple[datetime, int]], now: datetime) -> int:
    """How many counted messages stand in front of a person from this local week; each time comes with how
    often the message was sent once more."""
    monday = monday_of(now.astimezone(person.zone).date())
    days = [(at.astimezone(person.zone).date(), more) for at, more in times]
    return sum(1 + more for day, more in days if monday_of(day) == monday)
