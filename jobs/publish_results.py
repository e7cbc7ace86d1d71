"""What the answers of a closed window came to is published, once, for everybody and each team.

Started by: the timetable, every six hours, after windows are closed.
Refuses:    a second version; groups that are too small, or that could be found by subtraction.
Says:       nothing; the digest's button and `/ai-results` show it.
"""

from __future__ import annotations

import logging

from bot.context import Context
from bot.steps.results import publish_due

_log = logging.getLogger("uptake.windows")


def publish_results(ctx: Context) -> None:
    """Publishes what was closed and not published yet; late answers never change it."""
    for window_id in publish_due(ctx):
        _log.info("window.published", extra={"window": window_id})
