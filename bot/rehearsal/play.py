"""Plays a program from its start to a week after its end: the timetable runs slot by slot, what comes due
leaves, and whoever stands at a gate approves a minute after the card has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.context import Context
from bot.errors import BadInput
from bot.house import House
from bot.model.people import Person
from bot.model.rollout import Program
from bot.model.time import first_monday, local_instant
from bot.rehearsal.departures import Departures
from bot.rehearsal.stage import Stage
from bot.rehearsal.tally import Tally
from bot.steps.gate import deciders, due_look
from bot.steps.gate_decision import Words, decide, open_gate
from bot.steps.rollout import begin_next_phase, end_phase
from bot.store import people, programs, rehearsal
from bot.timetable import next_slot, owed

APPROVES_AFTER = timedelta(minutes=1)
APPROVED = "rehearsed"
_AFTERMATH = timedelta(days=8)  # the last week's digest still leaves
_LONGEST = timedelta(weeks=160)
_SPARE_WEEKS = 30  # holidays at a gate, and the aftermath


# What takes people in does nothing while nobody acts and the program stands where it stood, except for a first
# contact that was dropped and is planned again. It reads everybody, so it is not run for nothing.
IDLE = frozenset({"enrol_people"})
FORGETS = frozenset({"forget_old"})  # would take the first weeks out of a calendar that is asked for


class StoppedError(Exception):
    """The process is told to end; a rehearsal does not hold it up."""


@dataclass(frozen=True)
class Approval:
    """A gate was passed: which phase, when its card left (None: nobody could get it), and when."""

    phase_key: str
    card_at: datetime | None
    at: datetime


@dataclass
class Played:
    """What a rehearsal did, beside the rows in its own database."""

    begins_at: datetime
    tally: Tally
    ends_at: datetime
    until: datetime
    approvals: list[Approval] = field(default_factory=list)


class _Idle:
    """Whether anything happened since the last look that jobs wait for that else have nothing to do."""

    def __init__(self) -> None:
        self._stood: object = None

    def has_moved(self, house: House, tally: Tally) -> bool:
        """Whether a phase began or ended, or a first contact was dropped."""
        return self._stood != self._stands(house, tally)

    def note(self, house: House, tally: Tally) -> None:
        """Everything has been looked at as it stands now."""
        self._stood = self._stands(house, tally)

    def _stands(self, house: House, tally: Tally) -> object:
        with house.context() as ctx:
            running = programs.current(ctx.db)
            phases = running.phases if running else ()
            return phases, sum(n for (kind, _), n in tally.lost.items() if kind == "disclosure")


def begins_at(program: Program, now: datetime) -> datetime:
    """When somebody starts the program: the Friday morning before its first Monday, or now."""
    friday = first_monday(program.program.starts_on) - timedelta(days=3)
    return max(now, local_instant(friday, time(10), program.zone))


def play(stage: Stage, leave_out: frozenset[str] = frozenset()) -> Played:
    """Starts the program at the stage's present instant and plays it to its end, without the jobs named in
    `leave_out`."""
    house, clock = stage.house, stage.clock
    at = clock.now()
    played = Played(at, Tally(_start(house), _days(house)), at, at)
    departures, idle = Departures(house, played.tally), _Idle()
    ends_at: datetime | None = None
    while ends_at is None or clock.now() < ends_at:
        if house.is_stopping.is_set():
            raise StoppedError
        for entry in owed(house.context, house.timetable):
            is_idle = entry.name in IDLE and not idle.has_moved(house, played.tally)
            if entry.name not in leave_out and not is_idle:
                entry.run(house.context)
        idle.note(house, played.tally)
        until = _look_ahead(house, ends_at)
        with house.context() as ctx:
            departures.leave_until(ctx, until)
        clock.set(until)
        _approve(house, played)
        ends_at = ends_at or _end(house, played)
    played.until = clock.now()
    return played


def _start(house: House) -> date:
    """Begins the first phase, as an administrator does, who writes for it and is answered; returns the day."""
    with house.context() as ctx:
        running, by = programs.current(ctx.db), _first(people.with_role(ctx.db, "admin"))
        if running is None or begin_next_phase(ctx, running, by) is None:
            raise BadInput(["the program has no phase to begin with"])
        if by:
            people.mark_disclosed(ctx.db, by.person_id, ctx.now)
        return ctx.now.astimezone(running.program.zone).date()


def _days(house: House) -> int:
    with house.context() as ctx:
        running = programs.current(ctx.db)
        weeks = sum(phase.weeks for phase in running.program.phase) if running else 0
        return 7 * (weeks + _SPARE_WEEKS)


def _look_ahead(house: House, ends_at: datetime | None) -> datetime:
    """Until when nothing happens but departures: the next slot, a minute after a gate's card, or the end."""
    with house.context() as ctx:
        times = [next_slot(house.timetable, ctx.now)]
        card_at = rehearsal.next_gate(ctx.db)
        if card_at and card_at >= ctx.now:
            times.append(card_at + APPROVES_AFTER)
        return min([*times, ends_at] if ends_at else times)


def _approve(house: House, played: Played) -> None:
    """Passes the gate the program stands at, once its card has left, or when nobody is left to get it."""
    with house.context() as ctx:
        left = played.tally.gates_left
        is_awaited = not left and rehearsal.next_gate(ctx.db) is not None
        if phase_key := "" if is_awaited else approve(ctx):
            played.approvals.append(Approval(phase_key, min(left, default=None), ctx.now))
            left.clear()


def approve(ctx: Context) -> str:
    """The first of those who decide lets the program go on; returns the phase whose gate was passed, if one
    was. A gate that nobody can decide is passed all the same: the report tells."""
    running = programs.current(ctx.db)
    present = running.present if running else None
    if running is None or present is None or present.state != "at_gate":
        return ""
    phase = running.program.phase_named(present.phase_key)
    look, by = due_look(ctx, running), _first(deciders(ctx, running, phase))
    if look and by:
        decide(ctx, by, open_gate(ctx, by, look.look_id), "advance", Words(APPROVED))
    elif by or not end_phase(ctx, running, present, None):
        return ""  # the look still waits for figures
    else:
        begin_next_phase(ctx, running, None)
    return phase.key


def _first(persons: Sequence[Person]) -> Person | None:
    return persons[0] if persons else None


def _end(house: House, played: Played) -> datetime | None:
    """When the rehearsal ends, once the program has."""
    with house.context() as ctx:
        if programs.current(ctx.db) is None:
            played.ends_at = ctx.now
            return ctx.now + _AFTERMATH
        if ctx.now > played.begins_at + _LONGEST:
            raise RuntimeError("the program did not come to its end")
        return None
