"""`uptake program …`: apply a program file, look at the plan, get a template."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.cli.opened import opened_context, read_text, settings
from bot.errors import BadInput
from bot.steps.program import apply_program
from bot.store import programs


def add_to(commands: Any) -> None:
    """Adds the command."""
    parts = commands.add_parser("program", help="the rollout's plan").add_subparsers(
        metavar="what", required=True
    )
    put = parts.add_parser("apply", help="check a program file and make it the plan")
    put.add_argument("file", type=Path)
    put.set_defaults(run=_apply)
    parts.add_parser("show", help="where each phase stands").set_defaults(run=_show)
    new = parts.add_parser("new", help="print a template to start from")
    new.add_argument("--template", default="twelve-week", help="twelve-week or two-week")
    new.set_defaults(run=_new)


def _apply(options: argparse.Namespace) -> int:
    text = read_text(options.file)
    with opened_context() as ctx:
        running = apply_program(ctx, text, str(options.file))
    print(f"{running.program_id}: version {running.version}, {len(running.phases)} phases")
    if running.present is None:
        print("Start it in chat: an administrator types ai-rollout")
    return 0


def _show(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        running = programs.latest(ctx.db)
        if running is None:
            raise BadInput(["no program yet; see “uptake program apply”"])
        print(f"{running.program_id}: version {running.version}, {running.state}")
        for status in running.phases:
            print(f"{status.phase_key}\t{status.state}\t{status.week_one_on or '-'}")
    return 0


def _new(options: argparse.Namespace) -> int:
    folder = settings().content / "programs"
    names = sorted(path.stem for path in folder.glob("*.toml"))
    if options.template not in names:
        raise BadInput([f"no template {options.template!r}; there are {', '.join(names)}"])
    print((folder / f"{options.template}.toml").read_text(encoding="utf-8"), end="")
    return 0
