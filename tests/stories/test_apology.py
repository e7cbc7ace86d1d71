"""More came than was promised, or something wrong: one apology, and a quiet working day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.store import claims, corrections, outbox
from jobs.apologise import apologise
from tests.world import World

PEOPLE = (
    "dana,Office,admin",
    "ada,Sales,pilot_user",
    "bo,Sales,pilot_user,zh-Hant",
    "chen,Legal,pilot_user,zh-Hans",
)
WORDS = {"en": "Wrong questions.", "zh-Hant": "題目有誤。", "zh-Hans": "题目有误。"}
# A nudge on a Wednesday: the day after an apology of Tuesday is where quiet shows.
WEDNESDAY = {'week = 2\nday = "tue"\nat = "10:00"': 'week = 2\nday = "wed"\nat = "10:00"'}


@pytest.fixture
def running(world: World) -> World:
    """Everybody got the window's prompt on Tuesday of the first week."""
    world.roster(*PEOPLE)
    world.program("short", **WEDNESDAY)
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:01")
    return world


def apologies(world: World, name: str) -> list[str]:
    return [row.state for row in world.deliveries(name) if row.story == "corrections.excess"]


def lower_the_cap(world: World) -> None:
    world.program("short", **WEDNESDAY, **{"weekly_cap = 2": "weekly_cap = 1"})


def gets_more(world: World, name: str, times: int) -> None:
    """Counted messages that reach somebody whatever was promised."""
    person = world.person(name)

    def send(ctx: Any) -> None:
        for number in range(times):
            about = f"extra-{number}"
            outbox.plan(ctx.db, ctx.new_id, person, "nudge", "nudge.first", about, due_at=ctx.now)
            (row,) = [one for one in outbox.of_person(ctx.db, person.person_id) if one.about == about]
            taken = claims.claim(ctx.db, row, ctx.now)
            assert taken is not None
            claims.settle(ctx.db, taken, "sent", ctx.now)

    world.run(send)


def test_who_got_more_than_was_promised_hears_so_once_and_has_a_quiet_day(running: World) -> None:
    gets_more(running, "ada", 2)
    running.run(apologise)
    running.run(apologise)
    running.at("Tue 12:00")
    assert apologies(running, "ada") == ["sent"]
    assert running.last("ada").says("corrections.too_many", count=3, cap=2)
    assert running.last("ada").says(
        "corrections.sorry", day=date(2026, 12, 2), human="Dana Example (dana@example.com)"
    )
    assert apologies(running, "bo") == []
    running.at("week 2 Mon 09:00")
    assert apologies(running, "ada") == ["sent"]


def test_what_was_promised_is_no_reason_to_apologise(running: World) -> None:
    gets_more(running, "ada", 1)
    running.run(apologise)
    running.at("week 2 Mon 09:00")
    assert apologies(running, "ada") == []


def test_a_cap_lowered_in_the_middle_of_a_week_counts_for_that_week(running: World) -> None:
    gets_more(running, "bo", 1)
    lower_the_cap(running)
    running.at("Tue 12:00")
    assert apologies(running, "bo") == ["sent"]
    assert running.last("bo").says("corrections.too_many", count=2, cap=1)
    assert apologies(running, "ada") == []


def test_last_weeks_messages_count_no_more(running: World) -> None:
    gets_more(running, "ada", 2)
    running.clock.set(running.instant("week 2 Mon 09:00"))
    running.turn()
    assert apologies(running, "ada") == []


def test_on_a_quiet_day_the_program_starts_nothing_and_others_get_it_as_planned(running: World) -> None:
    running.at("week 2 Tue 12:00")
    person_id = running.person("ada").person_id
    days = [date(2026, 12, 8), date(2026, 12, 9)]
    running.run(lambda ctx: corrections.keep_quiet(ctx.db, person_id, days, "corrections.told"))
    running.at("week 2 Wed 18:00")
    assert [row.state for row in running.deliveries("ada") if row.kind == "nudge"] == ["expired"]
    assert [row.state for row in running.deliveries("bo") if row.kind == "nudge"] == ["sent"]
    running.at("week 2 Thu 15:01")
    assert [row.state for row in running.deliveries("ada") if row.kind == "tip"][-1] == "sent"


def test_a_prompt_waits_for_the_morning_after_and_a_person_is_answered_as_ever(world: World) -> None:
    world.roster(*PEOPLE)
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Mon 12:00")
    person_id = world.person("ada").person_id
    world.run(lambda ctx: corrections.keep_quiet(ctx.db, person_id, [date(2026, 12, 1)], "corrections.told"))
    world.at("Tue 18:00")
    assert [row.state for row in world.deliveries("ada") if row.kind == "prompt"] == ["planned"]
    world.says("ada", "ai-human I have a question")
    assert world.says("ada", "ai-help").says("help.hello")
    world.at("Wed 09:31")
    assert [row.state for row in world.deliveries("ada") if row.kind == "prompt"] == ["sent"]


def test_a_correction_and_its_apology_are_one_message(running: World) -> None:
    gets_more(running, "ada", 2)
    chosen = running.says("dana", "ai-rollout rollback")
    (pick,) = [block for block in chosen.card.blocks if block.kind == "pick"]
    window = next(one.label for one in pick.choices if one.label.startswith("Questions"))
    form = running.tap("dana", chosen, window)
    preview = running.tap("dana", form, running.label("dana", "corrections.preview"), **WORDS)
    running.tap("dana", preview, running.label("dana", "corrections.confirm"))
    running.at("Wed 18:00")
    told = [row.story for row in running.deliveries("ada") if row.kind == "correction"]
    assert told == ["corrections.told"]
    assert running.last("ada").says(
        "corrections.sorry", day=date(2026, 12, 2), human="Dana Example (dana@example.com)"
    )
