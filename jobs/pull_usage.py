"""What the vendors count is pulled once a day, each source by itself, beside everything else.

Started by: the engine, when a source that the settings switch on is due; `uptake signals pull`.
Refuses:    a source that another process is pulling; to go on once the process is told to end. A pause
            does not stop it: nothing is sent.
Says:       to administrators, once a trouble, that a source can't be pulled and what mends that.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import BadInput
from bot.feed import DeniedError, Feed, FeedError, Fetched
from bot.house import House
from bot.model.pulls import PULL_FOR, Trouble, asked
from bot.steps import pulling
from bot.steps.pulling import LostError, Pulled
from bot.store import pulls
from bot.store.pulls import Lease

_LOOK = 0.5  # seconds between two looks whether the process is told to end
_log = logging.getLogger("uptake.pulls")


async def pull_usage(
    house: House, feeds: tuple[Feed, ...], since: date | None = None, is_forced: bool = False
) -> list[Pulled]:
    """Pulls the feeds that are due, or all when forced, at once and each by itself: days from `since` on,
    else what is new. Cut off when the process is told to end, for a pull is repeated without harm."""
    chosen = feeds if is_forced else await asyncio.to_thread(_due, house, feeds)
    tasks = [asyncio.create_task(_pull(house, feed, since, is_forced)) for feed in chosen]
    under_way = set(tasks)
    while under_way:
        under_way = (await asyncio.wait(under_way, timeout=_LOOK))[1]
        if house.is_stopping.is_set():
            for task in under_way:
                task.cancel()
    house.doorbell.ring()  # administrators may have to hear of it
    ended = [task for task in tasks if not task.cancelled()]
    broken = [error for task in ended if (error := task.exception())]
    for error in broken:  # not even that it failed could be kept
        _log.error("pull.failed", exc_info=error)
    if broken and is_forced:
        raise broken[0]
    return [task.result() for task in ended if not task.exception()]


def _due(house: House, feeds: tuple[Feed, ...]) -> list[Feed]:
    with house.context() as ctx:
        return pulling.due(ctx, feeds)


async def _pull(house: House, feed: Feed, since: date | None, is_forced: bool) -> Pulled:
    lease = await asyncio.to_thread(_claim, house, feed.source, is_forced)
    if lease is None:
        return Pulled(feed.source, is_busy=True)
    try:
        return await _fetch_and_keep(house, feed, lease, since)
    except LostError:
        return Pulled(feed.source, is_busy=True)
    except DeniedError as error:
        return await asyncio.to_thread(_fail, house, lease, "denied", str(error))
    except FeedError as error:
        return await asyncio.to_thread(_fail, house, lease, "unreachable", str(error), error.wait)
    except TimeoutError:
        return await asyncio.to_thread(_fail, house, lease, "unreachable", "it took too long")
    except BadInput as error:
        said = tuple(error.problems)
        return await asyncio.to_thread(
            _fail, house, lease, "unreadable", "it can't be read", timedelta(), said
        )
    except asyncio.CancelledError:
        _release(house, lease)
        raise
    except Exception as error:
        _log.exception("pull.failed", extra={"job": feed.source})
        return await asyncio.to_thread(_fail, house, lease, "unreadable", type(error).__name__)


async def _fetch_and_keep(house: House, feed: Feed, lease: Lease, since: date | None) -> Pulled:
    wanted = asked(feed.rhythm, lease.known_to, house.clock.now().date(), since)
    with TemporaryDirectory(prefix="uptake-pull-") as folder:
        path = Path(folder) / f"{feed.source}.pulled"
        async with asyncio.timeout(PULL_FOR / timedelta(seconds=1)):
            with path.open("w+b") as into:
                fetched = await feed.fetch(wanted, into)
        return await asyncio.to_thread(_keep, house, lease, fetched, path)


def _claim(house: House, source: str, is_forced: bool) -> Lease | None:
    with house.context() as ctx:
        return pulls.claim(ctx.db, source, house.worker, ctx.now, is_forced)


def _release(house: House, lease: Lease) -> None:
    with house.context() as ctx:
        pulls.release(ctx.db, lease)


def _keep(house: House, lease: Lease, fetched: Fetched, path: Path) -> Pulled:
    with house.context() as ctx:
        return pulling.keep(ctx, lease, fetched, path)


def _fail(
    house: House, lease: Lease, trouble: Trouble, reason: str, wait: timedelta = timedelta(),
    problems: tuple[str, ...] = (),
) -> Pulled:  # fmt: skip
    with house.context() as ctx:
        return pulling.fail(ctx, lease, trouble, reason, wait, problems)
