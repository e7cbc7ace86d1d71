"""What it is worth: a range that says no more than what it is made of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.benefits import Basis, Benefit, Family, read_amount
from bot.model.costs import Costs
from bot.model.figures import SurveyFacts, UseFacts
from bot.model.measured import families, metrics
from bot.model.program_schema import program_schema
from bot.model.summary import Summary, SummaryFacts, build
from bot.model.value import Value, break_even, outwards, people_in, value_of

MONDAY = date(2026, 11, 30)
COSTS: dict[str, Any] = {
    "currency": "USD", "seat_price_month": 30, "loaded_hourly": 50, "tasks_per_week": 1,
    "enablement_hours": 0, "integration": 0,
}  # fmt: skip


def week(
    number: int = 4, active: int = 24, enabled: int = 60, minutes: tuple[float, ...] = (10.0,) * 12, k: int = 5,
    **use: Any,
) -> Summary:  # fmt: skip
    return build(
        SummaryFacts(
            titles={"en": "A pilot"}, tool="Example", team="", owner="Dana", week_on=MONDAY, made_on=MONDAY,
            program_week=number, last_week=12, k=k,
            use=UseFacts(enabled=enabled, active=active, tried=active, **use),
            survey=SurveyFacts(asked=30, answered=len(minutes), minutes=minutes),
        )
    )  # fmt: skip


def effect(family: Family = "cost", low: int = 1000, basis: Basis = "before_after", **more: Any) -> Benefit:
    return Benefit(
        benefit_id="val_1", family=family, low=low, high=more.pop("high", low), currency="USD",
        from_on=MONDAY, to_on=MONDAY, basis=basis, entered_at=datetime(2026, 12, 1, tzinfo=UTC), **more,
    )  # fmt: skip


def worth(costs: dict[str, Any] | None = None, *weeks: Summary, benefits: tuple[Benefit, ...] = ()) -> Value:
    return value_of(Costs(**(COSTS if costs is None else costs)), weeks or (week(),), benefits)


def test_a_seat_of_30_a_month_breaks_even_where_the_published_table_says() -> None:
    """At 30 an hour 14 minutes a week at face value, 28 at half, 70 with 40 % of the seats in use; at 50 an hour
    9, 17 and 42."""
    half = {"realisation_low": 0.5, "realisation_high": 0.5}
    for hourly, expected in ((30, (14, 28, 70)), (50, (9, 17, 42))):
        told = break_even(Costs(**COSTS | half | {"loaded_hourly": hourly}), week().number("active").share)
        assert told is not None
        assert (told.face, told.realised, told.with_idle) == expected


@given(active=st.integers(2, 58))
def test_idle_seats_raise_the_break_even(active: int) -> None:
    told = break_even(Costs(**COSTS), week(active=active).number("active").share)
    fewer = break_even(Costs(**COSTS), week(active=active - 1).number("active").share)
    assert told
    assert fewer
    assert told.with_idle is not None
    assert fewer.with_idle is not None
    assert told.face <= told.realised <= told.with_idle <= fewer.with_idle


_MINUTES = st.lists(st.floats(-60, 120), min_size=5, max_size=30).map(tuple)
_SHARES = st.tuples(st.floats(0.05, 1), st.floats(0.05, 1)).map(sorted)


@given(active=st.integers(0, 60), minutes=_MINUTES, realised=_SHARES, price=st.floats(1, 200))
def test_low_never_lies_above_high(
    active: int, minutes: tuple[float, ...], realised: list[float], price: float
) -> None:
    costs = COSTS | {
        "realisation_low": realised[0], "realisation_high": realised[1], "seat_price_month": price,
    }  # fmt: skip
    told = worth(costs, week(3, active, minutes=minutes), week(4, active, minutes=minutes))
    assert told.roi is not None
    for one in (told.roi.hours, told.roi.benefit, told.roi.percent):
        assert one.low <= one.high


@given(minutes=_MINUTES, realised=_SHARES, more=st.floats(0, 0.5))
def test_more_realisation_never_lowers_the_benefit(
    minutes: tuple[float, ...], realised: list[float], more: float
) -> None:
    low, high = realised
    before = worth(COSTS | {"realisation_low": low, "realisation_high": high}, week(minutes=minutes))
    higher = {"realisation_low": min(1, low + more), "realisation_high": min(1, high + more)}
    after = worth(COSTS | higher, week(minutes=minutes))
    assert before.roi
    assert after.roi
    assert after.roi.benefit.low >= before.roi.benefit.low
    assert after.roi.benefit.high >= before.roi.benefit.high


@given(low=st.floats(-1e9, 1e9), spread=st.floats(0, 1e9))
def test_a_rounded_range_contains_what_it_came_from_and_has_two_digits(low: float, spread: float) -> None:
    told = outwards(low, low + spread)
    hair = 1e-6 + 1e-9 * (abs(low) + spread)  # of floating point
    assert told.low <= low + hair
    assert told.high >= low + spread - hair
    for end in (told.low, told.high):
        digits = f"{abs(end):.6e}".partition("e")[0].replace(".", "").rstrip("0")
        assert len(digits) <= 2


def test_the_return_is_what_the_formula_says() -> None:
    """Ten minutes for each of 24 people in each of two weeks are 8 hours, 400 at 50 an hour, of which 30 to 70 %
    count; 60 seats for 4 weeks at 30 a month cost 1,662."""
    told = worth(None, week(3), week(4)).roi
    assert told is not None
    assert (told.hours.low, told.hours.high) == (2.4, 5.6)
    assert (told.benefit.low, told.benefit.high) == (120, 280)
    assert told.cost == 1700
    assert (told.percent.low, told.percent.high) == (-100, -80)
    assert (told.verdict, told.weeks, told.of_weeks) == ("does_not", 2, 4)


def test_lost_minutes_count_whole() -> None:
    told = worth(None, week(minutes=(-10.0,) * 12)).roi
    assert told is not None
    assert (told.hours.low, told.hours.high) == (-4, -4)


def test_without_minutes_or_people_there_is_no_return() -> None:
    unasked = worth(None, week(minutes=()))
    assert (unasked.roi, unasked.hours, unasked.lacks) == (None, None, ("minutes",))
    assert unasked.break_even is not None
    few = worth(None, week(active=4, enabled=4))
    assert (few.roi, few.hours, few.lacks) == (None, None, ("people",))
    unused = worth(None, week(is_known=False))
    assert (unused.roi, unused.lacks) == (None, ("use",))


def test_what_nobody_wrote_is_named_and_never_guessed() -> None:
    told = worth({})
    assert told.missing == (
        "currency", "seat_price_month", "loaded_hourly", "tasks_per_week", "enablement_hours", "integration",
    )  # fmt: skip
    assert (told.roi, told.break_even, told.per_habitual, told.hours) == (None, None, None, None)
    assert worth({"tasks_per_week": 2}).hours == outwards(2 * 1.2, 2 * 2.8)
    without_one = worth({key: value for key, value in COSTS.items() if key != "integration"})
    assert without_one.missing == ("integration",)
    assert without_one.roi is None
    assert without_one.break_even is not None


def test_what_costs_nothing_has_no_return() -> None:
    told = worth(COSTS | {"seat_price_month": 0})
    assert told.is_free
    assert told.roi is None


def test_a_number_that_is_a_bound_widens_the_range() -> None:
    share = week(active=1).number("active").share
    assert share is not None
    assert share.edge == "at_most"
    assert people_in(share) == (0, share.count)
    told = worth(None, week(active=1))
    assert told.roi is not None
    assert told.roi.hours.low == 0
    assert told.break_even is not None
    assert told.break_even.edge == "at_least"


def test_the_cost_of_a_habit_needs_people_who_have_it() -> None:
    """60 seats for 4 weeks cost 1,662: for each of 19 people 87."""
    told = worth(None, week(habit=19, is_habit_known=True))
    assert told.per_habitual is not None
    assert (told.per_habitual.low, told.per_habitual.high) == (87, 88)
    assert worth(None, week(habit=0, is_habit_known=True)).per_habitual is None


def test_a_return_is_no_surer_than_its_weakest_part() -> None:
    grades = []
    for benefits in ((), (effect(basis="holdout"),), (effect(basis="proxy"),)):
        roi = worth(benefits=benefits).roi
        grades.append(roi.grade if roi else None)
    assert grades == ["C", "C", "D"]


def test_measured_effects_are_added_but_time_is_not_counted_twice() -> None:
    alone, cost, time = worth(), worth(benefits=(effect(),)), worth(benefits=(effect("efficiency", 99_999),))
    assert alone.roi
    assert cost.roi
    assert cost.roi.benefit.high > alone.roi.benefit.high + 900
    assert time.roi == alone.roi
    other = effect().model_copy(update={"currency": "TWD"})
    assert worth(benefits=(other,)).roi == alone.roi


def test_every_grade_comes_from_how_it_was_measured() -> None:
    grades = {
        basis: effect(basis=basis).grade for basis in ("holdout", "before_after", "self_report", "proxy")
    }
    assert grades == {"holdout": "A", "before_after": "B", "self_report": "C", "proxy": "D"}
    newest, value = week(), worth()
    found = {one.key: one.grade for one in metrics(newest, value, None, (effect(basis="holdout"),))}
    assert found == {
        "quality": None, "roi": "C", "satisfaction": None, "engagement": "D", "effect": "A", "time": "C",
        "users": "D",
    }  # fmt: skip
    six = {one.key: one.grade for one in families(newest, None, (effect(basis="proxy"),))}
    assert six == {
        "efficiency": "C", "cost": "D", "revenue": None, "quality": None, "innovation": None,
        "satisfaction": None,
    }  # fmt: skip
    assert not any(one.is_measured for one in families(None, None, ()))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12000", (12000, 12000)),
        ("12,000", (12000, 12000)),
        ("8000 to 12000", (8000, 12000)),
        ("8000..12000", (8000, 12000)),
        ("８０００", (8000, 8000)),
        ("8000 到 12,000", (8000, 12000)),
        ("-500", (-500, -500)),
        ("−500", (-500, -500)),
        ("0", (0, 0)),
        ("", None),
        ("much", None),
        ("12000 to 8000", None),
        ("1 to 2 to 3", None),
        ("1e9", None),
        ("--5", None),
        ("9" * 40, None),
        ("=1+1", None),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, read: tuple[int, int] | None) -> None:
    assert read_amount(typed) == read


def test_the_schema_explains_every_key_of_the_table() -> None:
    keys = program_schema()["$defs"]["Costs"]["properties"]
    assert set(COSTS) < set(keys)
    assert all(said["description"] for said in keys.values())
