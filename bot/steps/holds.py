"""Holding a phase, and going on after a hold or a long pause: what could not happen is planned anew, and
who was asked in a window meanwhile is given the time back and told so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.cards.holds import Moved
from bot.context import Context
from bot.errors import UserError
from bot.model.delivery import next_open
from bot.model.holds import Span, close_after, shift_for, stood_still_since, working_day, working_time
from bot.model.people import Person
from bot.model.rollout import Phase, WindowRule
from bot.model.schedule import PhaseStatus, Shift, monday_for, time_in_week
from bot.model.time import LocalTime, monday_of
from bot.store import audit, holds, job_runs, outbox, people, programs
from bot.store.database import Row
from bot.store.programs import Running

_LONGEST = timedelta(days=366)
_REMINDS_FOR = timedelta(hours=3)
ANEW = "planned anew after a hold"


@dataclass(frozen=True)
class Resumed:
    """What going on did to the plan; `keeps_dates` when the phase has dates of its own: nothing moved, and
    `pause_id` names the hold after which a person may still move them."""

    moved: Moved
    keeps_dates: bool = False
    pause_id: str = ""


def stands_still(ctx: Context) -> bool:
    """Whether a hold or a program-wide pause is in force: nothing ends or closes by the calendar then."""
    return any(row["scope"] != "team" for row in programs.pauses(ctx.db))


def hold(ctx: Context, by: Person, running: Running, reason: str = "") -> None:
    """Holds the phase that runs or waits at its gate; UserError when none does, or it is held already."""
    if running.present is None:
        raise UserError("rollout.nothing_runs")
    if any(row["scope"] == "phase" for row in programs.pauses(ctx.db)):
        raise UserError("rollout.held_already")
    phase_key = running.present.phase_key
    programs.pause(ctx.db, ctx.new_id("pau"), "phase", by.person_id, reason, ctx.now, phase_key)
    holds.mark_held(ctx.db, running.program_id, is_held=True)
    audit.record(ctx, by, "phase.held", phase_key, reason=reason)


def release(ctx: Context, by: Person, running: Running) -> Resumed:
    """Lets a held phase go on; UserError when it is not held."""
    if not programs.lift_pause(ctx.db, "phase", by.person_id, ctx.now):
        raise UserError("rollout.not_held")
    holds.mark_held(ctx.db, running.program_id, is_held=False)
    audit.record(ctx, by, "phase.released", running.program_id)
    return go_on(ctx, by)


def drop_hold(ctx: Context, by: Person | None, running: Running) -> None:
    """A hold ends with its phase, when a person decides at the gate meanwhile."""
    if programs.lift_pause(ctx.db, "phase", by.person_id if by else "system", ctx.now):
        holds.mark_held(ctx.db, running.program_id, is_held=False)


def go_on(ctx: Context, by: Person | None) -> Resumed:
    """After a hold or pause was lifted: the timers follow, once nothing holds the program any more."""
    running = programs.current(ctx.db)
    job_runs.look_again(ctx.db, ctx.now)
    if running is None or running.present is None or stands_still(ctx):
        return Resumed(Moved())
    held = _stood_still(ctx, running, ctx.now)
    if held is None or running.present.state != "running":
        return Resumed(Moved())
    phase = running.program.phase_named(running.present.phase_key)
    shift = shift_for(phase, running.present, *held, running.program.zone)
    keeps_dates = shift is not None and phase.ends_on is not None
    moved = None if keeps_dates else shift
    if moved:
        _move(ctx, by, running, running.present, moved, held)
    asked = _give_time_back(ctx, running, phase, held, moved)
    told = _moved(shift, _monday(phase, running.present, shift), asked)
    return Resumed(told, keeps_dates, holds.newest_lifted(ctx.db))


def move_dates(ctx: Context, by: Person, running: Running, pause_id: str) -> Resumed:
    """An administrator chose to move a phase with dates of its own after the hold named by `pause_id`."""
    row, present = holds.find_pause(ctx.db, pause_id), running.present
    if row is None or row["lifted_at"] is None or present is None or stands_still(ctx):
        raise UserError("error.stale_button")
    held = _stood_still(ctx, running, row["lifted_at"])
    phase = running.program.phase_named(present.phase_key)
    shift = shift_for(phase, present, *held, running.program.zone) if held else None
    monday = _monday(phase, present, shift)
    if held is None or shift is None or monday is None or monday < _today(ctx, running):
        raise UserError("holds.too_late_to_move")
    _move(ctx, by, running, present, shift, held)
    return Resumed(_moved(shift, monday, _give_time_back(ctx, running, phase, held, shift)))


def _stood_still(ctx: Context, running: Running, until: datetime) -> Span | None:
    """The standstill that ended then; None when it only was a pause of at most a working day."""
    stood = holds.standstills(ctx.db, until - _LONGEST, ctx.now)
    found = [(scope, span) for scope, span in stood if span[1] <= until]
    since = stood_still_since([span for _, span in found], until)
    if since is None:
        return None
    limits, zone = running.program.limits(), running.program.zone
    was_held = any(scope == "phase" and span[1] > since for scope, span in found)
    is_long = working_time((since, until), zone, limits, ctx.workdays) > working_day(limits)
    return (since, until) if was_held or is_long else None


def _move(
    ctx: Context, by: Person | None, running: Running, status: PhaseStatus, shift: Shift, held: Span
) -> None:
    """The weeks move, and what never left is withdrawn: the jobs plan it anew for the new dates."""
    holds.add_shift(ctx.db, running.program_id, status, shift)
    holds.free_unsent(ctx.db, running.program_id, status.phase_key, held[0], ctx.now, ANEW)
    audit.record(ctx, by, "phase.shifted", status.phase_key, from_week=shift.from_week, weeks=shift.weeks)
    job_runs.look_again(ctx.db, ctx.now)


def _moved(shift: Shift | None, monday: date | None, asked: int) -> Moved:
    week, weeks = (shift.from_week, shift.weeks) if shift else (0, 0)
    return Moved(week=week, weeks=weeks, monday=monday, asked=asked)


def _monday(phase: Phase, status: PhaseStatus, shift: Shift | None) -> date | None:
    monday = monday_for(phase, status, shift.from_week) if shift else None
    return monday + timedelta(weeks=shift.weeks) if monday and shift else None


def _today(ctx: Context, running: Running) -> date:
    return ctx.now.astimezone(running.program.zone).date()


def _give_time_back(ctx: Context, running: Running, phase: Phase, held: Span, shift: Shift | None) -> int:
    """Windows open during the standstill close later, with their week where that is repeated; returns how
    many people were asked in them."""
    rules = {rule.key: rule for rule in phase.windows}
    asked = 0
    for window in holds.open_windows(ctx.db, running.program_id, phase.key):
        span = max(held[0], window["opens_at"]), min(held[1], window["closes_at"])
        rule = rules.get(window["window_key"])
        if rule is None or span[0] >= span[1]:
            continue
        is_repeated = shift is not None and window["week"] >= shift.from_week
        moved = Shift(from_week=window["week"], weeks=shift.weeks) if shift and is_repeated else None
        monday = _monday(phase, running.status(phase.key), moved)
        asked += _extend(ctx, running, window, rule, span, monday)
    return asked


def _extend(
    ctx: Context, running: Running, window: Row, rule: WindowRule, span: Span, monday: date | None
) -> int:
    limits = running.program.limits()
    lost = working_time(span, running.program.zone, limits, ctx.workdays)
    closes: list[LocalTime] = []
    for prompt in holds.prompts(ctx.db, window["window_id"]):
        if not prompt["closes_wall"]:
            continue  # asked by a version that knew no rule
        was = LocalTime.read(prompt["closes_wall"], prompt["zone"])
        in_week = time_in_week(monday, rule.closes, was.zone) if monday else None
        new = in_week or close_after(was, lost, limits, ctx.workdays)
        if new.instant() <= was.instant():
            continue
        holds.move_close(ctx.db, prompt["prompt_id"], new)
        closes.append(new)
        _tell(ctx, running, prompt, new, rule if monday else None)
    if not closes:
        return 0
    latest = max(closes, key=LocalTime.instant)
    holds.move_window(ctx.db, window["window_id"], closes, monday_of(latest.day))
    audit.record(ctx, None, "window.extended", rule.key, closes=latest.text, people=len(closes))
    return len(closes)


def _tell(
    ctx: Context, running: Running, prompt: Row, closes: LocalTime, repeated: WindowRule | None
) -> None:
    """Who has not finished is told at once; in a week that is repeated the reminder comes again, too."""
    person = people.find(ctx.db, prompt["person_id"])
    if person is None or prompt["finished_at"]:
        return
    due_at = next_open(ctx.now, person, running.program.limits(), ctx.workdays)
    about = f"{prompt['prompt_id']}@{closes.text}"
    outbox.plan(
        ctx.db, ctx.new_id, person, "correction", "holds.extended", about, due_at=due_at,
        not_after=max(due_at, closes.instant()), planned_at=ctx.now,
    )  # fmt: skip
    if repeated and repeated.reminds:
        reminds = time_in_week(monday_of(closes.day), repeated.reminds, closes.zone)
        if reminds.instant() > ctx.now:
            not_after = min(closes.instant(), reminds.instant() + _REMINDS_FOR)
            holds.move_reminder(ctx.db, prompt["prompt_id"], reminds, not_after)
