"""Effects are told only where they can be known."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.draw import arm_of
from bot.model.effect import Counts, difference, judge, look_on, points, seen_by, smallest_seen


@pytest.mark.parametrize(
    ("people", "expected"),
    [(100, (45, 34, 27)), (300, (27, 20, 16)), (1000, (15, 11, 9)), (5000, (7, 5, 4))],
)
def test_the_smallest_effect_that_could_be_seen_is_that_of_the_published_table(
    people: int, expected: tuple[int, int, int]
) -> None:
    found = [smallest_seen(round(people * (1 - held)), round(people * held), 0.4) for held in (0.1, 0.2, 0.5)]
    assert tuple(points(effect) for effect in found if effect) == expected


def test_groups_too_small_to_show_anything_say_so() -> None:
    assert smallest_seen(8, 2) is None
    assert smallest_seen(100, 0) is None
    assert seen_by(Counts(nudged=100, nudged_active=40)) is None


@pytest.mark.parametrize(
    ("counts", "look", "verdict"),
    [
        (Counts(800, 400, 200, 100), 1, "retired"),  # no difference among many
        (Counts(800, 360, 200, 100), 1, "retired"),  # rather worse
        (Counts(800, 440, 200, 100), 1, "cant_tell"),  # five points better, perhaps: not retired
        (Counts(800, 408, 200, 100), 1, "cant_tell"),  # one point better, perhaps six
        (Counts(40000, 20400, 10000, 5000), 1, "cant_tell"),  # a little better for sure, kept only later
        (Counts(8000, 4024, 2000, 1000), 1, "retired"),  # a hair better, and certainly below five points
        (Counts(80, 40, 20, 10), 1, "cant_tell"),  # no difference, but only of 30 points would be seen
        (Counts(800, 480, 200, 100), 3, "kept"),  # ten points, at the last look's level
        (Counts(800, 480, 200, 100), 1, "cant_tell"),  # the same is not enough so early
        (Counts(800, 448, 200, 100), 1, "cant_tell"),  # six points: neither shown nor excluded
        (Counts(800, 0, 0, 0), 1, "cant_tell"),  # nobody to compare with
    ],
)
def test_a_look_retires_only_what_would_have_shown_and_keeps_only_what_did(
    counts: Counts, look: int, verdict: str
) -> None:
    assert judge(counts, look) == verdict


def test_everybody_counts_once_however_many_messages_there_were() -> None:
    pooled = Counts(2400, 1200, 600, 240).once_each(100, 25)
    assert pooled == Counts(100, 50, 25, 10)


def test_looks_are_fixed_when_the_first_message_leaves() -> None:
    assert [look_on(date(2026, 12, 1), look, 4) for look in (1, 2, 3)] == [
        date(2026, 12, 29), date(2027, 1, 26), date(2027, 2, 23),
    ]  # fmt: skip


@given(st.integers(5, 500), st.integers(5, 500), st.data())
def test_nothing_is_retired_whose_effect_may_be_worth_having(
    nudged: int, held: int, data: st.DataObject
) -> None:
    counts = Counts(nudged, data.draw(st.integers(0, nudged)), held, data.draw(st.integers(0, held)))
    for look in (1, 2, 3):
        if judge(counts, look) == "retired":
            middle, low, high = difference(counts)
            smallest = seen_by(counts)
            assert smallest is not None
            assert smallest <= 0.15
            assert high < 0.15
            assert low <= 0
            assert middle <= 0 or high < 0.05


def test_the_arm_depends_on_program_and_address_alone_and_has_its_share() -> None:
    arms = [arm_of("pilot", f"p{n}@example.com", 20) for n in range(5000)]
    assert 900 < arms.count("holdout") < 1100
    assert arm_of("pilot", "P7@Example.com", 20) == arm_of("pilot", "p7@example.com", 20)
    assert {arm_of("pilot", f"p{n}@example.com", 0) for n in range(500)} == {"nudged"}
    assert arms != [arm_of("next-pilot", f"p{n}@example.com", 20) for n in range(5000)]
