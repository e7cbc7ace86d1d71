"""Rehearsing the twelve-week program, in a fresh process a size: seconds of one core, MiB, and whether it grows
in a straight line. Beside it the limit of the same run: as many rows of the outbox written by `executemany`.

    python -m bench.rehearse            1,000 and 10,000 people
    python -m bench.rehearse --full     100,000 people, too
    python -m bench.rehearse 250 500    these sizes
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.clock import SetClock
from bot.model.people import Person
from bot.rehearsal.rehearse import rehearse
from bot.rehearsal.stage import PeopleFile
from bot.settings import Settings
from bot.steps.program import read_program
from bot.store import outbox, rehearsal
from bot.store.rehearsal import Belongs
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house

SIZES, FULL = (1_000, 10_000), (1_000, 10_000, 100_000)
_NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
_PLACES = (
    ("Asia/Taipei", "zh-TW"),
    ("Europe/London", "en-GB"),
    ("America/New_York", "en-US"),
    ("Asia/Shanghai", "zh-CN"),
)
_JOBS = ("sales", "finance", "engineering", "hr")
_TEAM = 100  # people


@dataclass(frozen=True)
class Rehearsed:
    """One size: seconds of processor time, the most memory held, messages, and the limit's seconds."""

    people: int
    seconds: float
    mebibytes: float
    messages: int
    bare: float


def measured(people: int) -> Rehearsed:
    """Rehearses that many people in a process of its own."""
    found = subprocess.run(
        [sys.executable, "-m", "bench.rehearse", "--child", str(people)],
        capture_output=True,
        text=True,
        check=True,
    )
    return Rehearsed(**json.loads(found.stdout))


def _child(count: int) -> Rehearsed:
    settings = Settings(_env_file=None)
    text = (settings.content / "programs" / "twelve-week.toml").read_text(encoding="utf-8")
    program, cast = read_program(text, "twelve-week.toml"), PeopleFile(_people(count), "people.csv")
    began = time.process_time()
    house = build_house(settings, SqliteDatabase(":memory:"), SetClock(_NOW))
    report = rehearse(house, program, "twelve-week.toml", cast, assume="if_none")
    spent = time.process_time() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Rehearsed(count, spent, most, report.messages, _bare(report.messages))


def _people(count: int) -> bytes:
    rows = [
        "email,name,team,manager,timezone,locale,role,job",
        "dana@example.com,Dana,Office,,Asia/Taipei,en,admin,",
    ]
    for number in range(count - 1):
        zone, locale = _PLACES[number % len(_PLACES)]
        role = "champion" if number % _TEAM == 0 else "pilot_user"
        job = _JOBS[number % len(_JOBS)]
        who = f"p{number}@example.com,Person {number},Team {number // _TEAM}"
        rows.append(f"{who},,{zone},{locale},{role},{job}")
    return "\n".join(rows).encode()


def _bare(count: int) -> float:
    """The limit: as many rows planned for one person by one `executemany`."""
    person = Person(
        person_id="p", email="p@example.com", name="P", timezone="UTC", locale="en", ordinal=0, attributes={}
    )
    with closing(SqliteDatabase(":memory:", durable=False)) as database:
        database.migrate()
        with database.transaction("main") as db:
            rehearsal.copy_people(db, [person], [], Belongs([], []), _NOW)
            rows = [
                outbox.Planned(person, "nudge", "bench", str(number), _NOW, _NOW) for number in range(count)
            ]
            ids = iter(range(count))
            began = time.process_time()
            outbox.plan_many(db, lambda prefix: f"{prefix}{next(ids)}", rows)
            return time.process_time() - began


def lines(found: list[Rehearsed]) -> list[str]:
    """The figures, with the growth from each size to the next against a straight line."""
    told = []
    for before, one in zip([None, *found], found, strict=False):
        growth = ""
        if before:
            ratio = (one.seconds / before.seconds) / (one.people / before.people)
            growth = f", {ratio:.2f} times a straight line from {before.people:,}"
        told.append(
            f"{one.people:,} people: {one.seconds:.1f} s, {one.mebibytes:.0f} MiB, {one.messages:,} messages "
            f"(as many bare rows: {one.bare:.1f} s){growth}"
        )
    return told


def main(arguments: list[str]) -> None:
    """Prints the figures."""
    if arguments[:1] == ["--child"]:
        print(json.dumps(vars(_child(int(arguments[1])))))
        return
    sizes = FULL if "--full" in arguments else tuple(int(one) for one in arguments) or SIZES
    print(*lines([measured(size) for size in sizes]), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
