"""Taps from the signed request to the replaced card, beside a bare Bolt app that only acknowledges.

The bot is served by its own wiring in a process on one core; what sends the taps, and the Slack that
takes the new cards, have the other. Run with `python -m bench.taps [seconds]`.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.fake_slack import FakeSlack, fake_slack
from bench.figure import Figure
from bench.tap_client import Load, Sender, Tap
from bench.tap_servers import Place, Served, cores, free_port, pin, run_bare, run_bot, served
from bot.clock import SetClock, seeded_chance
from bot.house import House
from bot.settings import Settings
from bot.slack.render import render
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.steps.rollout import begin_next_phase
from bot.store import feedback, people, programs
from bot.store.database import microseconds
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house
from jobs.open_windows import open_windows

PROGRAM = Path(__file__).resolve().parent.parent / "tests" / "programs" / "short.toml"
PER_SECOND, SECONDS, LINES = 200, 60, 64
ROUNDS, ROUND = 3, 2_000  # taps of each round of the ceiling
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ANSWERS = (
    ("use-last", "write", True),
    ("useful", "4", False),
    ("time-without", "5to15", False),
    ("time-with", "lt5", False),
)


@dataclass(frozen=True)
class Steady:
    """Milliseconds from the instant a tap was to leave to its new card at Slack; of a core, how much was used."""

    middle: float
    most: float
    slowest: float
    core: float


@dataclass(frozen=True)
class Ceiling:
    """Taps a second of one kind of server, and processor time of one tap in milliseconds."""

    rate: float
    spent: float


@dataclass(frozen=True)
class Tapped:
    """What a run found; `load` is the machine's load average at its end."""

    steady: Steady
    bot: Ceiling
    bare: Ceiling
    load: float


