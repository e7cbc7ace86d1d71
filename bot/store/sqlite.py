"""The embedded database: one file, one writer connection, opened and migrated by sqlite-utils."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows: one process at a time is up to the operator
    fcntl = None  # type: ignore[assignment]

import sqlite_utils
from sqlite_utils.migrations import Migrations
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from bot.errors import CannotSave
from bot.store.database import Cursor, Transaction, migrations, temporary

# Before this version two connections that write and checkpoint at once can corrupt a WAL file.
WAL_SAFE = (3, 51, 3)
_NO_WRITES = (
    "disk is full",
    "disk I/O error",
    "readonly database",
    "database is locked",
    "unable to open database",
)


class _SqliteConnection:
    dialect = "sqlite"

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def execute(self, sql: str, values: Mapping[str, Any]) -> Cursor:
        try:  # not by _said_as_ours: this runs a dozen times a message
            cursor: Cursor = self._raw.execute(sql, values)
        except sqlite3.OperationalError as error:
            raise _as_ours(error) from error
        return cursor

    def execute_many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> int:
        with _said_as_ours():
            return int(self._raw.executemany(sql, rows).rowcount)

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        with _said_as_ours():
            self._raw.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", rows)  # noqa: S608

    def empty(self, table: str) -> None:
        with _said_as_ours():
            self._raw.execute(f"delete from {table}")  # noqa: S608 - a name of ours

    def take_stock(self, table: str) -> None:
        """Its ways do not depend on numbers nobody asked it to count."""


@contextmanager
def _said_as_ours() -> Iterator[None]:
    """A disk that is full or fails is not a defect of the code: it is told apart from one."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _as_ours(error) from error


def _as_ours(error: Exception) -> Exception:
    return CannotSave(str(error)) if any(sign in str(error) for sign in _NO_WRITES) else error


@contextmanager
def _alone(path: str | Path) -> Iterator[None]:
    """One process at a time: SQLite does not wait when two switch a new file to WAL at once.

    Locks the folder, because closing a second handle of the file itself would drop SQLite's own locks.
    """
    if str(path) == ":memory:" or fcntl is None:
        yield
        return
    folder = os.open(Path(path).resolve().parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


class SqliteDatabase:
    """A SQLite file (mode 0600, WAL, foreign keys on, full durability) or `:memory:`.

    One connection, one lock: writers queue here instead of failing with "database is locked".
    """

    dialect = "sqlite"

    def __init__(self, path: str | Path, *, durable: bool = True) -> None:
        if str(path) != ":memory:" and not Path(path).exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        raw = sqlite3.connect(
            str(path), check_same_thread=False, isolation_level=None, timeout=10, cached_statements=1000
        )
        self._lock = threading.RLock()
        self._busy = False
        self.tables = sqlite_utils.Database(raw)
        with _alone(path):
            self._set_up(raw, durable)
        self._raw = raw

    def _set_up(self, raw: Any, durable: bool) -> None:
        for pragma in (
            "journal_mode=wal",
            "foreign_keys=on",
            "secure_delete=on",
            "busy_timeout=10000",
        ):
            raw.execute(f"pragma {pragma}").fetchall()
        raw.execute(f"pragma synchronous={'full' if durable else 'off'}")
        raw.create_function("sha256_hex", 1, _sha256_hex, deterministic=True)  # PostgreSQL has its own
        for statement in temporary():
            raw.execute(statement)

    @property
    def version(self) -> tuple[int, ...]:
        """The SQLite library's version, e.g. (3, 53, 4)."""
        return tuple(int(part) for part in sqlite3.sqlite_version.split("."))

    @property
    def is_wal_safe(self) -> bool:
        return self.version >= WAL_SAFE

    def pragma(self, name: str) -> Any:
        """The present value of a pragma, for the start check."""
        return self._raw.execute(f"pragma {name}").fetchone()[0]

    @contextmanager
    def transaction(self, org_id: str) -> Iterator[Transaction]:
        """`BEGIN IMMEDIATE` … commit; waits for its turn."""
        with self._lock:
            if self._busy:
                raise RuntimeError("a transaction inside a transaction")
            self._busy = True
            try:
                with _said_as_ours():
                    self._raw.execute("begin immediate")
                try:
                    yield Transaction(_SqliteConnection(self._raw), org_id)
                    with _said_as_ours():
                        self._raw.execute("commit")
                finally:
                    # A commit that failed can leave the transaction open, an error of the disk can have
                    # ended it already: the next one must begin in either case.
                    if self._raw.in_transaction:
                        self._raw.execute("rollback")
            finally:
                self._busy = False

    def migrate(self) -> list[str]:
        """Applies what is missing; returns the names applied. Safe when several processes start at once."""
        steps = Migrations("uptake")
        for name, statements in migrations(self.dialect):
            steps(name=name)(_step(statements))
        with self._lock:
            self._raw.execute("begin immediate")
            try:
                pending = [step.name for step in steps.pending(self.tables)]
                steps.apply(self.tables)
            except BaseException:
                if self._raw.in_transaction:
                    self._raw.execute("rollback")
                raise
            if self._raw.in_transaction:
                self._raw.execute("commit")
        return pending

    def copy(self) -> SqliteDatabase:
        """The whole database as it stands now, in memory."""
        twin = SqliteDatabase(":memory:")
        with self._lock:
            self._raw.backup(twin._raw)
        return twin

    def close(self) -> None:
        """Closes the file once the transaction under way has ended."""
        with self._lock:
            self._raw.close()


def _sha256_hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _step(statements: list[str]) -> Any:
    def apply(tables: sqlite_utils.Database) -> None:
        for statement in statements:
            tables.conn.execute(statement)

    return apply
