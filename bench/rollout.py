"""The rollout engine's figures for the page: planning ahead, the plan card, and rehearsals."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import expand, rehearse, rollout_card
from bench.figure import Figure

SIZES = (1_000, 10_000)


def figures() -> list[Figure]:
    """Every figure of the rollout engine, on both databases where a database counts."""
    return [*_expanded(), *_cards(), *_rehearsed()]


def _expanded() -> Iterator[Figure]:
    with expand.databases() as both:
        for kind, database in both.items():
            spent, rows = expand.expand(database)
            yield Figure(
                f"the next 48 hours of {expand.PEOPLE:,} people planned, {rows:,} messages, {kind}",
                f"{spent:.1f} s",
                "at most 2 s",
            )


def _cards() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="uptake-card-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # started by root, PostgreSQL serves as a user of its own
        for one in rollout_card.both(folder):
            yield Figure(
                f"the card of the plan among {rollout_card.PEOPLE:,} people, {one.database}",
                f"{one.middle:.0f} ms",
                f"slowest {one.slowest:.0f} ms; at most 100 ms",
            )


def _rehearsed() -> Iterator[Figure]:
    before = None
    for count in SIZES:
        one = rehearse.measured(count)
        straight = f"; {one.seconds / before / 10:.2f} × a straight line, at most 1.3" if before else ""
        limit = "; at most 30 s and 500 MiB" if count == 10_000 else ""
        yield Figure(
            f"the twelve-week program rehearsed for {count:,} people, {one.messages:,} messages",
            f"{one.seconds:.1f} s, {one.mebibytes:.0f} MiB",
            f"{one.seconds / one.bare:.0f} × as many bare rows{straight}{limit}",
        )
        before = one.seconds
