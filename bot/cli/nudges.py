"""`uptake nudges`: what nudges and tips do, as far as that can be known."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from bot.cards.effects import signed
from bot.cli.opened import opened_context
from bot.context import Context
from bot.errors import BadInput
from bot.model.effect import LOOKS, Counts, Verdict, difference, look_on, points, seen_by
from bot.store import programs, trials, usage
from bot.store.programs import Running

_SAID: dict[Verdict, str] = {
    "kept": "it has an effect: kept",
    "retired": "it has no effect that matters: retired",
    "cant_tell": "can't tell",
}


def add_to(commands: Any) -> None:
    """Adds the commands."""
    found = commands.add_parser("nudges", help="what nudges and tips do")
    parts = found.add_subparsers(metavar="what", required=True)
    show = parts.add_parser(
        "effects", help="compare people nudged with people held out, where that can be told"
    )
    show.set_defaults(run=_effects)


def _effects(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        running = programs.latest(ctx.db)
        if running is None:
            raise BadInput(["no program yet; see “uptake program apply”"])
        for line in effect_lines(ctx, running):
            print(line)
    return 0


def effect_lines(ctx: Context, running: Running) -> Iterator[str]:
    """The whole program first, then each nudge and tip with its looks."""
    tool_key = running.program.program.tool_key
    reach = usage.reach(ctx.db, tool_key) if usage.knows_people(ctx.db) else []
    reach_on = max((one.until_on for one in reach), default=None)
    if reach_on is None:
        yield "can't tell: no report says who used the tool on which day; see “uptake signals import”"
        return
    seen = trials.seen(ctx.db, running.program_id, tool_key, reach_on)
    least = running.program.program.group_minimum
    yield f"Active on two days or more in the seven days from the message; reports reach {reach_on}."
    yield f"all nudges and tips: {told(seen.pooled, least)}"
    looks = trials.trials(ctx.db, running.program_id)
    for row in trials.first_left(ctx.db, running.program_id):
        done = looks.get(row["item"], [])
        counts = seen.by_item.get(row["item"], Counts())
        look = trials.next_look(done)
        if look is None:
            outcome = f"look {done[-1].look} of {LOOKS}: {_SAID[done[-1].verdict]}"
        else:
            due_on = look_on(row["first_left_on"], look, running.program.holdout.judged_after)
            outcome = f"look {look} of {LOOKS} on {due_on}"
        yield f"{row['item']}: {told(counts, least)}; {outcome}"


def told(counts: Counts, least: int) -> str:
    """The difference with its range, or that and why it can't be told."""
    if min(counts.nudged, counts.held) < least:
        return f"can't tell: fewer than {least} people on one side"
    people = f"{counts.nudged} nudged, {counts.held} held out"
    smallest = seen_by(counts)
    middle, low, high = difference(counts)
    between = f"{signed(middle)} points, likely {signed(low)} to {signed(high)}"
    if smallest is None:
        return f"{people}: can't tell: no effect at all could be seen with so few"
    if low <= 0 <= high:
        return f"{people}: {between}; can't tell: an effect below {points(smallest)} points could not be seen"
    return f"{people}: {between}; an effect of {points(smallest)} points or more would be seen"
