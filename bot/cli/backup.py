"""`uptake backup` and `uptake restore`: a copy made while the bot runs; the copy tried out, or taken back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.cli.drill import Finding, rehearse
from bot.cli.opened import opened_context, settings
from bot.clock import SystemClock
from bot.errors import BadInput, ConfigurationError
from bot.store import audit, backup

_NEXT = (
    "Start the bot again: uptake run. What is in doubt is read back on Slack and sent only if it is not there; "
    "on Teams it counts as sent. See it with “uptake outbox in_doubt”."
)


def add_to(commands: Any) -> None:
    """Adds the commands."""
    save = commands.add_parser(
        "backup", help="copy the database while the bot runs, and look the copy through"
    )
    save.add_argument(
        "file", type=Path, nargs="?", help="a new file; without it one with the date in its name"
    )
    save.set_defaults(run=_backup)
    back = commands.add_parser("restore", help="try a backup out, or put it in the place of the database")
    back.add_argument("file", type=Path, nargs="?", help="the backup")
    back.add_argument("--drill", action="store_true", help="play a day on a copy; nothing is sent or changed")
    back.add_argument(
        "--after-restore",
        action="store_true",
        help="the database was restored by other means, such as pg_restore: doubt what may have been sent since",
    )
    back.set_defaults(run=_restore)


def _backup(options: argparse.Namespace) -> int:
    chosen = settings()
    place = _sqlite_file(chosen.database, "pg_dump makes its backups")
    if not place.exists():
        raise ConfigurationError(f"{place} does not exist; run “uptake init” first")
    now = SystemClock().now()
    target = options.file or place.with_name(f"{place.stem}-{now:%Y-%m-%d-%H%M%S}{place.suffix}")
    contents = backup.write_copy(place, target, chosen.organisation, now)
    print(f"{target}: whole, {sum(contents.rows.values())} rows in {len(contents.rows)} tables")
    print(f"try it out: uptake restore {target} --drill")
    return 0


def _restore(options: argparse.Namespace) -> int:
    if options.after_restore:
        if options.file or options.drill:
            raise BadInput(["--after-restore works on the database in use; name no file with it"])
        return _doubt("the database in use")
    if options.file is None:
        raise BadInput(["name the backup: uptake restore FILE"])
    chosen = settings()
    place = _sqlite_file(
        chosen.database, "pg_restore brings it back, and then run “uptake restore --after-restore”"
    )
    if options.drill:
        findings = rehearse(chosen, options.file, SystemClock().now())
        _print_table(findings)
        return 0 if all(finding.is_good for finding in findings) else 1
    backup.look_through(options.file)
    aside = backup.bring_back(options.file, place, SystemClock().now())
    print(f"{place} is now what {options.file} holds" + (f"; the old file is {aside}" if aside else ""))
    return _doubt(str(options.file))


def _doubt(source: str) -> int:
    with opened_context() as ctx:
        doubts = backup.doubt_what_may_have_left(ctx.db, ctx.now)
        audit.record(
            ctx, None, "database.restored", source, sending=doubts.sending, perhaps_sent=doubts.perhaps_sent
        )
    print(f"the backup knows of nothing after {doubts.since:%Y-%m-%d %H:%M:%S} UTC")
    print(
        f"in doubt: {doubts.sending} that were being sent, {doubts.perhaps_sent} that may have been sent since"
    )
    print(_NEXT)
    return 0


def _sqlite_file(address: str, instead: str) -> Path:
    if "://" in address:
        raise ConfigurationError(f"this database is PostgreSQL: {instead}")
    return Path(address)


def _print_table(findings: list[Finding]) -> None:
    width = max(len(finding.what) for finding in findings)
    for finding in findings:
        print(f"{finding.what:<{width}}  {finding.found}{'' if finding.is_good else '  ← NOT GOOD'}")
