"""When a planned message may leave, must wait, or is dropped: pure rules over stored facts.

States: planned → sending → sent | in_doubt | undeliverable | expired | cancelled | dead.
The kinds differ in what they count against and how late they still make sense.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.model.pace import LONGEST_CLOSED
from bot.model.people import Person
from bot.model.time import local_instant, next_monday, spans_without

Scope = Literal["all", "program", "team", "phase"]
State = Literal["planned", "sending", "sent", "in_doubt", "undeliverable", "expired", "cancelled", "dead"]
PAUSED = "sending is paused"  # the mark by which a lifted pause finds what it held back
STOPPED_BY_PERSON, WAS_PAUSED = "the person said stop", "the person paused messages"
OUTSIDE_HOURS, TOO_SOON = "outside the person's hours", "too soon after the last message"
LEASE_FOR = timedelta(seconds=90)
CALL_FOR = timedelta(seconds=30)  # less than half a lease, so that a late answer finds its claim alive
START_WITHIN = timedelta(seconds=20)  # a claim that slept longer than this makes no call any more
LANDS_WITHIN = timedelta(seconds=90)  # after a call ended unheard, for it to land and to show on reading back
SETTLES_AFTER = START_WITHIN + CALL_FOR + LANDS_WITHIN
GIVE_UP_AFTER = timedelta(minutes=30)  # one doubt may not mute a person for ever
MAX_ATTEMPTS = 10
_BACKOFF = timedelta(seconds=5)
_LONGEST_BACKOFF = timedelta(hours=4)
_LOOKS_AHEAD = 60  # days: longer than any holiday, so that the search ends on a working day

# Whether a date is a working day by the calendar of a country or region ("TW", "US-CA", "" for none):
# True for a make-up working day, False for a day off, None where the program's own weekdays decide.
# The last argument asks for the calendar's weekend, too.
IsWorkday = Callable[[str, date, bool], bool | None]


def plain_weeks(calendar: str, day: date, with_weekend: bool) -> bool | None:
    """No holidays at all: the program's own weekdays decide."""
    return None


@dataclass(frozen=True)
class Kind:
    """How one kind of message behaves.

    `counts` against the weekly cap; `keeps_apart` from the last counted one; `in_hours` only in the
    person's working hours, and then in the order planned; `answers` what the person just did, so
    neither pause nor stop holds it. `resends`: when nobody can tell whether it arrived and the
    platform can't be read back, it is sent once more, because somebody waits for it or must know it;
    all others count as sent, because the next one makes a lost one good and a doubled one annoys.
    """

    late_for: timedelta
    counts: bool = False
    keeps_apart: bool = False
    in_hours: bool = True
    answers: bool = False
    resends: bool = False
    waits: bool = False  # for the next week's budget and the hours apart, instead of being dropped


KINDS: dict[str, Kind] = {
    "disclosure": Kind(late_for=timedelta(days=14), resends=True),
    "greeting": Kind(late_for=timedelta(days=1), in_hours=False, resends=True),  # the person came first
    "nudge": Kind(late_for=timedelta(hours=2), counts=True, keeps_apart=True),
    "tip": Kind(late_for=timedelta(hours=2), counts=True, keeps_apart=True),
    "rescue": Kind(late_for=timedelta(days=1), counts=True),  # soon after what failed, so never kept apart
    "prompt": Kind(late_for=timedelta(days=1), counts=True),
    "reminder": Kind(late_for=timedelta(hours=3), counts=True),
    "told": Kind(
        late_for=timedelta(days=28), counts=True, waits=True
    ),  # what became of what the person named
    "relayed": Kind(
        late_for=timedelta(days=28), counts=True, keeps_apart=True, waits=True
    ),  # a champion's words to people the champion is not told of
    "chosen_time": Kind(late_for=timedelta(hours=4), in_hours=False),  # the person said when
    "digest": Kind(late_for=timedelta(days=2), resends=True),
    "farewell": Kind(late_for=timedelta(days=7), resends=True),  # to all who took part, when it is stopped
    "request": Kind(late_for=timedelta(days=7), resends=True),
    "correction": Kind(late_for=timedelta(days=30), resends=True),  # owed, however late
    "urgent": Kind(late_for=timedelta(days=7), in_hours=False, resends=True),  # somebody waits for a person
    "reply": Kind(late_for=timedelta(minutes=15), in_hours=False, answers=True, resends=True),
}
# What the program starts by itself; digests, requests and what a person asked for are not among these.
BY_PROGRAM = frozenset({"disclosure", "nudge", "tip", "rescue", "prompt", "reminder", "told", "relayed"})
FOR_MEMBERS = BY_PROGRAM | {"chosen_time"}  # a phase's own; who was taken out of the program gets none
AWAITED = frozenset({"request", "urgent"})  # somebody else waits, so nobody's own stop or pause drops it


