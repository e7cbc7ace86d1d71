"""Prints the matrix of HTTP faults: `python -m bench.http_faults`. Ends with 1 when a cell is wrong.

Every call to either platform meets every fault once, on loopback; the server counts the requests.
"""

from __future__ import annotations

import asyncio
import logging
import sys

import aiohttp

from tests.fakes.fault_calls import CALLS, Met, meet
from tests.fakes.faults import FAULTS

_SIGNS = {
    "refused": "no",
    "refused for good": "never",
    "unknown": "doubt",
    "can't be asked": "ask later",
    "accepted": "yes",
    "no": "–",
    "yes": "ok",
}
POSTS = ("slack post", "teams post")


async def measure() -> list[Met]:
    """Every call against every fault, one after the other."""
    async with aiohttp.ClientSession() as session:
        return [await meet(call, fault, session) for fault in FAULTS for call in CALLS]


def table(met: list[Met]) -> str:
    """Faults down, calls across; `!` marks a cell that is wrong."""
    cells = {(one.fault, one.call): _cell(one) for one in met}
    names = [call.name for call in CALLS]
    rows = [["", *names], *([f.name, *(cells[f.name, name] for name in names)] for f in FAULTS)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([*(line.rstrip() for line in lines), "", totals(met)])


def totals(met: list[Met]) -> str:
    """One line for the figures."""
    posts = [one for one in met if one.call in POSTS]
    return (
        f"{len(FAULTS)} faults x {len(CALLS)} calls on 2 platforms = {len(met)} cells, "
        f"{sum(not one.is_right for one in met)} wrong; "
        f"{len(posts)} posts, {sum(one.requests > 1 for one in posts)} sent twice"
    )


def _cell(one: Met) -> str:
    sign = _SIGNS.get(one.outcome, one.outcome)
    twice = f" x{one.requests}" if one.requests > 1 else ""
    return f"{sign}{twice}{'' if one.is_right else ' !'}"


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    found = asyncio.run(measure())
    print(table(found))
    sys.exit(any(not one.is_right for one in found))
