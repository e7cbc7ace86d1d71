"""Memory and rows a second of a usage export of millions of rows, in a fresh process a size: only read and
compared with itself, and taken in whole.

Run with `python -m bench.usage_file [rows …]` (1,000,000 when left out) or `--read ROWS` for reading alone.
The limit beside it is Python's bare `csv.reader` over the same file.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.figure import Figure, seconds
from bot.clock import SetClock, seeded_chance
from bot.connectors.export import Brought, Reading
from bot.connectors.generic import read
from bot.connectors.twice import Twice
from bot.settings import Settings
from bot.steps.people import import_people
from bot.steps.usage import import_signals
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house

ROWS, PEOPLE, DAYS = 1_000_000, 50_000, 350
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
_MOST_MEBIBYTES = 300


@dataclass(frozen=True)
class Taken:
    """Rows, seconds of it and of the bare reader, the most memory held, and that of a process that has
    not begun."""

    rows: int
    seconds: float
    bare: float
    mebibytes: float
    before: float


def measured(rows: int, how: str) -> Taken:
    """One size in a process of its own; `how` is `read` or `take`."""
    found = subprocess.run(
        [sys.executable, "-m", "bench.usage_file", "--child", how, str(rows)],
        capture_output=True,
        text=True,
        check=True,
    )
    return Taken(**json.loads(found.stdout))


def _child(how: str, rows: int) -> Taken:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.csv"
        people = min(PEOPLE, max(1, rows // DAYS))
        _write(path, rows, people)
        bare = seconds(lambda: _bare(path))
        before = _mebibytes()
        spent = _read(path) if how == "read" else _take(path, Path(folder) / "usage.db", people)
        return Taken(rows, spent, bare, _mebibytes(), before)


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


def _read(path: Path) -> float:
    began = time.perf_counter()
    with Brought(path, path.name, NOW.date()) as brought, Twice() as twice:
        for made in read(brought).rows:
            assert isinstance(made, Reading), "a row is wrong"
            twice.note(made)
        assert not twice.clashes(1), "a row contradicts another"
    return time.perf_counter() - began


def _take(path: Path, database: Path, people: int) -> float:
    house = build_house(Settings(_env_file=None), SqliteDatabase(database), SetClock(NOW), seeded_chance(1))
    roster = ["email,name,team,manager,timezone,locale,role"]
    roster += [f"p{one}@example.com,P,T,,Asia/Taipei,en,pilot_user" for one in range(people)]
    with house.context() as ctx:
        import_people(ctx, "\n".join(roster).encode(), "people.csv")
    began = time.perf_counter()
    with house.context() as ctx:
        import_signals(ctx, "generic", path, path.name)
    spent = time.perf_counter() - began
    house.database.close()
    return spent


def _mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _figure(one: Taken, what: str) -> Figure:
    return Figure(
        f"a usage export of {one.rows:,} rows {what}",
        f"{one.mebibytes:.0f} MiB, {one.rows / one.seconds:,.0f} rows/s",
        f"at most {_MOST_MEBIBYTES} MiB; {one.before:.0f} MiB before it began; "
        f"bare csv.reader {one.rows / one.bare:,.0f} rows/s",
    )


def figures() -> Iterator[Figure]:
    """A million rows read, and as many taken in on SQLite."""
    yield _figure(measured(ROWS, "read"), "read and compared with itself")
    yield _figure(measured(ROWS, "take"), "taken in on SQLite, facts included")


def main(arguments: list[str]) -> None:
    """Prints the figures."""
    if arguments[:1] == ["--child"]:
        print(json.dumps(vars(_child(arguments[1], int(arguments[2])))))
        return
    if arguments[:1] == ["--read"]:
        print(_figure(measured(int(arguments[1]), "read"), "read and compared with itself"))
        return
    for rows in [int(one) for one in arguments] or [ROWS]:
        print(_figure(measured(rows, "read"), "read and compared with itself"))
        print(_figure(measured(rows, "take"), "taken in on SQLite, facts included"))


if __name__ == "__main__":
    main(sys.argv[1:])
