"""When a person is asked in a feedback window, and reminded: pure rules over the person's own wall times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.model.hours import Hours
from bot.model.people import Person
from bot.model.rollout import WindowRule
from bot.model.schedule import time_in_week
from bot.model.time import LocalTime


@dataclass(frozen=True)
class WindowTimes:
    """A window's local times in one zone."""

    opens: LocalTime
    closes: LocalTime
    reminds: LocalTime | None


@dataclass(frozen=True)
class Message:
    """One message of a window to one person: when, until when it makes sense, and the rule it comes from."""

    kind: str
    due_at: datetime
    not_after: datetime
    wall: LocalTime


def window_times(rule: WindowRule, monday: date, zone: str) -> WindowTimes:
    """A window's times in the week of `monday`, in a zone."""
    opens, closes = time_in_week(monday, rule.opens, zone), time_in_week(monday, rule.closes, zone)
    return WindowTimes(opens, closes, time_in_week(monday, rule.reminds, zone) if rule.reminds else None)


def messages(
    times: WindowTimes, person: Person, hours: Hours, now: datetime, since: datetime
) -> list[Message]:
    """Prompt and reminder at their own times, as if this was planned in time; who came late is asked now.

    `since`: from when on the person takes part and knows who speaks.
    """
    opens_at, closes_at = times.opens.instant(), times.closes.instant()
    due_at = opens_at if since <= opens_at else max(opens_at, now)
    sent_at = hours.next_open(due_at, person)  # after a holiday, not on it
    due_at = sent_at if sent_at < closes_at else due_at
    found = [Message("prompt", due_at, min(closes_at, due_at + timedelta(days=1)), times.opens)]
    reminds_at = times.reminds.instant() if times.reminds else None
    if times.reminds and reminds_at and reminds_at > due_at:
        found.append(
            Message("reminder", reminds_at, min(closes_at, reminds_at + timedelta(hours=3)), times.reminds)
        )
    return found
