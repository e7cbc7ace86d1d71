"""Two weeks after a program is over the keys of its anonymous windows are destroyed, for good.

Started by: the timetable, every day.
Refuses:    a program that is not over; a window about which a message is being sent right now: the next look
            takes it.
Says:       nothing; the card said so before the first answer.
"""

from __future__ import annotations

import logging

from bot.context import Context
from bot.model.modes import key_ends_at
from bot.store import audit, programs, pseudonyms, threads
from bot.store.pseudonyms import EndedKey

_log = logging.getLogger("uptake.windows")


def destroy_keys(ctx: Context) -> None:
    """Destroys every key whose time has come, each with what else could tell. A pause holds back messages, not
    this promise."""
    for key in pseudonyms.of_ended(ctx.db):
        if key_ends_at(key.closes_at, key.ended_at) <= ctx.now and not threads.is_under_way(
            ctx.db, key.window_id
        ):
            _destroy(ctx, key)


def _destroy(ctx: Context, key: EndedKey) -> None:
    ended = programs.find(ctx.db, key.program_id)
    k = ended.program.program.group_minimum if ended else 5
    if pseudonyms.destroy(ctx.db, key.window_id, ctx.now, k):
        audit.record(ctx, None, "window.key_destroyed", key.window_id)
        _log.info("window.key_destroyed", extra={"window": key.window_id})
