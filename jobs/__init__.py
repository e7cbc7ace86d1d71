"""The timetable: what time starts, and how often each job looks. Jobs are idempotent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.context import Context
from jobs.advance_phases import advance_phases
from jobs.choose_nudges import choose_nudges
from jobs.close_windows import close_windows
from jobs.enrol_people import enrol_people
from jobs.forget_old import forget_old
from jobs.make_summaries import make_summaries
from jobs.open_windows import open_windows

HOUR = timedelta(hours=1)

TIMETABLE: tuple[tuple[Callable[[Context], None], timedelta], ...] = (
    (advance_phases, HOUR),
    (enrol_people, HOUR),
    (open_windows, HOUR),
    (choose_nudges, HOUR),
    (close_windows, HOUR),
    (make_summaries, HOUR),
    (forget_old, HOUR * 24),
)
