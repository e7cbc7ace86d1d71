"""Every number of every summary, laid beside all others by somebody who reads them all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bench.published import attacked
from bot.model.figures import Point, SurveyFacts, UseFacts
from bot.model.ground import Ground, Member
from bot.model.more import more_numbers
from bot.model.slices import use_facts
from bot.model.summary import build
from bot.model.usage import bits_of
from tests.model.test_summary import facts, rules, use

K = 5
MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize("seed", range(4))
def test_of_whole_summaries_no_small_group_can_be_solved_for_and_no_bound_is_undone(seed: int) -> None:
    found = attacked(5, seed)
    assert (found.solvable, found.numbers) == (0, set())
    assert found.summaries > 50


def test_the_attack_finds_parts_of_groups_that_are_told_without_asking_the_ledger() -> None:
    assert attacked(5, asks_ledger=False).solvable == 5


def newcomer() -> Ground:
    """Twenty with access since long, and one since Wednesday, who uses it."""
    days = [MONDAY - timedelta(weeks=8)] * 20 + [MONDAY + timedelta(days=2)]
    members = tuple(Member(f"p{n}", n, "", "Sales", day) for n, day in enumerate(days))
    weeks = {MONDAY - n * timedelta(weeks=1): bits_of(range(8)) for n in range(3)}
    return Ground(
        monday=MONDAY, program_week=3, k=K, members=members, active=weeks | {MONDAY: bits_of([*range(8), 20])},
        basis="measured", known_until=MONDAY + timedelta(days=6),
        calendar=tuple((3 - n, MONDAY - n * timedelta(weeks=1)) for n in (2, 1, 0)), known=frozenset(),
    )  # fmt: skip


def test_who_came_last_is_not_found_by_whom_the_others_are_counted_of() -> None:
    ground = replace(newcomer(), activated=bits_of(range(12)))
    made = build(facts(use=use_facts(ground), program_week=3))
    assert more_numbers(ground, use_facts(ground), SurveyFacts()) == ()
    never = next(action for action in made.actions if action.rule == "never_activated")
    assert never.evidence is None
    assert made.reach.tried is not None
    assert made.reach.tried.count == 9


def test_the_same_part_is_counted_where_it_was_told_of_before() -> None:
    old = bits_of(range(20))
    made = build(facts(use=use_facts(replace(newcomer(), known=frozenset({old}))), program_week=3))
    never = next(action for action in made.actions if action.rule == "never_activated")
    assert never.evidence is not None
    assert (never.evidence.count, never.evidence.of) == (12, 20)


def test_a_week_that_may_not_be_told_of_todays_people_stays_as_it_was_told() -> None:
    points = (Point(week=1, active=9, enabled=20), Point(week=2, active=12, enabled=20))
    first = build(facts(use=use(enabled=20, active=12, active_before=9, history=points), program_week=2))
    moved = Point(week=1, active=10, enabled=21, is_told=False)
    later = (moved, Point(week=2, active=2, enabled=21, is_told=False), Point(week=3, active=15, enabled=25))
    now = facts(
        use=use(enabled=25, active=15, active_before=12, history=later), previous=first, program_week=3
    )
    made = build(now)
    assert first.trend is not None
    assert made.trend is not None
    assert made.trend.active == (*first.trend.active, 60)
    assert made.updated_weeks == ()
    assert build(now.model_copy(update={"previous": None})).trend.active == (None, None, 60)  # type: ignore[union-attr]


@pytest.mark.parametrize(("before", "active"), [(20, 12), (19, 12), (12, 20), (12, 19), (1, 8), (8, 0)])
def test_started_and_stopped_do_not_undo_what_was_told_as_a_bound(before: int, active: int) -> None:
    moves = UseFacts(
        enabled=20, active=active, active_before=before, started=max(0, active - before),
        stopped=max(0, before - active), is_habit_known=True, tried=20,
    )  # fmt: skip
    made = build(facts(use=moves))
    assert (made.started, made.stopped) == (None, None)
    assert made.number("active").arrow == ""


def test_how_many_stayed_away_is_not_told_of_a_week_in_which_everybody_was_active() -> None:
    made = build(facts(use=use(enabled=20, active=12, active_before=20, started=0, stopped=8)))
    assert "not_returning" in rules(made)
    assert next(one for one in made.actions if one.rule == "not_returning").evidence is None
