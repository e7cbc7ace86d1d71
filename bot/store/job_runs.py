"""Which job ran for which slot: one run a slot, across restarts and workers."""

from __future__ import annotations

from datetime import datetime

from bot.store.database import Transaction


def is_first(db: Transaction, job: str, slot: datetime, now: datetime) -> bool:
    """Records the run of a slot; False when it ran before."""
    return db.run("job_runs.record_run", job=job, slot_at=slot, ran_at=now) == 1


def forget_before(db: Transaction, before: datetime) -> int:
    """Drops old records; returns how many."""
    return db.run("job_runs.forget_runs", before_at=before)
