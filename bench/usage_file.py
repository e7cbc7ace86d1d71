"""Memory and rows a second of a usage export of millions of rows, in a fresh process a size: only read and
compared with itself, and taken in whole.

Run with `python -m bench.usage_file [rows …]` (1,000,000 when left out) or `--read ROWS` for reading alone.
Beside it stand Python's bare `csv.reader` over the same file, and a plain `executemany` of the same rows, from
memory, into one table with a unique id, on the same database in the same run.
"""

from __future__ import annotations

import csv
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import psycopg

from bench import events
from bench.figure import Figure
from bench.postgres import postgres
from bot.clock import SetClock, seeded_chance
from bot.connectors.export import Brought, Reading
from bot.connectors.generic import read
from bot.connectors.piles import Piles
from bot.model.usage import week_number
from bot.settings import Settings
from bot.steps.people import import_people
from bot.steps.usage import import_signals
from bot.store.database import Database
from bot.store.postgres import PostgresDatabase
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house

ROWS, PEOPLE, DAYS = 1_000_000, 50_000, 350
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
_MOST_MEBIBYTES = 300


@dataclass(frozen=True)
class Taken:
    """Rows, seconds by the wall and of processor time, and the most memory held, with that of a process that
    has not begun."""

    rows: int
    wall: float
    processor: float
    mebibytes: float
    before: float


def measured(rows: int, how: str, where: str = "") -> Taken:
    """One size in a process of its own; `how` is `bare`, `read`, `plain` or `take`, the last two on the
    PostgreSQL at `where`, or on a SQLite file."""
    found = subprocess.run(
        [sys.executable, "-m", "bench.usage_file", "--child", how, str(rows), where],
        capture_output=True,
        text=True,
        check=True,
    )
    return Taken(**json.loads(found.stdout))


