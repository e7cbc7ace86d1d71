"""What may be told, and what is taken out of words."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.privacy import HIDDEN, redact, visible_groups

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


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Mail mei@example.com today", f"Mail {HIDDEN} today"),
        ("請寄到mei＠example.com給我", f"請寄到{HIDDEN}給我"),
        ("see https://intra.example/x?y=1。好用", f"see {HIDDEN}。好用"),
        ("ask @mei or <@U123ABC>", f"ask {HIDDEN} or {HIDDEN}"),
        ("call 0912-345-678 or +886 2 2345 6789", f"call {HIDDEN} or {HIDDEN}"),
        ("ID A123456789", f"ID {HIDDEN}"),
        ("電話０９１２３４５６７８", f"電話{HIDDEN}"),
        ("key sk-abcdefghijklmnop", f"key {HIDDEN}"),
        ("Mei Lin said, Mei's right", f"{HIDDEN} said, {HIDDEN} right"),
        ("小明和王小明都說好", f"{HIDDEN}和{HIDDEN}都說好"),
        ("hid\u200bden\u202e text\n next", "hidden text next"),
        ("It saves 15 minutes in 3 of 4 cases", "It saves 15 minutes in 3 of 4 cases"),
        ("I will use it again", "I will use it again"),
    ],
)
def test_what_points_to_somebody_is_taken_out(said: str, shown: str) -> None:
    assert redact(said, ["Mei Lin", "王小明", "Will Ho"]) == shown


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=3))
def test_redacting_twice_is_redacting_once(text: str, names: list[str]) -> None:
    once = redact(text, names)
    assert redact(once, names) == once


@given(
    st.text(max_size=60), st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.com", fullmatch=True), st.text(max_size=60)
)
def test_no_address_survives(before: str, address: str, after: str) -> None:
    assert address not in redact(f"{before} {address} {after}")
