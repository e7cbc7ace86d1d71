"""`uptake program new|schema|export|clone`: program files to start from, on standard output."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from bot.cli.opened import opened_context, settings
from bot.context import Context
from bot.errors import BadInput
from bot.model.program_schema import program_schema
from bot.steps.program_export import cloned, exported
from bot.store import programs
from bot.store.programs import Running


def add_to(parts: Any) -> None:
    """Adds the words that print a file to `uptake program`."""
    new = _add(parts, "new", "print a template to start from", _new)
    new.add_argument(
        "--template", default="twelve-week", help="twelve-week, two-week, department or enterprise"
    )
    _add(parts, "schema", "print the JSON Schema of program files, for editors", _schema)
    export = _add(parts, "export", "print the program with what was measured, without personal data", _export)
    export.add_argument("key", nargs="?", default="")
    clone = _add(parts, "clone", "print the program for the next unit", _clone)
    clone.add_argument("key")
    clone.add_argument("newkey")
    clone.add_argument("--starts-on", required=True, metavar="DATE")
    clone.add_argument("--team", action="append", default=[], help="for this team; may be repeated")


def _add(parts: Any, name: str, about: str, run: Callable[[argparse.Namespace], int]) -> Any:
    part = parts.add_parser(name, help=about)
    part.set_defaults(run=run)
    return part


def _new(options: argparse.Namespace) -> int:
    folder = settings().content / "programs"
    names = [path.stem for path in sorted(folder.glob("*.toml"))]
    if options.template not in names:
        raise BadInput([f"no template {options.template!r}; there are {', '.join(names)}"])
    print((folder / f"{options.template}.toml").read_text(encoding="utf-8"), end="")
    return 0


def _schema(options: argparse.Namespace) -> int:
    print(json.dumps(program_schema(), indent=2, ensure_ascii=False))
    return 0


def _export(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        print(exported(ctx, found(ctx, options.key)), end="")
    return 0


def _clone(options: argparse.Namespace) -> int:
    try:
        starts_on = date.fromisoformat(options.starts_on)
    except ValueError:
        raise BadInput([f"--starts-on: write a date like 2027-01-04, not {options.starts_on!r}"]) from None
    with opened_context() as ctx:
        program = found(ctx, options.key).program
        print(cloned(ctx, program, options.newkey, starts_on, options.team), end="")
    return 0


def found(ctx: Context, key: str) -> Running:
    """The program of this key; without one the present or newest. BadInput when there is none."""
    running = programs.find(ctx.db, key) if key else programs.latest(ctx.db)
    if running is None:
        raise BadInput(
            [f"{key}: no program has this key" if key else "no program yet; see “uptake program apply”"]
        )
    return running
