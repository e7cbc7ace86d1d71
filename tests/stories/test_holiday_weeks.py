"""Lunar New Year in the middle of a pilot: the weeks are marked, and nothing is concluded from them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.model.summary import Summary
from bot.steps.people import import_people
from bot.steps.usage import import_signals
from bot.store import summaries
from tests.world import ROSTER, Shown, World

PEOPLE = [f"sal{n}" for n in range(22)]
FIRST = date(2027, 1, 11)  # Taiwan works three days of its week 4 and two of its week 5
LONG = {
    "starts_on = 2026-11-30": "starts_on = 2027-01-11", "[holdout]": '[calendar]\ncountry = "TW"\n\n[holdout]',
    "group_minimum = 5": "group_minimum = 5\ngraduates_on = 2027-12-31",
    "first_week = 1\nweeks = 2": "first_week = 1\nweeks = 8", "first_week = 3": "first_week = 9",
    'habit = { "3" = 20 }': 'habit = { "4" = 20 }',
}  # fmt: skip


@pytest.fixture
def begun(world: World) -> World:
    """24 people in one team, all in Taiwan; the first phase has eight weeks."""
    return company(world, "")


def company(world: World, calendar: str) -> World:
    world.clock.set(world.instant("week 7 Mon 08:00"))
    users = dict.fromkeys(PEOPLE, "pilot_user") | {"dana": "admin", "cho": "champion"}
    rows = [
        f"{name}@example.com,{name.title()} Example,Sales,,Asia/Taipei,en,{role},,{calendar}"
        for name, role in users.items()
    ]
    header = ROSTER.replace("job\n", "job,calendar\n")
    world.run(lambda ctx: import_people(ctx, (header + "\n".join(rows)).encode(), "people.csv"))
    for name in ("dana", "cho"):
        world.arrives(name)
    world.program(**LONG)
    world.says("dana", "ai-rollout start")
    return world


def monday_of(week: int) -> date:
    return FIRST + timedelta(weeks=week - 1)


def jump(world: World, week: int, day: str) -> None:
    world.clock.set(world.instant(f"week {week + 6} {day}"))
    world.turn()


def used(world: World, week: int, names: list[str], batch: str = "") -> None:
    monday = monday_of(week)
    rows = [f"{week}-{n},{n}@example.com,example,chat,{monday + timedelta(days=4)},2" for n in names]
    text = "\n".join(["id,person,tool,feature,day,actions", *rows])
    world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), f"week{week}{batch}.csv"))


def summed_up(world: World, week: int, names: list[str]) -> Summary:
    jump(world, week, "Fri 18:00")
    used(world, week, names)
    jump(world, week + 1, "Mon 10:00")
    return published(world, week)


def published(world: World, week: int) -> Summary:
    found = world.run(lambda ctx: summaries.of_week(ctx.db, "short", "", monday_of(week)))
    assert found is not None
    summary: Summary = found.summary
    return summary


def weeks(world: World, users: dict[int, int]) -> dict[int, Summary]:
    """So many people use the tool in each week; its summaries."""
    return {week: summed_up(world, week, PEOPLE[:count]) for week, count in users.items()}


def digest(world: World) -> Shown:
    return world.says("cho", "ai-summary all")


def test_a_holiday_week_is_marked_and_nobody_is_said_to_have_stopped_in_it(begun: World) -> None:
    made = weeks(begun, {1: 14, 2: 14, 3: 14, 4: 2})
    assert (made[3].is_holiday, made[4].is_holiday) == (False, True)
    assert made[4].trend is not None
    assert made[4].trend.holidays == (4,)
    assert digest(begun).says("holiday_weeks.line")
    assert (made[4].started, made[4].stopped) == (None, None)
    assert {number.arrow for number in made[4].numbers} == {""}
    assert made[4].status != "watch"
    assert [action.rule for action in made[4].actions if action.rule in ("not_returning", "dormant")] == []


def test_the_week_after_is_compared_with_the_last_week_that_was_worked(begun: World) -> None:
    made = weeks(begun, {1: 12, 2: 12, 3: 12, 4: 1, 5: 0, 6: 18})
    assert (made[6].started, made[6].stopped) == (6, 0)
    assert made[6].number("active").arrow == "up"
    assert "▲" in digest(begun)


def test_a_habit_is_kept_through_the_holidays_and_first_told_after_four_worked_weeks(begun: World) -> None:
    made = weeks(begun, {1: 12, 2: 12, 3: 12, 4: 1, 5: 1, 6: 12})
    assert made[5].number("habit").state == "early"
    habit = made[6].number("habit")
    assert habit.share is not None
    assert (habit.state, habit.share.count, habit.share.of) == ("shown", 12, 24)
    assert made[6].rungs == ()  # with the habit, one rung would say that nobody stands on the other


def test_people_who_work_elsewhere_have_their_own_holidays(world: World) -> None:
    company(world, "DE")
    made = weeks(world, {1: 14, 2: 14, 3: 14, 4: 4})
    assert not made[4].is_holiday
    assert made[4].trend is not None
    assert made[4].trend.holidays == ()
    assert made[4].stopped == 10


def test_a_late_file_changes_no_published_summary_and_the_next_one_says_which_weeks(begun: World) -> None:
    weeks(begun, {1: 12, 2: 12, 3: 12, 4: 2})
    before = {week: published(begun, week).model_dump_json() for week in range(1, 5)}
    used(begun, 2, PEOPLE[12:18], "late")
    used(begun, 4, PEOPLE[2:9], "late")
    made = summed_up(begun, 5, [])
    assert made.updated_weeks == (2, 4)
    assert made.trend is not None
    assert made.trend.active[:4] == (50, 75, 50, 40)
    weeks_told = [begun.label("cho", "summary.week_short", week=week) for week in (2, 4)]
    assert digest(begun).says("summary.foot_updated", weeks=weeks_told)
    assert {week: published(begun, week).model_dump_json() for week in before} == before
    assert summed_up(begun, 6, []).updated_weeks == ()


def test_after_the_holidays_the_digest_says_that_it_compares_with_a_week_before_them(begun: World) -> None:
    made = weeks(begun, {1: 12, 2: 12, 3: 12, 4: 2, 5: 2, 6: 9})
    assert made[6].started is not None
    told = {"started": made[6].started, "stopped": made[6].stopped}
    assert digest(begun).says("holiday_weeks.line_moves", **told)
    assert not digest(begun).says("summary.line_moves", **told)
