"""`uptake feedback results`: what people answered in a closed window, as it was published."""

from __future__ import annotations

import argparse
import json
from typing import Any

from bot.cards.plain import plain
from bot.cards.results import result_card
from bot.cli.opened import opened_context
from bot.errors import BadInput
from bot.model.people import LOCALES
from bot.store import programs, results


def add_to(commands: Any) -> None:
    """Adds the commands."""
    parts = commands.add_parser("feedback", help="what people answered").add_subparsers(
        metavar="what", required=True
    )
    show = parts.add_parser("results", help="print the published results of a closed window")
    show.add_argument("--window", default="", help="a window's key; without it the newest")
    show.add_argument("--team", default="", help="a team; without it everybody")
    show.add_argument("--lang", default="en", choices=LOCALES)
    show.add_argument("--format", default="text", choices=("text", "json"))
    show.set_defaults(run=_results)


def _results(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        running = programs.latest(ctx.db)
        if running is None:
            raise BadInput(["no program yet; see “uptake program apply”"])
        known = results.published(ctx.db, running.program_id)
        rows = [row for row in known if options.window in ("", row["window_key"])]
        if not rows:
            keys = ", ".join(row["window_key"] for row in known) or "none"
            raise BadInput([f"no results of that window are published; published are: {keys}"])
        found = results.find(ctx.db, rows[0]["window_id"], options.team)
        if found is None:
            raise BadInput([f"window {rows[0]['window_key']}: nothing is told of {options.team}"])
        if options.format == "json":
            print(json.dumps(found.result.model_dump(mode="json"), ensure_ascii=False, indent=2))
            return 0
        say = ctx.words.say(options.lang, running.program.zone, ctx.now)
        print(plain(result_card(say, found.result)))
    return 0
