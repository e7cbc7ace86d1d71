"""The digest says which way each number went, in the reader's language, and nothing where that can't be told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.model.summary import Summary
from bot.steps.people import import_people
from bot.steps.usage import import_signals
from bot.store import summaries
from tests.world import FIRST_DAY, ROSTER, World

PEOPLE = [f"sal{n}" for n in range(22)]
READERS = {"cho": "en", "lin": "zh-TW", "wei": "zh-CN"}


@pytest.fixture
def begun(world: World) -> World:
    """26 people in one team; three champions read it in three languages."""
    users = dict.fromkeys(PEOPLE, "pilot_user") | dict.fromkeys(READERS, "champion") | {"dana": "admin"}
    rows = [
        f"{name}@example.com,{name.title()} Example,Sales,,Asia/Taipei,{READERS.get(name, 'en')},{role},"
        for name, role in users.items()
    ]
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "people.csv"))
    for name in (*READERS, "dana"):
        world.arrives(name)
    world.program(**{
        "group_minimum = 5": "group_minimum = 5\ngraduates_on = 2027-12-31",
        "first_week = 1\nweeks = 2": "first_week = 1\nweeks = 8", "first_week = 3": "first_week = 9",
    })  # fmt: skip
    world.says("dana", "ai-rollout start")
    return world


def summed_up(world: World, week: int, count: int, until: int = 4) -> Summary:
    """So many people used it in a week, a third of them little, told until a weekday; the week is summed up."""
    monday = FIRST_DAY + timedelta(weeks=week - 1)
    world.clock.set(world.instant(f"week {week} Fri 18:00"))
    world.turn()
    day = monday + timedelta(days=until)
    rows = [
        f"{week}-{n},{n}@example.com,example,chat,{day},{2 if place % 3 == 2 else 20}"
        for place, n in enumerate(PEOPLE[:count])
    ]
    text = "\n".join(["id,person,tool,feature,day,actions", *rows])
    world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), f"week{week}.csv"))
    world.clock.set(world.instant(f"week {week + 1} Mon 10:00"))
    world.turn()
    found = world.run(lambda ctx: summaries.of_week(ctx.db, "short", "", monday))
    assert found is not None
    summary: Summary = found.summary
    return summary


@pytest.mark.parametrize(
    ("counts", "arrow"), [((12, 16), "up"), ((16, 12), "down"), ((12, 14), "flat"), ((12, 12), "flat")]
)
def test_active_goes_up_or_down_where_starts_and_stops_are_no_chance(
    begun: World, counts: tuple[int, int], arrow: str
) -> None:
    summed_up(begun, 1, counts[0])
    made = summed_up(begun, 2, counts[1])
    assert made.number("active").arrow == arrow
    for name in READERS:
        sent = begun.last(name)
        assert sent.says(f"arrows.{arrow}")
        others = {"up", "down", "flat"} - {arrow}
        assert not any(sent.says(f"arrows.{other}") for other in others)


def test_the_first_week_has_nothing_to_be_compared_with(begun: World) -> None:
    assert {number.arrow for number in summed_up(begun, 1, 16).numbers} == {""}


def test_a_week_that_is_not_told_to_its_end_has_no_arrow_and_gives_none_to_the_next(begun: World) -> None:
    summed_up(begun, 1, 16)
    half = summed_up(begun, 2, 5, until=1)
    assert (half.is_partial, half.number("active").arrow) == (True, "")
    after = summed_up(begun, 3, 16)
    assert (after.started, after.stopped) == (11, 0)
    assert after.number("active").arrow == ""


def test_the_habit_is_compared_with_the_habit_told_last(begun: World) -> None:
    for week in range(1, 5):
        made = summed_up(begun, week, 6 if week == 1 else 18)
    assert (made.number("habit").state, made.number("habit").arrow) == ("shown", "")
    fifth = summed_up(begun, 5, 18)
    assert fifth.number("habit").arrow == "up"
    assert {step: told.count for step, told in fifth.rungs} == {"power": 12, "habitual": 6}
    whole = begun.says("cho", "ai-summary all")
    assert not whole.says("ladder.power")
    steps = begun.tap("cho", whole, begun.label("cho", "summary.explain"))
    assert steps.says("ladder.rung", name=begun.label("cho", "ladder.power"), count=12)


def test_a_summary_that_was_published_before_there_were_arrows_is_still_read(begun: World) -> None:
    made = summed_up(begun, 1, 16)
    stored = json.loads(made.model_dump_json())
    for key in ("is_holiday", "left_out", "few_left_out", "rungs"):
        del stored[key]
    for number in stored["numbers"]:
        del number["arrow"]
    assert Summary.model_validate(stored) == made
