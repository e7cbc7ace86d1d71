"""Every query belongs to one organisation, is asked by the store, and is understood by both databases."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from bot.store.database import Database, query
from bot.store.sqlite import SqliteDatabase
from tests.house.tree import (
    ROOT,
    SHIPPED,
    is_written,
    literals_of,
    may_name,
    nodes_of,
    place,
    python_files,
    text_of,
    written_in,
)

QUERIES = ROOT / "bot/store/queries"
MANY = tuple(
    f"{noun}.find_" for noun in ("people", "addresses", "feedback", "pseudonyms", "outbox", "inbox", "usage")
)
COARSE = {"org_id", "platform", "state", "late"}
ASKS = {"all", "kept", "one", "value", "run", "run_many"}
_NAMED = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)
_COMMENT = re.compile(r"--[^\n]*")
_INSERTED = re.compile(r"insert into \w+\s*\([^)]*\)")
_SOUGHT = re.compile(r"(\w+)[=<>]+\?")
_PARAMETER = re.compile(r"(?<!:):([a-z_]\w*)|%\(([a-z_]\w*)\)s")


def test_every_query_carries_the_organisation() -> None:
    files = sorted(QUERIES.glob("*.sql"))
    without = [
        f"{path.name}: {name}"
        for path in files
        for name, sql in _parts(path).items()
        if ":org_id" not in _COMMENT.sub("", sql)
    ]
    assert not without, "\n".join(without)


def test_no_query_has_the_name_of_another() -> None:
    for path in QUERIES.glob("*.sql"):
        names = _NAMED.findall(text_of(path))
        assert len(names) == len(set(names)), path.name


def test_an_override_has_a_query_to_override() -> None:
    lonely = [
        f"{path.name}: {name}"
        for path in QUERIES.glob("*.postgres.sql")
        for name in _parts(path)
        if f"{path.name.partition('.')[0]}.{name}" not in _queries()
    ]
    assert not lonely, "\n".join(lonely)


def test_an_override_inserts_into_the_same_columns() -> None:
    differing = [
        f"{path.name}: {name}"
        for path in QUERIES.glob("*.postgres.sql")
        for name, sql in _parts(path).items()
        if _INSERTED.findall(sql) != _INSERTED.findall(_parts(path.with_name(f"{path.stem[:-9]}.sql"))[name])
    ]
    assert not differing, "\n".join(differing)


def test_every_query_is_asked() -> None:
    words = written_in("bot/store")
    unasked = [name for name in _queries() if not is_written(name, words)]
    assert not unasked, "\n".join(unasked)


def test_every_query_that_is_asked_exists() -> None:
    missing = [
        f"{place(path, node)} {text}"
        for path in python_files(*SHIPPED)
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and _asks(node.func) and node.args
        for text in literals_of(node.args[0])
        if not may_name(text, _queries())
    ]
    assert not missing, "\n".join(missing)


def test_the_database_understands_every_query(database: Database) -> None:
    refused: list[str] = []
    with database.transaction("house") as db:
        for name in _queries():
            sql = query(database.dialect, name)
            nothing = {first or second: None for first, second in _PARAMETER.findall(sql)}
            try:
                with db.savepoint():
                    db._connection.execute(f"explain {sql}", nothing)
            except Exception as error:
                refused.append(f"{name}: {error}")
    assert not refused, "\n".join(refused)


@cache
def _parts(path: Path) -> dict[str, str]:
    parts = _NAMED.split(text_of(path))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def _queries() -> tuple[str, ...]:
    shared = [path for path in sorted(QUERIES.glob("*.sql")) if not path.name.endswith(".postgres.sql")]
    return tuple(f"{path.stem}.{name}" for path in shared for name in _parts(path))


def _asks(called: ast.expr) -> bool:
    owner = ast.unparse(called.value).split(".")[-1] if isinstance(called, ast.Attribute) else ""
    return isinstance(called, ast.Attribute) and called.attr in ASKS and owner == "db"


def test_one_of_many_is_found_without_reading_all(sqlite: SqliteDatabase) -> None:
    """What has a row or more a person is looked up once for every tap, message or row of a file."""
    read_all = [
        f"{name}: {step}"
        for name in _queries()
        if name.startswith(MANY)
        for step in _plan(sqlite, query("sqlite", name))
        if step.startswith(("SCAN", "SEARCH")) and set(_SOUGHT.findall(step)) <= COARSE
    ]
    assert not read_all, "\n".join(read_all)


def _plan(database: SqliteDatabase, sql: str) -> list[str]:
    bound = dict.fromkeys(first or second for first, second in _PARAMETER.findall(sql))
    rows = database.tables.conn.execute(f"explain query plan {sql}", bound).fetchall()
    return [str(row[3]) for row in rows]
