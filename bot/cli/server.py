"""`uptake init` and `uptake run`: a new installation, and the bot itself."""

from __future__ import annotations

import argparse
import asyncio
import base64
import logging
import secrets
from pathlib import Path
from typing import Any

from bot.check import check_content
from bot.cli.opened import settings
from bot.errors import BadInput, ConfigurationError
from bot.log import start_logging
from bot.settings import HOUSE
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house, serve

_EMPTY_LINE = "UPTAKE_SIGNALS_SECRET="
_log = logging.getLogger("uptake.run")


def add_to(commands: Any) -> None:
    """Adds the commands."""
    init = commands.add_parser("init", help="prepare this folder: settings file and database")
    init.set_defaults(run=_init)
    run = commands.add_parser("run", help="serve Slack and Teams, and keep the clockwork going")
    run.set_defaults(run=_run)


def _init(options: argparse.Namespace) -> int:
    env = Path(".env")
    if not env.exists():
        example = (HOUSE / ".env.example").read_text(encoding="utf-8")
        secret = base64.b64encode(secrets.token_bytes(32)).decode()
        env.touch(mode=0o600)
        env.write_text(example.replace(_EMPTY_LINE, f"{_EMPTY_LINE}whsec_{secret}"), encoding="utf-8")
        print("wrote .env; put your tokens there")
    house = build_house(settings())
    house.database.close()
    print(f"database ready: {settings().database}")
    print("next: uptake people import people.csv")
    return 0


def _run(options: argparse.Namespace) -> int:
    chosen = settings()
    start_logging(chosen.log_level)
    if problems := check_content(chosen.content):
        raise BadInput(
            problems, "Content that can't be sent stops the start; mend it and run “uptake check”."
        )
    if not (chosen.slack_is_on or chosen.teams_is_on):
        raise ConfigurationError(
            "neither Slack nor Teams is set up: set UPTAKE_SLACK_BOT_TOKEN and UPTAKE_SLACK_SIGNING_SECRET, or "
            "UPTAKE_TEAMS_APP_ID, in .env; without an account, try “uptake demo”"
        )
    house = build_house(chosen)
    _warn_of_wal(house.database)
    try:
        asyncio.run(serve(house))
    except KeyboardInterrupt:
        _log.info("run.stopped")
    finally:
        house.database.close()
    return 0


def _warn_of_wal(database: object) -> None:
    if isinstance(database, SqliteDatabase) and not database.is_wal_safe:
        number = ".".join(map(str, database.version))
        _log.warning(
            "SQLite %s can corrupt a WAL file when several connections write; use 3.51.3 or later (PyPI: pysqlite3)",
            number,
        )
