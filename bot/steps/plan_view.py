"""Gathers what the plan card shows."""

from __future__ import annotations

from datetime import date, datetime

from bot.cards.rollout import CalendarLine, DraftLine, PhaseLine, PlanView, Step
from bot.context import Context
from bot.model.people import Person, authorize
from bot.model.schedule import PhaseStatus, week_in
from bot.model.sharing_weeks import planned, yielded
from bot.steps.gate import graduates_on, is_past_graduation
from bot.steps.group_view import group_lines
from bot.steps.pauses import in_force
from bot.steps.program_writing import ENDED, may_approve
from bot.steps.rollout import last_day, planned_end
from bot.store import holds, outbox, people, programs, versions
from bot.store.programs import Running
from bot.workdays import version

_MOST_CALENDARS = 6


def plan_view(ctx: Context, running: Running, person: Person) -> PlanView:
    """The program as the card of `person` shows it, at this instant."""
    counted = programs.count_enrolled(ctx.db, running.program_id)
    pauses = in_force(ctx)
    step, phase_key = _step(ctx, running)
    say = ctx.say_to(person)
    return PlanView(
        title=running.program.program.title.root,
        why=running.program.program.why.root,
        version=running.version,
        phases=tuple(_line(running, status) for status in running.phases),
        week=_week(ctx, running),
        begins_on=_begins_on(ctx, running),
        enrolled=sum(int(row["enrolled"]) for row in counted),
        reachable=sum(int(row["reachable"]) for row in counted),
        next_at=_next(ctx) if running.state not in ("draft", *ENDED) else None,
        calendars=_calendars(ctx, running, {row["calendar"] for row in counted}),
        pauses=tuple(line for line in pauses if line.scope != "phase"),
        held_since=next((line.at for line in pauses if line.scope == "phase"), None),
        step=step,
        step_key=phase_key,
        present_key=running.present.phase_key if running.present else "",
        step_phase=say.any_of(running.program.phase_named(phase_key).title.root) if phase_key else "",
        may_run=authorize(person, "run_rollout"),
        draft=draft_line(ctx, running, person),
        graduates_on=graduates_on(running),
        is_past_graduation=is_past_graduation(ctx, running),
        is_stopped=running.state == "stopped",
        unread_groups=group_lines(ctx, running, person) if authorize(person, "run_rollout") else (),
        windows=_windows(ctx, running),
        left_out=yielded(planned(running.program, ctx.words.content.rests())[1]),
    )


def _windows(ctx: Context, running: Running) -> tuple[tuple[str, datetime], ...]:
    """Those that are open at this instant, with their close."""
    return tuple(
        (row["window_key"], row["closes_at"])
        for status in running.phases
        for row in holds.open_windows(ctx.db, running.program_id, status.phase_key)
        if row["opens_at"] <= ctx.now < row["closes_at"]
    )


def draft_line(ctx: Context, running: Running, person: Person) -> DraftLine | None:
    """The draft that waits: of this program, else the newest of another."""
    waiting = versions.drafts(ctx.db)
    own = [one for one in waiting if one.program_id == running.program_id]
    draft = next(iter([*own, *waiting]), None)
    if draft is None:
        return None
    author = people.find(ctx.db, draft.author) if draft.author else None
    return DraftLine(
        version=draft.version,
        author=author.name if author else "",
        mark=draft.digest,
        may_approve=may_approve(ctx, person, draft),
        is_first=running.state == "draft",
    )


def _line(running: Running, status: PhaseStatus) -> PhaseLine:
    phase = running.program.phase_named(status.phase_key)
    return PhaseLine(
        title=phase.title.root,
        state=status.state,
        weeks=(phase.first_week, phase.last_week),
        first_on=status.week_one_on,
        last_on=last_day(running, status),
        has_gate=phase.gate is not None,
        owner=phase.owner,
        kpi=phase.kpi,
    )


def _step(ctx: Context, running: Running) -> tuple[Step, str]:
    present, upcoming = running.present, running.upcoming
    if running.state in ("draft", "stopped"):
        return "none", ""
    if present is None:
        return ("start", upcoming.phase_key) if upcoming else ("none", "")
    phase = running.program.phase_named(present.phase_key)
    is_last_week = _week(ctx, running) == phase.last_week
    if present.state == "at_gate" or (phase.gate and is_last_week):
        return ("advance", upcoming.phase_key) if upcoming else ("finish", "")
    return "none", ""


def _week(ctx: Context, running: Running) -> int | None:
    present = running.present
    if present is None:
        return None
    phase = running.program.phase_named(present.phase_key)
    week = week_in(phase, present, _today(ctx, running))
    return min(week, phase.last_week) if week is not None else None


def _begins_on(ctx: Context, running: Running) -> date | None:
    """The Monday a phase that was begun has its first week on, while that lies ahead."""
    monday = running.present.week_one_on if running.present else None
    return monday if monday and _today(ctx, running) < monday else None


def _today(ctx: Context, running: Running) -> date:
    return ctx.now.astimezone(running.program.zone).date()


def _next(ctx: Context) -> datetime | None:
    return outbox.next_due(ctx.db)


def _calendars(ctx: Context, running: Running, own: set[str]) -> tuple[CalendarLine, ...]:
    """The holiday calendars of the program and of its people, for the years the program touches."""
    today = ctx.now.astimezone(running.program.zone).date()
    years = range(today.year, planned_end(running, today).year + 1)
    country = running.program.calendar.country
    codes = {country, *own} - {""}
    return tuple(
        CalendarLine(
            code=code,
            version=version(),
            estimates=tuple(year for year in years if ctx.workdays.is_estimate(code, year)),
        )
        for code in sorted(codes, key=lambda code: (code != country, code))[:_MOST_CALENDARS]
    )
