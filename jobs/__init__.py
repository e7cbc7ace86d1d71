"""The timetable: what time starts, and how often each job looks. Jobs are idempotent.

They plan at least a day ahead, so four looks a day are enough; a change of people, program or phase
makes them all look again at once (`job_runs.look_again`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.context import Context
from jobs.advance_phases import advance_phases
from jobs.apologise import apologise
from jobs.brief_sponsor import brief_sponsor
from jobs.choose_nudges import choose_nudges
from jobs.close_windows import close_windows
from jobs.destroy_keys import destroy_keys
from jobs.enrol_people import enrol_people
from jobs.follow_zone_rules import follow_zone_rules
from jobs.forget_old import forget_old
from jobs.make_summaries import make_summaries
from jobs.open_windows import open_windows
from jobs.publish_results import publish_results
from jobs.review_nudges import review_nudges

HOUR = timedelta(hours=1)

TIMETABLE: tuple[tuple[Callable[[Context], None], timedelta], ...] = (
    (follow_zone_rules, 24 * HOUR),
    (close_windows, 6 * HOUR),  # first, so that what people named is known before the next window opens
    (publish_results, 6 * HOUR),
    (advance_phases, 6 * HOUR),
    (enrol_people, 6 * HOUR),
    (open_windows, 6 * HOUR),
    (choose_nudges, 6 * HOUR),
    (apologise, 6 * HOUR),
    (make_summaries, 6 * HOUR),
    (brief_sponsor, 6 * HOUR),
    (review_nudges, 24 * HOUR),
    (destroy_keys, 24 * HOUR),
    (forget_old, 24 * HOUR),
)