def _child(how: str, rows: int, where: str) -> Taken:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.csv"
        people = min(PEOPLE, max(1, rows // DAYS))
        _write(path, rows, people)
        before = _mebibytes()
        ways: dict[str, Callable[[], Callable[[], object]]] = {
            "bare": lambda: lambda: _bare(path),
            "read": lambda: lambda: _read(path),
            "plain": lambda: _plain(path, where or f"{folder}/plain.db"),
            "take": lambda: _taking(path, where or f"{folder}/usage.db", people),
        }
        act = ways[how]()
        began, spent = time.perf_counter(), time.process_time()
        act()
        wall, processor = time.perf_counter() - began, time.process_time() - spent
        return Taken(rows, wall, processor, _mebibytes(), before)


def _write(path: Path, rows: int, people: int) -> None:
    """A row a person, feature and day, by day, as exports come."""
    first = NOW.date() - timedelta(days=DAYS)
    with path.open("w", encoding="utf-8") as file:
        file.write("person,tool,feature,day,actions\n")
        for number in range(rows):
            turn, person = divmod(number, people)
            feature, day = divmod(turn, DAYS)
            on = first + timedelta(days=day)
            file.write(f"p{person}@example.com,copilot,feature-{feature},{on},{1 + number % 9}\n")


def _bare(path: Path) -> int:
    with path.open(newline="", encoding="utf-8") as file:
        return sum(1 for _ in csv.reader(file))


def _read(path: Path) -> None:
    with Brought(path, path.name, NOW.date()) as brought, Piles() as piles:
        people: dict[str, int] = {}
        for made in read(brought).rows:
            assert isinstance(made, Reading), "a row is wrong"
            person = people.setdefault(made.person, len(people))
            stream = int(made.feature.rpartition("-")[2])
            piles.put(made.row, week_number(made.day), person, stream, made.day.weekday(), made.actions)
        assert not any(wrong for _, _, wrong in piles.weeks()), "a row contradicts another"


def _plain(path: Path, where: str) -> Callable[[], object]:
    """The limit: one table, one unique id, one statement, one commit."""
    with path.open(newline="", encoding="utf-8") as file:
        found = [("|".join(row[:4]), *row[:4], int(row[4])) for row in islice(csv.reader(file), 1, None)]
    table = "create table plain (id text primary key, person text, tool text, feature text, day text, actions bigint)"
    if "://" in where:
        return lambda: _plain_postgres(where, table, found)
    raw = sqlite3.connect(where, isolation_level=None)
    for statement in ("pragma journal_mode = wal", "pragma synchronous = full", table, "begin"):
        raw.execute(statement)

    def act() -> None:
        raw.executemany("insert into plain values (?, ?, ?, ?, ?, ?)", found)
        raw.execute("commit")

    return act


def _plain_postgres(where: str, table: str, found: list[tuple[object, ...]]) -> None:
    with psycopg.connect(where) as raw, raw.cursor() as cursor:
        cursor.execute(f"drop table if exists plain; {table}".encode())
        cursor.executemany("insert into plain values (%s, %s, %s, %s, %s, %s)", found)


def _taking(path: Path, where: str, people: int) -> Callable[[], object]:
    database: Database = PostgresDatabase(where) if "://" in where else SqliteDatabase(where)
    house = build_house(Settings(_env_file=None), database, SetClock(NOW), seeded_chance(1))
    roster = ["email,name,team,manager,timezone,locale,role"]
    roster += [f"p{one}@example.com,P,T,,Asia/Taipei,en,pilot_user" for one in range(people)]
    with house.context() as ctx:
        import_people(ctx, "\n".join(roster).encode(), "people.csv")

    def act() -> None:
        with house.context() as ctx:
            import_signals(ctx, "generic", path, path.name)

    return act


def _mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _read_figure(rows: int) -> Figure:
    one, bare = measured(rows, "read"), measured(rows, "bare")
    return Figure(
        f"a usage export of {rows:,} rows read and compared with itself",
        f"{one.mebibytes:.0f} MiB, {rows / one.processor:,.0f} rows/s",
        f"at most {_MOST_MEBIBYTES} MiB; {one.before:.0f} MiB before it began; "
        f"bare csv.reader {rows / bare.processor:,.0f} rows/s",
    )


def _taken_figure(rows: int, where: str) -> Figure:
    """On SQLite by processor time, for everything happens in this process; on PostgreSQL by the wall."""
    one, plain = measured(rows, "take", where), measured(rows, "plain", where)
    if where:
        rate, limit, told = rows / one.wall, rows / plain.wall, "by the wall"
    else:
        rate, limit, told = rows / one.processor, rows / plain.processor, "of processor time"
    return Figure(
        f"a usage export of {rows:,} rows taken in on {'PostgreSQL' if where else 'SQLite'}, facts included",
        f"{one.mebibytes:.0f} MiB, {rate:,.0f} rows/s {told}",
        f"at most {_MOST_MEBIBYTES} MiB, at least 60,000 rows/s; {rate / limit:.2f} × a plain executemany "
        f"({limit:,.0f}/s), at least 0.30; {rows / one.wall:,.0f} rows/s by the wall",
    )


def figures() -> Iterator[Figure]:
    """A million rows read, as many taken in on both databases, and single events through HTTP."""
    yield _read_figure(ROWS)
    with postgres() as address:
        yield _taken_figure(ROWS, "")
        yield _taken_figure(ROWS, address)
    yield from events.figures()


def main(arguments: list[str]) -> None:
    """Prints the figures."""
    if arguments[:1] == ["--child"]:
        how, rows, where = arguments[1:]
        print(json.dumps(vars(_child(how, int(rows), where))))
        return
    if arguments[:1] == ["--read"]:
        print(_read_figure(int(arguments[1])))
        return
    for size in [int(one) for one in arguments] or [ROWS]:
        print(_read_figure(size))
        with postgres() as address:
            print(_taken_figure(size, ""))
            print(_taken_figure(size, address))


if __name__ == "__main__":
    main(sys.argv[1:])
