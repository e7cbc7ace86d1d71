"""Which way a number went: an arrow only where it is nine parts in ten likely, and only from what is told."""

from __future__ import annotations

from datetime import timedelta
from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.arrows import between, of_moves
from bot.model.figures import Number, SurveyFacts, UseFacts, rate_number
from bot.model.statistics import newcombe
from bot.model.summary import Summary, SummaryFacts, build
from tests.model.test_summary import MONDAY, facts

LAST = MONDAY - timedelta(weeks=1)


def rate(x: int, n: int, key: Any = "favourable", **changes: Any) -> Number:
    return rate_number(key, x, n, 60, "C", 5).model_copy(update=changes)


def test_newcombe_gives_the_textbook_interval() -> None:
    _, low, high = newcombe(56, 70, 48, 80, 0.95)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@pytest.mark.parametrize(
    ("started", "stopped", "arrow"),
    [
        (4, 0, "up"),
        (3, 0, "flat"),
        (0, 4, "down"),
        (9, 4, "flat"),
        (10, 4, "up"),
        (5, 5, "flat"),
        (0, 0, "flat"),
    ],
)
def test_moves_of_the_same_people_are_judged_by_the_sign_test(started: int, stopped: int, arrow: str) -> None:
    assert of_moves(started, stopped) == arrow


@given(st.integers(0, 60), st.integers(0, 60))
def test_an_arrow_of_moves_is_wrong_by_chance_at_most_once_in_ten(started: int, stopped: int) -> None:
    n, most = started + stopped, max(started, stopped)
    by_chance = sum(comb(n, k) for k in range(most, n + 1)) / 2**n
    arrow = of_moves(started, stopped)
    assert (arrow in ("up", "down")) == (by_chance <= 0.1 + 1e-12)
    assert arrow != "up" or started > stopped
    assert arrow != "down" or stopped > started


def test_shares_get_an_arrow_only_where_newcombes_interval_leaves_nothing_out() -> None:
    assert between(rate(40, 60), rate(25, 60)) == "up"
    assert between(rate(25, 60), rate(40, 60)) == "down"
    assert between(rate(33, 60), rate(30, 60)) == "flat"


@given(st.integers(10, 200), st.integers(10, 200), st.data())
def test_an_arrow_the_other_way_round_is_the_other_arrow(n: int, m: int, data: st.DataObject) -> None:
    one, other = rate(data.draw(st.integers(0, n)), n), rate(data.draw(st.integers(0, m)), m)
    turned = {"up": "down", "down": "up", "flat": "flat", "": ""}
    assert between(other, one) == turned[between(one, other)]


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (rate(58, 60), rate(30, 60)),  # only a bound is told
        (rate(40, 60), rate(3, 60)),
        (rate(5, 9), rate(1, 9)),  # too few for a percentage
        (rate(40, 60, asked_in=4), rate(20, 60)),  # told before, not asked again
        (rate(40, 60, grade="B"), rate(20, 60)),
        (rate(40, 60, key="habit", weeks=12), rate(20, 60, key="habit", weeks=4)),
        (Number(key="favourable", state="hidden", grade="C"), rate(20, 60)),
        (rate(40, 60), Number(key="favourable", state="not_asked", grade="C")),
    ],
)
def test_what_can_not_be_compared_has_no_arrow(now: Number, before: Number) -> None:
    assert between(now, before) == ""


def minutes(typical: int, low: int, high: int) -> Number:
    return Number(key="minutes", state="shown", grade="C", minutes=typical, low=low, high=high)


def test_medians_are_compared_by_their_told_ranges() -> None:
    assert between(minutes(20, 15, 25), minutes(5, 5, 10)) == "up"
    assert between(minutes(0, 0, 5), minutes(20, 15, 25)) == "down"
    assert between(minutes(15, 10, 20), minutes(10, 5, 15)) == "flat"


def made(last: SummaryFacts | None, **changes: Any) -> Summary:
    return build(facts(**({"compared": build(last)} if last else {}), **changes))


def used(**changes: Any) -> UseFacts:
    return facts().use.model_copy(update={"compared_on": LAST, **changes})


def earlier(**changes: Any) -> SummaryFacts:
    return facts(
        week_on=LAST,
        program_week=5,
        survey=SurveyFacts(asked=60, answered=50, rated=50, favourable=20),
        **changes,
    )


def arrows(summary: Summary) -> dict[str, str]:
    return {number.key: number.arrow for number in summary.numbers}


def test_the_four_numbers_say_where_they_went_since_the_last_told_week() -> None:
    now = SurveyFacts(asked=60, answered=50, rated=50, favourable=40)
    found = made(earlier(), use=used(started=12, stopped=2, habit=30), survey=now)
    assert arrows(found) == {"habit": "up", "active": "up", "minutes": "", "favourable": "up"}
    still = made(earlier(), use=used(started=5, stopped=5), survey=now)
    assert arrows(still)["active"] == "flat"
    assert set(arrows(made(None, use=used(started=12, stopped=2))).values()) == {""}


@pytest.mark.parametrize(
    ("use", "last"),
    [
        ({"is_partial": True}, {}),
        ({"is_holiday": True}, {}),
        ({"basis": "chat"}, {}),
        ({}, {"use": facts().use.model_copy(update={"is_partial": True})}),
        ({}, {"use": facts().use.model_copy(update={"basis": "chat"})}),
    ],
)
def test_use_has_no_arrow_on_partial_or_holiday_weeks_nor_from_another_source(
    use: dict[str, Any], last: dict[str, Any]
) -> None:
    found = made(earlier(**last), use=used(started=12, stopped=2, habit=30, **use))
    assert {key: arrows(found)[key] for key in ("habit", "active")} == {"habit": "", "active": ""}


def test_active_has_no_arrow_where_the_week_it_is_compared_with_was_not_told_or_moves_are_not() -> None:
    assert (
        arrows(made(earlier(), use=used(started=12, stopped=2, compared_on=LAST - timedelta(weeks=1))))[
            "active"
        ]
        == ""
    )
    assert arrows(made(earlier(), use=used(started=9, stopped=0, enabled=19, active=10)))["active"] == ""
