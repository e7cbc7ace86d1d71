"""An administrator gives a window that is open more time; everybody who was asked in it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.context import Context
from bot.errors import UserError
from bot.model.delivery import next_open
from bot.model.holds import close_after, working_day
from bot.model.people import Person
from bot.model.schedule import begun, monday_for, time_in_week
from bot.model.time import LocalTime, monday_of
from bot.store import audit, feedback, holds, outbox, people
from bot.store.database import Row
from bot.store.programs import Running

MOST_DAYS = 10


@dataclass(frozen=True)
class Extended:
    """Until when the last of those asked may answer now, and how many they are."""

    closes_at: datetime
    people: int


def extend_window(
    ctx: Context, by: Person, running: Running, key: str, days: int, seen_close: str = ""
) -> Extended:
    """Everybody's close moves by so many working days on the same wall clock; an answer kept as late that is
    in time by it is counted. UserError when the window is not open, or would meet the next one, or
    when it no longer closes as the button said."""
    window = _open_window(ctx, running, key)
    if seen_close and window["closes_at"].isoformat() != seen_close:
        raise UserError("error.stale_button")
    limits = running.program.limits()
    moved: list[tuple[Row, LocalTime]] = []
    for prompt in holds.prompts(ctx.db, window["window_id"]):
        if prompt["closes_wall"]:  # a version that knew no rule asked without
            was = LocalTime.read(prompt["closes_wall"], prompt["zone"])
            moved.append((prompt, close_after(was, days * working_day(limits), limits, ctx.workdays)))
    if not moved:
        raise UserError("windows.not_open", window=key, open="–")
    latest = max((closes for _, closes in moved), key=LocalTime.instant)
    _refuse_overlap(running, key, window["closes_at"], latest.instant())
    for prompt, closes in moved:
        holds.move_close(ctx.db, prompt["prompt_id"], closes)
        _tell(ctx, by, running, prompt, closes)
    holds.move_window(ctx.db, window["window_id"], [closes for _, closes in moved], monday_of(latest.day))
    feedback.mark_extended(ctx.db, window["window_id"], ctx.now)
    audit.record(ctx, by, "window.extended", key, closes=latest.text, people=len(moved))
    return Extended(latest.instant(), len(moved))


def _open_window(ctx: Context, running: Running, key: str) -> Row:
    found = [
        row
        for status in running.phases
        for row in holds.open_windows(ctx.db, running.program_id, status.phase_key)
    ]
    window = next((row for row in found if row["window_key"] == key and row["closes_at"] > ctx.now), None)
    if window is None:
        names = ", ".join(row["window_key"] for row in found if row["closes_at"] > ctx.now)
        raise UserError("windows.not_open", window=key or "–", open=names or "–")
    return window


def _refuse_overlap(running: Running, key: str, was: datetime, until: datetime) -> None:
    zone = running.program.program.timezone
    for phase, status in begun(running.program, running.phases):
        for rule in phase.windows:
            monday = monday_for(phase, status, rule.week)
            if rule.key != key and monday and was <= time_in_week(monday, rule.opens, zone).instant() < until:
                raise UserError("windows.overlaps", window=rule.key)


def _tell(ctx: Context, by: Person, running: Running, prompt: Row, closes: LocalTime) -> None:
    person = people.find(ctx.db, prompt["person_id"])
    if person is None or prompt["opens_at"] > ctx.now:
        return  # who is asked only later reads it on the prompt itself
    due_at = next_open(ctx.now, person, running.program.limits(), ctx.workdays)
    about = f"{prompt['prompt_id']}@{closes.text}@{by.person_id}"
    outbox.plan(
        ctx.db, ctx.new_id, person, "correction", "window.extended", about, due_at=due_at,
        not_after=max(due_at, closes.instant()), planned_at=ctx.now,
    )  # fmt: skip
