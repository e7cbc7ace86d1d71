"""`uptake program …`: write a draft of the plan from a file, compare, approve, look at it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli import program_files
from bot.cli.opened import opened_context, read_text
from bot.context import Context
from bot.errors import BadInput, UserError
from bot.model.people import Person, authorize
from bot.steps.program import apply_program
from bot.steps.program_export import version_file
from bot.steps.program_stop import stop_program, stoppable
from bot.steps.program_view import approved_before, change_of
from bot.steps.program_writing import (
    approve_program,
    author_name,
    authors_of,
    newest_of,
    reject_program,
)
from bot.store import people, programs, versions
from bot.store.versions import PlanVersion


def add_to(commands: Any) -> None:
    """Adds the command."""
    parts = commands.add_parser("program", help="the rollout's plan").add_subparsers(
        metavar="what", required=True
    )
    put = parts.add_parser("apply", help="check a program file and write it as a draft")
    put.add_argument("file", type=Path)
    put.add_argument("--by", metavar="EMAIL", help="who wrote it")
    put.add_argument(
        "--people-later",
        action="store_true",
        help="more people will be imported: say nothing about gates too big for those there are",
    )
    put.set_defaults(run=_apply)
    _add_decisions(parts)
    show = parts.add_parser("show", help="where each phase stands")
    show.add_argument(
        "key", nargs="?", default="", help="the program's key; without it the present or newest"
    )
    show.add_argument("--toml", action="store_true", help="print the file of the newest version instead")
    show.set_defaults(run=_show)
    program_files.add_to(parts)


def _add_decisions(parts: Any) -> None:
    diff = parts.add_parser("diff", help="what the draft changes in what is in force")
    approve = parts.add_parser("approve", help="the draft becomes the version in force")
    reject = parts.add_parser("reject", help="turn the draft down, or take it back")
    stop = parts.add_parser("stop", help="end the program for good, before its time")
    runs: tuple[tuple[Any, Callable[[argparse.Namespace], int]], ...] = (
        (diff, _diff),
        (approve, _approve),
        (reject, _reject),
        (stop, _stop),
    )
    for part, run in runs:
        part.add_argument("key", nargs="?", default="", help="the program's key; when there are several")
        part.set_defaults(run=run)
    approve.add_argument("--by", metavar="EMAIL", required=True, help="who approves; not who wrote it")
    reject.add_argument("--by", metavar="EMAIL", help="who turns it down")
    for part in (reject, stop):
        part.add_argument("--reason", required=True)


def _apply(options: argparse.Namespace) -> int:
    text = read_text(options.file)
    with opened_context() as ctx:
        by = _person(ctx, options.by) if options.by else None
        written = apply_program(ctx, text, str(options.file), by, not options.people_later)
        in_force = written.state == "approved"
        print(f"{written.program_id}: version {written.version}, {len(written.program.phase)} phases")
        if in_force:
            print("This is what is in force already; nothing was changed.")
        else:
            _print_changes(ctx, written)
            print("It waits for approval by somebody else: in chat, an administrator or sponsor types")
            print("ai-rollout; or “uptake program approve --by EMAIL” when --by named who wrote it")
    return 0


def _diff(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        _print_changes(ctx, _draft(ctx, options.key))
    return 0


def _approve(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        draft = _draft(ctx, options.key)
        if "" in authors_of(ctx, draft):
            raise BadInput(
                [
                    f"{draft.program_id}: version {draft.version} was written at the command line without a name; "
                    "approve it in chat, or apply the file again with --by EMAIL of who wrote it"
                ]
            )
        by = _person(ctx, options.by)
        if not authorize(by, "approve_plan"):
            raise BadInput([f"--by: {by.email} may not approve; an administrator or a sponsor may"])
        running = _told(ctx, lambda: approve_program(ctx, draft.program_id, by))
        print(f"{running.program_id}: version {running.version} is in force, approved by {by.email}")
        if running.present is None:
            print("Start it in chat: an administrator types ai-rollout")
    return 0


def _reject(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        draft = _draft(ctx, options.key)
        by = _person(ctx, options.by) if options.by else None
        _told(ctx, lambda: reject_program(ctx, draft.program_id, by, options.reason))
        print(f"{draft.program_id}: version {draft.version} is turned down: {options.reason}")
    return 0


def _stop(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        running = programs.find(ctx.db, options.key) if options.key else programs.current(ctx.db)
        if running is None or not stoppable(running):
            raise BadInput([f"{options.key or 'program'}: nothing runs that could be stopped"])
        told = _told(ctx, lambda: stop_program(ctx, running, None, options.reason))
        print(f"{running.program_id}: stopped: {options.reason}")
        print(f"{told} people who took part are thanked and told so")
    return 0


def _show(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        running = program_files.found(ctx, options.key)
        if options.toml:
            newest = newest_of(versions.history(ctx.db, running.program_id))
            print(version_file(newest) if newest else "", end="")
            return 0
        print(f"{running.program_id}: version {running.version}, {running.state}")
        for status in running.phases:
            print(f"{status.phase_key}\t{status.state}\t{status.week_one_on or '-'}")
        for draft in versions.drafts(ctx.db):
            author = author_name(ctx, draft) or "the command line"
            print(f"{draft.program_id}: version {draft.version} by {author} waits for approval")
    return 0


def _print_changes(ctx: Context, draft: PlanVersion) -> None:
    before = approved_before(ctx, draft)
    if before is None:
        print("the first version; there is nothing to compare it with")
        return
    print(f"version {before.version} → {draft.version}:")
    for change in change_of(ctx, draft):
        print(f"  {change}")


def _draft(ctx: Context, key: str) -> PlanVersion:
    waiting = [one for one in versions.drafts(ctx.db) if key in ("", one.program_id)]
    if not waiting:
        raise BadInput([f"{key or 'program'}: no draft waits for approval"])
    if len(waiting) > 1:
        keys = ", ".join(sorted(one.program_id for one in waiting))
        raise BadInput([f"several drafts wait; name one of {keys}"])
    return waiting[0]


def _person(ctx: Context, email: str) -> Person:
    found = people.find_by_email(ctx.db, email)
    if found is None or found.state != "active":
        raise BadInput([f"--by: {email} is not among the people; import that person or name another"])
    return found


def _told(ctx: Context, act: Callable[[], Any]) -> Any:
    """What chat says in a card, the command line says as a problem."""
    try:
        return act()
    except UserError as error:
        say = ctx.words.say("en", ZoneInfo("UTC"))
        raise BadInput([say(error.phrase, **error.values)]) from None
