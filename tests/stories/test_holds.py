"""A phase is held and goes on, or sending was paused for long: what the timers do, and what people see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.model.schedule import Shift
from bot.store import audit, feedback, programs
from tests.world import FIRST_DAY, World

PEOPLE = (
    "dana,Office,admin",
    "ada,Sales,pilot_user",
    "bo,Sales,pilot_user,zh-Hant",
    "chen,Legal,pilot_user,zh-Hans",
)


@pytest.fixture
def running(world: World) -> World:
    """A short pilot, begun on its first Monday; everybody was told who speaks."""
    return begun(world)


def begun(world: World, **changes: str) -> World:
    world.roster(*PEOPLE)
    world.program("short", **changes)
    world.says("dana", "ai-rollout start")
    world.at("Mon 12:00")
    return world


def stands(world: World) -> Any:
    """The program as it stands, ended or not."""
    return world.run(lambda ctx: programs.latest(ctx.db))


def shifts(world: World, phase: str = "first") -> tuple[Shift, ...]:
    found: tuple[Shift, ...] = stands(world).status(phase).shifts
    return found


def sent(world: World, name: str, *kinds: str) -> list[str]:
    """Stories sent to somebody of these kinds, in order."""
    rows = [row for row in world.deliveries(name) if row.state == "sent" and row.kind in kinds]
    return [row.kind for row in sorted(rows, key=lambda row: row.settled_at or row.due_at)]


def records(world: World, action: str) -> list[dict[str, Any]]:
    return [row for row in world.run(lambda ctx: audit.recent(ctx.db)) if row["action"] == action]


def monday(week: int) -> date:
    return FIRST_DAY + timedelta(weeks=week - 1)


def closes(world: World, name: str) -> Any:
    """When the newest window of a person closes."""
    person_id = world.person(name).person_id
    return world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[-1]["closes_at"]


def test_a_short_hold_changes_no_date(running: World) -> None:
    running.at("Tue 09:00")
    assert running.says("dana", "ai-rollout hold").says("rollout.held")
    assert stands(running).state == "held"
    running.at("Tue 11:00")
    plan = running.says("dana", "ai-rollout resume")
    assert plan.says("rollout.released")
    assert stands(running).state == "running"
    assert shifts(running) == ()
    running.at("week 2 Fri 17:00")
    assert sent(running, "ada", "prompt", "nudge") == ["prompt", "nudge"]


def test_after_a_long_hold_the_week_is_repeated_for_what_had_not_left_and_only_that(running: World) -> None:
    running.at("Wed 12:00")  # the window has opened, the tip of Thursday has not
    running.says("dana", "ai-rollout hold")
    before = len(running.inbox("ada"))
    running.at("week 3 Tue 09:00")
    assert len(running.inbox("ada")) == before

    plan = running.says("dana", "ai-rollout resume")
    assert plan.says("holds.shifted", week=1, monday=monday(4))
    assert shifts(running) == (Shift(from_week=1, weeks=3),)
    running.at("week 4 Fri 17:00")
    assert sent(running, "ada", "prompt") == ["prompt"]
    assert sent(running, "ada", "tip") == ["tip"]
    running.at("week 5 Fri 17:00")
    assert sent(running, "ada", "nudge") == ["nudge"]
    running.at("week 6 Mon 10:00")
    assert stands(running).status("first").state == "at_gate"


def test_a_window_that_could_not_open_opens_in_the_week_that_is_repeated(running: World) -> None:
    running.says("dana", "ai-rollout hold")
    running.at("Fri 10:00")
    running.says("dana", "ai-rollout resume")
    assert sent(running, "ada", "prompt") == []
    running.at("week 2 Tue 10:01")
    for name in ("ada", "bo", "chen"):
        assert sent(running, name, "prompt") == ["prompt"]
    assert closes(running, "ada") == running.instant("week 2 Fri 17:00")
    assert records(running, "window.skipped") == []


def test_a_window_held_while_it_was_open_closes_later_and_everybody_who_has_not_finished_is_told(
    running: World,
) -> None:
    running.at("Tue 10:01")
    running.tap("ada", running.last("ada"), "Code")
    running.at("Wed 12:00")
    running.says("dana", "ai-rollout hold")
    running.at("week 2 Tue 12:00")  # past the close of Friday
    running.says("dana", "ai-rollout resume")
    running.at("week 2 Tue 12:01")
    later = running.instant("week 3 Fri 17:00")
    for name in ("ada", "bo", "chen"):
        assert closes(running, name) == later
        assert running.last(name).says("holds.extended", closes_at=later)
    question = running.tap("bo", running.last("bo"), running.label("bo", "holds.answer"))
    assert question.says("feedback.progress", place=1, of=2, closes_at=later) or "1" in question
    running.at("week 3 Thu 14:01")
    assert sent(running, "bo", "reminder") == ["reminder"]


def test_an_answer_given_after_the_old_close_counts_once_the_window_is_extended(running: World) -> None:
    running.at("Tue 10:01")
    prompt = running.last("ada")
    running.at("Wed 12:00")
    running.says("dana", "ai-rollout hold")
    running.at("week 2 Mon 12:00")
    assert "kept and marked as late" in running.tap("ada", prompt, "Code")
    running.says("dana", "ai-rollout resume")
    person_id = running.person("ada").person_id
    row = running.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[-1]
    counted, late = (
        running.run(lambda ctx, late=late: feedback.answers(ctx.db, row["prompt_id"], late))
        for late in (False, True)
    )
    assert list(counted.values()) == ["code"]
    assert late == {}


def test_while_held_no_phase_ends_and_no_window_closes(running: World) -> None:
    running.at("Wed 12:00")
    running.says("dana", "ai-rollout hold")
    running.at("week 4 Mon 12:00")
    assert stands(running).status("first").state == "running"
    assert [row for row in running.deliveries("dana") if row.story == "rollout.gate"] == []
    assert running.run(lambda ctx: feedback.due_to_close(ctx.db, ctx.now))  # due, and left open


def test_while_held_nobody_is_lined_up_for_what_may_come_later(world: World) -> None:
    begun(world, **{'week = 1\nopens = "tue 10:00"': 'week = 2\nopens = "tue 10:00"'}).at("Fri 12:00")
    world.says("dana", "ai-rollout hold")
    world.at("week 2 Wed 12:00")
    assert [row for row in world.deliveries("ada") if row.kind in ("prompt", "nudge")] == []
    world.says("dana", "ai-rollout resume")
    world.at("week 3 Tue 10:01")
    assert sent(world, "ada", "prompt") == ["prompt"]


def test_who_joins_during_a_hold_is_asked_in_the_week_that_is_repeated(running: World) -> None:
    running.at("Wed 12:00")
    running.says("dana", "ai-rollout hold")
    running.at("Fri 09:00")
    running.roster("eve,Sales,pilot_user")
    running.at("Fri 12:00")
    running.says("dana", "ai-rollout resume")
    running.at("week 2 Tue 12:00")
    assert sent(running, "eve", "prompt") == ["prompt"]
    assert sent(running, "ada", "prompt") == ["prompt"]


def test_the_next_phase_follows_the_one_that_was_held(world: World) -> None:
    begun(world, **{'gate = { metric = "active", target = 50, minimum_people = 10 }': "gate = false"})
    world.at("Fri 12:00")
    world.says("dana", "ai-rollout hold")
    world.at("week 2 Wed 12:00")
    world.says("dana", "ai-rollout resume")
    assert shifts(world) == (Shift(from_week=2, weeks=1),)
    world.at("week 4 Mon 12:00")
    assert stands(world).status("second").week_one_on == monday(4)


def test_a_person_may_pass_the_gate_of_a_held_phase_and_the_hold_ends_with_it(running: World) -> None:
    running.at("week 2 Mon 12:00")
    running.says("dana", "ai-rollout hold wrong audience")
    assert records(running, "phase.held")[0]["detail_json"]["reason"] == "wrong audience"
    running.says("dana", "ai-rollout advance")
    assert stands(running).status("second").state == "running"
    assert stands(running).state == "running"
    assert not running.run(lambda ctx: programs.is_paused(ctx.db))


def test_dates_written_into_the_program_stay_unless_a_person_moves_them(world: World) -> None:
    dated = {"first_week = 1\nweeks = 2": "first_week = 1\nstarts_on = 2026-11-30\nends_on = 2026-12-13"}
    begun(world, **dated).at("Wed 12:00")
    world.says("dana", "ai-rollout hold")
    world.at("Fri 12:00")
    told = world.says("dana", "ai-rollout resume")
    assert told.says("holds.kept", week=1, monday=monday(2))
    assert shifts(world) == ()
    moved = world.tap("dana", told, world.label("dana", "holds.move"))
    assert moved.says("holds.shifted", week=1, monday=monday(2))
    assert shifts(world) == (Shift(from_week=1, weeks=1),)
    assert world.tap("dana", told, world.label("dana", "holds.move")).says("holds.too_late_to_move")
    assert shifts(world) == (Shift(from_week=1, weeks=1),)


@pytest.mark.parametrize("name", ["ada"])
def test_only_an_administrator_holds_releases_or_moves(running: World, name: str) -> None:
    refusal = running.label(name, "error.not_permitted", who=running.label(name, "people.admins"))
    assert refusal in running.says(name, "ai-rollout hold")
    running.says("dana", "ai-rollout hold")
    assert refusal in running.says(name, "ai-rollout resume")
    assert stands(running).state == "held"


def test_a_pause_longer_than_a_working_day_moves_the_timers_when_it_is_lifted(running: World) -> None:
    running.at("Mon 15:00")
    running.says("dana", "ai-pause program")
    running.at("Fri 12:00")
    assert running.says("dana", "ai-resume program").says("holds.shifted", week=1, monday=monday(2))
    running.at("week 2 Tue 10:01")
    assert sent(running, "ada", "prompt") == ["prompt"]
    running.at("week 3 Tue 10:01")
    assert sent(running, "ada", "nudge") == ["nudge"]


def test_a_pause_within_a_working_day_moves_nothing(running: World) -> None:
    running.at("week 2 Tue 09:50")
    running.says("dana", "ai-pause")
    running.at("week 2 Tue 16:00")
    assert not running.says("dana", "ai-resume").says("holds.shifted", week=2, monday=monday(3))
    assert shifts(running) == ()


def test_pauses_that_follow_each_other_count_as_one_and_only_the_last_one_moves_the_timers(
    running: World,
) -> None:
    running.at("Mon 15:00")
    running.says("dana", "ai-pause program")
    running.at("Wed 12:00")
    running.says("dana", "ai-pause")
    running.says("dana", "ai-resume program")
    assert shifts(running) == ()
    running.at("Thu 09:00")
    running.says("dana", "ai-resume")
    assert shifts(running) == (Shift(from_week=1, weeks=1),)


def test_a_team_that_was_paused_moves_nobodys_timers(running: World) -> None:
    running.at("Mon 15:00")
    running.says("dana", "ai-pause team Sales")
    running.at("Fri 12:00")
    running.says("dana", "ai-resume team Sales")
    assert shifts(running) == ()
    assert sent(running, "chen", "prompt") == ["prompt"]


@pytest.mark.parametrize("words", ["ai-pause", "暫停", "暂停", "ai-pause program", "暫停 計畫", "暂停 计划"])
def test_the_kill_switch_works_in_three_languages_before_the_next_message_leaves(
    running: World, words: str
) -> None:
    running.at("Tue 09:59")
    running.says("dana", words)
    before = {name: len(running.inbox(name)) for name in ("ada", "bo", "chen")}
    running.at("Tue 12:00")
    assert {name: len(running.inbox(name)) for name in ("ada", "bo", "chen")} == before


@pytest.mark.parametrize(
    ("words", "asked"), [("ai-pause", False), ("ai-pause program", False), ("ai-pause team Sales", True)]
)
def test_no_gate_is_reached_while_the_program_stands_still_and_it_is_asked_right_after(
    running: World, words: str, asked: bool
) -> None:
    running.at("week 2 Sat 12:00")
    running.says("dana", words)
    running.at("week 3 Mon 09:29")
    assert (stands(running).status("first").state == "at_gate") is asked
    running.says("dana", words.replace("pause", "resume"))
    running.at("week 3 Mon 09:31")
    assert [row.state for row in running.deliveries("dana") if row.story == "rollout.gate"] == ["sent"]


def test_a_gate_reached_before_a_pause_is_decided_during_it_and_nothing_leaves(running: World) -> None:
    running.at("week 3 Mon 09:31")
    gate = running.last("dana")
    running.says("dana", "ai-pause")
    before = running.chat.posts
    assert running.tap("dana", gate, running.label("dana", "rollout.advance"))
    assert stands(running).status("second").state == "running"
    running.at("week 4 Fri 12:00")
    assert running.chat.posts == before
