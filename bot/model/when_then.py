"""When-then plans: “After my next meeting, I will draft the minutes”, and the moment of the one reminder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from bot.model.delivery import IsWorkday, Limits, next_open, works_on
from bot.model.people import Person
from bot.model.time import LocalTime, first_monday, local_instant

Cue = Literal["meeting", "time"]
State = Literal["planned", "replaced", "cancelled", "done", "not_now"]
LONGEST = timedelta(days=92)
TEN = time(10)
_ENDS_AT_LEAST = timedelta(minutes=5)  # from now: a meeting that ends sooner has ended
_HALF = 30  # minutes
_MOST_ENDS = 4
_DAY_ENDS = time(18)


class WhenThen(BaseModel):
    """One plan of a person; `wall` in `zone` is when its reminder comes."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    plan_id: str
    person_id: str
    nudge_id: str
    cue: Cue
    task: str
    wall: str
    zone: str
    weekly_cap: int
    state: State = "planned"
    planned_at: datetime

    @property
    def moment(self) -> Moment:
        return Moment(self.cue, LocalTime.read(self.wall, self.zone))

    @property
    def planned_on(self) -> date:
        """The person's own date on which it was made."""
        return self.planned_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def at(self) -> datetime:
        """The instant of the reminder."""
        return self.moment.rule.instant()


@dataclass(frozen=True)
class Moment:
    """The first half of a plan: which cue, and the local time it is expected at."""

    cue: Cue
    rule: LocalTime

    @property
    def text(self) -> str:
        """`meeting@2026-12-01T11:00`, as a button carries it."""
        return f"{self.cue}@{self.rule.text}"

    @classmethod
    def read(cls, text: str, zone: str) -> Moment:
        """The moment a button carries; ValueError when it is none."""
        cue, _, wall = text.partition("@")
        if cue not in ("meeting", "time"):
            raise ValueError(text)
        return cls("meeting" if cue == "meeting" else "time", LocalTime.read(wall, zone))

    def is_ahead(self, now: datetime) -> bool:
        """Whether it still comes, and soon enough to be called a plan."""
        return now < self.rule.instant() < now + LONGEST


def meeting_ends(now: datetime, person: Person, limits: Limits, is_workday: IsWorkday) -> list[Moment]:
    """The next full and half hours of the person's day at which a meeting may end; none on a day off."""
    local = now.astimezone(person.zone)
    if not works_on(local.date(), person, limits, is_workday):
        return []
    start = local.replace(tzinfo=None) + _ENDS_AT_LEAST
    first = start.replace(minute=0, second=0, microsecond=0)
    halves = (first + timedelta(minutes=_HALF * number) for number in range(1, 48))
    closes = max(limits.until_time, _DAY_ENDS)
    ends = [at for at in halves if at >= start and at.date() == local.date() and at.time() <= closes]
    found = [Moment("meeting", LocalTime(at.date(), at.time(), person.timezone)) for at in ends]
    return [one for one in found if one.rule.instant() > now][:_MOST_ENDS]


def working_ten(day: date, cue: Cue, person: Person, limits: Limits, is_workday: IsWorkday) -> Moment:
    """Ten o'clock on the first working day from `day` on, or the first time after it that is not quiet."""
    opens = next_open(local_instant(day, TEN, person.zone), person, limits, is_workday)
    works_next = max(day, opens.astimezone(person.zone).date())
    at = next_open(local_instant(works_next, TEN, person.zone), person, limits, is_workday)
    local = at.astimezone(person.zone)
    return Moment(
        cue, LocalTime(local.date(), local.time().replace(second=0, microsecond=0), person.timezone)
    )


def quick_day(name: str, today: date) -> date | None:
    """The date of a quick answer: `tomorrow` or `monday`; None for anything else."""
    tomorrow = today + timedelta(days=1)
    return {"tomorrow": tomorrow, "monday": first_monday(tomorrow)}.get(name)
