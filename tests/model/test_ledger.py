"""What was published once stays published: nobody may be found by subtracting it from what comes later."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.privacy import move, organisation
from bot.model.ledger import may_publish, publishable, recoverable
from bot.model.privacy import visible_groups
from bot.model.usage import bits_of

K = 5
ORGANISATIONS = 4000


def people(first: int, count: int) -> int:
    return bits_of(range(first, first + count))


def test_a_total_and_all_groups_but_one_give_that_one_away() -> None:
    whole, sales, legal = people(0, 30), people(0, 27), people(27, 3)
    assert recoverable([whole, sales], K) == [legal]
    assert recoverable([whole, people(0, 20)], K) == []


def test_a_joiner_is_found_between_two_weeks() -> None:
    assert recoverable([people(0, 8), people(0, 9)], K) == [people(8, 1)]
    assert not may_publish([people(0, 8)], people(0, 9), K)


def test_a_group_told_before_is_told_again() -> None:
    assert may_publish([people(0, 8)], people(0, 8), K)


def test_overlapping_views_that_only_together_point_to_somebody_are_found() -> None:
    north, south = people(0, 10), people(10, 10)
    east, west = people(0, 9) | people(10, 1), people(9, 1) | people(11, 9)
    whole = people(0, 20)
    assert recoverable([north, south, east, whole], K) == []
    assert recoverable([north, east, people(0, 9)], K) == [people(9, 1), people(10, 1), people(9, 2)]
    assert west & north == people(9, 1)


groups_of_people = st.lists(st.sets(st.integers(0, 11), min_size=1, max_size=12), min_size=1, max_size=6)


@given(groups_of_people)
def test_whatever_a_chain_of_plus_and_minus_isolates_is_found(sets: list[set[int]]) -> None:
    """Every combination with factors -1, 0 and 1, tried one by one, finds nothing that the audit misses."""
    published = [bits_of(one) for one in sets]
    found = set(recoverable(published, K))
    for signs in signings(len(sets)):
        counts = [sum(sign for sign, one in zip(signs, sets, strict=True) if n in one) for n in range(12)]
        isolated = {n for n, count in enumerate(counts) if count}
        if 0 < len(isolated) < K and {counts[n] for n in isolated} == {1}:
            assert bits_of(isolated) in found


def signings(length: int) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for _ in range(length):
        found = [(*one, sign) for one in found for sign in (-1, 0, 1)]
    return found


@pytest.mark.parametrize("seed", range(4))
def test_no_group_below_k_can_be_solved_in_four_thousand_organisations(seed: int) -> None:
    """Three weeks of joiners, leavers and moves; teams within divisions within the whole, all told by rule."""
    chance = random.Random(seed)
    hidden = told = 0
    for _ in range(ORGANISATIONS // 4):
        ledger: list[int] = []
        teams = organisation(chance)
        for _week in range(3):
            groups = {name: bits_of(members) for name, members in teams.items() if members}
            sizes = {name: group.bit_count() for name, group in groups.items()}
            whole = bits_of(n for members in teams.values() for n in members)
            shown = visible_groups(sizes, K)
            candidates = {"": whole} | {name: groups[name] for name in shown}
            for name in publishable(ledger, candidates, K):
                ledger.append(candidates[name])
                told += sizes.get(name, 0)
            hidden += sum(sizes.values())
            move(chance, teams)
        assert recoverable(ledger, K) == []
    assert told / hidden > 0.4, "privacy that hides everything is no report"


@given(st.lists(st.sets(st.integers(0, 30), min_size=5, max_size=20), max_size=8))
def test_what_is_published_by_the_rule_never_gives_anybody_away(sets: list[set[int]]) -> None:
    candidates = {str(n): bits_of(one) for n, one in enumerate(sets)}
    told = [candidates[name] for name in publishable([], candidates, K)]
    assert recoverable(told, K) == []
    for one, other in combinations(told, 2):
        assert not 0 < (one & ~other).bit_count() < K or (other & ~one)
