"""The cohort is kept as it is today: joiners come in and are told who speaks, leavers go.

Started by: the timetable, every six hours; and at once when a phase begins.
Refuses:    nothing; without a running program there is nothing to do.
Says:       the first-contact message, once a person.
"""

from __future__ import annotations

from bot.context import Context
from bot.steps.enrolment import take_people_in
from bot.store import programs


def enrol_people(ctx: Context) -> None:
    """Takes joiners in while a program runs."""
    running = programs.current(ctx.db)
    if running and running.present:
        take_people_in(ctx, running)
