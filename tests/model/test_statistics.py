"""How sure we are of a count."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.statistics import (
    certainty,
    chance_of_at_least,
    judge_rate,
    middle,
    newcombe,
    percent,
    percent_range,
    sign_certainty,
    sign_test,
    wilson,
)

counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("x", "n", "confidence", "low", "high"),
    [
        (5, 8, 0.95, 31, 86), (5, 8, 0.80, 40, 80), (12, 20, 0.95, 39, 78), (12, 20, 0.80, 46, 73),
        (30, 50, 0.95, 46, 72), (30, 50, 0.80, 51, 68), (120, 200, 0.95, 53, 67), (120, 200, 0.80, 55, 64),
    ],
)  # fmt: skip
def test_wilson_gives_the_published_ranges(x: int, n: int, confidence: float, low: int, high: int) -> None:
    found = wilson(x, n, confidence)
    assert (round(100 * found[0]), round(100 * found[1])) == (low, high)


def test_newcombe_gives_the_example_of_its_paper() -> None:
    difference, low, high = newcombe(56, 70, 48, 80)
    assert difference == pytest.approx(0.2)
    assert (low, high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))


@pytest.mark.parametrize(
    ("target", "n", "passes_from", "fails_to"),
    [
        (0.4, 10, 6, 2), (0.4, 30, 15, 9), (0.4, 100, 45, 35), (0.5, 15, 10, 5), (0.5, 30, 18, 12),
        (0.5, 50, 29, 21), (0.6, 20, 15, 10), (0.6, 50, 34, 27), (0.7, 10, 9, 5), (0.7, 100, 75, 66),
    ],
)  # fmt: skip
def test_a_gate_passes_and_fails_where_the_help_page_says(
    target: float, n: int, passes_from: int, fails_to: int
) -> None:
    verdicts = {x: judge_rate(x, n, target) for x in range(n + 1)}
    assert min(x for x, verdict in verdicts.items() if verdict == "pass") == passes_from
    assert max(x for x, verdict in verdicts.items() if verdict == "fail") == fails_to


def test_under_ten_people_there_is_no_verdict() -> None:
    assert judge_rate(9, 9, 0.1) == "too_few"
    assert certainty(9, 9, 0.1) == "cant_tell"
    assert sign_certainty(9, 0) == "cant_tell"


@given(counts, st.sampled_from([0.5, 0.8, 0.95]))
def test_the_range_holds_the_rate_and_stays_inside(count: tuple[int, int], confidence: float) -> None:
    x, n = count
    low, high = wilson(x, n, confidence)
    assert 0 <= low <= x / n + 1e-12
    assert x / n - 1e-12 <= high <= 1


@given(counts, st.floats(0.01, 0.99))
def test_more_yes_never_makes_the_target_less_likely(count: tuple[int, int], target: float) -> None:
    x, n = count
    chance = chance_of_at_least(x, n, target)
    assert -1e-9 <= chance <= 1 + 1e-9
    assert x == n or chance <= chance_of_at_least(x + 1, n, target) + 1e-9


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_sign_test_is_the_binomial_one(better: int, worse: int) -> None:
    n, fewer = better + worse, min(better, worse)
    exact = min(1.0, 2 * sum(comb(n, k) for k in range(fewer + 1)) / 2**n)
    assert sign_test(better, worse) == pytest.approx(exact if n else 1.0)


@given(counts)
def test_nobody_and_everybody_are_never_told(count: tuple[int, int]) -> None:
    x, n = count
    told, edge = percent(x, n)
    assert 10 <= told <= 90
    near = max(1, n // 10)  # one person, or a tenth; of one or two people only a half is told
    assert (edge == "at_most") == (x <= near if n > 2 else 2 * x < n)
    assert (edge == "at_least") == (x >= n - near if n > 2 else 2 * x >= n)
    assert n >= 50 or told % 5 == 0
    assert edge or abs(told - 100 * x / n) <= 2.5


@given(counts)
def test_the_told_range_is_no_narrower_than_the_true_one(count: tuple[int, int]) -> None:
    x, n = count
    low, high = percent_range(x, n)
    true_low, true_high = wilson(x, n)
    assert low is None or 10 <= low <= 100 * true_low + 1e-9
    assert high is None or 90 >= high >= 100 * true_high - 1e-9


@given(st.lists(st.integers(-60, 60), min_size=1, max_size=80))
def test_the_range_of_a_median_holds_it_and_hides_the_extremes(values: list[int]) -> None:
    told, low, high = middle(values)
    assert low <= told <= high
    ordered = sorted(values)
    if len(values) >= 5:
        assert ordered[1] <= low
        assert high <= ordered[-2]


def test_a_median_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        middle([])
