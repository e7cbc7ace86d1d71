"""What an installation had before its signals were kept as numbers is there afterwards, facts included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.model.usage import Signal, ordinals_of
from bot.store import usage
from bot.store.database import Transaction, migrations
from bot.store.postgres import PostgresDatabase, _PostgresConnection
from bot.store.sqlite import SqliteDatabase, _SqliteConnection
from bot.store.usage import Kept

NEW = "0030_facts"
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
FAR = (date(2020, 1, 6), date(2030, 1, 7))
PERSON = (
    "insert into person (org_id, person_id, email, name, team, manager, timezone, locale, role, attributes_json,"
    " ordinal, state, created_at) values ('{org}', 'per_{n}', 'p{n}@example.com', 'P', 'T', '', 'UTC', 'en',"
    " 'pilot_user', '{{}}', {n}, 'active', 0)"
)
SIGNAL = "insert into usage_signal values ('{}', '{}', '{}', 'per_{}', 'copilot', '{}', '{}', {}, 7)"
WEEK = (
    "insert into person_week (org_id, ordinal, week_on, tool, actions, days, features)"
    " values ('main', 3, '2026-11-16', 'copilot', 3, 2, 2)"
)
SIGNALS = (
    ("main", "generic", "per_3|copilot|chat|2026-11-17", 3, "chat", "2026-11-17", 2),
    ("main", "generic", "own-1", 3, "code", "2026-11-19", 1),
    ("main", "generic", "own-2", 4, "code", "2026-11-22", 0),
    ("main", "chat", "msg_1", 4, "nudge", "2026-11-16", 1),
    ("other", "generic", "own-1", 3, "chat", "2026-11-18", 5),
)


@pytest.fixture(params=["sqlite", "postgres"])
def raw(request: pytest.FixtureRequest) -> Iterator[tuple[Any, str]]:
    """A connection to a database of the version before, with signals and their counters of that time."""
    if request.param == "sqlite":
        database = SqliteDatabase(":memory:")
        yield database._raw, "sqlite"
        database.close()
        return
    opened = PostgresDatabase(request.getfixturevalue("postgres_server"), connections=1)
    with opened._pool.connection() as raw:
        raw.execute("create schema before")
        raw.execute("set local search_path to before, pg_temp")
        yield raw, "postgres"
        raw.rollback()
    opened.close()


def test_signals_and_counters_are_carried_over(raw: tuple[Any, str]) -> None:
    connection, dialect = raw
    steps = migrations(dialect)
    number = [name for name, _ in steps].index(NEW)
    run(connection, [one for _, statements in steps[:number] for one in statements])
    run(connection, [PERSON.format(org=org, n=n) for org in ("main", "other") for n in (3, 4)])
    run(connection, [SIGNAL.format(*one) for one in SIGNALS])
    run(connection, [WEEK])
    before = connection.execute("select * from usage_signal order by 1, 2, 3").fetchall()

    run(connection, [one for _, statements in steps[number:] for one in statements])

    assert connection.execute("select * from usage_signal order by 1, 2, 3").fetchall() == before
    made = _SqliteConnection if dialect == "sqlite" else _PostgresConnection
    db = Transaction(made(connection), "main")
    assert [row["actions"] for row in usage.person_weeks(db, "copilot", *FAR)] == [3]
    assert usage.days_of(db, "per_3") == [date(2026, 11, 17), date(2026, 11, 19)]
    assert usage.activations(db, "copilot") == {3: date(2026, 11, 19)}
    assert {one.source: one.until_on for one in usage.reach(db, "copilot")} == {
        "generic": date(2026, 11, 22), "chat": date(2026, 11, 16),
    }  # fmt: skip
    (clicked,) = usage.weeks_of(db, "per_4")
    assert (clicked["actions"], clicked["clicks"], clicked["click_bits"]) == (0, 1, 1)
    signals = [
        Signal("generic", "own-1", "per_3", "copilot", "code", date(2026, 11, 18), 1),
    ]
    assert usage.keep(db, signals, NOW) == Kept(replaced=1)
    assert usage.days_of(db, "per_3") == [date(2026, 11, 17), date(2026, 11, 18)]
    assert ordinals_of(usage.active(db, "copilot", "measured", *FAR)[date(2026, 11, 16)]) == [3]


def run(connection: Any, statements: list[str]) -> None:
    for statement in statements:
        connection.execute(statement.encode() if hasattr(connection, "pgconn") else statement)
