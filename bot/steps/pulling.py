"""The transactions of a pull: take the lease, keep what came with how far it reaches, or note what failed.

None is open while a vendor is asked. What came is kept together with the watermark or not at all, and taking
the same in again changes nothing: a pull that was cut off anywhere is simply repeated.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.context import Context
from bot.errors import BadInput
from bot.feed import Feed, Fetched
from bot.house import House
from bot.model.pulls import (
    Trouble,
    believed,
    is_due,
    is_to_be_told,
    next_after_success,
    next_after_trouble,
)
from bot.steps.usage import ImportReport, import_signals
from bot.store import outbox, people, pulls, usage
from bot.store.pulls import Lease

_log = logging.getLogger("uptake.pulls")


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

    @property
    def has_failed(self) -> bool:
        """Whether nothing of it was kept."""
        return self.is_busy or self.trouble not in (None, "concealed")


class LostError(Exception):
    """The lease went to another process while we waited: what came is its affair now."""


def due(ctx: Context, feeds: tuple[Feed, ...]) -> list[Feed]:
    """The feeds to pull now: their time has come, and nobody pulls them."""
    known = pulls.everything(ctx.db) if feeds else {}
    return [
        feed
        for feed in feeds
        if (one := known.get(feed.source)) is None or is_due(one.next_at, one.lease_until, ctx.now)
    ]


def is_any_due(house: House, feeds: tuple[Feed, ...]) -> bool:
    """Whether there is anything to pull now; without feeds nothing is asked of the database."""
    if not feeds or house.is_stopping.is_set():
        return False
    with house.context() as ctx:
        return bool(due(ctx, feeds))


def keep(ctx: Context, lease: Lease, fetched: Fetched, path: Path) -> Pulled:
    """Takes the file in and moves the watermark; BadInput when it can't be taken in, LostError when the
    lease is gone: both must end the transaction."""
    if not pulls.hold(ctx.db, lease, ctx.now):
        raise LostError
    report = None if fetched.is_empty else _taken_in(ctx, lease.source, path)
    is_concealed = bool(report and report.note and report.complete_to_on is None)
    reached = _reached(ctx, lease.source, fetched, report)
    before = believed(lease.known_to, ctx.now.date())
    known = max((day for day in (before, reached) if day), default=None)
    trouble: Trouble | None = "concealed" if is_concealed else None
    rejected = report.rejected if report else 0
    next_at = next_after_success(ctx.now, ctx.chance.random())
    pulls.note_kept(ctx.db, lease.source, known, trouble or "", rejected, ctx.now, next_at)
    _tell(ctx, lease.source)
    _log.info("pull.kept", extra={"job": lease.source, "reason": f"complete to {known}"})
    return Pulled(lease.source, known, report, trouble)


def fail(
    ctx: Context, lease: Lease, trouble: Trouble, reason: str, wait: timedelta = timedelta(),
    problems: tuple[str, ...] = (),
) -> Pulled:  # fmt: skip
    """Notes that nothing could be kept, and when to try again; `wait` is the silence the vendor asked for."""
    _log.warning("pull.failed", extra={"job": lease.source, "reason": f"{trouble}: {reason}"})
    before = pulls.find(ctx.db, lease.source)
    if before is None or not pulls.hold(ctx.db, lease, ctx.now):
        return Pulled(lease.source, is_busy=True)
    failures = before.failures + 1 if before.trouble == trouble else 1
    next_at = next_after_trouble(ctx.now, trouble, failures, wait)
    pulls.note_failed(ctx.db, lease.source, trouble, reason, ctx.now, next_at)
    _tell(ctx, lease.source)
    return Pulled(lease.source, lease.known_to, None, trouble, reason, problems)


def _taken_in(ctx: Context, source: str, path: Path) -> ImportReport:
    """What one row says wrongly nobody here can mend: it is left out and counted, the rest is taken."""
    report = import_signals(ctx, source, path, path.name, skip_bad=True)
    if report.rejected and not report.accepted + report.replaced + report.repeated + report.people:
        raise BadInput([f"{path.name}: none of its {report.rejected} rows can be read"])
    return report


def _reached(ctx: Context, source: str, fetched: Fetched, report: ImportReport | None) -> date | None:
    """The day up to which all is in. Days on which nobody used the tool stand in no row, so where the
    vendor's word reaches further than the rows, it is written down as an import of its own."""
    of_rows = report.complete_to_on if report else None
    if fetched.complete_to is None:
        return of_rows
    reached = min(fetched.complete_to, ctx.now.date())
    if of_rows is None or of_rows < reached:
        usage.record_import(
            ctx.db, ctx.new_id("imp"), source, f"{source}.pulled", reached, usage.Kept(), 0,
            "nobody used it on the last days", ctx.now,
        )  # fmt: skip
    return reached


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
