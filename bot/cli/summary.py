"""`uptake summary`: the published week."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from bot.cards.plain import plain
from bot.cards.summary import digest_card
from bot.cli.actions import print_actions
from bot.cli.opened import opened_context
from bot.errors import BadInput
from bot.model.people import LOCALES
from bot.model.time import monday_of
from bot.store import programs, summaries


def add_to(commands: Any) -> None:
    """Adds the commands."""
    show = commands.add_parser(
        "summary", help="print a published weekly summary, or which proposed actions were taken"
    )
    show.add_argument(
        "team", nargs="?", default="", help="a team; without it everybody; “actions” counts what was proposed"
    )
    show.add_argument("--week", help="a day of that week, as 2026-11-16; without it the newest")
    show.add_argument("--locale", default="en", choices=LOCALES)
    show.add_argument("--format", default="text", choices=("text", "json"))
    show.set_defaults(run=_summary)


def _summary(options: argparse.Namespace) -> int:
    if options.team == "actions":
        return print_actions(options.format == "json")
    try:
        day = date.fromisoformat(options.week) if options.week else None
    except ValueError:
        raise BadInput([f"--week: {options.week!r} is no date; write it like 2026-11-16"]) from None
    with opened_context() as ctx:
        running = programs.latest(ctx.db)
        if running is None:
            raise BadInput(["no program yet; see “uptake program apply”"])
        if day:
            found = summaries.of_week(ctx.db, running.program_id, options.team, monday_of(day))
        else:
            found = summaries.latest(ctx.db, running.program_id, options.team)
        if found is None:
            raise BadInput([f"no summary of {options.team or 'everybody'} for that week has been published"])
        if options.format == "json":
            print(json.dumps(found.summary.model_dump(mode="json"), ensure_ascii=False, indent=2))
            return 0
        say = ctx.words.say(options.locale, running.program.zone, ctx.now)
        print(
            plain(
                digest_card(say, found.summary_id, found.summary, summaries.proposals(ctx.db, found), False)
            )
        )
    return 0
