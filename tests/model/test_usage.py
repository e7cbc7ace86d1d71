"""Weeks as bitmaps, and the ladder of habit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.usage import (
    EARLY,
    STANDARD,
    anywhere,
    at_least,
    bits_of,
    ladder_in,
    ordinals_of,
    read_bits,
    segment,
    stored_bits,
    with_bits,
)

people = st.sets(st.integers(0, 300), max_size=40)


@pytest.mark.parametrize(
    ("actions", "step"),
    [
        ([15, 15, 15, 15], "power"), ([1, 1, 1, 1], "habitual"), ([60, 60, 60, 0], "novice"),
        ([4, 0, 0, 0], "novice"), ([3, 0, 0, 0], "low"), ([0, 0, 0, 0], "non_user"),
        ([99, 0, 0, 0, 0], "non_user"),
    ],
)  # fmt: skip
def test_the_early_ladder_looks_at_four_weeks(actions: list[int], step: str) -> None:
    assert segment(actions, EARLY) == step


def test_the_standard_ladder_asks_for_nine_weeks_of_twelve() -> None:
    assert segment([20] * 9 + [0] * 3, STANDARD) == "power"
    assert segment([2] * 9 + [0] * 3, STANDARD) == "habitual"
    assert segment([2] * 8 + [0] * 4, STANDARD) == "novice"
    assert (ladder_in(12), ladder_in(13)) == (EARLY, STANDARD)


@given(people)
def test_a_bitmap_comes_back_from_the_database(group: set[int]) -> None:
    bits = bits_of(group)
    assert ordinals_of(read_bits(stored_bits(bits))) == sorted(group)
    assert bits.bit_count() == len(group)


@given(people, people, people)
def test_putting_in_and_out_is_set_arithmetic(group: set[int], on: set[int], off: set[int]) -> None:
    assert with_bits(bits_of(group), on, off) == bits_of((group | on) - off)


@given(st.lists(people, max_size=12), st.integers(1, 12))
def test_at_least_counts_weeks(weeks: list[set[int]], need: int) -> None:
    everyone = set().union(*weeks)
    expected = {who for who in everyone if sum(who in week for week in weeks) >= need}
    assert at_least([bits_of(week) for week in weeks], need) == bits_of(expected)
    assert anywhere(bits_of(week) for week in weeks) == bits_of(everyone)
