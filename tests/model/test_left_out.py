"""Leaving people out of use figures: who is, and that nobody can be found by it over any number of weeks."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.privacy import ORGANISATIONS, tallied
from bot.model.figures import UseFacts
from bot.model.ground import WHOLE
from bot.model.ledger import recoverable
from bot.model.left_out import Agreement, left_in, settle_left_out
from bot.model.rosters import settle
from bot.model.rungs import tellable_rungs, told_rungs
from bot.model.usage import EARLY, Busy, Segment, bits_of, rungs, segment

MONDAY = date(2026, 11, 16)
WEEK = timedelta(weeks=1)
K = 5


def test_somebody_is_left_out_from_the_agreement_to_its_end_and_not_after_the_first_use() -> None:
    agreed = [Agreement(3, MONDAY, MONDAY + 4 * WEEK)]
    weeks = [MONDAY + n * WEEK for n in range(-1, 5)]
    assert [left_in(monday, agreed, {}) for monday in weeks] == [0, 8, 8, 8, 8, 0]
    used_before = {MONDAY - WEEK: bits_of([3]), MONDAY: bits_of([1, 2])}
    assert [left_in(monday, agreed, used_before) for monday in weeks] == [0, 8, 8, 8, 8, 0]
    comes_back = {MONDAY + 2 * WEEK: bits_of([3])}
    assert [left_in(monday, agreed, comes_back) for monday in weeks] == [0, 8, 8, 0, 0, 0]


def test_five_are_left_out_and_four_are_counted() -> None:
    rosters = {WHOLE: bits_of(range(40)), "Sales": bits_of(range(20))}
    four, five = bits_of(range(4)), bits_of(range(5))
    found = settle_left_out([], rosters, four, {}, K)
    assert (found.out, found.few) == ({}, {WHOLE, "Sales"})
    found = settle_left_out([], rosters, five, {}, K)
    assert (found.out, found.few) == ({WHOLE: five, "Sales": five}, frozenset())


def test_two_of_another_team_stay_hidden_behind_the_five_of_one() -> None:
    rosters = {WHOLE: bits_of(range(40)), "Sales": bits_of(range(20)), "Finance": bits_of(range(20, 40))}
    left = bits_of([*range(5), 20, 21])
    found = settle_left_out([], rosters, left, {}, K)
    assert found.out == {WHOLE: left}  # with the five of Sales told as well, the two would follow
    assert found.few == {"Sales", "Finance"}


def test_one_more_waits_with_those_of_last_week_until_there_are_five_more() -> None:
    rosters = {WHOLE: bits_of(range(40))}
    five, six, ten = (bits_of(range(n)) for n in (5, 6, 10))
    told = [rosters[WHOLE], rosters[WHOLE] & ~five]
    found = settle_left_out(told, rosters, six, {WHOLE: five}, K)
    assert (found.out, found.few) == ({WHOLE: five}, {WHOLE})
    assert settle_left_out(told, rosters, ten, {WHOLE: five}, K).out == {WHOLE: ten}
    one_came_back = bits_of([1, 2, 3, 4, 5])
    found = settle_left_out(told, rosters, one_came_back, {WHOLE: five}, K)
    assert (found.out, found.few) == ({}, {WHOLE})


weeks = st.lists(
    st.tuples(st.sets(st.integers(0, 59)), st.sets(st.integers(0, 59), max_size=4)), min_size=1, max_size=5
)


@given(weeks, st.tuples(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30)))
@settings(max_examples=150, deadline=None)
def test_nobody_is_found_over_any_weeks_of_leaving_out_joining_and_going(
    story: list[tuple[set[int], set[int]]], sizes: tuple[int, int, int]
) -> None:
    told: list[int] = []
    before: dict[str, int] = {}
    out_before: dict[str, int] = {}
    here = set(range(60))
    for left, gone in story:
        here -= gone
        now, start = {WHOLE: bits_of(here)}, 0
        for team, size in zip("ABC", sizes, strict=True):
            if group := here & set(range(start, start + size)):
                now[team] = bits_of(group)
            start += size
        settled = settle(told, now, before, K)
        found = settle_left_out(told, settled.told, bits_of(left & here), out_before, K)
        for group, out in found.out.items():
            assert not out & ~(settled.told[group] & bits_of(left))
        told += [*settled.told.values(), *(settled.told[group] & ~out for group, out in found.out.items())]
        before, out_before = {**before, **settled.told}, dict(found.out)
    assert recoverable(told, K) == []


def test_a_thousand_organisations_that_leave_people_out_give_nobody_away() -> None:
    tally = tallied(ORGANISATIONS // 4, 7)
    assert tally.open_left_out == 0
    assert tally.left_out > tally.agreed // 4


counts = st.lists(st.integers(0, 40), min_size=5, max_size=5)
STEPS: tuple[Segment, ...] = ("power", "habitual", "novice", "low", "non_user")


@given(counts)
def test_no_rung_under_five_is_told_nor_found_by_subtraction(sizes: list[int]) -> None:
    by_step = dict(zip(STEPS, sizes, strict=True))
    shown = tellable_rungs(by_step, K)
    hidden = [by_step[step] for step in STEPS if step not in shown]
    assert all(by_step[step] >= K for step in shown)
    assert not shown or not hidden or (len(hidden) > 1 and sum(hidden) >= K)


@given(counts, st.booleans())
def test_no_rung_is_found_by_taking_the_others_from_the_habit(sizes: list[int], is_bound: bool) -> None:
    by_step = dict(zip(STEPS, sizes, strict=True))
    shown = tellable_rungs(by_step, K, is_bound)
    for part in (STEPS[:2], STEPS[2:]):
        hidden = [by_step[step] for step in part if step not in shown]
        assert len(hidden) != 1
        assert not hidden or sum(hidden) >= K or len(hidden) == len(part)
        assert hidden or not is_bound


def test_the_rungs_are_told_best_first_and_of_nothing_that_can_not_be_seen_yet() -> None:
    found = UseFacts(
        enabled=60, habit=19, is_habit_known=True,
        rungs={"power": 7, "habitual": 12, "novice": 20, "low": 1, "non_user": 20}
    )  # fmt: skip
    assert [step for step, _ in told_rungs(found, K)] == ["power", "habitual", "non_user"]
    for change in ({"is_partial": True}, {"is_holiday": True}, {"is_habit_known": False}, {"rungs": None}):
        assert told_rungs(found.model_copy(update=change), K) == ()


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_every_person_stands_on_the_one_rung_of_the_public_ladder(actions: list[int]) -> None:
    weeks = [bits_of([0] if count else []) for count in actions]
    busy = Busy(some=int(sum(actions) >= 4), much=int(sum(actions) >= 60))
    on = [step for step, bits in rungs(weeks, busy, EARLY).items() if bits]
    assert on == ([] if segment(actions, EARLY) == "non_user" else [segment(actions, EARLY)])
