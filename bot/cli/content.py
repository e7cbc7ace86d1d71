"""`uptake check`: content and programs, before anybody gets them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.check import check_content, check_program_file
from bot.cli.opened import settings
from bot.errors import BadInput
from bot.words import load_content


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
    print(
        f"{folder}: {len(content.nudges)} nudges, {len(content.tips)} tips, {len(content.questions)} questions, "
        f"{len(content.phrases)} phrases in 3 languages: all can be sent"
    )
    return 0
