"""`uptake rehearse`: a whole program on a roster, in virtual time, before anything is sent."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.check import name_of
from bot.cli.opened import read_bytes, read_text, settings
from bot.errors import BadInput
from bot.rehearsal.rehearse import rehearse
from bot.rehearsal.stage import PeopleFile
from bot.rehearsal.text import as_text
from bot.steps.program import read_program
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house


def add_to(commands: Any) -> None:
    """Adds the command."""
    play = commands.add_parser("rehearse", help="play a whole program in virtual time; nothing is sent")
    play.add_argument("file", type=Path, help="the program file (TOML)")
    play.add_argument("--people", type=Path, required=True, help="the people file (CSV)")
    play.add_argument("--person", default="", metavar="EMAIL", help="show this person's calendar, too")
    play.add_argument("--json", action="store_true", help="the whole report as JSON")
    play.set_defaults(run=_rehearse)


def _rehearse(options: argparse.Namespace) -> int:
    name = str(options.file)
    program = read_program(read_text(options.file), name)
    cast = PeopleFile(read_bytes(options.people), name_of(options.people))
    database = SqliteDatabase(":memory:")
    try:
        house = build_house(settings(), database)
        report = rehearse(house, program, name, cast, assume="if_none", email=options.person)
    finally:
        database.close()
    if options.person and report.person is None:
        raise BadInput([f"--person: nobody with the address {options.person} is in {options.people}"])
    print(report.model_dump_json(indent=2) if options.json else as_text(report))
    return 0 if report.is_fit else 1
