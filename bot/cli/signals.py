"""`uptake signals import|sources`: usage exports in, and what each source means and has told."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from bot.check import name_of
from bot.cli import pulls
from bot.cli.opened import opened_context, read_text
from bot.connectors.generic import COLUMNS
from bot.connectors.mapping import read_column_map
from bot.connectors.opening import ENCODINGS
from bot.errors import BadInput
from bot.model.people import LOCALES
from bot.steps.file_words import file_say
from bot.steps.sources import source_lines
from bot.steps.usage import READERS, import_signals


def add_to(commands: Any) -> None:
    """Adds the command."""
    parts = commands.add_parser("signals", help="usage of the tool").add_subparsers(
        metavar="what", required=True
    )
    bring = parts.add_parser("import", help="import a usage export; the same file twice changes nothing")
    bring.add_argument("file", type=Path, help="CSV or JSON, also packed as .zip or .gz")
    bring.add_argument("--source", required=True, choices=sorted(READERS), help="what wrote the file")
    bring.add_argument("--mapping", type=Path, help="TOML file that says what the columns are called here")
    bring.add_argument(
        "--partial",
        "--skip-bad",
        dest="partial",
        action="store_true",
        help="import good rows, write bad ones beside the file",
    )
    bring.add_argument("--encoding", choices=ENCODINGS, default="", help="when the file is not in UTF-8")
    bring.add_argument("--day", help="the day of a file that does not name it, like 2026-11-16")
    bring.add_argument("--period", help="refuse other days than these, like 2026-11-16..2026-11-22")
    bring.add_argument("--language", choices=LOCALES, default="en", help="of the report and the problems")
    bring.set_defaults(run=_import)
    listed = parts.add_parser(
        "sources", help="what each source calls active, how late, complete to which day"
    )
    listed.add_argument("--language", choices=LOCALES, default="en")
    listed.set_defaults(run=_sources)
    pulls.add_to(parts)


def _sources(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        print("\n".join(source_lines(ctx, file_say(ctx.words, options.language))))
    return 0


def _import(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise BadInput([f"{options.file}: there is no such file"])
    columns = options.mapping
    known = COLUMNS if options.source == "generic" else ()
    mapping = read_column_map(read_text(columns), name_of(columns), known) if columns else None
    with opened_context() as ctx:
        report = import_signals(
            ctx,
            options.source,
            options.file,
            name_of(options.file),
            mapping=mapping,
            skip_bad=options.partial,
            locale=options.language,
            encoding=options.encoding,
            day=_day("--day", options.day) if options.day else None,
            period=_period(options.period) if options.period else None,
        )
    print("\n".join(report.sentences))
    return 0


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput([f"{option}: {text!r} is no date; write it like 2026-11-16"]) from None


def _period(text: str) -> tuple[date, date]:
    first, mark, last = text.partition("..")
    if not mark:
        raise BadInput([f"--period: {text!r}: write two days, like 2026-11-16..2026-11-22"])
    begin, end = _day("--period", first), _day("--period", last)
    if end < begin:
        raise BadInput([f"--period: {text!r} ends before it begins; write the earlier day first"])
    return begin, end
