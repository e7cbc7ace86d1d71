"""When a person is asked in a feedback window, and reminded: pure rules over the person's own wall times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.model.draw import BUCKETS, bucket
from bot.model.hours import Hours
from bot.model.people import Person
from bot.model.rollout import WindowRule
from bot.model.schedule import time_in_week
from bot.model.time import LocalTime, local_instant, weekday_number

Came = Literal["", "joined", "back"]
LAST_HOURS = timedelta(hours=3)  # nobody is pressed right before the close
_REMINDERS = ("reminder", "reminder_again")
_GRACE = timedelta(hours=12)


@dataclass(frozen=True)
class WindowTimes:
    """A window's local times in one zone."""

    opens: LocalTime
    closes: LocalTime
    reminds: tuple[LocalTime, ...] = ()


@dataclass(frozen=True)
class Message:
    """One message of a window to one person: which, when, until when it makes sense, and its rule."""

    name: str
    due_at: datetime
    not_after: datetime
    wall: LocalTime

    @property
    def kind(self) -> str:
        """The kind of message it is to the rules of delivery."""
        return "prompt" if self.name == "prompt" else "reminder"


def window_times(rule: WindowRule, monday: date, zone: str) -> WindowTimes:
    """A window's times in the week of `monday`, in a zone."""
    opens, closes = time_in_week(monday, rule.opens, zone), time_in_week(monday, rule.closes, zone)
    return WindowTimes(opens, closes, tuple(time_in_week(monday, at, zone) for at in rule.reminders))


def with_close(times: WindowTimes, walls: Mapping[str, str]) -> WindowTimes:
    """The same with the close of those asked already (zone → wall time), where it was moved on: who joins has as
    long as everybody else there."""
    if not walls:
        return times
    zone = times.closes.zone
    closes = LocalTime.read(walls.get(zone) or max(walls.values()), zone)
    return replace(times, closes=closes) if closes.instant() > times.closes.instant() else times


def is_over_before(before: WindowRule, after: WindowRule) -> bool:
    """Whether of two windows of one week the first closes before the second opens."""
    closes, opens = ((weekday_number(at[:3]), at[4:]) for at in (before.closes, after.opens))
    return closes <= opens


def is_in_half(rule: WindowRule, program_key: str, email: str) -> bool:
    """Whether a window that asks one half of the people asks this one; the lot is drawn once for good, and is
    another one than who is held out of nudges."""
    if not rule.half:
        return True
    return (bucket("half", program_key, email) < BUCKETS // 2) == (rule.half == "a")


def has_rested(opens: LocalTime, last: datetime | None, cooldown_days: int) -> bool:
    """Whether somebody last asked the same questions then may be asked them again at `opens`; half a day of
    grace, so that a change of the clocks is no day."""
    return last is None or last + timedelta(days=cooldown_days) - _GRACE <= opens.instant()


def came(times: WindowTimes, due_at: datetime, since: datetime) -> Came:
    """Why a prompt comes later than its window opened, as its card explains; empty when it does not."""
    if since > times.opens.instant():
        return "joined"
    return "back" if due_at.astimezone(ZoneInfo(times.opens.zone)).date() > times.opens.day else ""


def asked_at(times: WindowTimes, person: Person, hours: Hours, now: datetime, since: datetime) -> datetime:
    """When the prompt comes: at the opening as if this was planned in time; who came late is asked now, who
    is away or paused messages on coming back, while the window is open.

    `since`: from when on the person takes part and knows who speaks.
    """
    opens_at, closes_at = times.opens.instant(), times.closes.instant()
    due_at = opens_at if since <= opens_at else max(opens_at, now)
    back_at = due_at
    if person.paused_until_on:
        back_at = max(due_at, local_instant(person.paused_until_on, time.min, person.zone))
    sent_at = hours.next_open(back_at, person)  # after a holiday, not on it
    return sent_at if sent_at < closes_at else due_at


def messages(times: WindowTimes, due_at: datetime, free_since: datetime | None = None) -> list[Message]:
    """The prompt, and a reminder or two at their own times; none in the last hours before the close. A prompt
    that could come only after its opening, because its window waited until `free_since`, still makes sense."""
    found = [Message("prompt", due_at, prompt_until(times, max(due_at, free_since or due_at)), times.opens)]
    closes_at = times.closes.instant()
    for kind, wall in zip(_REMINDERS, times.reminds, strict=False):
        reminds_at, not_after = wall.instant(), closes_at - LAST_HOURS
        if due_at < reminds_at < not_after:
            found.append(Message(kind, reminds_at, min(not_after, reminds_at + timedelta(hours=3)), wall))
    return found


def prompt_until(times: WindowTimes, at: datetime) -> datetime:
    """Until when a prompt that could leave from then on makes sense: a day, and never after the close."""
    return min(times.closes.instant(), at + timedelta(days=1))
