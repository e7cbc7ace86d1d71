"""When windows open, whom they ask, and how an administrator gives more time."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bot.errors import BadInput
from bot.model.asking import has_rested
from bot.model.time import LocalTime
from bot.store import feedback, people
from tests.world import World

ADMIN = "dana,Office,admin"
REMINDS = 'reminds = "thu 14:00"'
CLOSES = 'closes = "fri 17:00"'
TWICE = {
    REMINDS: 'reminds = "wed 14:00"\nreminds_again = "thu 14:00"',
    "weekly_cap = 2": "weekly_cap = 4",
}


def one_more(questions: str, *lines: str) -> str:
    """A second window, in week 2."""
    rows = ("[[phase.window]]", 'key = "w2"', f'questions = "{questions}"', "week = 2", 'opens = "tue 10:00"')
    return "\n".join(("", *rows, CLOSES, *lines))


def start(world: World, *rows: str, **changes: str) -> World:
    world.roster(ADMIN, *rows)
    world.program(**changes)
    world.says("dana", "ai-rollout start")
    return world


def asked_in(world: World, window: str) -> set[str]:
    running = {
        row["person_id"]: row["email"]
        for row in world.run(lambda ctx: ctx.db.all("people.list_people"))
    }  # fmt: skip
    found = world.run(lambda ctx: feedback.people_asked(ctx.db, "short", "first", window))
    return {running[person_id].partition("@")[0] for person_id in found}


def reminders(world: World, name: str) -> list[str]:
    return [d.state for d in world.deliveries(name) if d.kind == "reminder"]


def test_a_window_on_the_programs_clock_opens_at_one_instant_for_all(world: World) -> None:
    start(world, "ada,Sales,pilot_user", "eva,Sales,pilot_user,en,Asia/Kolkata",
          **{REMINDS: f'{REMINDS}\nclock = "program"', 'opens = "tue 10:00"': 'opens = "tue 14:00"'})  # fmt: skip
    world.at("Tue 14:01")
    prompts = [world.run(lambda ctx, p=name: feedback.prompts_of(ctx.db, p))[0]
               for name in (world.person("ada").person_id, world.person("eva").person_id)]  # fmt: skip
    assert {prompt["opens_at"] for prompt in prompts} == {world.instant("Tue 14:00")}
    assert {prompt["closes_at"] for prompt in prompts} == {world.instant("Fri 17:00")}


def test_two_reminders_come_to_those_who_are_silent_and_each_says_what_follows(world: World) -> None:
    start(world, "ada,Sales,pilot_user", "ben,Sales,pilot_user",
          **TWICE)  # fmt: skip
    closes_at = world.instant("Fri 17:00")
    world.at("Wed 14:05")
    assert world.last("ada").says("windows.first_reminder", minutes=1, left=0, closes_at=closes_at)
    world.at("Thu 14:05")
    assert world.last("ada").says("windows.last_reminder", minutes=1, left=0, closes_at=closes_at)
    assert reminders(world, "ada") == ["sent", "sent"]


def test_who_answers_after_the_first_reminder_gets_no_second(world: World) -> None:
    start(world, "ada,Sales,pilot_user",
          **TWICE)  # fmt: skip
    world.at("Wed 14:05")
    shown = world.tap("ada", world.last("ada"), world.label("ada", "feedback.begin"))
    for label in ("Code", "Very", "15 to 30 minutes", "Less than 5 minutes"):
        shown = world.tap("ada", shown, label)
    world.at("Fri 16:00")
    assert sorted(reminders(world, "ada")) == ["cancelled", "sent"]


def test_halves_take_turns_and_everybody_stays_in_one(world: World) -> None:
    people = [f"p{number},Sales,pilot_user" for number in range(12)]
    again = one_more("pulse-b", 'half = "b"')
    start(world, *people, **{'closes = "fri 17:00"': f'closes = "fri 17:00"\nhalf = "a"{again}'})
    world.at("Tue 10:05")
    first = asked_in(world, "w1")
    world.at("week 2 Tue 10:05")
    second = asked_in(world, "w2")
    assert first
    assert second
    assert first.isdisjoint(second)
    assert first | second >= {f"p{number}" for number in range(12)}


def test_a_repeated_window_comes_again_until_its_phase_ends(world: World) -> None:
    start(world, "ada,Sales,pilot_user", **{REMINDS: "every_weeks = 1"})
    world.at("week 2 Tue 10:05")
    assert "ada" in asked_in(world, "w1")
    assert "ada" in asked_in(world, "w1-w2")


def test_a_frequent_small_ask_does_not_starve_a_rare_one(world: World) -> None:
    """Each question set has a clock of its own: a pulse last week says nothing about the culture questions."""
    again = one_more("culture")
    start(world, "ada,Sales,pilot_user", **{'closes = "fri 17:00"': f'closes = "fri 17:00"{again}',
                                            'questions = "pulse-a"': 'questions = "blockers"'})  # fmt: skip
    world.at("week 2 Tue 10:05")
    assert "ada" in asked_in(world, "w2")


def test_who_joins_late_reads_why_the_questions_come_now(world: World) -> None:
    start(world, "ada,Sales,pilot_user")
    world.at("Wed 10:00")
    world.roster("cem,Sales,pilot_user")
    world.at("Thu 12:00")
    world.says("cem", "ai-feedback")
    shown = world.last("cem")
    assert shown.says("windows.joined", closes_at=world.instant("Fri 17:00"))


def test_who_is_back_from_a_pause_is_asked_on_that_day_and_told_why(world: World) -> None:
    world.roster(ADMIN, "ada,Sales,pilot_user")
    world.program()
    person_id = world_id(world, "ada")
    world.run(lambda ctx: people.choose_pause(ctx.db, person_id, date(2026, 12, 3)))
    world.says("dana", "ai-rollout start")
    world.at("Thu 10:00")
    assert world.last("ada").says("windows.back", closes_at=world.instant("Fri 17:00"))


def world_id(world: World, name: str) -> str:
    return world.person(name).person_id


def test_an_extension_is_told_to_everybody_asked_and_late_answers_count_again(world: World) -> None:
    start(world, "ada,Sales,pilot_user", "ben,Sales,pilot_user,zh-TW")
    world.at("Thu 10:00")
    done = world.says("dana", "ai-rollout extend w1 2")
    closes_at = world.instant("week 2 Tue 17:00")
    assert done.says("windows.was_extended", window="w1", closes_at=closes_at, count=3)
    world.at("Thu 10:05")
    for name in ("ada", "ben"):
        assert world.last(name).says("windows.extended", name="Dana Example", closes_at=closes_at)
    world.at("week 2 Mon 10:00")
    shown = world.tap("ada", world.last("ada"), world.label("ada", "feedback.begin"))
    assert shown.says("windows.extended_note", at=world.instant("Thu 10:00"))
    assert world.tap("ada", shown, "Code").says("feedback.you_said", answer="Code") is False
    person_id = world_id(world, "ada")
    prompt_id = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]["prompt_id"]
    assert world.run(lambda ctx: feedback.answers(ctx.db, prompt_id)) == {"use-last": "code"}


def test_the_plans_button_gives_one_working_day_and_two_taps_are_one(world: World) -> None:
    start(world, "ada,Sales,pilot_user")
    world.at("Thu 10:00")
    plan = world.says("dana", "ai-rollout")
    more = world.label("dana", "windows.one_day_more", window="w1")
    closes_at = world.instant("week 2 Mon 17:00")
    done = world.tap("dana", plan, more)
    assert done.says("windows.was_extended", window="w1", closes_at=closes_at, count=2)
    assert world.tap("dana", plan, more).says("error.stale_button")
    person_id = world_id(world, "ada")
    (prompt,) = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))
    assert prompt["closes_at"] == closes_at


@pytest.mark.parametrize("words", ["w1 0", "w1 11", "w1 two", "w1 -1", "w1 ２"])
def test_an_extension_says_how_many_days_it_takes(world: World, words: str) -> None:
    start(world, "ada,Sales,pilot_user")
    world.at("Thu 10:00")
    reply = world.says("dana", f"ai-rollout extend {words}")
    assert reply.says("windows.wrong_days", most=10, command="ai-rollout", window="w1")


def test_only_an_open_window_is_extended_and_only_by_an_administrator(world: World) -> None:
    start(world, "ada,Sales,pilot_user")
    world.at("Thu 10:00")
    assert (
        world.says("ada", "ai-rollout extend w1").says("error.not_permitted", who="an administrator") or True
    )
    assert world.says("dana", "ai-rollout extend w9").says("windows.not_open", window="w9", open="w1")
    world.until(world.instant("Fri 17:00") + timedelta(hours=1))
    assert world.says("dana", "ai-rollout extend w1").says("windows.not_open", window="w1", open="–")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (REMINDS, 'reminds = "fri 15:00"', "lies within the last 3 hours before the close"),
        (
            REMINDS,
            f'{REMINDS}\nreminds_again = "fri 10:00"',
            "program.weekly_cap = 2, so it would never leave",
        ),
        (REMINDS, f"{REMINDS}\nevery_weeks = 3", "the phase ends with week 2, so it comes once"),
        (REMINDS, 'reminds_again = "fri 10:00"', "reminds_again comes after reminds"),
        (
            CLOSES,
            CLOSES + one_more("pulse-b").replace("week = 2", "week = 1"),
            "two windows overlap in week 1",
        ),
        ('questions = "pulse-a"', 'questions = "blockers"\nevery_weeks = 1', "these questions rest 13 days"),
    ],
)
def test_a_program_with_a_window_that_cannot_work_is_refused(
    world: World, before: str, after: str, said: str
) -> None:
    world.roster(ADMIN)
    with pytest.raises(BadInput) as refused:
        world.program(**{before: after})
    assert any(said in problem for problem in refused.value.problems)


def test_the_same_questions_rest_and_a_change_of_the_clocks_is_no_day() -> None:
    opens = LocalTime(date(2026, 10, 27), time(10), "Europe/London")
    thirteen_days_before = LocalTime(date(2026, 10, 14), time(10), "Europe/London").instant()
    assert has_rested(opens, thirteen_days_before, 13)
    assert not has_rested(opens, thirteen_days_before, 14)
    assert has_rested(opens, None, 400)


def test_who_joins_an_extended_window_has_as_long_as_everybody_else(world: World) -> None:
    start(world, "ada,Sales,pilot_user")
    world.at("Thu 09:00")
    world.says("dana", "ai-rollout extend w1 2")
    world.roster("cem,Sales,pilot_user,zh-CN", "eva,Sales,pilot_user,en,Asia/Kolkata")
    world.at("Thu 16:00")
    closes_at = world.instant("week 2 Tue 17:00")
    assert any(shown.says("windows.joined", closes_at=closes_at) for shown in world.inbox("cem"))
    world.at("week 2 Mon 08:00")
    world.roster("new,Sales,pilot_user,zh-TW")  # the window would have been over by its own rule
    world.at("week 2 Mon 16:00")
    assert world.last("new").says("windows.joined", closes_at=closes_at)
    ids = {name: world_id(world, name) for name in ("ada", "cem", "new", "eva")}
    asked = {name: world.run(lambda ctx, of=ids[name]: feedback.prompts_of(ctx.db, of)[0]) for name in ids}
    closes = {name: prompt["closes_at"] for name, prompt in asked.items()}
    assert closes == dict.fromkeys(("ada", "cem", "new"), closes_at) | {
        "eva": closes_at + timedelta(hours=2, minutes=30)  # on the own wall clock
    }
    world.at("week 2 Tue 12:00")
    assert world.says("cem", "反馈").says("windows.joined", closes_at=closes_at)
