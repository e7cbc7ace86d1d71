"""What the vendors count is pulled once a day, each source by itself, beside everything else.

Started by: the engine, when a source that the settings switch on is due.
Refuses:    a source that another process is pulling; anything once the process is told to end. A pause
            does not stop it: nothing is sent.
Says:       to administrators, once a trouble, that a source can't be pulled and what mends that.
"""

from __future__ import annotations

import asyncio
import logging

from bot.feed import Feed
from bot.house import House
from bot.steps.pulling import due, pull

_LOOK = 0.5  # seconds between two looks whether the process is told to end
_log = logging.getLogger("uptake.pulls")


async def pull_usage(house: House, feeds: tuple[Feed, ...]) -> None:
    """Begins the pulls that are due and does not wait for them: a slow vendor holds up no message."""
    if not feeds or house.is_stopping.is_set():
        return
    if await asyncio.to_thread(_due, house, feeds):
        asyncio.get_running_loop().run_in_executor(None, _pull, house, feeds)


def _due(house: House, feeds: tuple[Feed, ...]) -> list[Feed]:
    with house.context() as ctx:
        return due(ctx, feeds)


def _pull(house: House, feeds: tuple[Feed, ...]) -> None:
    """In a thread of its own, with an event loop of its own."""
    try:
        asyncio.run(_pull_all(house, _due(house, feeds)))
    except Exception:
        _log.exception("pull.failed")


async def _pull_all(house: House, feeds: list[Feed]) -> None:
    """All at once; cut off when the process is told to end, since a pull is repeated without harm."""
    under_way = {asyncio.create_task(pull(house, feed)) for feed in feeds}
    while under_way:
        done, under_way = await asyncio.wait(under_way, timeout=_LOOK)
        for task in done:
            if not task.cancelled() and (error := task.exception()):
                _log.error("pull.failed", exc_info=error)
        if house.is_stopping.is_set():
            for task in under_way:
                task.cancel()
    house.doorbell.ring()
