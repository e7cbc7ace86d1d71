"""Every message nobody can vouch for is asked about; none is sent again unseen.

Started by: the engine, before it delivers.
Refuses:    to send again what may stand there already; where a platform can't be read back, the
            message is taken as sent: a lost nudge is made good by the next, a doubled one annoys.
Says:       nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.chat import Address, Chat, Posted
from bot.house import House
from bot.store import addresses, outbox, people
from bot.store.outbox import Delivery

DOUBT_FOR = timedelta(seconds=60)
GIVE_UP_AFTER = timedelta(minutes=30)  # one doubt may not mute a person for ever
_log = logging.getLogger("uptake.deliver")


async def settle_doubts(house: House, chats: Mapping[str, Chat]) -> None:
    """Reads back what was in doubt for a minute or more, and settles it."""
    for row, address in await asyncio.to_thread(_doubts, house):
        seen = await _was_posted(chats.get(row.platform), address, row)
        if seen is None and house.clock.now() - _since(row) < GIVE_UP_AFTER:
            continue
        await asyncio.to_thread(_settle_doubt, house, row, True if seen is None else seen)


async def _was_posted(chat: Chat | None, address: Address | None, row: Delivery) -> Posted | bool | None:
    """What the platform says; None when it can't be asked now."""
    if chat is None or address is None:
        return None
    try:
        return await chat.was_posted(address, row.delivery_id, _since(row))
    except Exception:
        _log.exception("delivery.not_read_back", extra={"delivery": row.delivery_id})
        return None


def _since(row: Delivery) -> datetime:
    return row.first_attempt_at or row.due_at


def _doubts(house: House) -> list[tuple[Delivery, Address | None]]:
    with house.context() as ctx:
        old = [row for row in outbox.doubtful(ctx.db, ctx.now) if ctx.now - _since(row) >= DOUBT_FOR]
        return [(row, addresses.best(ctx.db, row.person_id, row.platform)) for row in old]


def _settle_doubt(house: House, row: Delivery, seen: Posted | bool) -> None:
    with house.context() as ctx:
        if seen and row.story == "privacy.disclosure":
            people.mark_disclosed(ctx.db, row.person_id, ctx.now)
        if isinstance(seen, Posted):
            outbox.settle(ctx.db, row, "sent", ctx.now, "seen on reading back", seen.ref, seen.conversation)
        elif seen:
            outbox.settle(ctx.db, row, "sent", ctx.now, "can't be read back: taken as sent")
        else:
            outbox.try_again(ctx.db, row, ctx.now, "surely not posted: sent again")
