"""Somebody sets the machine's clock, back or far ahead and back again: nothing closed opens, nothing
happens twice, nothing waits for as long as the clock was wrong."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.store import feedback, job_runs
from jobs import TIMETABLE
from tests.world import World


@pytest.fixture
def running(world: World) -> World:
    """A short pilot on its first Monday."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Mon 12:00")
    return world


def sets_clock(world: World, text: str) -> None:
    """The machine's clock jumps, back even, which a clock of ours never does by itself."""
    world.clock._at = world.instant(text)
    world.turn()


def counted(world: World, name: str) -> dict[str, str]:
    person_id = world.person(name).person_id
    prompts = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))
    found: dict[str, str] = world.run(lambda ctx: feedback.answers(ctx.db, prompts[0]["prompt_id"]))
    return found


def assert_nothing_twice(world: World) -> None:
    seen = Counter((message.user, str(message.card)) for message in world.chat.messages)
    assert [key for key, times in seen.items() if times > 1] == []


def test_what_somebody_saw_closed_stays_closed_when_the_clock_goes_back(running: World) -> None:
    running.at("Tue 10:01")
    prompt = running.last("ada")
    running.at("Fri 17:30")
    closed = {"closed_at": running.instant("Fri 17:00")}
    assert running.tap("ada", prompt, "Code").says("closed.late_open", **closed)

    sets_clock(running, "Fri 15:30")
    assert running.tap("ada", prompt, "Code").says("closed.late_open", **closed)
    assert counted(running, "ada") == {}


def test_a_window_closed_by_the_job_stays_closed_when_the_clock_goes_back(running: World) -> None:
    running.at("Tue 10:01")
    prompt = running.last("ada")
    running.at("Fri 20:00")
    sets_clock(running, "Fri 16:00")
    assert running.tap("ada", prompt, "Code").says(
        "closed.late_final", closed_at=running.instant("Fri 17:00")
    )
    assert counted(running, "ada") == {}
    person_id = running.person("ada").person_id
    assert running.run(lambda ctx: feedback.open_prompt(ctx.db, person_id, ctx.now)) is None


def test_an_open_window_goes_on_when_the_clock_goes_back(running: World) -> None:
    running.at("Wed 10:00")
    prompt = running.last("ada")
    sets_clock(running, "Wed 08:00")
    running.tap("ada", prompt, "Code")
    assert counted(running, "ada") == {"use-last": "code"}


def test_two_hours_back_and_everything_happens_once(running: World) -> None:
    running.at("Tue 10:30")
    sets_clock(running, "Tue 08:30")
    running.at("Thu 14:30")
    sets_clock(running, "Thu 12:30")
    running.at("week 2 Tue 10:30")
    sets_clock(running, "week 2 Tue 08:30")
    running.at("week 2 Fri 18:00")
    assert_nothing_twice(running)
    kinds = Counter(row.kind for row in running.deliveries("ada"))
    assert (kinds["prompt"], kinds["reminder"], kinds["nudge"]) == (1, 1, 1)


def test_three_days_ahead_and_back_blocks_no_job_and_repeats_nothing(running: World) -> None:
    sets_clock(running, "Thu 12:00")
    sets_clock(running, "Mon 12:05")
    for day in ("Tue", "Wed"):
        running.at(f"{day} 20:00")
        ran = {
            job
            for job, slot in running.run(lambda ctx: job_runs.present(ctx.db, ctx.now))
            if slot <= running.clock.now()
        }
        assert ran >= {job.__name__ for job, _ in TIMETABLE}
    running.at("week 2 Tue 10:05")
    assert [row.state for row in running.deliveries("ada") if row.kind == "nudge"] == ["sent"]
    assert_nothing_twice(running)


def test_who_joins_after_the_clock_was_far_ahead_need_not_wait(running: World) -> None:
    sets_clock(running, "Thu 12:00")
    sets_clock(running, "Mon 12:05")
    running.at("Tue 12:00")
    running.roster("gus,Sales,pilot_user")
    running.at("Tue 12:30")
    assert [row.state for row in running.deliveries("gus") if row.kind == "prompt"] == ["sent"]
