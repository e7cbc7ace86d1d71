"""Which people a group's figures tell of, week after week."""

from __future__ import annotations

from datetime import date

import pytest

from bench.privacy import ORGANISATIONS, tallied
from bot.model.ground import WHOLE, Ground, Member, Respondent
from bot.model.ledger import recoverable
from bot.model.rosters import groups_of, on_rosters, settle
from bot.model.usage import bits_of

K = 5


def people(first: int, count: int) -> int:
    return bits_of(range(first, first + count))


def test_the_same_people_are_told_of_again() -> None:
    now = {WHOLE: people(0, 30), "A": people(0, 20), "B": people(20, 10)}
    settled = settle(list(now.values()), now, now, K)
    assert settled.told == now
    assert not settled.is_standing("A")


def test_a_joiner_waits_and_five_joiners_do_not() -> None:
    before = {WHOLE: people(0, 30), "A": people(0, 20), "B": people(20, 10)}
    told = list(before.values())
    one = before | {WHOLE: people(0, 31), "B": people(20, 11)}
    assert settle(told, one, before, K).told == before
    assert settle(told, one, before, K).is_standing("B")
    five = before | {WHOLE: people(0, 35), "B": people(20, 15)}
    assert settle(told, five, before, K).told == five


def test_who_leaves_does_so_among_five() -> None:
    before = {WHOLE: people(0, 30), "A": people(0, 20), "B": people(20, 10)}
    now = before | {WHOLE: people(1, 29), "A": people(1, 19)}
    told = settle(list(before.values()), now, before, K).told
    assert not told["A"] & 1
    assert told["A"].bit_count() == 15
    assert told[WHOLE].bit_count() == 25
    assert told[WHOLE] & before["A"] == told["A"]
    assert recoverable([*before.values(), *told.values()], K) == []


def test_a_group_that_can_spare_nobody_is_hidden_with_its_reason() -> None:
    before = {
        WHOLE: people(0, 60),
        "A": people(0, 20),
        "B": people(20, 20),
        "C": people(40, 12),
        "D": people(52, 8),
    }
    now = before | {WHOLE: people(0, 59), "D": people(52, 7)}
    settled = settle(list(before.values()), now, before, K)
    assert settled.why["D"] == "changed"
    assert "D" not in settled.told
    small = settle(
        [], {WHOLE: people(0, 30), "A": people(0, 15), "B": people(15, 12), "C": people(27, 3)}, {}, K
    )
    assert small.why == {"C": "small", "B": "beside"}


def test_who_moves_counts_where_it_was_told_of() -> None:
    before = {WHOLE: people(0, 30), "A": people(0, 20), "B": people(20, 10)}
    now = before | {"A": people(1, 19), "B": people(20, 10) | 1}
    assert settle(list(before.values()), now, before, K).told == before


def counted_in(among: set[int]) -> list[str]:
    """The teams in which somebody asked anonymously counts, who is one of `among`; 30 is a joiner who waits,
    10 moved from B to A and counts where told of."""
    teams = dict.fromkeys(range(20), "A") | dict.fromkeys(range(20, 31), "B")
    before = {WHOLE: people(0, 30), "A": people(0, 20) & ~(1 << 10), "B": people(20, 10) | 1 << 10}
    monday = date(2026, 3, 2)
    ground = Ground(
        monday, 1, K, tuple(Member(f"p{n}", n, "", team, monday) for n, team in teams.items()), {}, "none",
        None, (), (Respondent("slip", "", {}, frozenset(f"p{n}" for n in among)),),
    )  # fmt: skip
    settled = settle(list(before.values()), groups_of(ground), before, K)
    return [one.team for one in on_rosters(ground, settled).asked]


def test_who_is_nameless_counts_only_where_whoever_it_may_be_does() -> None:
    assert counted_in({3}) == ["A"]
    assert counted_in({10}) == ["B"]
    assert counted_in({3, 25}) == [WHOLE]
    assert counted_in({3, 30}) == []


@pytest.mark.parametrize("seed", range(4))
def test_nobody_is_found_in_four_thousand_organisations_and_most_people_are_told_of(seed: int) -> None:
    tally = tallied(ORGANISATIONS // 4, seed)
    assert tally.open_ledger == 0
    assert tally.open_by_size > 900, "the attack must work where there is no rule"
    assert tally.ledger / tally.people > 0.75
