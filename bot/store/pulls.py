"""What is known of each vendor whose usage is pulled, and who pulls it now. Nothing here is about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from bot.model.pulls import EVERY, LEASE_FOR, Trouble
from bot.store.database import Row, Transaction

_NEVER = timedelta(days=36_500)


@dataclass(frozen=True)
class Pull:
    """One source: complete to which day, pulled last and next when, and what is wrong since when ("":
    nothing). `told` is the trouble administrators were told of, the `tellings`-th in all."""

    source: str
    complete_to: date | None
    pulled_at: datetime | None
    next_at: datetime
    trouble: Trouble | None
    reason: str
    failing_since: datetime | None
    failures: int
    told: str
    tellings: int
    rejected: int
    lease_until: datetime


@dataclass(frozen=True)
class Lease:
    """The right of one process to pull a source, and what was known when it began."""

    source: str
    owner: str
    token: int
    known_to: date | None


def everything(db: Transaction) -> dict[str, Pull]:
    """Source → what is known; sources that were never tried are absent."""
    return {row["source"]: _pull(row) for row in db.all("pulls.list_pulls")}


def find(db: Transaction, source: str) -> Pull | None:
    """One source, if it was ever tried."""
    row = db.one("pulls.find_pull", source=source)
    return _pull(row) if row else None


def claim(db: Transaction, source: str, owner: str, now: datetime, is_forced: bool) -> Lease | None:
    """Takes the lease when the source is due, or in any case when forced; None while somebody has it."""
    db.run("pulls.open_pull", source=source)
    never_due_at = now - _NEVER if is_forced else now + 2 * EVERY
    row = db.one(
        "pulls.claim_pull", source=source, owner=owner, now_at=now, lease_until_at=now + LEASE_FOR,
        never_so_late_at=now + 2 * LEASE_FOR, never_due_at=never_due_at,
    )  # fmt: skip
    return Lease(source, owner, row["token"], row["complete_to_on"]) if row else None


def hold(db: Transaction, lease: Lease, now: datetime) -> bool:
    """Whether the lease is still ours; then nobody takes it before this transaction ends."""
    return db.run("pulls.hold_pull", lease_until_at=now + LEASE_FOR, **_of(lease)) == 1


def release(db: Transaction, lease: Lease) -> None:
    """Gives the lease back without a result."""
    db.run("pulls.release_pull", **_of(lease))


def note_kept(
    db: Transaction, source: str, complete_to: date | None, trouble: str, rejected: int, now: datetime,
    next_at: datetime,
) -> None:  # fmt: skip
    """What came is kept; whatever was wrong is over."""
    db.run(
        "pulls.note_kept", source=source, complete_to_on=complete_to, pulled_at=now, next_at=next_at,
        trouble=trouble, rejected=rejected,
    )  # fmt: skip


def note_failed(
    db: Transaction, source: str, trouble: Trouble, reason: str, now: datetime, next_at: datetime
) -> None:
    """Nothing came, or nothing that can be kept."""
    db.run("pulls.note_failed", source=source, trouble=trouble, reason=reason, failed_at=now, next_at=next_at)


def note_told(db: Transaction, source: str) -> int:
    """Administrators are told of the present trouble; the how-many-eth telling this is."""
    return int(db.value("pulls.note_told", source=source))


def _of(lease: Lease) -> Row:
    return {"source": lease.source, "owner": lease.owner, "token": lease.token}


def _pull(row: Row) -> Pull:
    return Pull(
        source=row["source"],
        complete_to=row["complete_to_on"],
        pulled_at=row["pulled_at"],
        next_at=row["next_at"],
        trouble=cast("Trouble", row["trouble"]) or None,
        reason=row["reason"],
        failing_since=row["failing_since_at"],
        failures=int(row["failures"]),
        told=row["told"],
        tellings=int(row["tellings"]),
        rejected=int(row["rejected"]),
        lease_until=row["lease_until_at"],
    )
