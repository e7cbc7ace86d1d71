"""`uptake people …`: the people file in, the list out, one person's record out or away."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.check import name_of
from bot.cli.opened import opened_context
from bot.connectors.opening import ENCODINGS
from bot.connectors.table import write_rejected
from bot.context import Context
from bot.errors import BadInput
from bot.model.people import Person
from bot.steps.people import import_people
from bot.steps.record import erase, full_record
from bot.store import addresses, audit, people


def add_to(commands: Any) -> None:
    """Adds the command."""
    parts = commands.add_parser("people", help="who takes part").add_subparsers(metavar="what", required=True)
    bring = parts.add_parser("import", help="import a people file (CSV); the same file twice changes nothing")
    bring.add_argument("file", type=Path)
    bring.add_argument(
        "--skip-bad", action="store_true", help="import good rows, write bad ones beside the file"
    )
    bring.add_argument("--encoding", choices=ENCODINGS, default="", help="when the file is not in UTF-8")
    bring.add_argument("--whole-list", action="store_true", help="who is not in the file has left")
    bring.set_defaults(run=_import)
    parts.add_parser("list", help="who is known, and where each can be reached").set_defaults(run=_list)
    for name, run, text in (
        ("export", _export, "everything stored about one person"),
        ("erase", _erase, "erase everything about one person"),
    ):
        one = parts.add_parser(name, help=text)
        one.add_argument("email")
        one.set_defaults(run=run)


def _import(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise BadInput([f"{options.file}: there is no such file"])
    with opened_context() as ctx:
        report = import_people(
            ctx,
            options.file,
            name_of(options.file),
            skip_bad=options.skip_bad,
            is_whole_list=options.whole_list,
            encoding=options.encoding,
        )
    print(f"{report.added} added, {report.changed} changed, {report.same} as before, {report.left} left")
    for remark in report.remarks:
        print(remark, file=sys.stderr)
    if report.rejected:
        beside = options.file.with_suffix(".rejected.csv")
        write_rejected(beside, report.header, report.rejected)
        print(f"{len(report.rejected)} rows left out; see {beside}")
    return 0


def _list(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        for person in people.everyone(ctx.db):
            places = ", ".join(address.platform for address in addresses.of_person(ctx.db, person.person_id))
            state = "" if person.state == "active" else f" ({person.state})"
            print(f"{person.email}\t{person.team}\t{person.role}\t{person.language}\t{places or '-'}{state}")
    return 0


def _export(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        print("\n".join(full_record(ctx, _named(ctx, options.email), is_own=False)))
    return 0


def _erase(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        person = _named(ctx, options.email)
        audit.record(ctx, None, "person.erased", person.person_id)
        erase(ctx, person)
    print("erased")
    return 0


def _named(ctx: Context, email: str) -> Person:
    person = people.find_by_email(ctx.db, email)
    if person is None:
        raise BadInput([f"{email}: nobody with this address is known; see “uptake people list”"])
    return person