def tapped(folder: Path, seconds: int = SECONDS) -> Tapped:
    """A minute at the steady rate, then rounds of the ceiling, the bot and the bare app in turns."""
    ours, others = cores()
    before = os.sched_getaffinity(0) if others is not None else set()
    path = folder / "taps.db"
    steady = PER_SECOND * seconds
    waiting = iter(_made(path, -(-(steady + ROUNDS * ROUND + LINES) // len(ANSWERS))))
    pin(others)
    try:
        with fake_slack() as slack:
            bot = Place(free_port(), SECRET, ours, str(path), slack.url)
            bare = Place(free_port(), SECRET, ours)
            with served(run_bot, bot) as one, served(run_bare, bare) as other:
                _run(bot, _next(waiting, LINES))  # what is loaded only once is loaded now
                slack.came()
                found = _steady(bot, one, slack, _next(waiting, steady))
                rounds = [
                    _round((bot, one), (bare, other), slack, _next(waiting, ROUND)) for _ in range(ROUNDS)
                ]
    finally:
        if before:
            os.sched_setaffinity(0, before)
    _kept(path, steady + ROUNDS * ROUND + LINES)
    bots, bares = zip(*rounds, strict=True)
    return Tapped(found, _middle(bots), _middle(bares), os.getloadavg()[0])


def figures() -> Iterator[Figure]:
    """The steady minute, and the ceiling beside its limit."""
    with tempfile.TemporaryDirectory() as name:
        one = tapped(Path(name))
    yield Figure(
        "a bare Bolt app that only acknowledges a signed tap, on one core (the limit)",
        f"{one.bare.rate:,.0f}/s",
        f"{one.bare.spent:.2f} ms of the processor each",
    )
    yield Figure(
        "taps from the signed request to the replaced card, on one core, at most",
        f"{one.bot.rate:,.0f}/s",
        f"{one.bot.rate / one.bare.rate:.2f} × the limit, at least 0.30; {one.bot.spent:.2f} ms of the processor each",
    )
    yield Figure(
        f"the same at {PER_SECOND} a second for {SECONDS} seconds: 99 of 100 within",
        f"{one.steady.most:.0f} ms",
        f"at most 150 ms; half within {one.steady.middle:.0f} ms, the slowest {one.steady.slowest:.0f} ms, "
        f"{100 * one.steady.core:.0f} % of the core",
    )


def _steady(place: Place, server: Served, slack: FakeSlack, taps: Sequence[Tap]) -> Steady:
    before = server.spent()
    load = asyncio.run(Sender(place.port, SECRET).by_clock(taps, PER_SECOND, LINES))
    spent = server.spent() - before
    took = sorted(_until_replaced(load, taps, slack))
    lasted = max(load.answered) - min(load.meant)
    return Steady(statistics.median(took), took[len(took) * 99 // 100], took[-1], spent / lasted)


def _until_replaced(load: Load, taps: Sequence[Tap], slack: FakeSlack) -> list[float]:
    """Milliseconds of each tap: the next new card of its own message."""
    replaced: dict[str, list[float]] = {}
    for at, ts in slack.came():
        replaced.setdefault(ts, []).append(at)
    assert sum(map(len, replaced.values())) == len(taps), "a card for every tap"
    return [(replaced[tap.ts].pop(0) - meant) * 1000 for tap, meant in zip(taps, load.meant, strict=True)]


def _round(
    bot: tuple[Place, Served], bare: tuple[Place, Served], slack: FakeSlack, taps: Sequence[Tap]
) -> tuple[Ceiling, Ceiling]:
    found = _ceiling(*bot, taps), _ceiling(*bare, taps)
    assert len(slack.came()) == len(taps), "a card for every tap"
    return found


def _ceiling(place: Place, server: Served, taps: Sequence[Tap]) -> Ceiling:
    before = server.spent()
    load = _run(place, taps)
    return Ceiling(load.rate, (server.spent() - before) / len(taps) * 1000)


def _run(place: Place, taps: Sequence[Tap]) -> Load:
    return asyncio.run(Sender(place.port, SECRET).at_once(taps, LINES))


def _middle(rounds: Sequence[Ceiling]) -> Ceiling:
    return Ceiling(
        statistics.median(one.rate for one in rounds), statistics.median(one.spent for one in rounds)
    )


def _next(waiting: Iterator[Tap], count: int) -> list[Tap]:
    """The taps of as many people as it takes, everybody's first question first."""
    whole = [next(waiting) for _ in range(count)]
    return sorted(
        whole, key=lambda tap: [key for key, _, _ in ANSWERS].index(tap.value.split("|")[1].split(":")[0])
    )


def _made(path: Path, count: int) -> list[Tap]:
    """A program whose first window has opened for `count` people and is in their hands; every tap they will make."""
    week_one = datetime.now(UTC) - timedelta(days=3)
    week_one -= timedelta(days=week_one.weekday())
    clock = SetClock(week_one - timedelta(days=7))
    database = SqliteDatabase(path, durable=False)
    house = build_house(Settings(_env_file=None), database, clock, seeded_chance(1))
    _ask(house, clock, week_one, count)
    message = _first_card(house)
    database.close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(
            "update outbox set state = 'sent', token = 1, attempts = 1, first_attempt_at = due_at,"
            " claimed_at = due_at, settled_at = due_at, conversation = 'D' || delivery_id,"
            " ref = '1764554400.' || substr('00000' || rowid, -6) where story = 'feedback.prompt'"
        )
        later = microseconds(datetime.now(UTC) + timedelta(days=1))
        for table in ("feedback_window", "feedback_prompt"):
            raw.execute(f"update {table} set opens_at = opens_at - 864e8, closes_at = ?", [later])
        raw.execute(
            "update outbox set due_at = ?, not_before_at = ?, not_after_at = ? where state = 'planned'",
            [later] * 3,
        )
        rows = raw.execute(
            "select a.user_ref, o.conversation, o.ref, o.delivery_id, o.about from outbox o"
            " join address a on a.org_id = o.org_id and a.person_id = o.person_id"
            " where o.state = 'sent' order by o.rowid"
        ).fetchall()
    return [
        Tap(user, channel, ts, f"{delivery}.{'0' * 20}", f"{prompt}|{key}:{value}", is_choice, message)
        for user, channel, ts, delivery, prompt in rows
        for key, value, is_choice in ANSWERS
    ]


def _ask(house: House, clock: SetClock, week_one: datetime, count: int) -> None:
    text = PROGRAM.read_text(encoding="utf-8").replace("2026-11-30", week_one.date().isoformat(), 1)
    rows = ["dana@example.com,Dana Example,Office,,Asia/Taipei,en,admin,U0"]
    rows += [
        f"p{n}@example.com,Person {n},T{n % 50},,Asia/Taipei,en,pilot_user,U{n}" for n in range(1, count + 1)
    ]
    header = "email,name,team,manager,timezone,locale,role,slack_id\n"
    with house.context() as ctx:
        import_people(ctx, (header + "\n".join(rows)).encode(), "people.csv")
        draft = apply_program(ctx, text, PROGRAM.name)
        running = approve_program(ctx, draft.program_id, people.with_role(ctx.db, "admin")[0])
    with house.context() as ctx:
        begin_next_phase(ctx, running, None)
        told = [person.person_id for person in programs.enrolled(ctx.db, running.program_id)]
        people.mark_all_disclosed(ctx.db, told, ctx.now)
    clock.set(week_one)
    with house.context() as ctx:
        open_windows(ctx)


def _first_card(house: House) -> dict[str, object]:
    """The message that a tap carries back, as one person got it."""
    with house.context() as ctx:
        window = feedback.due_to_close(ctx.db, ctx.now + timedelta(days=30))[0]
        prompt_id = ctx.db.all("feedback.list_prompt_ids", window_id=window.window_id)[0]["prompt_id"]
        found = feedback.prompt(ctx.db, prompt_id)
        assert found is not None, "somebody was asked"
        card = house.router.stories["feedback.prompt"](ctx, people.get(ctx.db, found.person_id), prompt_id)
    assert card is not None, "it can be answered"
    return render(card, key=f"{'d' * 26}.{'0' * 20}")


def _kept(path: Path, count: int) -> None:
    """Every tap stands in the database as an answer of its own."""
    with closing(sqlite3.connect(path)) as raw:
        answers = raw.execute("select count(*) from answer where late = 0").fetchone()[0]
    assert answers == count, f"{answers} answers of {count} taps"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        print(tapped(Path(name), int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