@dataclass(frozen=True)
class Limits:
    """The program's promises to a person: cap a week, hours between messages, local hours and days.

    `calendar` is the country or region whose holidays hold for people without one of their own.
    """

    weekly_cap: int = 2
    apart_for: timedelta = timedelta(hours=48)
    from_time: time = time(9, 30)
    until_time: time = time(16, 30)
    days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    calendar: str = ""


@dataclass(frozen=True)
class Pause:
    """One pause in force: everything, what belongs to a held phase, what the program starts by itself, or
    everything to one team."""

    scope: Scope
    target: str = ""

    def holds(self, kind_name: str, team: str) -> bool:
        """Whether it holds back a message of this kind to somebody of this team."""
        match self.scope:
            case "program":
                return kind_name in BY_PROGRAM
            case "phase":
                return kind_name in FOR_MEMBERS
            case "team":
                return team == self.target
            case _:
                return True


@dataclass(frozen=True)
class Rules:
    """What holds for every message at one moment: the promises, the pauses, the days that are worked."""

    limits: Limits
    pauses: tuple[Pause, ...] = ()
    is_workday: IsWorkday = plain_weeks


@dataclass(frozen=True)
class Recent:
    """What was already sent to a person: counted messages this week, when the last one left; and until when
    the program owes the person quiet after an apology."""

    this_week: int = 0
    last_at: datetime | None = None
    quiet_until: datetime | None = None


@dataclass(frozen=True)
class Go:
    """Send now."""


@dataclass(frozen=True)
class Wait:
    """Not yet: ask again at `until`."""

    until: datetime
    reason: str


@dataclass(frozen=True)
class Drop:
    """Never: the row ends in `state` with this reason, visible."""

    state: State
    reason: str


Verdict = Go | Wait | Drop


def judge(
    kind_name: str,
    person: Person,
    rules: Rules,
    recent: Recent,
    now: datetime,
    not_after: datetime,
    is_member: bool = True,
) -> Verdict:
    """Asked at the last moment before a claim: may this message start now?

    `is_member`: the person takes part in the program that runs now.
    """
    kind = KINDS[kind_name]
    if now >= not_after:
        return Drop("expired", "too late to make sense")
    if kind.answers:
        return Go()
    if any(pause.holds(kind_name, person.team) for pause in rules.pauses):
        return Wait(not_after, PAUSED)
    if drop := _about_person(kind_name, person, now, is_member):
        return drop
    if kind_name in BY_PROGRAM and recent.quiet_until and now < recent.quiet_until:
        return Wait(min(recent.quiet_until, not_after), "a quiet day after an apology")
    return _within_promises(kind, person, rules, recent, now)


def _about_person(kind_name: str, person: Person, now: datetime, is_member: bool) -> Drop | None:
    if person.state != "active":
        return Drop("cancelled", "the person has left")
    if kind_name in AWAITED:
        return None
    if person.stopped_at:
        return Drop("cancelled", STOPPED_BY_PERSON)
    if person.paused_until_on and now.astimezone(person.zone).date() < person.paused_until_on:
        return Drop("cancelled", WAS_PAUSED)
    if kind_name in FOR_MEMBERS and not is_member:
        return Drop("cancelled", "the person does not take part")
    return None


