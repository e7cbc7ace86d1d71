"""One pull of one source: take the lease, wait for the vendor, keep what came and how far it reaches.

Three transactions with the waiting between them, none open while a vendor is asked. What came is kept
together with the watermark or not at all, and taking the same in again changes nothing: a pull that was
cut off anywhere is simply repeated. It asks the port `Feed`; which vendor answers it does not know.
"""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.context import Context
from bot.errors import BadInput
from bot.feed import DeniedError, Feed, FeedError, Fetched
from bot.house import House
from bot.model.pulls import (
    PULL_FOR,
    Trouble,
    asked,
    is_due,
    is_to_be_told,
    next_after_success,
    next_after_trouble,
)
from bot.steps.usage import ImportReport, import_signals
from bot.store import outbox, people, pulls, usage
from bot.store.pulls import Lease

_log = logging.getLogger("uptake.pulls")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Pulled:
    """What a pull came to. `trouble` None: all is well, or, with `is_busy`, somebody else pulls now.
    `problems` say what is wrong with what came, row by row; they may name people and are never kept."""

    source: str
    complete_to: date | None = None
    report: ImportReport | None = None
    trouble: Trouble | None = None
    reason: str = ""
    problems: tuple[str, ...] = ()
    is_busy: bool = False


class _LostError(Exception):
    """The lease went to another process while we waited: what came is its affair now."""


def due(ctx: Context, feeds: tuple[Feed, ...]) -> list[Feed]:
    """The feeds to pull now: their time has come, and nobody pulls them."""
    known = pulls.everything(ctx.db)
    return [
        feed
        for feed in feeds
        if (one := known.get(feed.source)) is None or is_due(one.next_at, one.lease_until, ctx.now)
    ]


async def pull(house: House, feed: Feed, since: date | None = None, is_forced: bool = False) -> Pulled:
    """Pulls one source if it is due, or at once when forced; days from `since` on, else what is new."""
    lease = await asyncio.to_thread(_claim, house, feed.source, is_forced)
    if lease is None:
        return Pulled(feed.source, is_busy=True)
    try:
        return await _pull(house, feed, lease, since)
    except asyncio.CancelledError:
        _release(house, lease)
        raise


async def _pull(house: House, feed: Feed, lease: Lease, since: date | None) -> Pulled:
    now = house.clock.now()
    wanted = asked(feed.rhythm, lease.known_to, now.date(), since)
    with TemporaryDirectory(prefix="uptake-pull-") as folder:
        path = Path(folder) / f"{feed.source}.pulled"
        try:
            async with asyncio.timeout(PULL_FOR / timedelta(seconds=1)):
                with path.open("w+b") as into:
                    fetched = await feed.fetch(wanted, into)
                    into.seek(0, os.SEEK_END)
            return await asyncio.to_thread(_keep, house, lease, fetched, path)
        except DeniedError as error:
            return await _fail(house, lease, "denied", str(error))
        except FeedError as error:
            return await _fail(house, lease, "unreachable", str(error), error.wait)
        except TimeoutError:
            return await _fail(house, lease, "unreachable", "it took too long")
        except BadInput as error:
            return await _fail(house, lease, "unreadable", "it can't be taken in", problems=error.problems)
        except _LostError:
            return Pulled(feed.source, is_busy=True)
        except Exception as error:
            _log.exception("pull.failed", extra={"job": feed.source})
            return await _fail(house, lease, "unreadable", type(error).__name__)


def _claim(house: House, source: str, is_forced: bool) -> Lease | None:
    with house.context() as ctx:
        return pulls.claim(ctx.db, source, house.worker, ctx.now, is_forced)


def _release(house: House, lease: Lease) -> None:
    with house.context() as ctx:
        pulls.release(ctx.db, lease)


def _keep(house: House, lease: Lease, fetched: Fetched, path: Path) -> Pulled:
    """Takes the file in and moves the watermark, in one transaction that still holds the lease."""
    with house.context() as ctx:
        if not pulls.hold(ctx.db, lease, ctx.now):
            raise _LostError
        report = None
        if not fetched.is_empty:
            # What one row says wrongly nobody here can mend: it is left out and counted, the rest is taken.
            report = import_signals(ctx, lease.source, path, path.name, skip_bad=True)
            if report.rejected and not report.accepted + report.replaced + report.repeated + report.people:
                raise BadInput([f"{path.name}: no row of {report.rejected} can be read"])
        is_concealed = bool(report and report.note and report.complete_to_on is None)
        reached = _reached(ctx, lease, fetched, report, is_concealed)
        known = max((day for day in (lease.known_to, reached) if day), default=None)
        trouble: Trouble | None = "concealed" if is_concealed else None
        rejected = report.rejected if report else 0
        next_at = next_after_success(ctx.now, ctx.chance.random())
        pulls.note_kept(ctx.db, lease.source, known, trouble or "", rejected, ctx.now, next_at)
        _tell(ctx, lease.source)
    _log.info("pull.kept", extra={"job": lease.source, "reason": f"complete to {known}"})
    return Pulled(lease.source, known, report, trouble)


def _reached(
    ctx: Context, lease: Lease, fetched: Fetched, report: ImportReport | None, is_concealed: bool
) -> date | None:
    """The day up to which all is in. Days on which nobody used the tool stand in no row, so where the
    vendor's word reaches further than the rows, it is written down as an import of its own."""
    of_rows = report.complete_to_on if report else None
    if is_concealed or fetched.complete_to is None:
        return of_rows
    reached = min(fetched.complete_to, ctx.now.date())
    if of_rows is None or of_rows < reached:
        usage.record_import(
            ctx.db,
            ctx.new_id("imp"),
            lease.source,
            "",
            reached,
            usage.Kept(),
            0,
            "nobody after that",
            ctx.now,
        )
    return reached


async def _fail(
    house: House, lease: Lease, trouble: Trouble, reason: str, wait: timedelta = timedelta(),
    problems: list[str] | None = None,
) -> Pulled:  # fmt: skip
    _log.warning("pull.failed", extra={"job": lease.source, "reason": f"{trouble}: {reason}"})
    return await asyncio.to_thread(_note_failed, house, lease, trouble, reason, wait, tuple(problems or ()))


def _note_failed(
    house: House, lease: Lease, trouble: Trouble, reason: str, wait: timedelta, problems: tuple[str, ...]
) -> Pulled:
    with house.context() as ctx:
        if not pulls.hold(ctx.db, lease, ctx.now):
            return Pulled(lease.source, is_busy=True)
        before = pulls.find(ctx.db, lease.source)
        failures = before.failures + 1 if before else 1
        next_at = next_after_trouble(ctx.now, trouble, failures, wait)
        pulls.note_failed(ctx.db, lease.source, trouble, reason, ctx.now, next_at)
        _tell(ctx, lease.source)
    return Pulled(lease.source, lease.known_to, None, trouble, reason, problems)


def _tell(ctx: Context, source: str) -> None:
    """Plans one message to each administrator when this is something they have not heard yet."""
    one = pulls.find(ctx.db, source)
    if one is None or one.trouble is None:
        return
    if not is_to_be_told(one.trouble, one.told, one.failing_since or ctx.now, ctx.now):
        return
    about = f"{source} {one.trouble} {pulls.note_told(ctx.db, source)}"
    for admin in people.with_role(ctx.db, "admin"):
        outbox.plan(ctx.db, ctx.new_id, admin, "request", "pulls.trouble", about, due_at=ctx.now)
