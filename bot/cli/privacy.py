"""`uptake privacy audit`: whether what was published, taken together, points to anybody."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from typing import Any

from bot.cli.opened import opened_context
from bot.context import Context
from bot.model.ledger import recoverable
from bot.store import ledger, programs
from bot.store.ledger import Told

_SMALLEST = 5


def add_to(commands: Any) -> None:
    """Adds the commands."""
    parts = commands.add_parser(
        "privacy", help="whether what was published points to anybody"
    ).add_subparsers(metavar="what", required=True)
    audit = parts.add_parser(
        "audit", help="add and subtract everything ever published; exit 1 if a group is found"
    )
    audit.set_defaults(run=_audit)


def audited(ctx: Context) -> tuple[list[str], bool]:
    """What the audit says, a sentence a line, and whether nothing can be solved for."""
    running = programs.latest(ctx.db)
    k = running.program.program.group_minimum if running else _SMALLEST
    told: dict[str, list[Told]] = defaultdict(list)
    for one in ledger.everything(ctx.db):
        told[one.metric.partition(":")[0]].append(one)
    if not told:
        return ["Nothing has been published, so nobody can be found."], True
    lines = [
        f"{metric}: told {sum(one.times for one in some)} times of {len({one.people for one in some})} sets of people."
        for metric, some in sorted(told.items())
    ]
    for week_on, reason, groups in ledger.hidden(ctx.db):
        lines.append(f"{week_on}: {groups} groups hidden, {_REASONS[reason]}.")
    every = {one.people for some in told.values() for one in some}
    found = recoverable(every, k)
    if not found:
        return [
            *lines,
            f"No group of fewer than {k} people follows from any of it, by any sum or difference.",
        ], True
    sizes = Counter(group.bit_count() for group in found)
    for size, count in sorted(sizes.items()):
        people = "1 person" if size == 1 else f"{size} people"
        lines.append(f"FOUND: {count} groups of {people} can be solved for.")
    for metric, some in sorted(told.items()):
        if recoverable((one.people for one in some), k):
            lines.append(f"FOUND: {metric} alone is enough.")
    return lines, False


_REASONS = {
    "small": "as they have too few people",
    "beside": "so that another hidden one can't be worked out",
    "changed": "as too few of their people changed since they were told of",
}


def _audit(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        lines, is_safe = audited(ctx)
    print("\n".join(lines))
    return 0 if is_safe else 1
