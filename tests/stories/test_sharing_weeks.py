"""A small question asked often leaves the week to a large one asked rarely, and the plan says so."""

from __future__ import annotations

import pytest

from bot.errors import BadInput
from bot.model.sharing_weeks import planned, yielded
from bot.steps.program import checked_program
from tests.stories.test_rehearsal import _rehearsed as rehearsed
from tests.stories.test_windows import CLOSES, REMINDS, asked_in, one_more, start
from tests.world import PROGRAMS, ZONE, World, words_of

HOUSE = PROGRAMS.parents[1]
PULSE_AND_CULTURE = {REMINDS: "every_weeks = 1", CLOSES: CLOSES + one_more("culture")}
SHORT = (PROGRAMS / "short.toml").read_text(encoding="utf-8")


def test_a_weekly_pulse_leaves_the_week_to_a_quarterly_window_and_the_plan_says_so(world: World) -> None:
    start(world, "ada,Sales,pilot_user", **PULSE_AND_CULTURE)
    plan = world.says("dana", "ai-rollout")
    assert plan.says("sharing.week", window="w1", weeks=["2"], other="w2", other_week=2)
    world.at("Tue 10:05")
    assert "ada" in asked_in(world, "w1")
    world.at("week 2 Tue 10:05")
    assert "ada" in asked_in(world, "w2")
    assert asked_in(world, "w1-w2") == set()
    world.at("week 3 Tue 10:05")
    assert [row.state for row in world.deliveries("ada") if row.story == "feedback.prompt"] == [
        "sent",
        "sent",
    ]


def test_the_rehearsal_says_which_week_a_window_leaves_out() -> None:
    report = rehearsed(PULSE_AND_CULTURE)
    (found,) = [one for one in report.findings if one.about == "left_out"]
    assert (found.level, found.key, found.week) == ("note", "w1", 2)
    assert found.text == "Window w1 leaves out week 2: window w2 asks then, and comes more rarely."
    assert {line.slot for line in report.slots} >= {
        "first/w1/prompt",
        "first/w2/prompt",
    }
    assert not [line for line in report.slots if "w1-w2" in line.slot]


def weeks_of(*windows: str, weeks: int = 8) -> tuple[dict[str, list[int]], list[str]]:
    """The weeks each window comes in, and what is said of those left out."""
    text = SHORT.replace("weeks = 2", f"weeks = {weeks}").replace(
        "first_week = 3", f"first_week = {weeks + 1}"
    )
    before, rest = text.split("[[phase.window]]", 1)
    _, after = rest.split("[[phase.nudge]]", 1)
    content = words_of(HOUSE / "content").content
    program = checked_program(f"{before}{''.join(windows)}[[phase.nudge]]{after}", "short.toml", content)
    come, left = planned(program, content.rests())
    say = words_of(HOUSE / "content").say("en", ZONE)
    found: dict[str, list[int]] = {}
    for turn in come:
        found.setdefault(turn.window, []).append(turn.rule.week)
    return found, [say(one.phrase, **one.values) for one in yielded(left)]


def window(key: str, questions: str, week: int, every: int = 0, half: str = "") -> str:
    return (
        f'[[phase.window]]\nkey = "{key}"\nquestions = "{questions}"\nweek = {week}\nevery_weeks = {every}\n'
        f'half = "{half}"\nopens = "tue 10:00"\ncloses = "fri 17:00"\n'
    )


def test_of_two_windows_that_come_again_the_rarer_keeps_the_week() -> None:
    weeks, said = weeks_of(window("often", "pulse-a", 1, 1), window("rarely", "pulse-b", 2, 3))
    assert weeks == {"often": [1, 3, 4, 6, 7], "rarely": [2, 5, 8]}
    assert said == ["Window often leaves out week 2, 5, 8: window rarely asks then, and comes more rarely."]


def test_the_first_turn_gives_way_too_and_the_later_ones_keep_their_keys() -> None:
    weeks, _ = weeks_of(window("often", "pulse-a", 1, 1), window("once", "pulse-b", 1), weeks=3)
    assert weeks == {"often": [2, 3], "once": [1]}


def test_the_same_questions_rest_around_a_rarer_window() -> None:
    weeks, said = weeks_of(window("often", "blockers", 1, 2), window("once", "blockers", 4))
    assert weeks == {"often": [1, 7], "once": [4]}
    assert said == [
        "Window often leaves out week 3, 5: window once asks the same questions in week 4, and comes more rarely."
    ]


def test_the_other_half_is_asked_side_by_side() -> None:
    weeks, said = weeks_of(
        window("often", "pulse-a", 1, 1, "a"), window("once", "pulse-b", 2, 0, "b"), weeks=3
    )
    assert (weeks, said) == ({"often": [1, 2, 3], "once": [2]}, [])


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        ((window("a", "pulse-a", 1, 2), window("b", "pulse-b", 3, 2)), "two windows overlap in week 3"),
        ((window("a", "pulse-a", 2), window("b", "pulse-b", 2)), "two windows overlap in week 2"),
        ((window("a", "blockers", 1, 1),), "these questions rest 13 days"),
        (
            (window("a", "pulse-a", 1, 4), window("b", "pulse-b", 1), window("c", "culture", 5)),
            "window a: every week of it belongs to a window that comes more rarely",
        ),
    ],
)
def test_only_windows_that_cannot_be_resolved_are_refused(windows: tuple[str, ...], said: str) -> None:
    with pytest.raises(BadInput) as refused:
        weeks_of(*windows)
    assert any(said in problem for problem in refused.value.problems)