def _within_promises(kind: Kind, person: Person, rules: Rules, recent: Recent, now: datetime) -> Verdict:
    limits = rules.limits
    if kind.counts and recent.this_week >= limits.weekly_cap:
        if kind.waits:
            return Wait(next_monday(now, person.zone), "the weekly cap is reached")
        return Drop("cancelled", "the weekly cap is reached")
    if kind.keeps_apart and recent.last_at and now < recent.last_at + limits.apart_for:
        if kind.waits:
            return Wait(recent.last_at + limits.apart_for, TOO_SOON)
        return Drop("cancelled", TOO_SOON)
    if kind.in_hours:
        opens = next_open(now, person, limits, rules.is_workday)
        if opens > now:
            return Wait(opens, OUTSIDE_HOURS)
    return Go()


def next_open(at: datetime, person: Person, limits: Limits, is_workday: IsWorkday) -> datetime:
    """The first instant from `at` on inside the person's working hours, on a working day and outside
    quiet hours."""
    day = at.astimezone(person.zone).date()
    for ahead in range(_LOOKS_AHEAD):
        for opens, closes in open_spans(day + timedelta(days=ahead), person, limits, is_workday):
            if at < closes:
                return max(at, opens)
    return at  # no hours at all are left open: the person's own stop is the switch for that


def works_on(day: date, person: Person, limits: Limits, is_workday: IsWorkday) -> bool:
    """Whether the person works on a date: the calendar's word first, else the program's weekdays.

    A calendar of one's own brings its weekend along: Friday is off for somebody in Riyadh, also in a
    program that works from Monday to Friday.
    """
    return is_worked(day, person.calendar, limits, is_workday)


def is_worked(day: date, calendar: str, limits: Limits, is_workday: IsWorkday) -> bool:
    """As `works_on`, of people with this calendar of their own; empty: they have none."""
    is_own = calendar not in ("", limits.calendar)
    known = is_workday(calendar or limits.calendar, day, is_own)
    return day.weekday() in limits.days if known is None else known


def open_spans(
    day: date, person: Person, limits: Limits, is_workday: IsWorkday
) -> list[tuple[datetime, datetime]]:
    """The spans of a date in which a message may come: working hours without quiet hours."""
    if not works_on(day, person, limits, is_workday):
        return []
    zone, span = person.zone, (limits.from_time, limits.until_time)
    spans = [span] if not person.quiet_from else spans_without(span, _quiet(person))
    return [(local_instant(day, start, zone), local_instant(day, end, zone)) for start, end in spans]


def _quiet(person: Person) -> tuple[time, time]:
    return time.fromisoformat(person.quiet_from), time.fromisoformat(person.quiet_until)


def next_try(now: datetime, attempts: int, retry_after: float, chance: float) -> datetime:
    """When to try again after a definite refusal: the platform's own word, or tripling with ±20 %
    (ten tries within about a day)."""
    backoff = min(_BACKOFF * 3 ** min(9, max(0, attempts - 1)), _LONGEST_BACKOFF)
    jittered: timedelta = backoff * (0.8 + 0.4 * chance)
    return now + max(min(timedelta(seconds=retry_after), LONGEST_CLOSED), jittered)


def settles_at(claimed_at: datetime) -> datetime:
    """From when on reading back can prove that a message of this claim never landed."""
    return claimed_at + SETTLES_AFTER


def may_start(claimed_at: datetime, now: datetime) -> bool:
    """Whether a claim is fresh enough to make its call: asked right before it, because a process may
    sleep between the two, and another worker then reads the conversation back."""
    return timedelta() <= now - claimed_at <= START_WITHIN
