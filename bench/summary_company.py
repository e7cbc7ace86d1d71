"""A company for the figures of summaries: 50,000 people in 200 teams, and half a year of what they did with eight
tools, the same in every run.

The raw rows and the facts are written in bulk, for `usage.keep` takes an import's time for them; `assert_alike` lets
`usage.keep` take a sample in, and compares every row.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from bot.clock import SetClock, seeded_chance
from bot.house import House
from bot.model.usage import Signal, bits_of, stored_bits
from bot.settings import Settings
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.steps.rollout import begin_next_phase
from bot.store import people, usage
from bot.store.database import Database, Transaction, microseconds
from bot.store.sqlite import SqliteDatabase
from bot.timetable import Entry
from bot.wiring import build_house
from jobs.make_summaries import AHEAD, make_summaries
from tests.world import PROGRAMS, ROSTER, words_of

PEOPLE, TEAMS, WEEKS = 50_000, 200, 26
TOOL = "example"  # the one that the program is about
TOOLS = (TOOL, *(f"tool-{n}" for n in range(1, 8)))
WEEK_ONE = date(2026, 6, 1)
LAST_MONDAY = WEEK_ONE + timedelta(weeks=WEEKS - 1)
_BEGUN_AT = datetime(2026, 5, 28, 2, 0, tzinfo=UTC)
_SUMMED_UP = timedelta(days=6, hours=23, minutes=30)  # Monday 07:30 in Taipei, before the digest is due
_SOURCE = "generic"
_REGULAR, _RARELY, _STOPPED = 45, 75, 85  # of a hundred people; the others never begin
_OFTEN, _SELDOM, _OTHER_TOOLS = 0.9, 0.35, 0.146
_MOST = 9  # signals of one person, tool and week where there are any: from one up, five on average
_DAYS, _SAMPLE, _PART = 5, 200, 50_000


class Cell(NamedTuple):
    """What one person did with one tool in one week: so many signals, from which all else follows."""

    ordinal: int
    tool: int
    signals: int


class Raw(NamedTuple):
    """One signal, without what all have in common."""

    number: int
    ordinal: int
    tool: str
    feature: str
    day: date
    actions: int


def house_on(database: Database, at: datetime = _BEGUN_AT) -> House:
    """The product on a database, its clock at an instant."""
    settings = Settings(_env_file=None)
    return build_house(settings, database, SetClock(at), seeded_chance(1), words_of(settings.content))


def due_at(monday: date) -> datetime:
    """When the week of `monday` is summed up."""
    return datetime.combine(monday, datetime.min.time(), UTC) + _SUMMED_UP


def found_company(database: Database, count: int = PEOPLE) -> None:
    """People, each team with a champion, and a program that runs for longer than we look."""
    text = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
    for old, new in (
        ("starts_on = 2026-11-30", f"starts_on = {WEEK_ONE}"),
        ("weeks = 2\n", f"weeks = {WEEKS + 4}\n"),
        ("first_week = 3", f"first_week = {WEEKS + 5}"),
        ('"3" = 60', '"26" = 60'),
        ('"3" = 20', '"26" = 40'),
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    rows = ["dana@example.com,Dana Example,,,Asia/Taipei,en,admin,,U0"]
    for number in range(1, count):
        role = "champion" if number <= TEAMS else "pilot_user"
        rows.append(
            f"p{number}@example.com,Person {number},T{number % TEAMS},,Asia/Taipei,en,{role},,U{number}"
        )
    house = house_on(database)
    with house.context() as ctx:
        import_people(ctx, (ROSTER.strip() + ",slack_id\n" + "\n".join(rows)).encode(), "people.csv")
        draft = apply_program(ctx, text, "company.toml")
        running = approve_program(ctx, draft.program_id, people.with_role(ctx.db, "admin")[0])
    with house.context() as ctx:
        begin_next_phase(ctx, running, None)


def publish_until(database: Database, last: date) -> None:
    """Every week up to that of `last` is summed up on its Monday, as the timetable does it."""
    monday = WEEK_ONE
    while monday <= last:
        Entry(make_summaries, AHEAD).run(house_on(database, due_at(monday)).context)
        monday += timedelta(weeks=1)


def cells(week: int, count: int) -> Iterator[Cell]:
    """Who used what in a week (from 0), in the order of people; fewer people are the first of more."""
    chance = random.Random(week)
    for ordinal in range(count):
        kind = ordinal * 37 % 100
        often = _OFTEN if kind < _REGULAR else _SELDOM if kind < _RARELY else 0.0
        if _RARELY <= kind < _STOPPED and week < WEEKS - 6:
            often = _OFTEN
        for tool in range(len(TOOLS)):
            if chance.random() < (_OTHER_TOOLS if tool else often):
                yield Cell(ordinal, tool, 1 + int(chance.random() * _MOST))


def _actions(ordinal: int, number: int) -> int:
    return 1 + (7 * ordinal + number) % 9


def raw_rows(count: int = PEOPLE) -> Iterator[Raw]:
    """Every signal, numbered in the order in which it came."""
    number = 0
    for week in range(WEEKS):
        monday = WEEK_ONE + timedelta(weeks=week)
        days = [monday + timedelta(days=n) for n in range(_DAYS)]
        for ordinal, tool, signals in cells(week, count):
            for n in range(signals):
                number += 1
                day, feature = days[n % _DAYS], f"feature-{n // _DAYS}"
                yield Raw(number, ordinal, TOOLS[tool], feature, day, _actions(ordinal, n))


def load_raw(db: Transaction, count: int = PEOPLE) -> int:
    """Writes every raw row, each index when all are there; how many rows."""
    ids = {person.ordinal: person.person_id for person in people.everyone(db)}
    at, org = microseconds(_BEGUN_AT), db.org_id
    rows = (
        (org, _SOURCE, f"{one.number:09}", ids[one.ordinal], one.tool, one.feature, str(one.day), one.actions, at)
        for one in raw_rows(count)
    )
    columns = ("org_id", "source", "signal_id", "person_id", "tool", "feature", "day_on", "actions", "received_at")
    return _in_bulk(db, "usage_signal", columns, rows)


def load_facts(db: Transaction, count: int = PEOPLE, times: int = 1) -> int:
    """Writes the counters and bitmaps that these signals leave, or `times` as many signals of the same people,
    tools and weeks; how many counters."""
    org, bits = db.org_id, []
    counters: dict[tuple[int, int], tuple[int, int, int]] = {}

    def rows() -> Iterator[tuple[object, ...]]:
        for week in range(WEEKS):
            monday = str(WEEK_ONE + timedelta(weeks=week))
            active: dict[int, list[int]] = defaultdict(list)
            for ordinal, tool, signals in cells(week, count):
                key = ordinal % 9, signals * times
                if key not in counters:
                    counters[key] = _counted(*key)
                active[tool].append(ordinal)
                yield org, ordinal, monday, TOOLS[tool], *counters[key]
            bits.extend((monday, TOOLS[tool], bits_of(who)) for tool, who in active.items())

    columns = ("org_id", "ordinal", "week_on", "tool", "actions", "days", "features")
    written = _in_bulk(db, "person_week", columns, rows())
    for monday, tool, who in bits:
        for kind, stored in (("chat", b""), ("measured", stored_bits(who))):
            where = {"week_on": monday, "tool": tool, "kind": kind}
            db.run("usage.ensure_bitmap", **where, people=b"")
            db.run("usage.put_bitmap", **where, people=stored)
    return written


def _counted(ordinal: int, signals: int) -> tuple[int, int, int]:
    """Actions, days and features of one cell."""
    actions = sum(_actions(ordinal, n) for n in range(signals))
    return actions, min(signals, _DAYS), 1 + (signals - 1) // _DAYS


def forget_facts(db: Transaction) -> None:
    """Leaves no counters and no bitmaps."""
    for table in ("person_week", "active_week"):
        db._connection.execute(f"delete from {table}", {})


def _in_bulk(db: Transaction, table: str, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> int:
    """Rows as fast as the database takes them; its indexes are made anew at the end."""
    raw: Any = db._connection._raw
    listed = {
        "sqlite": "select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name = :table",
        "postgres": "select indexname, indexdef from pg_indexes i where tablename = %(table)s and not exists"
        " (select 1 from pg_constraint c where c.conname = i.indexname)",
    }
    indexes = db._connection.execute(listed[db._connection.dialect], {"table": table}).fetchall()
    for name, _ in indexes:
        raw.execute(f"drop index {name}")
    names, written = ", ".join(columns), 0
    if db._connection.dialect == "postgres":
        with raw.cursor().copy(f"copy {table} ({names}) from stdin") as copy:
            for written, row in enumerate(rows, 1):
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        while part := list(islice(rows, _PART)):
            raw.executemany(f"insert into {table} ({names}) values ({marks})", part)
            written += len(part)
    for _, definition in indexes:
        raw.execute(definition)
    return written


def assert_alike() -> int:
    """Lets `usage.keep` take in what two hundred people did, and compares what it kept with what is written in
    bulk; how many signals they were."""
    bulk, kept = SqliteDatabase(":memory:"), SqliteDatabase(":memory:")
    for database in (bulk, kept):
        database.migrate()
        found_company(database, _SAMPLE)
    with house_on(bulk).context() as ctx:
        load_raw(ctx.db, _SAMPLE)
        load_facts(ctx.db, _SAMPLE)
    with house_on(kept).context() as ctx:
        ids = {person.ordinal: person.person_id for person in people.everyone(ctx.db)}
        signals = [
            Signal(_SOURCE, f"{one.number:09}", ids[one.ordinal], one.tool, one.feature, one.day, one.actions)
            for one in raw_rows(_SAMPLE)
        ]
        assert usage.keep(ctx.db, signals, _BEGUN_AT).accepted == len(signals)
    assert _facts(bulk) == _facts(kept), "what is written in bulk is not what usage.keep keeps"
    return len(signals)


def _facts(database: Database) -> list[object]:
    until = LAST_MONDAY
    with house_on(database).context() as ctx:
        emails = {person.email: person.person_id for person in people.everyone(ctx.db)}
        return [
            [usage.person_weeks(ctx.db, tool, WEEK_ONE, until) for tool in TOOLS],
            [usage.active(ctx.db, tool, kind, WEEK_ONE, until) for tool in TOOLS for kind in ("measured", "chat")],
            [usage.reach(ctx.db, tool) for tool in TOOLS],
            [usage.signals_of(ctx.db, emails[email]) for email in sorted(emails)],
        ]
