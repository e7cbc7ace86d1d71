"""Every message nobody can vouch for is asked about; none is sent again unseen.

Started by: the engine, before it delivers.
Refuses:    to send again what may stand there already; where a platform can't be read back, the
            message is taken as sent: a lost nudge is made good by the next, a doubled one annoys.
Says:       nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from bot.chat import Address, Chat, Posted
from bot.house import House
from bot.store import addresses, outbox
from bot.store.outbox import Delivery

DOUBT_FOR = timedelta(seconds=60)


async def settle_doubts(house: House, chats: Mapping[str, Chat]) -> None:
    """Reads back what was in doubt for a minute or more, and settles it."""
    for row, address in await asyncio.to_thread(_doubts, house):
        if row.platform in chats and address:
            seen = await chats[row.platform].was_posted(
                address, row.delivery_id, row.first_attempt_at or row.due_at
            )
            await asyncio.to_thread(_settle_doubt, house, row, seen)


def _doubts(house: House) -> list[tuple[Delivery, Address | None]]:
    with house.context() as ctx:
        rows = [row for row in outbox.doubtful(ctx.db, ctx.now) if row.first_attempt_at]
        old = [
            row
            for row in rows
            if row.first_attempt_at and ctx.now - row.first_attempt_at >= DOUBT_FOR
        ]
        return [(row, addresses.best(ctx.db, row.person_id, row.platform)) for row in old]


def _settle_doubt(house: House, row: Delivery, seen: Posted | bool) -> None:
    with house.context() as ctx:
        if isinstance(seen, Posted):
            outbox.settle(
                ctx.db, row, "sent", ctx.now, "seen on reading back", seen.ref, seen.conversation
            )
        elif seen:
            outbox.settle(ctx.db, row, "sent", ctx.now, "can't be read back: taken as sent")
        else:
            outbox.try_again(ctx.db, row, ctx.now, "surely not posted: sent again")
