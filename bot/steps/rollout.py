"""Moving a program along: begin a phase, end it. A person decides at gates."""

from __future__ import annotations

from datetime import date, timedelta

from bot.context import Context
from bot.model import schedule
from bot.model.people import Person
from bot.model.schedule import PhaseStatus
from bot.model.time import first_monday
from bot.steps.enrolment import take_people_in
from bot.steps.holds import drop_hold
from bot.store import audit, job_runs, programs
from bot.store.programs import Running


def begin_next_phase(ctx: Context, running: Running, by: Person | None) -> date | None:
    """Begins the next planned phase on the first Monday from today (never before the program's start).

    Returns that Monday; None when no phase is left or somebody else began it.
    """
    upcoming = running.upcoming
    if upcoming is None:
        return None
    today = ctx.now.astimezone(running.program.zone).date()
    monday = first_monday(max(today, running.program.program.starts_on))
    who = by.person_id if by else "system"
    if not programs.begin_phase(ctx.db, running.program_id, upcoming.phase_key, monday, ctx.now, who):
        return None
    audit.record(ctx, by, "phase.begun", upcoming.phase_key, week_one=monday)
    job_runs.look_again(ctx.db, ctx.now)
    take_people_in(ctx, running)
    return monday


def end_phase(ctx: Context, running: Running, status: PhaseStatus, by: Person | None) -> bool:
    """Ends a phase that runs or stands at its gate; False when it stood elsewhere by now."""
    was = status.state
    if not programs.mark_phase(ctx.db, running.program_id, status.phase_key, was, "done", ctx.now):
        return False
    drop_hold(ctx, by, running)
    audit.record(ctx, by, "phase.ended", status.phase_key)
    if running.upcoming is None:
        programs.finish(ctx.db, running.program_id)
    return True


def last_day(running: Running, status: PhaseStatus) -> date | None:
    """The Sunday a phase ends with; None while it is not dated."""
    return schedule.last_day(running.program.phase_named(status.phase_key), status)


def planned_end(running: Running, today: date) -> date:
    """The last day of the program as it stands: phases not begun follow the one that runs."""
    present = running.present
    ends_on = last_day(running, present) if present else None
    ahead = [status.phase_key for status in running.phases if status.state == "planned"]
    weeks = sum(running.program.phase_named(key).weeks for key in ahead)
    if ends_on is None:
        ends_on = first_monday(max(today, running.program.program.starts_on)) - timedelta(days=1)
    return max(ends_on, today) + timedelta(weeks=weeks)
