"""Seconds to expand the next 48 hours for 10,000 people: a prompt, its reminder and a nudge each.

Run with `python -m bench.expand [people]`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SetClock, seeded_chance
from bot.context import Context
from bot.house import House
from bot.settings import Settings
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.steps.rollout import begin_next_phase
from bot.store import people, programs
from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house
from bot.workdays import Workdays
from jobs.choose_nudges import choose_nudges
from jobs.open_windows import open_windows
from tests.conftest import serve_postgres
from tests.world import PROGRAMS, ROSTER, words_of

PEOPLE = 10_000
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PLACES = (
    ("Asia/Taipei", "zh-TW"),
    ("Europe/Berlin", "en"),
    ("America/New_York", "en"),
    ("Asia/Shanghai", "zh-CN"),
)
JOBS = ("sales", "finance", "engineering", "")
# The heaviest two days there can be: a prompt, its reminder, and a nudge between them.
HEAVY = (
    ('reminds = "thu 14:00"', 'reminds = "wed 14:00"'),
    ("week = 2\nday", "week = 1\nday"),
    ("weekly_cap = 2", "weekly_cap = 3"),
)


def expand(database: Database, count: int = PEOPLE) -> tuple[float, int]:
    """Seconds, and the rows written, from a program that has begun to its next 48 hours planned."""
    house, clock = _begun(database, count)
    before = _rows(house)
    Workdays()("TW", clock.now().date())  # what is loaded only once is loaded now
    spent = 0.0
    for hours, jobs in ((0, (open_windows, choose_nudges)), (24, (choose_nudges,))):
        clock.set(clock.now() + timedelta(hours=hours))
        for job in jobs:
            spent += _timed(house, job)
    return spent, _rows(house) - before


def _timed(house: House, job: Callable[[Context], None]) -> float:
    start = time.perf_counter()
    with house.context() as ctx:
        job(ctx)
    return time.perf_counter() - start


def _rows(house: House) -> int:
    with house.context() as ctx:
        return sum(row["messages"] for row in ctx.db.all("outbox.count_by_state"))


def _begun(database: Database, count: int) -> tuple[House, SetClock]:
    """A program that has begun, and everybody told who speaks."""
    settings = Settings(_env_file=None)
    text = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
    for old, new in HEAVY:
        text = text.replace(old, new, 1)
    rows = ["dana@example.com,Dana Example,Office,,Asia/Taipei,en,admin,,"]
    for number in range(count - 1):
        zone, locale = PLACES[number % len(PLACES)]
        job = JOBS[number % len(JOBS)]
        rows.append(
            f"p{number}@example.com,Person {number},T{number % 50},,{zone},{locale},pilot_user,{job},U{number}"
        )
    clock = SetClock(NOW)
    house = build_house(settings, database, clock, seeded_chance(1), words_of(settings.content))
    header = ROSTER.strip() + ",slack_id\n"
    with house.context() as ctx:
        import_people(ctx, (header + "\n".join(rows)).encode(), "people.csv")
        draft = apply_program(ctx, text, "short.toml")
        running = approve_program(ctx, draft.program_id, people.with_role(ctx.db, "admin")[0])
    with house.context() as ctx:
        begin_next_phase(ctx, running, None)
    with house.context() as ctx:
        told = [person.person_id for person in programs.enrolled(ctx.db, running.program_id)]
        people.mark_all_disclosed(ctx.db, told, ctx.now)
    # The evening of the Monday on which it begins: in every zone Tuesday and Wednesday lie ahead.
    clock.set(NOW + timedelta(days=7, hours=20))
    return house, clock


@contextmanager
def databases() -> Iterator[dict[str, Database]]:
    """Each kind, durable, and empty."""
    from bot.store.postgres import PostgresDatabase

    with tempfile.TemporaryDirectory() as name, contextmanager(serve_postgres)(Path(name)) as address:
        both: dict[str, Database] = {
            "SQLite": SqliteDatabase(Path(name) / "expand.db"),
            "PostgreSQL": PostgresDatabase(address, connections=2),
        }
        for database in both.values():
            database.migrate()
        yield both
        for database in both.values():
            database.close()


if __name__ == "__main__":
    people_count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with databases() as found:
        for kind, one in found.items():
            took, written = expand(one, people_count)
            print(
                f"{kind}: {took:.2f} s for {people_count:,} people, {written:,} messages planned (at most 2 s)"
            )
