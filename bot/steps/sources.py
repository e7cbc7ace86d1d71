"""What every source calls active, over which window and how late, and up to which day it has told."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.card import Say
from bot.context import Context
from bot.model.sources import SOURCES, phrase_of, source_of
from bot.store import usage
from bot.store.database import Row


def source_lines(ctx: Context, say: Say) -> Iterator[str]:
    """One line a source: those that can be read, then those that post under a name of their own. Two tools stand
    apart; they are never added up."""
    told: dict[str, list[Row]] = {}
    for row in usage.told(ctx.db):
        told.setdefault(row["source"], []).append(row)
    for name in (*SOURCES, *sorted(told.keys() - SOURCES.keys())):
        parts = [
            f"{name}:",
            say(f"sources.{phrase_of(name)}"),
            *_when(name, say),
            *_so_far(told.get(name), say),
        ]
        yield " ".join(parts)


def _when(name: str, say: Say) -> Iterator[str]:
    source = source_of(name)
    yield say("sources.window", days=source.window)
    if source.lag is None:
        yield say("sources.lag_unknown")
    else:
        yield say("sources.lag", days=source.lag) if source.lag else say("sources.lag_none")


def _so_far(rows: list[Row] | None, say: Say) -> Iterator[str]:
    if not rows:
        yield say("sources.silent")
        return
    for row in rows:
        yield say("sources.told", tools=[row["tool"]], day=row["complete_to_on"] or row["last_on"])
    if rows[0]["imported_at"]:
        yield say("sources.imported", at=rows[0]["imported_at"])
