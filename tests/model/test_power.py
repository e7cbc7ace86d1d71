"""What a planned comparison can show: against the tables the default plan was made with."""

from __future__ import annotations

import pytest

from bot.model.power import chance_of_pass, smallest_difference


@pytest.mark.parametrize(
    ("people", "share", "points"),
    [(100, 0.1, 46), (100, 0.2, 34), (300, 0.2, 20), (1000, 0.1, 14), (1000, 0.5, 9), (5000, 0.2, 5)],
)
def test_a_holdout_shows_effects_from_so_many_points_on(people: int, share: float, points: int) -> None:
    held_out = round(people * share)

    smallest = smallest_difference(people - held_out, held_out)

    assert smallest is not None
    assert round(100 * smallest) == points


def test_without_a_group_nothing_can_be_compared() -> None:
    assert smallest_difference(50, 0) is None
    assert smallest_difference(0, 50) is None


@pytest.mark.parametrize(("truth", "chance"), [(0.4, 0.02), (0.5, 0.18), (0.6, 0.58)])
def test_a_gate_of_thirty_at_half_passes_so_often(truth: float, chance: float) -> None:
    assert chance_of_pass(30, 0.5, truth) == pytest.approx(chance, abs=0.005)


def test_a_gate_with_too_few_people_never_passes() -> None:
    assert chance_of_pass(9, 0.5, 1.0) == 0.0


def test_a_truth_of_all_or_none_is_no_accident() -> None:
    assert chance_of_pass(20, 0.5, 1.0) == 1.0
    assert chance_of_pass(20, 0.5, 0.0) == 0.0
