"""The seam between one SQL text and two databases: SQLite (embedded) and PostgreSQL (many workers).

Conventions the seam turns into types, both ways, by a column's name:
`*_at` an instant (aware UTC datetime, stored as microseconds), `*_on` a local date (ISO text),
`*_json` anything JSON (text). Everything else passes through. `org_id` is bound to every query.
Queries live in `queries/<noun>.sql`, each under `-- name: verb_object`; where PostgreSQL needs other
words, `<noun>.postgres.sql` beside it overrides single queries; one for many rows may read them all at
once from `:rows`, a JSON list of objects. A list of texts is bound as one value,
and read by `in (select value from json_each(:list))`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

from bot.errors import CannotSave

Row = dict[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FOLDER = Path(__file__).resolve().parent
_MICROSECOND = timedelta(microseconds=1)
_ALL_ROWS = "%(rows)s"  # in PostgreSQL's words for a statement that takes many rows as one JSON value
_MOST_ROWS = 5000


class Cursor(Protocol):
    """What both drivers' cursors offer and we use."""

    @property
    def rowcount(self) -> int: ...
    @property
    def description(self) -> Any: ...
    def fetchall(self) -> Sequence[Any]: ...


class Connection(Protocol):
    """What a dialect gives to a transaction: one way to execute, in the dialect's own parameter style."""

    dialect: str

    def execute(self, sql: str, values: Mapping[str, Any]) -> Cursor: ...
    def execute_many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> int: ...
    def empty(self, table: str) -> None: ...
    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None: ...


class Database(Protocol):
    """An opened database. `transaction()` is the only way in; it commits at the end or undoes all."""

    dialect: str

    def transaction(self, org_id: str) -> AbstractContextManager[Transaction]: ...
    def migrate(self) -> list[str]: ...
    def close(self) -> None: ...


