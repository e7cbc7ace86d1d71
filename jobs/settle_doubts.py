"""Every message nobody can vouch for is asked about; none is sent again unseen.

Started by: the engine, before it delivers.
Refuses:    to ask before a late message must have landed; to send again what may stand there already,
            except once, and only for the kinds whose stated policy is that somebody waits for them.
Says:       nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime

from bot.chat import Address, Chat, Posted, UnreachableError
from bot.house import House
from bot.model.delivery import GIVE_UP_AFTER, KINDS, SETTLES_AFTER, settles_at
from bot.model.mark import mark
from bot.store import addresses, claims, lanes, people
from bot.store.lanes import Lane
from bot.store.outbox import Delivery

_log = logging.getLogger("uptake.deliver")
Seen = Posted | bool | None  # True: the platform can't be read back; None: it could not be asked now


async def settle_doubts(house: House, chats: Mapping[str, Chat]) -> None:
    """Reads back what has been in doubt long enough, at the pace reading is allowed, and settles it.

    Long enough by two clocks: the wall's, which is written in the row but can be set, and this
    process's own, which has to have run evenly for as long.
    """
    if house.clock.even_for() < SETTLES_AFTER:
        return
    for row in await asyncio.to_thread(_ripe, house):
        asked = await asyncio.to_thread(_may_read, house, row)
        seen = await _look(chats.get(row.platform), *asked, row) if asked else None
        await asyncio.to_thread(_settle, house, row, seen)


async def _look(chat: Chat | None, address: Address, key: str, row: Delivery) -> Seen:
    if chat is None:
        return None
    try:
        return await chat.was_posted(address, key, _since(row))
    except UnreachableError as error:
        _log.warning("delivery.not_read_back", extra={"delivery": row.delivery_id, "reason": str(error)})
        return None
    except Exception:
        _log.exception("delivery.not_read_back", extra={"delivery": row.delivery_id})
        return None


def _since(row: Delivery) -> datetime:
    return row.first_attempt_at or row.due_at


def _ripe(house: House) -> list[Delivery]:
    with house.context() as ctx:
        doubts = claims.doubtful(ctx.db, ctx.now)
        return [row for row in doubts if ctx.now >= settles_at(row.claimed_at or row.due_at)]


def _may_read(house: House, row: Delivery) -> tuple[Address, str] | None:
    """Where to look and for what; None while the lane or its limit of reads doesn't allow it."""
    with house.context() as ctx:
        address = addresses.of_lane(ctx.db, row.person_id, row.platform, row.workspace)
        held = lanes.hold(ctx.db, Lane(row.platform, row.workspace), house.worker, ctx.now)
        pace = house.settings.reading_pace(row.platform)
        if address is None or held is None or not pace.free(held.reads_at, ctx.now, 1):
            return None
        lanes.move_reading(ctx.db, held, pace.after(held.reads_at, ctx.now, 1))
        return address, mark(lanes.secret(ctx.db, ctx.chance), row.delivery_id)


def _settle(house: House, row: Delivery, seen: Seen) -> None:
    with house.context() as ctx:
        if seen and row.story == "privacy.disclosure":
            people.mark_disclosed(ctx.db, row.person_id, ctx.now)
        if isinstance(seen, Posted):
            reason = "seen on reading back"
            claims.settle(ctx.db, row, "sent", ctx.now, reason, seen.ref, seen.conversation)
        elif seen is False:
            claims.try_again(ctx.db, row, ctx.now, "surely not posted: sent again")
        elif seen is None and ctx.now < (row.claimed_at or row.due_at) + GIVE_UP_AFTER:
            return
        elif KINDS[row.kind].resends and not row.resends:
            claims.send_once_more(ctx.db, row, ctx.now, "can't be read back: sent once more")
        else:
            claims.settle(ctx.db, row, "sent", ctx.now, "can't be read back: taken as sent")
