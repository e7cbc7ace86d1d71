"""Where the clock can jump to, seen from one chair: the next message, the next morning, Monday, the
end of the phase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.house import House
from bot.model.people import Person
from bot.model.time import local_instant
from bot.playground.client import PlaygroundChat
from bot.store import outbox, people, programs
from bot.store.programs import Running

STEPS = ("message", "morning", "monday", "phase")
_MORNING = time(10, 30)  # when what was due in the morning has arrived
_LONGEST = timedelta(weeks=3)
_GATE_PATIENCE = timedelta(days=7)


@dataclass(frozen=True)
class Jump:
    """A jump to `at` at the latest. `waits_for` ends it earlier: at the next message to `user`, or
    when the phases no longer stand as in `phases`. `known_at` is what the page may promise."""

    at: datetime
    known_at: datetime | None
    user: str = ""
    waits_for: str = ""
    phases: tuple[tuple[str, str], ...] = ()

    def until(self, chat: PlaygroundChat, house: House) -> Callable[[], bool]:
        """The condition under which the jump is over before its instant."""
        if self.waits_for == "message":
            before = chat.lengths().get(self.user, 0)
            return lambda: chat.lengths().get(self.user, 0) > before
        if self.waits_for == "phase":
            return lambda: _standing_in(house) != self.phases
        return lambda: False


def jump_to(ctx: Context, step: str, user: str) -> Jump | None:
    """Where a step leads from here; None when there is nothing to wait for."""
    person = people.find_by_email(ctx.db, user)
    running = programs.latest(ctx.db)
    zone = person.zone if person else ZoneInfo("UTC")
    match step:
        case "message":
            return Jump(ctx.now + _LONGEST, _next_planned(ctx, person), user, "message")
        case "morning":
            at = _morning_after(ctx.now, zone, (0, 1, 2, 3, 4, 5, 6))
            return Jump(at, at)
        case "monday":
            at = _morning_after(ctx.now, zone, (0,))
            return Jump(at, at)
        case _:
            return _end_of_phase(ctx, running) if running and running.state != "done" else None


def jumps(ctx: Context, user: str) -> dict[str, str | None]:
    """Each possible step with the instant it leads to as ISO text, None while that is open."""
    found = {step: jump_to(ctx, step, user) for step in STEPS}
    return {
        step: jump.known_at.isoformat() if jump.known_at else None for step, jump in found.items() if jump
    }


def _next_planned(ctx: Context, person: Person | None) -> datetime | None:
    rows = outbox.of_person(ctx.db, person.person_id) if person else []
    return min(
        (row.due_at for row in rows if row.state == "planned" and row.due_at > ctx.now),
        default=None,
    )


def _morning_after(now: datetime, zone: ZoneInfo, days: tuple[int, ...]) -> datetime:
    today = now.astimezone(zone).date()
    ahead = (today + timedelta(days=n) for n in range(9))
    mornings = (local_instant(day, _MORNING, zone) for day in ahead if day.weekday() in days)
    return next(morning for morning in mornings if morning > now)


def _end_of_phase(ctx: Context, running: Running) -> Jump:
    phases = _standing(running)
    present = running.present
    starts_at = datetime.combine(running.program.program.starts_on, time(), running.program.zone).astimezone(
        UTC
    )
    ends_at = None if present else max(starts_at, ctx.now + timedelta(days=1))
    if present and present.state == "running" and present.week_one_on:
        weeks = running.program.phase_named(present.phase_key).weeks
        monday = present.week_one_on + timedelta(weeks=weeks)
        ends_at = local_instant(monday, time(), running.program.zone)
    latest = max(ends_at or ctx.now, ctx.now) + _GATE_PATIENCE
    return Jump(latest, ends_at if ends_at and ends_at > ctx.now else None, waits_for="phase", phases=phases)


def _standing(running: Running) -> tuple[tuple[str, str], ...]:
    return tuple((status.phase_key, status.state) for status in running.phases)


def _standing_in(house: House) -> tuple[tuple[str, str], ...]:
    with house.context() as ctx:
        running = programs.latest(ctx.db)
    return _standing(running) if running else ()
