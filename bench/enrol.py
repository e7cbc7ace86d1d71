"""Enrolling ten thousand people in one run, on both databases: `python -m bench.enrol [people]`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.prove import postgres_server
from bot.clock import SetClock, seeded_chance
from bot.house import House
from bot.settings import Settings
from bot.steps.enrolment import take_people_in
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.store import outbox, people, programs
from bot.store.database import Database
from bot.store.postgres import PostgresDatabase
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house

PROGRAM = Path(__file__).resolve().parent.parent / "tests" / "programs" / "short.toml"
START = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
PEOPLE = 10_000


def house_on(database: Database, count: int) -> House:
    """A house whose program is applied and begun with nobody in it yet."""
    house = build_house(Settings(_env_file=None), database, SetClock(START), seeded_chance(1))
    header = "email,name,team,manager,timezone,locale,role,slack_id\n"
    rows = "".join(f"p{n}@example.com,Person {n},T,,Asia/Taipei,en,pilot_user,U{n}\n" for n in range(count))
    owner = "dana@example.com,Dana,Office,,Asia/Taipei,en,admin,UDANA\n"
    text = PROGRAM.read_text(encoding="utf-8").replace(
        "[digest]", "[program.cohort]\npercent = 90\n\n[digest]"
    )
    with house.context() as ctx:
        import_people(ctx, (header + owner + rows).encode(), "people.csv")
        draft = apply_program(ctx, text, "program.toml")
        dana = people.find_by_email(ctx.db, "dana@example.com")
        assert dana is not None, "imported just now"
        running = approve_program(ctx, draft.program_id, dana)
        programs.begin_phase(ctx.db, running.program_id, "first", START.date(), ctx.now, "system")
    return house


def enrols(house: House) -> float:
    """Seconds of one run, its commit included."""
    start = time.perf_counter()
    with house.context() as ctx:
        running = programs.current(ctx.db)
        assert running is not None, "applied just now"
        take_people_in(ctx, running)
    return time.perf_counter() - start


def measure(name: str, make: Callable[[], Database], count: int) -> str:
    """One line: the first run, and one that finds everybody in already."""
    database = make()
    database.migrate()
    house = house_on(database, count)
    first, again = enrols(house), enrols(house)
    with house.context() as ctx:
        members = len(programs.members(ctx.db, "short", "first"))
        planned = sum(row["messages"] for row in outbox.counts(ctx.db))
    database.close()
    assert 0.87 * count < members == planned < 0.93 * count, "nine of ten are in, and each is told once"
    return f"{name}: {members:,} of {count:,} people in {first:.2f} s, again in {again:.2f} s"


def main(count: int) -> None:
    """Prints both databases' lines."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "enrol.db"
        print(measure("SQLite", lambda: SqliteDatabase(path), count), flush=True)
    with postgres_server() as address:
        print(measure("PostgreSQL", lambda: PostgresDatabase(address, connections=2), count), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