class Transaction:
    """Named queries inside one transaction of one organisation."""

    def __init__(self, connection: Connection, org_id: str) -> None:
        self._connection = connection
        self.org_id = org_id
        self._kept: dict[tuple[str, tuple[tuple[str, Any], ...]], list[Row]] = {}
        self.written: set[str] = set()  # names of the statements that may have changed something

    def all(self, name: str, /, **values: Any) -> list[Row]:
        """Every row of the named query, as dicts with typed values."""
        cursor = self._execute(name, values)
        columns = tuple(column[0] for column in cursor.description)
        typed = _conversions(columns)
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        for column, convert in typed:
            for row in rows:
                if row[column] is not None:
                    row[column] = convert(row[column])
        return rows

    def kept(self, name: str, /, **values: Any) -> list[Row]:
        """As `all`, and asked only once until this transaction writes something: for what many rows need."""
        asked = (name, tuple(values.items()))
        if asked not in self._kept:
            self._kept[asked] = self.all(name, **values)
        return [dict(row) for row in self._kept[asked]]

    def one(self, name: str, /, **values: Any) -> Row | None:
        """The only row, or None; more than one row is an error of ours."""
        rows = self.all(name, **values)
        if len(rows) > 1:
            raise RuntimeError(f"{name}: one row expected, {len(rows)} came")
        return rows[0] if rows else None

    def value(self, name: str, /, **values: Any) -> Any:
        """The first column of the only row, or None."""
        row = self.one(name, **values)
        return next(iter(row.values())) if row else None

    def run(self, name: str, /, **values: Any) -> int:
        """Executes a statement; returns how many rows it changed."""
        return self._execute(name, values).rowcount

    def run_many(self, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Executes a statement once a row, or once for all where it reads `:rows`; returns how many rows
        changed in all. Rows may be made as they are written, so that many need little memory."""
        self._kept.clear()
        self.written.add(name)
        sql = query(self._connection.dialect, name)
        bound = map(self._bound, rows)
        if _ALL_ROWS not in sql:
            found = list(islice(bound, 1))
            return self._connection.execute_many(sql, chain(found, bound)) if found else 0
        parts = iter(lambda: list(islice(bound, _MOST_ROWS)), [])
        return sum(self._connection.execute(sql, self._bound({"rows": part})).rowcount for part in parts)

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Adds rows of plain numbers and texts to a table of `temporary.sql`, the quickest way there is."""
        self._connection.fill(table, columns, rows)

    def empty(self, *tables: str) -> None:
        """Empties tables of `temporary.sql`."""
        for table in tables:
            self._connection.empty(table)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undoes only what happened inside when it is left by an exception."""
        self._connection.execute("savepoint inner_part", {})
        try:
            yield
        except CannotSave:
            raise  # the disk's error has ended the whole transaction, or will
        except BaseException:
            self._kept.clear()
            self._connection.execute("rollback to savepoint inner_part", {})
            self._connection.execute("release savepoint inner_part", {})
            raise
        self._connection.execute("release savepoint inner_part", {})

    def _execute(self, name: str, values: Mapping[str, Any]) -> Cursor:
        sql = query(self._connection.dialect, name)
        if not sql.startswith("select"):
            self._kept.clear()
            self.written.add(name)
        return self._connection.execute(sql, self._bound(values))

    def _bound(self, values: Mapping[str, Any]) -> dict[str, Any]:
        bound = {
            key: value if (convert := _TO_STORE.get(type(value), _stored)) is None else convert(value)
            for key, value in values.items()
        }
        bound["org_id"] = self.org_id
        return bound


def microseconds(at: datetime) -> int:
    """The instant as stored: microseconds since 1970, UTC. Naive datetimes are refused (ValueError)."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (at - _EPOCH) // _MICROSECOND


def instant(stored: int) -> datetime:
    """The stored microseconds as an aware UTC datetime."""
    return _EPOCH + timedelta(microseconds=stored)


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return microseconds(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)
    return value


# By far the most values, without asking of which kind they are; bool, a kind of int, is not among them.
_TO_STORE: dict[type, Callable[[Any], Any] | None] = {
    str: None,
    int: None,
    float: None,
    type(None): None,
    datetime: microseconds,
    date: date.isoformat,
}
_BY_SUFFIX: dict[str, Callable[[Any], Any]] = {
    "_at": instant,
    "_on": date.fromisoformat,
    "_json": json.loads,
}


@cache
def _conversions(columns: tuple[str, ...]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """The columns whose names call for a conversion, with it."""
    return tuple(
        (column, convert)
        for column in columns
        for suffix, convert in _BY_SUFFIX.items()
        if column.endswith(suffix)
    )


_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)
_PARAMETER = re.compile(r"(?<!:):([a-z_]\w*)")


@cache
def query(dialect: str, name: str) -> str:
    """The SQL of `noun.verb_object` in a dialect's parameter style; KeyError when there is none."""
    noun, _, verb = name.partition(".")
    texts = _queries(_FOLDER / "queries" / f"{noun}.sql")
    if dialect == "postgres":
        texts = texts | _queries(_FOLDER / "queries" / f"{noun}.postgres.sql")
        text = texts[verb].replace("json_each(", "json_array_elements_text(")
        return _PARAMETER.sub(r"%(\1)s", text.replace("%", "%%"))
    return texts[verb]


@cache
def _queries(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    parts = _NAME.split(path.read_text(encoding="utf-8"))
    return {name: text.strip().rstrip(";") for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def migrations(dialect: str) -> list[tuple[str, list[str]]]:
    """Every migration in order: its name and its statements. What only one database understands stands in
    `NNNN_name.<dialect>.sql` beside the text for both, and follows it."""
    files = sorted((_FOLDER / "migrations").glob("*.sql"))
    shared = [path for path in files if "." not in path.stem]
    return [(path.stem, [*_read(path), *_read(path.with_suffix(f".{dialect}.sql"))]) for path in shared]


def temporary() -> list[str]:
    """What every connection makes for itself when it is opened."""
    return _read(_FOLDER / "temporary.sql")


def _read(path: Path) -> list[str]:
    return _statements(path.read_text(encoding="utf-8")) if path.exists() else []


def _statements(text: str) -> list[str]:
    without_comments = re.sub(r"--[^\n]*", "", text)
    return [part.strip() for part in without_comments.split(";") if part.strip()]
