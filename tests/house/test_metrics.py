"""Every number the code tells has a definition, every definition is of a number, and both say the same."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import get_args
from zoneinfo import ZoneInfo

from bot.cli.metric_words import reference
from bot.cli.metrics import in_order, sorted_groupings
from bot.model.definitions import METRICS, WEEKS
from bot.model.figures import Key
from bot.model.gate import GateMetric
from bot.model.usage import ladder_in
from bot.words import Content, Words, load_content
from tests.house.tree import ROOT, text_of

A_DAY = date(2026, 11, 22)
PROGRAM_WEEKS = range(-4, 60)


@cache
def content() -> Content:
    return load_content(ROOT / "content")


def test_every_number_in_the_code_has_a_definition_and_the_other_way_round() -> None:
    assert set(content().metrics) == set(METRICS)
    assert set(get_args(Key)) <= set(METRICS)
    assert set(get_args(GateMetric)) <= set(METRICS)


def test_every_number_is_defined_in_every_week_of_a_program_and_from_now_on() -> None:
    for item in content().metrics.values():
        for week in PROGRAM_WEEKS:
            assert len(item.in_force(A_DAY, week)) == 1, (item.key, week)
        assert any(one.until is None for one in item.versions), item.key


def test_the_habit_is_defined_by_the_ladder_that_is_computed() -> None:
    habit = content().metrics["habit"]
    for week in PROGRAM_WEEKS:
        ladder = ladder_in(week)
        (held,) = habit.in_force(A_DAY, week)
        assert WEEKS[held.window] == ladder.weeks, week
        numbers = (
            f"{ladder.need} of the last {ladder.weeks} worked weeks",
            f"{ladder.need} or more of the last {ladder.weeks} worked weeks",
        )
        assert any(one in held.formula.root["en"] for one in numbers), week


def test_every_number_feeds_something_decision_makers_ask_for() -> None:
    fed = {name for one in content().groupings.values() for name in one.fed_by}
    assert fed == set(METRICS)


def test_there_are_seven_metrics_of_decision_makers_and_six_families_of_value() -> None:
    families = [one.family for one in content().groupings.values()]
    assert (families.count("decision"), families.count("value")) == (7, 6)


def test_the_page_of_definitions_is_current() -> None:
    say = Words(content()).say("en", ZoneInfo("UTC"))
    written = reference(say, in_order(content()), sorted_groupings(content()))
    assert text_of(ROOT / "docs/reference/metrics.md") == written
