"""Seconds to close a window of 50,000 people, to collect what they named, and to publish it for 200 teams; beside
them the seconds of reading and counting the same answers, and nothing else.

Run with `python -m bench.closing [people]`.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.expand import PLACES, databases
from bench.figure import Figure, seconds
from bot.clock import SetClock, seeded_chance
from bot.context import Context
from bot.house import House
from bot.settings import Settings
from bot.steps.gate_asks import collect_items
from bot.steps.people import import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.steps.rollout import begin_next_phase
from bot.steps.summary import last_week
from bot.store import feedback, open_items, people, programs, summaries
from bot.store.database import Database
from bot.wiring import build_house
from jobs.close_windows import close_windows
from jobs.make_summaries import make_summaries
from jobs.open_windows import open_windows
from tests.world import PROGRAMS, ROSTER, words_of

PEOPLE, TEAMS = 50_000, 200
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OPENS, CLOSED, SUMMED_UP = timedelta(days=7, hours=20), timedelta(days=13), timedelta(days=13, hours=23)
WORDS = ("Too slow for long files", "太慢了，等很久", "不知道能不能贴客户资料")


@dataclass(frozen=True)
class Closed:
    """Seconds of each step, and how many answers there were."""

    answers: int
    bare: float
    close: float
    collect: float
    publish: float

    @property
    def whole(self) -> float:
        """Seconds of all that a close asks for."""
        return self.close + self.collect + self.publish


def closed(database: Database, count: int = PEOPLE) -> Closed:
    """A week of a running program: everybody asked, most answer, the window closes, the week is summed up."""
    house, clock = _asked(database, count)
    answers = _answered(house, clock.now())
    clock.set(NOW + CLOSED)
    bare = _timed(house, _read_bare)
    close, collect = _timed(house, close_windows), _timed(house, _collect)
    clock.set(NOW + SUMMED_UP)
    return Closed(answers, bare, close, collect, _timed(house, _publish))


def figures() -> Iterator[Figure]:
    """On both databases."""
    with databases() as both:
        for kind, database in both.items():
            one = closed(database)
            yield Figure(
                f"a window of {PEOPLE:,} people closed, what they named collected, and the week published for "
                f"{TEAMS} teams: {one.answers:,} answers, {kind}",
                f"{one.whole:.1f} s",
                f"at most 10 s; {one.whole / one.bare:.0f} × reading and counting the answers alone",
            )


def _timed(house: House, job: Callable[[Context], object]) -> float:
    with house.context() as ctx:
        return seconds(lambda: job(ctx))


def _collect(ctx: Context) -> None:
    running = programs.current(ctx.db)
    assert running is not None
    collect_items(ctx, running)
    assert open_items.standing(ctx.db, running.program_id), "nothing was collected"


def _read_bare(ctx: Context) -> None:
    """Every answer once, by team and question."""
    rows = ctx.db._connection.execute(
        "select p.team, a.question, a.value from answer a"
        " join feedback_prompt p on p.org_id = a.org_id and p.prompt_id = a.prompt_id",
        {},
    ).fetchall()
    assert Counter(map(tuple, rows)), "nobody answered"


def _publish(ctx: Context) -> None:
    make_summaries(ctx)
    running = programs.current(ctx.db)
    assert running is not None
    monday = last_week(running.program, ctx.now)
    assert summaries.of_week(ctx.db, running.program_id, "T0", monday), "a team is missing"


def _asked(database: Database, count: int) -> tuple[House, SetClock]:
    settings, clock = Settings(_env_file=None), SetClock(NOW)
    house = build_house(settings, database, clock, seeded_chance(1), words_of(settings.content))
    rows = ["dana@example.com,Dana Example,T0,,Asia/Taipei,en,admin,,"]
    for number in range(count - 1):
        zone, locale = PLACES[number % len(PLACES)]
        team = f"T{number % TEAMS}"
        rows.append(f"p{number}@example.com,Person {number},{team},,{zone},{locale},pilot_user,,U{number}")
    text = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
    with house.context() as ctx:
        import_people(ctx, (ROSTER.strip() + ",slack_id\n" + "\n".join(rows)).encode(), "people.csv")
        draft = apply_program(ctx, text, "short.toml")
        running = approve_program(ctx, draft.program_id, people.with_role(ctx.db, "admin")[0])
    with house.context() as ctx:
        begin_next_phase(ctx, running, None)
    clock.set(NOW + OPENS)
    with house.context() as ctx:
        open_windows(ctx)
    return house, clock


def _answered(house: House, at: datetime) -> int:
    """Four of five people answer every question."""
    chance = random.Random(1)
    rows = []
    with house.context() as ctx:
        running = programs.current(ctx.db)
        assert running is not None
        for window in feedback.due_to_close(ctx.db, NOW + timedelta(days=60)):
            for row in ctx.db.all("feedback.list_prompt_ids", window_id=window.window_id):
                if chance.random() < 0.8:
                    for key, question in window.frozen.questions.items():
                        options = [option.key for option in question.options]
                        value = chance.choice(options or WORDS)
                        rows.append({"prompt_id": row["prompt_id"], "question": key, "value": value})
        common = {"answered_at": at, "late": False}
        ctx.db.run_many("feedback.keep_answer", [row | common for row in rows])
    return len(rows)


if __name__ == "__main__":
    people_count = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with databases() as found:
        for kind, database in found.items():
            print(kind, closed(database, people_count))
