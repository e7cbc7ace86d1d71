"""The numbers beside the four, recounted by hand; what a summary tells of each; and versions of definitions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.model.actions import Action
from bot.model.content import Question
from bot.model.definitions import METRICS, GroupingItem, MetricItem, MetricVersion
from bot.model.figures import GRADES, Share, SurveyFacts, UseFacts
from bot.model.ground import Ground, Member, Respondent
from bot.model.metrics import breadth, cost_per_habitual_user, coverage, net_minutes, returning
from bot.model.slices import use_facts
from bot.model.summary import build
from bot.model.told import PROVENANCES, grades_of, told_number, told_numbers
from bot.model.usage import bits_of
from tests.model.test_summary import BOTH, MONDAY, facts, use

BANDS = ({"none": 0}, {"10": 10}, {"30": 30}, {"60": 60})
ROLES = ("time_without", "time_with", "time_checking", "time_rework")
TEXT = {"en": "Words", "zh-Hant": "文字", "zh-Hans": "文字"}


def question(role: str) -> Question:
    options = [
        {"key": key, "minutes": minutes, **dict.fromkeys(TEXT, key)}
        for band in BANDS
        for key, minutes in band.items()
    ]
    return Question.model_validate(
        {"key": role, "kind": "time", "role": role, "text": TEXT, "revised": {}, "options": options}
    )


def ground(*answers: tuple[str, dict[str, str]], roles: tuple[str, ...] = ROLES) -> Ground:
    """Eight people in Sales, two in Legal; person 0 to 3 active this week, 2 to 5 the week before."""
    members = tuple(
        Member(f"p{n}", n, f"P {n}", "Sales" if n < 8 else "Legal", MONDAY - timedelta(weeks=9))
        for n in range(10)
    )
    weeks = {MONDAY: bits_of(range(4)), MONDAY - timedelta(weeks=1): bits_of(range(2, 6))}
    asked = tuple(Respondent(person, "Sales", said) for person, said in answers)
    return Ground(
        MONDAY, 6, 5, members, weeks, "measured", MONDAY + timedelta(days=6), ((6, MONDAY),), asked,
        {role: question(role) for role in roles},
    )  # fmt: skip


def version(number: int, since: int, **changes: object) -> MetricVersion:
    texts = dict.fromkeys(("sentence", "formula", "counted", "of_whom", "not_said"), TEXT)
    given = {"version": number, "effective_from": date(since, 1, 1), "sources": ["usage"], "window": "week"}
    return MetricVersion.model_validate({**given, "lag": "usage", **texts, **changes})


def item(*versions: MetricVersion) -> MetricItem:
    revised = dict.fromkeys(TEXT, MONDAY)
    return MetricItem(key="active", owner="admin", title=TEXT, revised=revised, versions=versions)


def test_who_came_back_is_counted_of_those_who_were_there_before() -> None:
    found = returning(use_facts(ground()))
    assert found is not None
    assert (found.count, found.of) == (2, 4)


def test_nobody_came_back_of_nobody_and_a_week_in_part_tells_nothing() -> None:
    assert returning(UseFacts(enabled=9, active=3)) is None
    assert returning(use(is_partial=True)) is None
    assert returning(use(is_known=False)) is None


def test_breadth_is_the_middle_of_how_many_features_each_person_used() -> None:
    assert breadth([["chat", "chat", "meet"], ["chat"], ["chat", "code", "meet", "agent"], []]) == 2
    assert breadth([["chat"], ["chat", "meet"]]) == 1.5
    assert breadth([[], []]) is None


def test_coverage_counts_everybody_seen_or_heard_once() -> None:
    found = coverage(ground(("p3", {"time_with": "10"}), ("p7", {"time_with": "10"}), ("p8", {})))
    assert found is not None
    assert (found.count, found.of, found.is_least) == (5, 10, False)


def test_anonymous_answers_make_coverage_a_lower_bound() -> None:
    named = ground(("p7", {"time_with": "10"}))
    slip = Respondent("slip", "Sales", {"time_with": "10"}, frozenset({"p8"}))
    found = coverage(replace(named, asked=(*named.asked, slip)))
    assert found is not None
    assert (found.count, found.of, found.is_least) == (5, 10, True)
    assert coverage(ground(), "Nowhere") is None


def test_net_time_takes_checking_and_rework_off_where_all_four_times_were_asked() -> None:
    said = {"time_without": "60", "time_with": "10", "time_checking": "10", "time_rework": "30"}
    slower = said | {"time_without": "10", "time_with": "30"}
    part = {"time_without": "60", "time_with": "10"}
    assert net_minutes(ground(("p0", said), ("p1", slower), ("p2", part))) == (-60, 10)
    assert net_minutes(ground(("p0", part), roles=ROLES[:2])) == ()
    assert net_minutes(ground(("p0", said)), "Legal") == ()


def test_a_habit_costs_all_the_seats_and_has_no_price_while_nobody_has_it() -> None:
    assert cost_per_habitual_user(100, 30.0, 24) == 125
    assert cost_per_habitual_user(100, 30.0, 0) is None
    with pytest.raises(ValueError, match="-1 people"):
        cost_per_habitual_user(100, 30.0, -1)


def test_a_summary_tells_its_four_numbers_first_and_each_name_once() -> None:
    keys = [one.key for one in told_numbers(build(facts()))]
    assert keys[:4] == ["habit", "active", "minutes", "favourable"]
    assert len(keys) == len(set(keys))
    assert {"started", "stopped", "response", "enabled"} <= set(keys)
    assert set(keys) <= set(METRICS)


def test_what_is_told_is_what_was_published_with_the_grade_of_its_provenance() -> None:
    made = build(facts())
    stopped, answered = told_number(made, "stopped"), told_number(made, "response")
    assert stopped is not None
    assert answered is not None
    assert (stopped.count, stopped.grade) == (2, "D")
    assert (answered.count, answered.of) == (27, 60)
    from_taps = build(facts(use=use(basis="chat")))
    assert {one.key: one.grade for one in told_numbers(from_taps)}["started"] == "C"
    for one in (*told_numbers(made), *told_numbers(from_taps)):
        assert one.provenance in PROVENANCES[one.key]


def test_hidden_answers_stay_hidden_when_they_are_asked_about() -> None:
    survey = SurveyFacts(asked=60, answered=27, hidden=frozenset({"response"}))
    told = told_number(build(facts(survey=survey)), "response")
    assert told is not None
    assert told.count is None


def test_what_an_action_rests_on_can_be_asked_about_too() -> None:
    action = Action(
        rule="not_returning", evidence=Share(count=12, of=40, edge="at_least"), who="owner", due_on=MONDAY
    )
    made = build(facts()).model_copy(update={"actions": (action,)})
    came_back = told_number(made, "returning")
    assert came_back is not None
    assert (came_back.count, came_back.of, came_back.edge) == (28, 40, "at_most")


def test_grades_follow_from_where_numbers_come_from_the_best_first() -> None:
    assert grades_of(["minutes", "active"]) == ("B", "C", "D")
    assert grades_of([]) == ()
    assert set(PROVENANCES) == set(METRICS)
    assert {one for found in PROVENANCES.values() for one in found} <= set(GRADES)


def test_the_version_of_a_day_and_program_week_is_found() -> None:
    early = version(1, 2025, until=date(2026, 1, 1))
    both = item(early, version(2, 2026, last_program_week=12), version(3, 2026, first_program_week=13))
    assert [one.version for one in both.in_force(date(2025, 12, 31), 40)] == [1]
    assert [one.version for one in both.in_force(date(2026, 1, 1), 12)] == [2]
    assert [one.version for one in both.in_force(date(2026, 1, 1), 13)] == [3]
    assert [one.version for one in both.in_force(date(2026, 1, 1))] == [2, 3]
    assert both.in_force(date(2024, 12, 31)) == ()
    assert list(both.problems()) == []


@pytest.mark.parametrize(
    ("versions", "problem"),
    [
        ((version(1, 2025), version(2, 2026)), "versions 1 and 2: overlap from 2026-01-01 on"),
        ((version(1, 2025, until=date(2025, 7, 1)), version(2, 2026)), "nothing holds from 2025-07-01"),
        ((version(1, 2025, until=date(2024, 7, 1)),), "until: must come after effective_from"),
        (
            (version(1, 2025, last_program_week=12), version(2, 2025, first_program_week=14)),
            "from week 13 on",
        ),
        ((version(1, 2025, last_program_week=12), version(2, 2025, first_program_week=12)), "overlap"),
        ((version(1, 2025, first_program_week=5),), "before the first week"),
        ((version(1, 2025, last_program_week=12),), "from week 13 on"),
        ((version(1, 2025, first_program_week=5, last_program_week=4),), "must not come before"),
        ((version(1, 2025, until=date(2026, 1, 1)), version(1, 2026)), "version 1: stands there twice"),
    ],
)
def test_versions_that_overlap_or_leave_a_gap_are_named(
    versions: tuple[MetricVersion, ...], problem: str
) -> None:
    assert problem in "\n".join(item(*versions).problems())


def test_a_grouping_without_any_source_is_refused() -> None:
    with pytest.raises(ValueError, match="fed_by or owner_enters"):
        GroupingItem(key="x", revised={}, family="value", order=1, title=BOTH, sentence=BOTH)
