"""The outbox is emptied, lane by lane, up to what the platforms and people allow.

Started by: the engine, when the earliest planned message is due.
Refuses:    whatever pause, stop, quiet hours, holidays, cap, cohort or expiry forbid at this last moment.
Says:       what the stories planned; the only place that sends.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.chat import Chat, Doubtful, Outcome, Refused
from bot.errors import CannotSave
from bot.house import House
from bot.model.delivery import CALL_FOR, may_start
from bot.steps.claiming import Claimed, Claims, claim_due, lanes_due
from bot.steps.recording import Result, record
from bot.store.lanes import Lane

_log = logging.getLogger("uptake.deliver")
AT_ONCE = 50  # calls under way in one lane
TURN_FOR = 20.0  # seconds of sending before the clockwork looks at everything else again
WAITS_FOR = timedelta(seconds=1)  # for a lane to open: longer waits are the engine's

Call = asyncio.Task[Outcome | None]


async def deliver(house: House, chats: Mapping[str, Chat]) -> None:
    """Drains every lane with something due, each by itself: one workspace's limit, and one call that hangs,
    never slow another. Ends when nothing may leave, or after a while, so that a long queue holds up neither
    the other jobs nor the end of the process."""
    ends = asyncio.get_running_loop().time() + TURN_FOR
    draining: dict[Lane, asyncio.Task[None]] = {}
    drained: set[Lane] = set()  # not looked into again before something new is heard of
    with house.doorbell.listening() as heard:
        while True:
            if heard.is_set():
                drained.clear()
            heard.clear()
            for lane in await asyncio.to_thread(_lanes, house, chats) if _goes_on(house, ends) else ():
                if lane not in draining and lane not in drained:
                    draining[lane] = asyncio.create_task(_drain_lane(house, chats[lane.platform], lane, ends))
            if not draining:
                return
            await _first(draining.values(), heard if _goes_on(house, ends) else None, None)
            for lane in [lane for lane, task in draining.items() if task.done()]:
                draining.pop(lane).result()
                drained.add(lane)


def _goes_on(house: House, ends: float) -> bool:
    return asyncio.get_running_loop().time() < ends and not house.is_stopping.is_set()


async def _drain_lane(house: House, chat: Chat, lane: Lane, ends: float) -> None:
    """Sends what may leave this lane now; returns when nothing may."""
    under_way: dict[Call, Claimed] = {}
    try:
        await _drain(house, chat, lane, ends, under_way)
    finally:
        if under_way:  # the database failed: these calls end unrecorded, and are in doubt
            await asyncio.wait(under_way)


async def _drain(house: House, chat: Chat, lane: Lane, ends: float, under_way: dict[Call, Claimed]) -> None:
    done: list[Result] = []
    with house.doorbell.listening() as heard:
        while True:
            heard.clear()
            most = AT_ONCE - len(under_way) if _goes_on(house, ends) else 0
            looked_at = house.clock.now()
            found = await asyncio.to_thread(_step, house, lane, done, most)
            for claimed in found.claimed:
                under_way[asyncio.create_task(_call(house, chat, claimed))] = claimed
            if under_way:
                can_more = most > len(found.claimed) and _goes_on(house, ends)
                wait = _until(house, found.opens_at) if can_more else None
                await _first(under_way, heard if can_more else None, wait)
                done = [(under_way.pop(call), call.result()) for call in list(under_way) if call.done()]
            elif most and await _opens_soon(house, looked_at, found.opens_at):
                done = []
            else:
                return


async def _first(tasks: Iterable[Any], heard: asyncio.Event | None, wait: float | None) -> None:
    """Returns when one of `tasks` ends, when the bell is heard, or after `wait` seconds."""
    bell = asyncio.create_task(heard.wait()) if heard else None
    try:
        waited_for = [*tasks, bell] if bell else [*tasks]
        await asyncio.wait(waited_for, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if bell:
            bell.cancel()


def _until(house: House, opens_at: datetime | None) -> float | None:
    """Seconds until the lane opens; None when it is open, or not ours."""
    wait = (opens_at - house.clock.now()) / timedelta(seconds=1) if opens_at else 0.0
    return wait if wait > 0 else None


async def _opens_soon(house: House, looked_at: datetime, opens_at: datetime | None) -> bool:
    """Waits for a lane that opens within a moment: a whole turn of the clockwork for each message would
    make every one late. A clock that stands still opens nothing, so whoever sets it looks again."""
    now = house.clock.now()
    if opens_at is None or not looked_at < now < opens_at <= now + WAITS_FOR:
        return False
    await asyncio.sleep((opens_at - now) / timedelta(seconds=1))
    return True


def _lanes(house: House, chats: Mapping[str, Chat]) -> list[Lane]:
    with house.context() as ctx:
        return lanes_due(house, ctx, chats.keys())


def _step(house: House, lane: Lane, done: Sequence[Result], most: int) -> Claims:
    """One transaction: how the last calls ended, and what may start next."""
    with house.context() as ctx:
        record(ctx, done)
        try:
            with ctx.db.savepoint():
                return claim_due(house, ctx, lane, most) if most else Claims()
        except CannotSave:
            raise  # nothing of this step was kept
        except Exception:
            _log.exception("delivery.not_claimed", extra={"lane": lane.platform})
            return Claims()


async def _call(house: House, chat: Chat, claimed: Claimed) -> Outcome | None:
    """Makes the call; None when the claim has grown too old to make it."""
    row = claimed.delivery
    if row.claimed_at is None or not may_start(row.claimed_at, house.clock.now()):
        return None
    try:
        async with asyncio.timeout(CALL_FOR / timedelta(seconds=1)):
            return await chat.post(claimed.address, claimed.card, claimed.mark)
    except TimeoutError:
        return Doubtful("no answer in time")
    except ValueError as error:  # the renderer refused the card: no call was made
        return Refused(f"the card can't be shown: {error}", permanent=True)
    except Exception as error:
        _log.exception("delivery.failed", extra={"delivery": row.delivery_id})
        return Doubtful(f"unexpected: {type(error).__name__}")
