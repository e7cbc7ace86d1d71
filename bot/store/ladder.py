"""How much people used a tool in the weeks of the ladder, from the counters kept at ingest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.model.ground import WHOLE, Ground
from bot.model.slices import ladder_weeks
from bot.model.usage import POWER_ACTIONS, Busy, bits_of
from bot.store.database import Transaction


def busy_of(db: Transaction, tool: str, ground: Ground) -> dict[tuple[date, ...], Busy]:
    """Weeks of a ladder → who did how much in them, for each ladder that a group of this week needs: one for all
    who have the same holiday weeks. Nothing where the tool's report counts nothing."""
    if ground.basis != "measured":
        return {}
    ladders = {ladder_weeks(ground, group) for group in (WHOLE, *sorted(ground.shown_teams))}
    return {weeks: _busy_in(db, tool, weeks) for weeks in sorted(ladders)}


def _busy_in(db: Transaction, tool: str, weeks: Sequence[date]) -> Busy:
    rows = db.all(
        "ladder.list_busy", tool=tool, weeks=[str(monday) for monday in weeks], some=len(weeks),
        much=POWER_ACTIONS * len(weeks),
    )  # fmt: skip
    return Busy(
        some=bits_of(row["ordinal"] for row in rows),
        much=bits_of(row["ordinal"] for row in rows if row["is_much"]),
    )
