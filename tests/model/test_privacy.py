"""What may be told, and what is taken out of words."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.model.privacy import visible_groups

sizes = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 14), max_size=8)
ks = st.integers(5, 10)


def subsets(names: set[str]) -> list[set[str]]:
    return [set(some) for n in range(len(names) + 1) for some in combinations(sorted(names), n)]


@given(sizes, ks)
def test_no_subtraction_finds_a_group_below_k(groups: dict[str, int], k: int) -> None:
    shown = visible_groups(groups, k)
    total = sum(groups.values())
    for some in subsets(shown):
        found = sum(groups[name] for name in some)
        assert found == 0 or found >= k
        rest = total - found
        assert rest == 0 or rest >= k or not shown


@given(sizes, ks)
def test_no_single_hidden_group_can_be_solved(groups: dict[str, int], k: int) -> None:
    shown = visible_groups(groups, k)
    hidden = [name for name, size in groups.items() if size > 0 and name not in shown]
    assert not shown or len(hidden) != 1


@given(sizes, ks)
def test_nothing_is_hidden_when_every_group_is_big_enough(groups: dict[str, int], k: int) -> None:
    big = {name: size + k for name, size in groups.items()}
    assert visible_groups(big, k) == set(big)


@given(sizes, ks, st.sampled_from("ABCDEFGH"))
def test_what_must_stay_hidden_stays_hidden(groups: dict[str, int], k: int, name: str) -> None:
    assert name not in visible_groups(groups, k, {name})


def test_one_small_group_takes_the_next_smallest_with_it() -> None:
    assert visible_groups({"Sales": 20, "HR": 9, "Legal": 3}, 5) == {"Sales"}
    assert visible_groups({"Sales": 20, "HR": 9, "Legal": 3, "Ops": 2}, 5) == {"Sales", "HR"}
    assert visible_groups({"Sales": 20, "Nobody": 0}, 5) == {"Sales"}
