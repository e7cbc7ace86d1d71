"""Monday's summaries of 200 teams, and `/ai-summary`, at ten million signals of 50,000 people; each in a process of
its own, on both databases, beside DuckDB.

Run with `python -m bench.summaries [people]`. `/ai-summary` is asked at the reception, by the champions in turn: the
event is noted, the person found, the snapshot read with what became of its actions, the card made. HTTP and drawing
the card are not in it (`python -m bench.run taps` has them).
"""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import summary_yardstick as yardstick
from bench.figure import Figure, seconds
from bench.summary_company import (
    LAST_MONDAY,
    PEOPLE,
    TEAMS,
    due_at,
    found_company,
    house_on,
    publish_until,
    stored,
    swell,
    take_in,
)
from bot.cards.plain import plain
from bot.chat import Said, Sender
from bot.house import House
from bot.model.ground import WHOLE
from bot.model.slices import use_facts
from bot.model.time import week_label
from bot.reception import Reception
from bot.store import inbox, programs, summaries
from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase
from bot.store.summary_facts import gather
from jobs.make_summaries import make_summaries
from tests.conftest import serve_postgres

ASKED, WARM, TIMES = 2000, 100, 10
_MOST_SECONDS, _MOST_MEBIBYTES, _MOST_MILLISECONDS, _MOST_RATIO = 3, 300, 20, 1.3


def opened(kind: str, place: str) -> Database:
    """The database of this kind at a path or an address."""
    if kind == "SQLite":
        return SqliteDatabase(place)
    from bot.store.postgres import PostgresDatabase

    return PostgresDatabase(place, connections=2)


