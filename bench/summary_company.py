"""A company for the figures of summaries: 50,000 people in 200 teams, and half a year of what they did with eight
tools, the same in every run.

Signals are taken in by `intake.keep_totals`, week by week as the rows of an export are, so facts and raw rows are
the product's own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from bot.clock import SetClock, seeded_chance
from bot.house import House
from bot.model.usage import week_number
from bot.settings import Settings
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.steps.rollout import begin_next_phase
from bot.store import intake, people
from bot.store.database import Database
from bot.store.intake import Total
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
SOURCE = "generic"
_REGULAR, _RARELY, _STOPPED = 45, 75, 85  # of a hundred people; the others never begin
_OFTEN, _SELDOM, _OTHER_TOOLS = 0.9, 0.35, 0.146
_MOST = 9  # signals of one person, tool and week where there are any: from one up, five on average
_DAYS, _PART = 5, 20_000


class Cell(NamedTuple):
    """One person, tool and week: so many signals, from which all else follows."""

    ordinal: int
    tool: int
    signals: int


class Raw(NamedTuple):
    """One signal, without what all have in common."""

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
    rows = ["dana@example.com,Dana Example,T0,,Asia/Taipei,en,admin,,U0"]
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


def raw_rows(week: int, count: int = PEOPLE) -> Iterator[Raw]:
    """Every signal of a week (from 0)."""
    monday = WEEK_ONE + timedelta(weeks=week)
    days = [monday + timedelta(days=n) for n in range(_DAYS)]
    for ordinal, tool, signals in cells(week, count):
        for n in range(signals):
            day, feature = days[n % _DAYS], f"feature-{n // _DAYS}"
            yield Raw(ordinal, TOOLS[tool], feature, day, _actions(ordinal, n))


def take_in(database: Database, count: int = PEOPLE) -> int:
    """Everything that happened, by a transaction a week; how many signals."""
    return sum(_take_week(database, week, count) for week in range(WEEKS))


def _take_week(database: Database, week: int, count: int) -> int:
    taken = 0
    with house_on(database).context() as ctx:
        streams = [(tool, f"feature-{n}") for tool in TOOLS for n in range(1 + (_MOST - 1) // _DAYS)]
        numbers = intake.stream_numbers(ctx.db, SOURCE, streams)
        ordinals = [person.ordinal for person in people.everyone(ctx.db)]
        rows = raw_rows(week, count)
        while part := list(islice(rows, _PART)):
            totals = [_total(ordinals[row.ordinal], numbers[row.tool, row.feature], row) for row in part]
            taken += intake.keep_totals(
                ctx.db, totals[0][0], sorted(totals), len(totals), TOOLS, ctx.now
            ).accepted
    return taken


def _total(ordinal: int, stream: int, row: Raw) -> Total:
    return week_number(row.day), ordinal, stream, row.day.weekday(), row.actions


def swell(database: Database, times: int) -> None:
    """The counters become those of `times` as many signals of the same people, tools and weeks; the raw rows stay
    as they are, for nothing that is shown is made from them."""
    with house_on(database).context() as ctx:
        ctx.db._connection.execute(f"update person_week set actions = actions * {times}", {})


def stored(database: Database) -> tuple[int, int]:
    """How many signals are stored one by one, and how many actions the counters add up to."""
    with house_on(database).context() as ctx:
        raw = ctx.db._connection.execute("select count(*) from usage_signal", {}).fetchall()
        counted = ctx.db._connection.execute("select sum(actions) from person_week", {}).fetchall()
    return int(raw[0][0]), int(counted[0][0])
