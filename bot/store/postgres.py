"""PostgreSQL: the same SQL text through psycopg, for many workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from bot.errors import CannotSave
from bot.store.database import Cursor, Transaction, migrations, temporary

_MIGRATION_LOCK = 8_153_001


class _PostgresConnection:
    dialect = "postgres"

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._raw = raw
        self._filled: set[str] = set()

    def execute(self, sql: str, values: Mapping[str, Any]) -> Cursor:
        with _said_as_ours():
            return self._raw.execute(sql.encode(), values or None)

    def execute_many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> int:
        with _said_as_ours(), self._raw.cursor() as cursor:
            cursor.executemany(sql.encode(), rows)
            return cursor.rowcount

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        copy = f"copy {table} ({', '.join(columns)}) from stdin"
        with _said_as_ours(), self._raw.cursor() as cursor, cursor.copy(copy.encode()) as taking:
            for row in rows:
                taking.write_row(row)
        self._filled.add(table)

    def empty(self, table: str) -> None:
        if self._filled:  # else no transaction left anything in it
            with _said_as_ours():
                self._raw.execute(f"truncate {table}".encode())


@contextmanager
def _said_as_ours() -> Iterator[None]:
    """A server that is gone, full or too busy is not a defect of the code: it is told apart from one."""
    try:
        yield
    except psycopg.OperationalError as error:
        raise CannotSave(str(error)) from error


def _equip(raw: psycopg.Connection[Any]) -> None:
    for statement in temporary():
        raw.execute(f"{statement} on commit delete rows".encode())
    raw.commit()


class PostgresDatabase:
    """A PostgreSQL database behind a small connection pool."""

    dialect = "postgres"

    def __init__(self, address: str, *, connections: int = 8) -> None:
        self._pool = ConnectionPool(address, min_size=1, max_size=connections, open=True, configure=_equip)

    @contextmanager
    def transaction(self, org_id: str) -> Iterator[Transaction]:
        """`BEGIN` … commit on a connection of its own."""
        with _said_as_ours(), self._pool.connection() as raw, raw.transaction():
            yield Transaction(_PostgresConnection(raw), org_id)

    def migrate(self) -> list[str]:
        """Applies what is missing under an advisory lock; returns the names applied."""
        applied: list[str] = []
        with self._pool.connection() as raw:
            raw.execute("select pg_advisory_xact_lock(%s)", [_MIGRATION_LOCK])
            raw.execute(
                "create table if not exists migration (name text primary key, applied_at timestamptz default now())"
            )
            done = {row[0] for row in raw.execute("select name from migration").fetchall()}
            for name, statements in migrations(self.dialect):
                if name in done:
                    continue
                for statement in statements:
                    raw.execute(statement.encode())
                raw.execute("insert into migration (name) values (%s)", [name])
                applied.append(name)
        return applied

    def close(self) -> None:
        self._pool.close()
