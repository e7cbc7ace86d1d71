"""Whom a cohort means, and who of them its share reaches."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.model.cohort import Cohort
from bot.model.draw import BUCKETS, arm_of, bucket
from bot.model.people import Person

EMAILS = st.emails().map(str.lower)
SHARES = st.floats(0, 100)


def person(email: str = "ada@example.com", team: str = "Sales", **attributes: str) -> Person:
    return Person(
        person_id="p", email=email, name="Ada", team=team, timezone="UTC", locale="en", ordinal=0,
        attributes=attributes,
    )  # fmt: skip


@given(EMAILS, st.text(max_size=20))
def test_a_lot_is_a_number_of_ten_thousand_and_the_same_whenever_it_is_drawn(email: str, key: str) -> None:
    assert 0 <= bucket(key, email) < BUCKETS
    assert bucket(key, email) == bucket(key, email) == bucket(key, email.upper().lower())


def test_upper_and_lower_case_draw_alike_and_another_program_draws_anew() -> None:
    assert bucket("pilot", "Ada@Example.com") == bucket("PILOT", "ada@example.com")
    drawn = [(bucket("one", f"p{n}@x"), bucket("two", f"p{n}@x")) for n in range(200)]
    assert sum(one == two for one, two in drawn) < 5


def test_lots_of_ten_thousand_people_are_spread_evenly() -> None:
    tenths = Counter(bucket("pilot", f"person{n}@example.com") // 1000 for n in range(10_000))
    assert set(tenths) == set(range(10))
    assert sum((count - 1000) ** 2 / 1000 for count in tenths.values()) < 33.7  # chi², 9 degrees, p = 0.0001


@given(EMAILS, SHARES, SHARES)
def test_a_larger_share_holds_everybody_of_a_smaller_one(email: str, one: float, other: float) -> None:
    small, large = sorted((one, other))
    lot = bucket("pilot", email)
    if Cohort(percent=small).takes("assigned", lot):
        assert Cohort(percent=large).takes("assigned", lot)


@given(st.integers(0, BUCKETS - 1))
def test_none_of_a_hundred_percent_are_left_out_and_none_of_zero_are_in(lot: int) -> None:
    assert Cohort().takes("assigned", lot)
    assert not Cohort(percent=0).takes("assigned", lot)


def test_each_stratum_has_a_share_of_its_own_and_the_rest_the_cohorts() -> None:
    cohort = Cohort(percent=10, strata={"volunteer": 100, "sceptic": 50})
    assert [cohort.takes(one, 4999) for one in ("volunteer", "sceptic", "assigned")] == [True, True, False]
    assert [cohort.takes(one, 5000) for one in ("volunteer", "sceptic", "assigned")] == [True, False, False]
    assert cohort.takes("assigned", 999)
    assert not cohort.takes("assigned", 1000)


def test_the_holdout_is_a_lot_of_its_own_that_says_nothing_about_who_comes_in_first() -> None:
    emails = [f"person{n}@example.com" for n in range(10_000)]
    held = {email for email in emails if arm_of("pilot", email, 20) == "holdout"}
    first = {email for email in emails if bucket("pilot", email) < 1000}
    assert abs(len(held) - 2000) < 200
    assert abs(len(held & first) / len(first) - 0.2) < 0.06
    assert {arm_of("pilot", email, 0) for email in emails} == {"nudged"}


@given(EMAILS, st.floats(0, 50), st.floats(0, 50))
def test_a_larger_holdout_holds_everybody_of_a_smaller_one(email: str, one: float, other: float) -> None:
    small, large = sorted((one, other))
    if arm_of("pilot", email, small) == "holdout":
        assert arm_of("pilot", email, large) == "holdout"


def test_whoever_any_word_of_the_cohort_means_is_meant() -> None:
    cohort = Cohort(
        teams=("Legal",),
        people=("Eva@Example.com",),
        slack_groups=("S0PILOT",),
        attributes={"Site": ("Taipei",)},
    )
    assert cohort.names(person(team="Legal"))
    assert cohort.names(person("eva@example.com"))
    assert cohort.names(person(), frozenset({"S0PILOT", "S0OTHER"}))
    assert cohort.names(person(site="Taipei"))
    assert not cohort.names(person(site="Berlin"), frozenset({"S0OTHER"}))


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"slack_groups": ["@pilots"]}, "write the user group's id, like S0614TZR7"),
        ({"teams_groups": ["4b0b1c2d-0000-0000-0000-000000000000"]}, "as it stands in the team's link"),
        ({"strata": {"keen": 10}}, "'volunteer', 'assigned' or 'sceptic'"),
    ],
)
def test_what_is_no_group_and_no_stratum_is_refused_with_what_to_write(
    written: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Cohort.model_validate(written)
