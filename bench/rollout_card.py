"""Figures of the plan card: `/ai-rollout` among 10,000 enrolled people, on both databases.

`python -m bench.rollout_card` prints them; the reception, the handler and the rendering to Slack's JSON count.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.chat import Said, Sender
from bot.clock import SetClock, seeded_chance
from bot.house import House
from bot.reception import Reception
from bot.settings import HOUSE, Settings
from bot.slack.render import render
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.store import people
from bot.store.database import Database
from bot.store.postgres import PostgresDatabase
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house
from tests.conftest import serve_postgres

PEOPLE, CARDS = 10_000, 50
NOW = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
_ADMIN = Sender("slack", "T1", "U0", "D0", email="dana@example.com")


@dataclass(frozen=True)
class Measured:
    """Milliseconds from the command to the rendered answer: half of the cards were quicker than `middle`."""

    database: str
    middle: float
    slowest: float


def measure(database: Database, count: int = PEOPLE, cards: int = CARDS) -> Measured:
    """The plan card of a started twelve-week program, asked for `cards` times."""
    house = _started(database, count)
    reception = Reception(house)
    took = [_card(reception, number) for number in range(cards)]
    return Measured(database.dialect, statistics.median(took), max(took))


def both(folder: Path, count: int = PEOPLE, cards: int = CARDS) -> Iterator[Measured]:
    """On a file of SQLite, and on a PostgreSQL server of its own."""
    sqlite = SqliteDatabase(folder / "card.db")
    yield measure(sqlite, count, cards)
    sqlite.close()
    place = folder / "postgres"
    place.mkdir()
    with contextmanager(serve_postgres)(place) as address:
        postgres = PostgresDatabase(address, connections=2)
        yield measure(postgres, count, cards)
        postgres.close()


def _started(database: Database, count: int) -> House:
    house = build_house(Settings(_env_file=None), database, SetClock(NOW), seeded_chance(1))
    header = "email,name,team,manager,timezone,locale,role,slack_id\n"
    rows = "".join(
        f"p{n}@example.com,Person {n},T{n % 40},,Asia/Taipei,en,pilot_user,U{n}\n" for n in range(1, count)
    )
    boss = "dana@example.com,Dana,T0,,Asia/Taipei,en,admin,U0\n"
    text = (HOUSE / "content" / "programs" / "twelve-week.toml").read_text(encoding="utf-8")
    with house.context() as ctx:
        import_people(ctx, (header + boss + rows).encode(), "people.csv")
        draft = apply_program(ctx, text, "twelve-week.toml")
        approve_program(ctx, draft.program_id, people.with_role(ctx.db, "admin")[0])
    start = Said("start", _ADMIN, NOW, "/ai-rollout start", rides_on_response=True)
    asyncio.run(Reception(house).receive(start))
    return house


def _card(reception: Reception, number: int) -> float:
    at = NOW + timedelta(seconds=number + 1)
    asked = Said(f"card{number}", _ADMIN, at, "/ai-rollout", rides_on_response=True)
    began = time.perf_counter()
    reply = asyncio.run(reception.receive(asked))
    if reply is None or " enrolled, " not in str(render(reply.card)):
        raise RuntimeError("the card does not count the people")
    return (time.perf_counter() - began) * 1000


def main() -> int:
    """Prints a line a database; 1 when half of the cards took longer than 100 ms."""
    with tempfile.TemporaryDirectory(prefix="uptake-card-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # started by root, PostgreSQL serves as a user of its own
        measured = list(both(folder))
    for one in measured:
        print(f"{one.database}: {one.middle:.1f} ms, slowest {one.slowest:.1f} ms")
    return int(any(one.middle > 100 for one in measured))


if __name__ == "__main__":
    sys.exit(main())
