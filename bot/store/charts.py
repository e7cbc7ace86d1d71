"""Which Slack workspaces draw native charts, as far as their last answers say."""

from __future__ import annotations

from datetime import datetime

from bot.store.database import Transaction


def known(db: Transaction) -> dict[str, tuple[bool, datetime]]:
    """Workspace → whether it took the last message with a native chart, and when."""
    rows = db.all("charts.list_known")
    return {row["workspace"]: (bool(row["is_native"]), row["seen_at"]) for row in rows}


def keep(db: Transaction, workspace: str, is_native: bool, at: datetime) -> None:
    """A workspace took a native chart, or refused it."""
    db.run("charts.keep", workspace=workspace, is_native=is_native, seen_at=at)
