"""Receipts by which answers are erased."""

from __future__ import annotations

from bot.store.database import Transaction


def is_known(db: Transaction, receipt: str) -> bool:
    """Whether answers belong to this receipt."""
    return db.one("feedback.find_receipt", receipt=receipt) is not None
