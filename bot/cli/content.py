"""`uptake check`: content and programs, before anybody gets them."""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.check import check_content, check_program_file
from bot.cli.opened import read_text, settings
from bot.errors import BadInput
from bot.model.rollout import Program
from bot.steps.program import read_program
from bot.words import load_content
from bot.workdays import Workdays, read_overrides, version


def add_to(commands: Any) -> None:
    """Adds the command."""
    check = commands.add_parser("check", help="check content, and program files given")
    check.add_argument("files", nargs="*", type=Path, help="program files")
    check.add_argument("--content", type=Path, help="another content folder")
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    folder = options.content or settings().content
    if not folder.is_dir():
        raise BadInput([f"{folder}: there is no such folder"])
    found = check_content(folder)
    if not found:
        content = load_content(folder)
        found = [problem for path in options.files for problem in check_program_file(path, content)]
    if found:
        raise BadInput(found)
    content = load_content(folder)
    days = Workdays(read_overrides(settings().calendar))
    print(
        f"{folder}: {len(content.nudges)} nudges, {len(content.tips)} tips, {len(content.questions)} questions, "
        f"{len(content.phrases)} phrases in 3 languages: all can be sent"
    )
    for path in options.files:
        _print_calendar(read_program(read_text(path), path.name), days)
    return 0


def _print_calendar(program: Program, days: Workdays) -> None:
    """Whose holidays hold, as of which version, and which years may still change."""
    country, starts_on = program.calendar.country, program.program.starts_on
    if not country:
        print("no [calendar] in the program: public holidays are not known, weekdays alone decide")
        return
    print(f"{country}: holiday calendar as of version {version()}")
    ends_on = starts_on + timedelta(weeks=program.last_program_week())
    for year in range(starts_on.year, ends_on.year + 1):
        if days.is_estimate(country, year):
            print(f"{country}: year {year} is an estimate, not announced in full yet; see UPTAKE_CALENDAR")
