"""`uptake signals import`: usage exports in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.check import name_of
from bot.cli.opened import opened_context, read_text
from bot.connectors.generic import read_column_map
from bot.errors import BadInput
from bot.steps.usage import READERS, import_signals


def add_to(commands: Any) -> None:
    """Adds the command."""
    parts = commands.add_parser("signals", help="usage of the tool").add_subparsers(
        metavar="what", required=True
    )
    bring = parts.add_parser("import", help="import a usage export; the same file twice changes nothing")
    bring.add_argument("file", type=Path)
    bring.add_argument("--source", required=True, choices=sorted(READERS), help="what wrote the file")
    bring.add_argument("--mapping", type=Path, help="TOML file that names the columns of a generic export")
    bring.add_argument(
        "--skip-bad", action="store_true", help="import good rows, write bad ones beside the file"
    )
    bring.set_defaults(run=_import)


def _import(options: argparse.Namespace) -> int:
    if not options.file.is_file():
        raise BadInput([f"{options.file}: there is no such file"])
    columns = options.mapping
    mapping = read_column_map(read_text(columns), name_of(columns)) if columns else None
    with opened_context() as ctx:
        report = import_signals(
            ctx,
            options.source,
            options.file,
            name_of(options.file),
            mapping=mapping,
            skip_bad=options.skip_bad,
        )
    print("\n".join(report.sentences))
    return 0
