"""`uptake summary`: the published week, in every form and for every audience; and the proof that it is unchanged."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.cli.actions import print_actions
from bot.cli.opened import opened_context
from bot.cli.summary_forms import FORMS, Wanted, formed
from bot.cli.summary_picture import draw
from bot.context import Context
from bot.errors import BadInput
from bot.model.people import LOCALES
from bot.model.time import monday_of, week_label
from bot.model.views import AUDIENCES, schema
from bot.steps.summary import is_everybody
from bot.steps.summary_asked import read_instant
from bot.steps.summary_shown import published
from bot.store import programs, snapshots
from bot.store.programs import Running
from bot.store.snapshots import Checked

_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
_EVERY = "all"
_STANDINGS = {
    "intact": "as it was published",
    "changed": "CHANGED since it was published: its text does not give the digest kept with it",
    "unreadable": "UNREADABLE: its text gives its digest, and is no summary that this version can read",
    "without_digest": "CAN'T BE CHECKED: no digest is kept with it",
}


def add_to(commands: Any) -> None:
    """Adds the commands."""
    show = commands.add_parser(
        "summary", help="print a published weekly summary, prove it unchanged, or count proposed actions"
    )
    show.add_argument(
        "team", nargs="?", default="", help="a team; without it everybody; “actions” counts what was proposed"
    )
    show.add_argument("--week", help="a week, as 2026-W47 or a day in it, as 2026-11-16; else the newest")
    show.add_argument("--as-of", help="as published by then: a day, as 2026-11-16, or an instant")
    show.add_argument("--audience", default="champion", choices=AUDIENCES, help="who is to read it")
    show.add_argument("--locale", default="en", choices=LOCALES)
    show.add_argument("--format", default="text", choices=(*FORMS, "png"))
    show.add_argument("--out", type=Path, help="write into this file; png needs it")
    show.add_argument("--schema", action="store_true", help="print the JSON schema of --format json")
    show.add_argument(
        "--verify",
        nargs="?",
        const=_EVERY,
        metavar="ID",
        help="check a summary's digest; “all” for every one",
    )
    show.add_argument("--all", action="store_true", help="with --verify: every summary")
    show.set_defaults(run=_summary)


def _summary(options: argparse.Namespace) -> int:
    if options.team == "actions":
        return print_actions(options.format == "json")
    if options.schema:
        print(json.dumps(schema(), ensure_ascii=False, indent=2))
        return 0
    if options.verify or options.all:
        return _verify("" if options.all or options.verify == _EVERY else options.verify)
    if options.format == "png" and options.out is None:
        raise BadInput(["--format png: a picture needs a file; add --out summary.png"])
    monday = _monday(options.week) if options.week else None
    with opened_context() as ctx:
        told = _told(ctx, options, monday)
    if options.format == "png":
        draw(told, options.out)
    elif options.out:
        _write(options.out, told)
    else:
        print(told)
    return 0


def _told(ctx: Context, options: argparse.Namespace, monday: date | None) -> str:
    """The summary in its form; BadInput says why there is none."""
    running = programs.latest(ctx.db)
    if running is None:
        raise BadInput(["no program yet; see “uptake program apply”"])
    team = "" if is_everybody(options.team) else options.team
    if team and options.audience == "everyone":
        raise BadInput(
            ["--audience everyone: everyone is told of the whole program only; leave the team out"]
        )
    as_of = _as_of(options.as_of, running) if options.as_of else None
    found = published(ctx, running, team, monday, as_of)
    if found is None:
        when = f"by {options.as_of}" if options.as_of else "for that week" if monday else "yet"
        raise BadInput([f"no summary of {team or 'everybody'} has been published {when}"])
    say = ctx.words.say(options.locale, running.program.zone, as_of or ctx.now)
    form = "html" if options.format == "png" else options.format
    return formed(ctx, say, found, Wanted(form, options.audience, as_of))


def _monday(text: str) -> date:
    try:
        if week := _WEEK.fullmatch(text):
            return date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return monday_of(date.fromisoformat(text))
    except ValueError:
        raise BadInput([f"--week: {text!r} is no date; write it like 2026-11-16 or 2026-W47"]) from None


def _as_of(text: str, running: Running) -> datetime:
    at = read_instant(text, running.program.zone)
    if at is None:
        raise BadInput([f"--as-of: {text!r} is no date; write it like 2026-11-16 or 2026-11-16T09:00+08:00"])
    return at


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput([f"{path}: {error.strerror or error}"]) from None


def _verify(summary_id: str) -> int:
    """Says which summaries differ; 1 when any does, or when there is none to check."""
    checked, wrong = 0, 0
    with opened_context() as ctx:
        for one in snapshots.check(ctx.db, summary_id):
            checked += 1
            wrong += one.standing != "intact"
            if one.standing != "intact" or summary_id:
                print(_line(one))
    if summary_id and not checked:
        raise BadInput([f"--verify: there is no summary {summary_id}; --format json tells their ids"])
    print("\n".join(_counted(checked, wrong)))
    return 1 if wrong else 0


def _line(one: Checked) -> str:
    group = one.team or "everybody"
    return (
        f"{one.summary_id} ({group}, {week_label(one.week_on)}, no. {one.number}): {_STANDINGS[one.standing]}"
    )


def _counted(checked: int, wrong: int) -> Iterator[str]:
    if wrong:
        yield f"{checked} checked, {wrong} of them not as they were published."
    else:
        yield f"{checked} checked, all as they were published." if checked else "No summary is published yet."
