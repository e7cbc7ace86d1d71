"""What people type after the word for pause."""

from __future__ import annotations

import pytest

from bot.errors import UserError
from bot.model.delivery import KINDS, Pause
from bot.model.pauses import is_drill, near_names, read_pause

TEAMS = ["Sales", "Sales North", "Finance", "業務部", "業務二部"]


@pytest.mark.parametrize(
    ("words", "pause", "reason"),
    [
        ("", Pause("all"), ""),
        ("wrong audience", Pause("all"), "wrong audience"),
        ("all wrong audience", Pause("all"), "wrong audience"),
        ("programs are late", Pause("all"), "programs are late"),
        ("teamwork day", Pause("all"), "teamwork day"),
        ("計畫延後", Pause("all"), "計畫延後"),
        ("PROGRAM: late", Pause("program"), "late"),
        ("計畫，延後", Pause("program"), "延後"),
        ("team sales", Pause("team", "Sales"), ""),
        ("team Sales North fair", Pause("team", "Sales North"), "fair"),
        ("team “Sales North” fair", Pause("team", "Sales North"), "fair"),
        ("團隊 業務二部：盤點", Pause("team", "業務二部"), "盤點"),
        ("团队「業務部」 盤點", Pause("team", "業務部"), "盤點"),
    ],
)
def test_scope_and_reason_are_read_from_the_words(words: str, pause: Pause, reason: str) -> None:
    asked = read_pause(words, TEAMS)
    assert (asked.pause, asked.reason) == (pause, reason)


@pytest.mark.parametrize("words", ["team", "team Salesforce", "team 業務三部", "團隊"])
def test_a_team_that_is_not_there_is_refused(words: str) -> None:
    with pytest.raises(UserError) as refused:
        read_pause(words, TEAMS)
    assert refused.value.phrase == "pause.unknown_team"


def test_near_names_come_first_and_without_any_all_are_shown() -> None:
    assert near_names("Slaes", TEAMS)[0] == "Sales"
    assert near_names("north", TEAMS) == ["Sales North"]
    assert near_names("qqq", ["B", "A"]) == ["A", "B"]


def test_the_drill_is_a_word_alone() -> None:
    assert [is_drill(words) for words in ("drill", " Drill ", "演練", "演练")] == [True] * 4
    assert not is_drill("drill the team later")


def test_what_each_scope_holds_is_settled_for_every_kind() -> None:
    held = {scope: {kind for kind in KINDS if Pause(scope, "Sales").holds(kind, "Sales")} for scope in
            ("all", "program", "team", "phase")}  # fmt: skip
    assert held["all"] == held["team"] == set(KINDS)
    assert held["program"] == {
        "disclosure",
        "nudge",
        "tip",
        "rescue",
        "prompt",
        "reminder",
        "told",
        "relayed",
    }
    assert held["phase"] == held["program"] | {"chosen_time"}
    assert not any(Pause("team", "Sales").holds(kind, "Finance") for kind in KINDS)
