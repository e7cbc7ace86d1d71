"""The weekly summary: its numbers recounted by hand, its rules, what it hides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.actions import Theme
from bot.model.content import Question
from bot.model.figures import Point, Share, SurveyFacts, UseFacts, rate_number, share
from bot.model.ground import WHOLE, Ground, Member, Respondent
from bot.model.quotes import choose_quote
from bot.model.slices import open_answers, survey_facts, themes, use_facts
from bot.model.summary import Criteria, GateFacts, Summary, SummaryFacts, Tip, build, planned
from bot.model.usage import bits_of

MONDAY = date(2026, 11, 16)
TEAMS = ("Sales", "Finance", "Legal", "")
BOTH = {"en": "A pilot", "zh-Hant": "試辦", "zh-Hans": "试点"}


def facts(**changes: Any) -> SummaryFacts:
    use = UseFacts(
        enabled=60, active=41, active_before=38, started=5, stopped=2, habit=19, is_habit_known=True,
        history=tuple(Point(week=w, active=20 + 3 * w, enabled=60) for w in range(1, 7)),
    )  # fmt: skip
    given_facts: dict[str, Any] = {
        "titles": BOTH, "tool": "Copilot", "team": "Finance", "owner": "Dana Wu", "week_on": MONDAY,
        "made_on": MONDAY + timedelta(days=7),
        "program_week": 6, "last_week": 12, "use": use,
        "survey": SurveyFacts(asked=60, answered=27, rated=25, favourable=18, minutes=(5.0,) * 25),
        "plan_active": {1: 30.0, 12: 63.0}, "plan_habit": {4: 15.0, 8: 30.0},
        "sources": (("m365-copilot", MONDAY + timedelta(days=6)),),
    }  # fmt: skip
    return SummaryFacts(**{**given_facts, **changes})


def use(**changes: Any) -> UseFacts:
    return facts().use.model_copy(update=changes)


def rules(made: Summary) -> list[str]:
    return [action.rule for action in made.actions]


def test_the_numbers_say_how_many_of_whom_how_sure_and_how_good_the_evidence_is() -> None:
    made = build(facts())
    active = made.number("active")
    assert active.share == Share(count=41, of=60, percent=68)
    assert (active.low, active.high, active.target, active.grade) == (60, 76, 45, "D")
    assert (active.side, active.certainty) == ("above", "clear")
    favourable = made.number("favourable")
    assert favourable.share == Share(count=18, of=25, percent=70)
    assert (favourable.certainty, favourable.side, favourable.grade) == ("leaning", "above", "C")
    minutes = made.number("minutes")
    assert (minutes.minutes, minutes.certainty, minutes.side) == (5, "clear", "above")
    assert made.status == "on_track"


def test_equal_facts_give_equal_summaries_and_the_text_form_gives_the_same_back() -> None:
    made = build(facts())
    text = made.model_dump_json()
    assert build(facts()).model_dump_json() == text
    assert Summary.model_validate_json(text) == made
    assert Summary.model_validate_json(text).model_dump_json() == text


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_never_tells_that_it_was_nobody_or_everybody(count: tuple[int, int]) -> None:
    x, n = count
    told = share(x, n)
    assert n == 1 or 0 < told.count < n
    assert told.edge or told.count == x
    assert told.percent is None or told.percent in range(10, 91)


def test_below_ten_people_there_is_no_percentage() -> None:
    assert share(6, 8) == Share(count=6, of=8, percent=None)


def test_a_plan_runs_straight_between_its_weeks() -> None:
    assert [planned({4: 15, 8: 30}, week) for week in (3, 4, 6, 8, 11)] == [None, 15, 22.5, 30, 30]
    assert planned({}, 3) is None


def test_unfinished_data_gives_no_bad_news() -> None:
    made = build(facts(use=use(active=3, habit=1, is_partial=True, stopped=35)))
    assert made.is_partial
    assert made.number("active").certainty == "cant_tell"
    assert made.started is None
    assert "not_returning" not in rules(made)
    assert made.status == "on_track"


def test_missing_data_is_no_zero() -> None:
    made = build(facts(team="", use=use(is_known=False, active=0)))
    assert made.number("active").state == made.number("habit").state == "no_figures"
    assert made.number("active").share is None
    assert rules(made) == ["no_figures"]
    assert made.status == "watch"


def test_behind_plan_is_watched_and_a_waiting_gate_needs_a_decision() -> None:
    behind = build(facts(use=use(active=12)))
    assert behind.status == "watch"
    gate = GateFacts(titles=BOTH, week=6, due_on=MONDAY, owner="Dana Wu", is_due=True)
    assert build(facts(gate=gate)).status == "needs_decision"
    assert build(facts(program_week=2, use=use(is_habit_known=False))).status == "early"


def test_survey_numbers_of_too_few_people_are_not_kept_at_all() -> None:
    few = SurveyFacts(asked=20, answered=4, rated=4, favourable=4, minutes=(30.0,) * 4)
    made = build(facts(survey=few))
    for key in ("favourable", "minutes"):
        number = made.number(key)
        assert number.state == "hidden"
        assert (number.share, number.minutes, number.low, number.high) == (None, None, None, None)


def test_what_was_not_asked_this_week_is_repeated_with_its_week_and_not_for_ever() -> None:
    earlier = build(facts())
    silent = SurveyFacts()
    now = build(facts(program_week=8, survey=silent, previous=earlier))
    assert now.number("favourable").asked_in == 6
    again = build(facts(program_week=11, survey=silent, previous=now))
    assert again.number("favourable").asked_in == 6
    late = build(facts(program_week=12, survey=silent, previous=again))
    assert late.number("favourable").state == "not_asked"


def test_late_data_is_said_and_the_old_picture_is_not_silently_replaced() -> None:
    earlier = build(facts())
    changed = use(history=(*earlier_points(), Point(week=7, active=44, enabled=60)))
    now = build(facts(program_week=7, use=changed, previous=earlier))
    assert now.updated_weeks == (6,)


def earlier_points() -> list[Point]:
    points = list(facts().use.history)
    points[-1] = Point(week=6, active=50, enabled=60)
    return points


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"never": 12, "never_of": 60}, "never_activated"),
        ({"never": 11, "never_of": 60}, None),
        ({"never": 2, "never_of": 6}, None),
        ({"stopped": 12, "active_before": 40}, "not_returning"),
        ({"stopped": 11, "active_before": 40}, None),
        ({"dormant": 9, "dormant_of": 60}, "dormant"),
        ({"dormant": 8, "dormant_of": 60}, None),
    ],
)
def test_an_action_is_proposed_from_its_threshold_on(changes: dict[str, int], rule: str | None) -> None:
    assert rules(build(facts(use=use(**changes)))) == ([rule] if rule else [])


def test_few_answers_are_asked_for_by_a_person() -> None:
    survey = SurveyFacts(asked=60, answered=23)
    made = build(facts(survey=survey))
    assert rules(made) == ["low_response"]
    assert made.actions[0].evidence == share(23, 60)
    assert made.actions[0].who == "champion"
    assert made.actions[0].due_on == MONDAY + timedelta(days=11)


@pytest.mark.parametrize(
    ("made_after", "due_after"),
    [(7, 11), (10, 11), (11, 18), (14, 18), (40, 46)],
    ids=["on Monday", "the day before", "on the day", "a week late", "a month late"],
)
def test_a_digest_made_late_proposes_no_deadline_that_has_passed(made_after: int, due_after: int) -> None:
    survey = SurveyFacts(asked=60, answered=23)
    made = build(facts(survey=survey, made_on=MONDAY + timedelta(days=made_after)))
    assert made.actions[0].due_on == MONDAY + timedelta(days=due_after)


def test_at_most_three_actions_and_no_retired_one() -> None:
    theme = Theme(key="blocker:access", labels=BOTH, people=9)
    busy = use(never=20, never_of=60, stopped=20, active_before=40, dormant=20, dormant_of=60)
    made = build(facts(use=busy, themes=(theme,)))
    assert rules(made) == ["never_activated", "blocker", "not_returning"]
    fewer = build(facts(use=busy, themes=(theme,), retired={"never_activated", "blocker/blocker:access"}))
    assert rules(fewer) == ["not_returning", "dormant"]


def test_a_gate_shows_how_its_criteria_stand_with_the_whole_only() -> None:
    so_far = rate_number("active", 41, 60, 50, "D")
    stood = Criteria(met=2, missed=1, unclear=1)
    gate = GateFacts(titles=BOTH, week=8, due_on=MONDAY, owner="Dana Wu", so_far=so_far, criteria=stood)
    whole = build(facts(team="", gate=gate)).decision
    assert whole is not None
    assert (whole.weeks_left, whole.criteria, whole.gate.so_far) == (2, stood, so_far)
    team = build(facts(gate=gate)).decision
    assert team is not None
    assert team.criteria is team.gate.so_far is team.gate.criteria is None


def test_votes_of_too_few_are_not_told() -> None:
    tip = Tip(key="t", titles=BOTH, helpful=3, votes=4)
    made = build(facts(tip=tip)).tip
    assert made is not None
    assert made.votes is made.helpful is None


def test_a_quote_needs_ten_voices_and_stands_for_many() -> None:
    voices = tuple(f"please connect the shared drive of floor {floor}" for floor in range(9))
    assert choose_quote(voices, frozenset()) == ""
    chosen = choose_quote(
        (*voices, "Ask Mei Lin about the shared drive, please connect"), frozenset({"Mei Lin"})
    )
    assert "shared drive" in chosen
    assert "Mei" not in chosen


# The same numbers, counted the slow way.

signals = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 12)), max_size=120)


@st.composite
def grounds(draw: st.DrawFn) -> tuple[Ground, set[tuple[int, int]]]:
    """A program of twenty people in week 13, and who was active how many weeks ago."""
    joined = draw(st.lists(st.integers(0, 12), min_size=20, max_size=20))
    members = tuple(
        Member(f"p{n}", n, f"N{n}", draw(st.sampled_from(TEAMS)), MONDAY - timedelta(weeks=ago, days=1))
        for n, ago in enumerate(joined)
    )
    active = set(draw(signals))
    weeks = {
        MONDAY - timedelta(weeks=ago): bits_of(who for who, a in active if a == ago) for ago in range(13)
    }
    week = draw(st.sampled_from([6, 13]))
    calendar = tuple((week - ago, MONDAY - timedelta(weeks=ago)) for ago in reversed(range(min(week, 13))))
    return Ground(MONDAY, week, 5, members, weeks, "measured", MONDAY + timedelta(days=6), calendar), active


@given(grounds(), st.sampled_from([WHOLE, "Sales", "Legal"]))
@settings(max_examples=60)
def test_the_published_counts_equal_a_slow_recount(
    made: tuple[Ground, set[tuple[int, int]]], team: str
) -> None:
    ground, active = made
    found = use_facts(ground, team)
    group = [m for m in ground.members if team in ("", m.team)]

    def was_active(member: Member, ago: int) -> bool:
        return (member.ordinal, ago) in active

    def weeks_used(member: Member, weeks: int) -> int:
        return sum(was_active(member, ago) for ago in range(weeks))

    def enabled_for(member: Member, weeks: int) -> bool:
        return (MONDAY + timedelta(days=7) - member.since).days >= 7 * weeks

    weeks, need = (4, 4) if ground.program_week <= 12 else (12, 9)
    assert found.enabled == len(group)
    assert found.active == sum(was_active(m, 0) for m in group)
    assert found.started == sum(was_active(m, 0) and not was_active(m, 1) for m in group)
    assert found.stopped == sum(was_active(m, 1) and not was_active(m, 0) for m in group)
    assert found.habit == sum(weeks_used(m, weeks) >= need for m in group)
    assert found.never_of == sum(enabled_for(m, 2) for m in group)
    assert found.never == sum(enabled_for(m, 2) and not weeks_used(m, 13) for m in group)
    assert found.dormant == sum(
        enabled_for(m, 4) and weeks_used(m, 13) > 0 and weeks_used(m, 4) == 0 for m in group
    )


def question(key: str, role: str, options: dict[str, float | None], good: tuple[str, ...] = ()) -> Question:
    shown = [
        {"key": name, "en": name, "zh-Hant": name, "zh-Hans": name, "minutes": minutes}
        for name, minutes in options.items()
    ]
    kind = "choice" if options else "text"
    return Question.model_validate(
        {
            "key": key,
            "role": role,
            "kind": kind,
            "revised": {},
            "text": BOTH,
            "options": shown,
            "favourable": good,
        }
    )


QUESTIONS = {
    "useful": question("useful", "satisfaction", {**dict.fromkeys("12345"), "na": None}, ("4", "5")),
    "without": question("without", "time_without", {"lt5": 3, "gt60": 75, "na": None}),
    "with": question("with", "time_with", {"lt5": 3, "gt60": 75, "na": None}),
    "blocker": question("blocker", "blocker", {"none": None, "access": None, "speed": None}),
    "open": question("open", "open", {}),
}


@st.composite
def answered(draw: st.DrawFn) -> Ground:
    """Twenty-odd people in three teams and what they answered."""
    people = []
    for n in range(draw(st.integers(8, 26))):
        answers = draw(
            st.fixed_dictionaries(
                {},
                optional={
                    "useful": st.sampled_from(["1", "4", "5", "na"]),
                    "without": st.sampled_from(["lt5", "gt60", "na"]),
                    "with": st.sampled_from(["lt5", "gt60", "na"]),
                    "blocker": st.sampled_from(["none", "access", "speed"]),
                    "open": st.sampled_from(["good", "bad", " "]),
                },
            )
        )
        people.append(Respondent(f"p{n}", draw(st.sampled_from(TEAMS)), answers))
    members = tuple(Member(r.person_id, n, "", r.team, MONDAY) for n, r in enumerate(people))
    return Ground(
        MONDAY, 3, 5, members, {}, "none", None, ((3, MONDAY),), tuple(people), QUESTIONS,
    )  # fmt: skip


@given(answered(), st.sampled_from(["", "Sales", "Finance"]))
@settings(max_examples=60)
def test_the_published_answers_equal_a_slow_recount(ground: Ground, team: str) -> None:
    found = survey_facts(ground, team)
    here = [r for r in ground.asked if team in ("", r.team)]
    rated = [r.answers["useful"] for r in here if r.answers.get("useful", "na") != "na"]
    bands = {"lt5": 3, "gt60": 75}
    saved = [
        bands[r.answers["without"]] - bands[r.answers["with"]]
        for r in here
        if {r.answers.get("without"), r.answers.get("with")} <= bands.keys()
    ]
    assert (found.asked, found.answered) == (len(here), sum(bool(r.answers) for r in here))
    assert (found.rated, found.favourable) == (len(rated), sum(value in "45" for value in rated))
    assert list(found.minutes) == sorted(saved)
    wrote = [r.person_id for r in here if r.answers.get("open", "").strip()]
    assert len(open_answers(ground, team)) == len(wrote)
    assert len(open_answers(replace(ground, unquoted=frozenset(wrote[:1])), team)) == max(0, len(wrote) - 1)


@given(answered())
@settings(max_examples=80)
def test_no_theme_and_no_survey_number_can_be_solved_below_k_by_subtraction(ground: Ground) -> None:
    shown = sorted(ground.shown_teams)
    told = {team: {t.key: t.people for t in themes(ground, team)} for team in (WHOLE, *shown)}
    for key in ("blocker:access", "blocker:speed"):
        whole = told[WHOLE].get(key, 0)
        parts = [told[team][key] for team in shown if key in told[team]]
        assert all(count >= 5 for count in parts)
        rest = whole - sum(parts)
        assert not parts or rest == 0 or rest >= 5
    whole_rated = survey_facts(ground).rated
    visible = [survey_facts(ground, team) for team in shown]
    parts = [s.rated for s in visible if "favourable" not in s.hidden and s.rated]
    rest = whole_rated - sum(parts)
    assert not parts or rest == 0 or rest >= 5


def test_net_time_takes_checking_and_rework_off_and_is_not_told_without_them() -> None:
    """60 minutes without the tool, 3 with it, 22 of checking, 10 of rework: 25 saved, not 57."""
    bands = {"lt5": 3, "5to15": 10, "15to30": 22, "gt": 60, "none": 0}
    asked = {
        key: question(key, role, bands)
        for key, role in (
            ("without", "time_without"),
            ("with", "time_with"),
            ("check", "time_checking"),
            ("rework", "time_rework"),
        )
    }
    said = {"without": "gt", "with": "lt5", "check": "15to30", "rework": "5to15"}
    partial = {key: value for key, value in said.items() if key != "check"}
    people = tuple(Respondent(f"p{n}", "Sales", said if n < 6 else partial) for n in range(12))
    members = tuple(Member(r.person_id, n, "", r.team, MONDAY) for n, r in enumerate(people))
    ground = Ground(MONDAY, 3, 5, members, {}, "none", None, ((3, MONDAY),), people, asked)
    assert survey_facts(ground).minutes == (25,) * 6