@contextmanager
def places() -> Iterator[dict[str, str]]:
    """Where each kind of database is."""
    with tempfile.TemporaryDirectory(prefix="uptake-summaries-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # started by root, PostgreSQL serves as a user of its own
        with contextmanager(serve_postgres)(folder) as address:
            yield {"SQLite": str(folder / "summaries.db"), "PostgreSQL": address}


def made_ready(kind: str, place: str, count: int = PEOPLE) -> tuple[float, float]:
    """Everything but the last Monday: people, signals, and a summary of every week before; the seconds of people
    and of signals."""
    database = opened(kind, place)
    database.migrate()
    founded = seconds(lambda: found_company(database, count))
    taken = seconds(lambda: take_in(database, count))
    publish_until(database, LAST_MONDAY - timedelta(weeks=1))
    database.close()
    return founded, taken


def measured(what: str, kind: str, place: str) -> dict[str, Any]:
    """One measurement in a process of its own: `monday` or `asked`."""
    return _child("bench.summaries", "--child", what, kind, place)


def _child(*command: str) -> dict[str, Any]:
    ran = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def monday(house: House) -> dict[str, Any]:
    """The job on the last Monday; then, for the yardstick, the counting alone, and what was counted."""
    before = time.process_time()
    with house.context() as ctx:
        job = seconds(lambda: make_summaries(ctx))
    core = time.process_time() - before
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.perf_counter()
    counts = _counts(house)
    counting = time.perf_counter() - began
    return {"seconds": job, "core": core, "mebibytes": most, "counting": counting, "counts": counts}


def _counts(house: House) -> list[list[Any]]:
    """By team, as the yardstick counts them."""
    with house.context() as ctx:
        running = programs.current(ctx.db)
        assert running is not None
        found = gather(ctx.db, running, LAST_MONDAY, ctx.now, {}, ctx.workdays)
        assert found is not None
        groups = sorted((WHOLE, *found.ground.shown_teams))
        facts = {group: use_facts(found.ground, group) for group in groups}
    return [
        [
            group, one.enabled, one.active, one.active_before, one.started, one.stopped, one.habit, one.never,
            one.dormant, [point.active for point in reversed(one.history)][:12],
        ]
        for group, one in facts.items()
    ]  # fmt: skip


def asked(house: House) -> dict[str, float]:
    """Milliseconds of `/ai-summary`, and of noting an event and reading a snapshot, which is the least it can be."""
    reception, label = Reception(house), week_label(LAST_MONDAY)
    own = time.time_ns()  # no event of another run is this one's

    async def ask(number: int) -> None:
        sender = Sender("slack", "", f"U{1 + number % TEAMS}", "D0")
        words = "/ai-summary" + number % 2 * f" T{(1 + number) % TEAMS}"  # every other one names the team
        told = await reception.receive(Said(f"{own}/s{number}", sender, house.clock.now(), words, True))
        assert told is not None
        assert f"T{(1 + number) % TEAMS}" in plain(told.card), f"no summary of {label}"

    async def all_asked() -> list[float]:
        return [await _milliseconds(ask, number) for number in range(WARM + ASKED)]

    def read(number: int) -> None:
        with house.context() as ctx:
            inbox.is_new(ctx.db, "slack", f"{own}/r{number}", ctx.now)
            running = programs.current(ctx.db)
            assert running is not None
            assert summaries.latest(ctx.db, running.program_id, f"T{number % TEAMS}")

    bare = [1000 * seconds(lambda n=number: read(n)) for number in range(WARM + ASKED)]
    return {**_told("", asyncio.run(all_asked())[WARM:]), **_told("bare_", bare[WARM:])}


async def _milliseconds(act: Callable[[int], Any], number: int) -> float:
    began = time.perf_counter()
    await act(number)
    return 1000 * (time.perf_counter() - began)


def _told(prefix: str, found: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(found, n=100)
    return {f"{prefix}p50": cuts[49], f"{prefix}p99": cuts[98]}


def figures(count: int = PEOPLE) -> Iterator[Figure]:
    """On both databases; beside DuckDB where it is installed."""
    with tempfile.TemporaryDirectory() as name, places() as both:
        path = Path(name) / "yardstick.duckdb"
        if yardstick.is_installed():
            yardstick.load(path, count)
        for kind, place in both.items():
            founded, taken = made_ready(kind, place, count)
            job = measured("monday", kind, place)
            yield _of_monday(kind, job, path, count)
            yield from _of_asking(kind, place, count)
            yield Figure(
                f"what it stands on: {count:,} people imported and enrolled, and all signals taken in, {kind}",
                f"{founded:.0f} s and {taken:.0f} s",
                "–",
            )


def _of_monday(kind: str, job: dict[str, Any], path: Path, count: int) -> Figure:
    beside = yardstick.MISSING
    if yardstick.is_installed():
        duck = _child("bench.summary_yardstick", str(path))
        assert duck["counts"] == job["counts"], "DuckDB counts otherwise"
        beside = (
            f"DuckDB, its file, raw rows, the same counts and nothing published: {duck['seconds']:.2f} s "
            f"({duck['core']:.2f} s of a core), "
            f"{duck['mebibytes']:.0f} MiB; the counting alone, here: {job['counting']:.2f} s"
        )
    return Figure(
        f"Monday's summaries of {TEAMS} teams and of everybody, {count:,} people, gathered, published, entered in "
        f"the ledger, digests planned, {kind}",
        f"{job['seconds']:.2f} s ({job['core']:.2f} s of a core), {job['mebibytes']:.0f} MiB",
        f"at most {_MOST_SECONDS} s and {_MOST_MEBIBYTES} MiB; {beside}",
    )


def _of_asking(kind: str, place: str, count: int) -> Iterator[Figure]:
    before = measured("asked", kind, place)
    database = opened(kind, place)
    signals, _ = stored(database)
    swell(database, TIMES)
    database.close()
    after = measured("asked", kind, place)
    for what, one, beside in (
        (f"{signals:,} signals", before, f"at most {_MOST_MILLISECONDS} ms"),
        (
            f"counters as of {TIMES * signals:,} signals, {signals:,} of them stored",
            after,
            f"{after['p99'] / before['p99']:.2f} × that, at most {_MOST_RATIO}",
        ),
    ):
        yield Figure(
            f"`/ai-summary` from the event to the card, {count:,} people, {TEAMS} teams, {what}, {kind}",
            f"{one['p50']:.1f} ms, 99 of 100 within {one['p99']:.1f} ms",
            f"{beside}; an event noted and a summary read, nothing else: {one['bare_p50']:.1f} and "
            f"{one['bare_p99']:.1f} ms",
        )


def main(arguments: list[str]) -> None:
    """Prints the figures; in a process of its own, one measurement as JSON."""
    if arguments[:1] == ["--child"]:
        what, kind, place = arguments[1:]
        database = opened(kind, place)
        at = due_at(LAST_MONDAY) + timedelta(hours=0 if what == "monday" else 4)
        found = {"monday": monday, "asked": asked}[what](house_on(database, at))
        database.close()
        print(json.dumps(found))
        return
    for figure in figures(int(arguments[0]) if arguments else PEOPLE):
        print(f"{figure.what}\n    {figure.value}\n    {figure.beside}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
