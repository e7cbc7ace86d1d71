"""Windows whose last local close has passed are frozen: what comes later is kept as late.

Started by: the timetable, every six hours.
Refuses:    a window that is over for less than six minutes: an answer given in time may be
            delivered again until then; any while the program is held or paused.
Says:       nothing; the summary speaks on Monday.
"""

from __future__ import annotations

import logging

from bot.context import Context
from bot.model.feedback import REDELIVERY_FOR
from bot.steps.holds import stands_still
from bot.store import feedback

_log = logging.getLogger("uptake.windows")


def close_windows(ctx: Context) -> None:
    """Freezes every window that is over everywhere and can't get an answer in time any more."""
    if stands_still(ctx):
        return
    for window in feedback.due_to_close(ctx.db, ctx.now - REDELIVERY_FOR):
        feedback.close(ctx.db, window.window_id, ctx.now)
        _log.info("window.closed", extra={"window": window.window_key})
