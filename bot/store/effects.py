"""What came of a program, as counts of groups: for the file the next unit starts from."""

from __future__ import annotations

from bot.store.database import Row, Transaction


def answered(db: Transaction, program_id: str) -> list[Row]:
    """Of every closed window how many were `asked` and how many `answered` in time, by `window_key`."""
    return db.all("effects.count_answered", program_id=program_id)
