"""Never tried, tried once, dropped off, novice, habitual, power: over the public ladder."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.segments import Use, last_whole_week, segment_of
from bot.model.usage import EARLY, STANDARD, rung, segment

SUNDAY = date(2026, 12, 20)
LAST = date(2026, 12, 14)


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        (None, "never_tried"),
        (Use(1, LAST, 1, 30), "tried_once"),
        (Use(1, LAST - timedelta(weeks=8), 0, 0), "tried_once"),
        (Use(9, LAST - timedelta(weeks=2), 2, 30), "dropped_off"),
        (Use(9, LAST - timedelta(weeks=1), 2, 30), "novice"),
        (Use(2, LAST, 1, 2), "novice"),
        (Use(20, LAST, 4, 59), "habitual"),
        (Use(20, LAST, 4, 60), "power"),
    ],
)
def test_the_segment_follows_from_days_weeks_and_actions(use: Use | None, expected: str) -> None:
    assert segment_of(use, EARLY, SUNDAY) == expected


def test_a_late_report_makes_nobody_a_person_who_stopped() -> None:
    use = Use(9, LAST, 3, 30)
    assert segment_of(use, EARLY, SUNDAY) == "novice"
    assert segment_of(use, EARLY, SUNDAY + timedelta(weeks=2)) == "dropped_off"


def test_only_weeks_a_report_covers_to_their_sunday_count_as_whole() -> None:
    assert last_whole_week(SUNDAY) == LAST
    assert last_whole_week(SUNDAY - timedelta(days=1)) == LAST - timedelta(weeks=1)


@given(st.lists(st.integers(0, 40), min_size=12, max_size=12))
def test_the_counters_of_the_database_give_the_step_of_the_ladder(actions: list[int]) -> None:
    for ladder in (EARLY, STANDARD):
        recent = actions[-ladder.weeks :]
        assert rung(sum(one > 0 for one in recent), sum(recent), ladder) == segment(actions, ladder)
