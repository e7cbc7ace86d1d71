"""Rescue: after the first try that failed, one message with another way to try it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from bot.model.content import Cause, NudgeItem
from bot.model.delivery import IsWorkday, Limits, next_open
from bot.model.people import Person
from bot.model.time import local_instant, monday_of

SLOT = "rescue"  # of the decision: one a person and program
AFTER = timedelta(minutes=30)  # whoever just said that it failed is left to finish what is under way
_FAILED: dict[str, tuple[str, Cause]] = {
    "useful": ("1", "useful"), "quality": ("1", "quality"), "trust": ("serious", "trust"),
}  # fmt: skip
_MOST_WEEKS = 8


def cause_of(question: str, value: str) -> Cause | None:
    """What failed, going by an answer to a feedback question; None when nothing did."""
    worst, cause = _FAILED.get(question, ("", None))
    return cause if cause and value == worst else None


def fitting_rescue(items: Iterable[NudgeItem], cause: Cause, job: str, seen: set[str]) -> NudgeItem | None:
    """The help that fits what failed; when the person had that, another one; never nothing while there is
    any at all for this job family."""
    known = [item for item in items if item.rescues and {"everyone", job} & set(item.roles)]
    fits = [item for item in known if cause in item.rescues]
    other = [item for item in known if "access" not in item.rescues]
    new = [item for item in (*fits, *other) if item.key not in seen]
    return next(iter((*new, *fits, *other)), None)


def room_for(
    at: datetime, person: Person, limits: Limits, is_workday: IsWorkday, counted: Iterable[datetime]
) -> tuple[datetime, int] | None:
    """The first instant from `at` on in the person's open hours, in a week whose cap leaves room; and which
    message of that week it is. `counted` are the instants of those that count."""
    weeks = [monday_of(one.astimezone(person.zone).date()) for one in counted]
    for _ in range(_MOST_WEEKS):
        opens = next_open(at, person, limits, is_workday)
        monday = monday_of(opens.astimezone(person.zone).date())
        if weeks.count(monday) < limits.weekly_cap:
            return opens, weeks.count(monday) + 1
        at = local_instant(monday + timedelta(days=7), time(0), person.zone)
    return None
