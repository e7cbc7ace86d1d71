"""Which job ran for which slot: one run a slot, across restarts and workers."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.store.database import Transaction


def is_first(db: Transaction, job: str, slot: datetime, now: datetime) -> bool:
    """Records the run of a slot; False when it ran before."""
    return db.run("job_runs.record_run", job=job, slot_at=slot, ran_at=now) == 1


def present(db: Transaction, now: datetime) -> set[tuple[str, datetime]]:
    """The (job, slot) pairs of the last day that ran."""
    rows = db.all("job_runs.list_present", since_at=now - timedelta(days=1))
    return {(row["job"], row["slot_at"]) for row in rows}


def look_again(db: Transaction, now: datetime) -> None:
    """Something changed that jobs plan from: at the next turn every job looks again."""
    db.run("job_runs.forget_present", since_at=now - timedelta(days=1))


def last_before(db: Transaction, job: str, now: datetime) -> datetime | None:
    """When the job last ran before `now`, so that it can make good what it missed; None when nothing is
    known of an earlier run."""
    row = db.one("job_runs.last_run", job=job, now_at=now)
    return row["ran_at"] if row else None


def forget_before(db: Transaction, before: datetime) -> int:
    """Drops old records, except each job's newest; returns how many."""
    return db.run("job_runs.forget_runs", before_at=before)
