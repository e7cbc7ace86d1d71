"""A gate's rules: verdicts, guardrails, short weeks, recommendations, sealed guesses; and the table in the docs."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.gate_table import how_often, lines, needed
from bot.model.cohort import Cohort
from bot.model.delivery import Limits, plain_weeks
from bot.model.gate import Gate
from bot.model.gate_count import count_metric, groups_behind
from bot.model.gate_rules import (
    Count,
    Evidence,
    Rail,
    counted_week,
    judge_metric,
    judge_sample,
    look_at,
    rail,
    recommend,
    working_days_since,
)
from bot.model.ground import Ground, Member, Respondent
from bot.model.prediction import BANDS, band_of, may_say
from bot.model.readiness import lagging, missing_owners
from bot.model.rollout import Phase, Program
from bot.model.schedule import PhaseStatus, Shift
from bot.model.usage import bits_of
from bot.steps.program import read_program

MONDAY = date(2026, 11, 30)
GATE = Gate(metric="active", target=50, minimum_people=15)
DOC = Path(__file__).resolve().parents[2] / "docs/explanation/gates.md"
PROGRAM = Path(__file__).resolve().parents[1] / "programs/gated.toml"


def count(x: int, n: int, **changes: Any) -> Count:
    return Count(metric="active", count=x, of=n).model_copy(update=changes)


def evidence(x: int, n: int, rails: tuple[Rail, ...] = (), failed_before: bool = False) -> Evidence:
    return look_at(GATE, count(x, n), rails, 1, MONDAY, 2, failed_before)


@pytest.mark.parametrize(
    ("x", "n", "verdict"),
    [(18, 30, "met"), (17, 30, "cant_tell"), (13, 30, "cant_tell"), (12, 30, "unmet"), (9, 9, "cant_tell")],
)
def test_a_verdict_is_sure_at_eighty_percent_either_way(x: int, n: int, verdict: str) -> None:
    assert judge_metric(GATE, count(x, n)) == verdict


def test_too_few_people_are_an_unmet_sample_whatever_the_share() -> None:
    assert judge_sample(GATE, count(14, 14)) == "unmet"
    assert judge_metric(GATE, count(14, 14)) == "met"
    assert not evidence(14, 14).three_met
    assert evidence(15, 15).three_met


@pytest.mark.parametrize("state", ["hidden", "no_figures", "not_asked", "early"])
def test_where_there_is_nothing_to_tell_nobody_can_tell(state: str) -> None:
    nothing = count(0, 0, state=state)
    assert judge_sample(GATE, nothing) == judge_metric(GATE, nothing) == "cant_tell"
    assert look_at(GATE, nothing, (), 1, MONDAY, 2, False).number is None


def test_figures_that_can_only_grow_may_pass_a_gate_and_never_fail_it() -> None:
    assert judge_metric(GATE, count(25, 30, state="partial")) == "met"
    assert judge_metric(GATE, count(2, 30, state="partial")) == "cant_tell"


def test_the_needed_counts_are_those_of_the_facts() -> None:
    assert [needed(0.5, n) for n in (10, 15, 20, 30, 50, 100)] == [
        (7, 3), (10, 5), (12, 8), (18, 12), (29, 21), (55, 45),
    ]  # fmt: skip
    rounded = [(round(how_often("pass", p), 2), round(how_often("fail", p), 2)) for p in (0.4, 0.5, 0.6)]
    assert rounded == [(0.02, 0.58), (0.18, 0.18), (0.58, 0.02)]


def test_the_page_about_gates_prints_the_table_as_it_is_computed() -> None:
    page = DOC.read_text(encoding="utf-8").splitlines()
    missing = [line for line in lines() if line and line not in page]
    assert missing == []


def test_what_is_recommended_follows_from_what_was_seen() -> None:
    good, unclear, bad = evidence(25, 30), evidence(15, 30), evidence(3, 30)
    incident, safety = rail("incidents", 1, 0), rail("safety", 1, 0)
    assert recommend(good, (), True, 0) == "advance"
    assert recommend(good, (incident,), True, 0) == "hold"
    assert recommend(good, (), True, 2) == "hold"
    assert recommend(good, (safety,), True, 0) == "stop"
    assert [recommend(one, (), True, 0) for one in (unclear, bad)] == ["extend", "extend"]
    assert [recommend(one, (), False, 0) for one in (unclear, bad)] == ["decide", "decide"]
    assert recommend(evidence(3, 30, failed_before=True), (), True, 0) == "stop"
    assert recommend(evidence(15, 30, failed_before=True), (), True, 0) == "extend"


@given(x=st.integers(0, 60), n=st.integers(0, 60), failed=st.booleans(), items=st.integers(0, 2))
def test_advance_is_never_recommended_unless_all_three_are_met(
    x: int, n: int, failed: bool, items: int
) -> None:
    seen = evidence(min(x, n), n, failed_before=failed)
    if recommend(seen, (), True, items) == "advance":
        assert seen.three_met
        assert not items


def test_a_guardrail_breaks_beyond_its_limit_and_not_at_it() -> None:
    assert [rail("opt_outs", value, 10).is_broken for value in (9.9, 10, 10.1)] == [False, False, True]


def phase() -> tuple[Program, Phase]:
    program = read_program(PROGRAM.read_text(encoding="utf-8"), "gated.toml")
    return program, program.phase[0]


def status(**changes: Any) -> PhaseStatus:
    return PhaseStatus(phase_key="first", ordinal=0, state="running", week_one_on=MONDAY, **changes)


def test_the_last_full_week_is_counted_and_short_weeks_are_left_out() -> None:
    _, first = phase()
    end = MONDAY + timedelta(weeks=2)
    assert counted_week(first, status(), end, Limits(), plain_weeks) == (2, MONDAY + timedelta(weeks=1))
    assert counted_week(first, status(), end - timedelta(days=1), Limits(), plain_weeks) == (1, MONDAY)
    assert counted_week(first, status(), MONDAY, Limits(), plain_weeks) is None

    def two_days_off(calendar: str, day: date, with_weekend: bool) -> bool | None:
        return False if day in (MONDAY + timedelta(days=7), MONDAY + timedelta(days=8)) else None

    assert counted_week(first, status(), end, Limits(), two_days_off) == (1, MONDAY)


def test_an_extension_and_a_hold_move_the_week_that_is_counted() -> None:
    _, first = phase()
    moved = status(extended_weeks=1, shifts=(Shift(from_week=3, weeks=2),))
    found = counted_week(first, moved, MONDAY + timedelta(weeks=9), Limits(), plain_weeks)
    assert found == (3, MONDAY + timedelta(weeks=4))


def test_working_days_are_counted_without_weekends() -> None:
    assert working_days_since(MONDAY, MONDAY + timedelta(days=7), Limits(), plain_weeks) == 5
    assert working_days_since(MONDAY, MONDAY, Limits(), plain_weeks) == 0


def ground(active: dict[date, int], sizes: dict[str, int], **changes: Any) -> Ground:
    teams = [team for team, size in sizes.items() for _ in range(size)]
    members = tuple(
        Member(person_id=f"p{n}", ordinal=n, name="", team=team, since=MONDAY) for n, team in enumerate(teams)
    )
    basis: dict[str, Any] = {"basis": "measured", "known_until": MONDAY + timedelta(days=20)}
    return Ground(
        monday=MONDAY + timedelta(weeks=1), program_week=2, k=5, members=members, active=active,
        calendar=(), **{**basis, **changes},
    )  # fmt: skip


def test_ever_used_counts_from_the_phases_first_week_on() -> None:
    weeks = {
        MONDAY - timedelta(weeks=1): bits_of([7]),
        MONDAY: bits_of([0, 1]),
        MONDAY + timedelta(weeks=1): bits_of([1, 2]),
    }
    known = ground(weeks, {"Sales": 10})
    ever, active = (count_metric(metric, known, MONDAY) for metric in ("activation", "active"))
    assert (ever.count, ever.of) == (3, 10)
    assert (active.count, active.of) == (2, 10)


def test_below_the_smallest_group_nothing_is_counted() -> None:
    few = count_metric("active", ground({MONDAY + timedelta(weeks=1): bits_of([0])}, {"Sales": 4}), MONDAY)
    assert (few.state, few.count, few.of) == ("hidden", 0, 0)
    asked = tuple(Respondent(f"p{n}", "Sales", {}) for n in range(4))
    silent = count_metric("response", ground({}, {"Sales": 30}, asked=asked), MONDAY)
    assert (silent.state, silent.of) == ("hidden", 0)


def test_only_teams_that_may_be_told_about_can_lie_behind() -> None:
    week = MONDAY + timedelta(weeks=1)
    sizes = {"Sales": 20, "Finance": 20, "Legal": 4, "Board": 3}
    behind = dict(groups_behind("active", ground({week: bits_of(range(20))}, sizes), MONDAY))
    assert behind.keys() == {"Sales", "Finance"}
    assert round(behind["Finance"]) == round(100 * 20 / 47)


def test_a_driver_lags_when_it_lies_two_below_the_middle_of_the_others() -> None:
    assert lagging({"strategy": 4, "technology": 4, "governance": 2}) == ["governance"]
    assert lagging({"strategy": 4, "technology": 3, "governance": 2}) == []
    assert lagging({"strategy": 1}) == []


def test_owners_who_are_not_named_or_not_here_any_more_are_missing() -> None:
    program, first = phase()
    assert missing_owners(program, first, frozenset({"olga@example.com"})) == [
        "defined_by", "chosen_by", "supervised_by", "judged_by", "sponsor",
    ]  # fmt: skip
    assert "phase_owner" in missing_owners(program, first, frozenset())
    bare = first.model_copy(update={"kpi": " ", "cohort": Cohort()})
    assert "kpi" in missing_owners(program, bare, frozenset())


def test_a_guess_falls_in_one_band_and_is_sealed_when_the_first_week_starts() -> None:
    assert [band_of(share) for share in (0, 19, 20, 59, 80, 100)] == [0, 0, 20, 40, 80, 80]
    assert set(BANDS) == {band_of(share) for share in range(101)}
    before, first_day, next_week = MONDAY - timedelta(days=1), MONDAY, MONDAY + timedelta(weeks=1)
    assert [may_say(MONDAY, day, True) for day in (before, first_day, next_week)] == [True, False, False]
    assert [may_say(MONDAY, day, False) for day in (before, first_day, next_week)] == [True, True, False]
