"""Zone rules are data that states change at short notice: what is planned keeps to its wall clock.

Started by: the start of the bot, and the timetable, every day.
Refuses:    rules older than those in use; to move what has opened, closed or been sent.
Says:       nothing; how many moved stands in the audit and the log.
"""

from __future__ import annotations

from bot.clock import tzdata_version
from bot.context import Context
from bot.steps.zone_rules import keep_to_rules


def follow_zone_rules(ctx: Context) -> None:
    """Moves planned instants when the zone rules of this machine were upgraded."""
    keep_to_rules(ctx, tzdata_version())
