"""What those read of the summary whom it tells of, and who lead nobody."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cards.plain import plain
from bot.cards.summary_views import view_card
from bot.model.views import told_to
from bot.settings import HOUSE
from bot.store import programs, summaries
from tests.full_summary import full_summary
from tests.stories.test_summary_story import FINANCE, SALES, digest, jump, running, used
from tests.world import ZONE, World, words_of

__all__ = ["running"]


@pytest.fixture
def told(running: World) -> World:
    """Two weeks are published; in the second most of Sales did not come back."""
    for name in ("fin0", "leg0"):
        running.arrives(name)
    jump(running, "Fri 18:00")
    used(running, 1, SALES + FINANCE[:3])
    jump(running, "week 2 Fri 18:00")
    used(running, 2, SALES[:3] + FINANCE[:3])
    assert "did not come back" in digest(running, "cho", 3)
    return running


def test_a_pilot_user_reads_the_own_team_without_actions_and_without_buttons(told: World) -> None:
    read = told.says("sal0", "ai-summary")
    assert "Week 2 of 3 · Sales" in read
    assert "3 of 9 people with access used Example Assistant" in read
    assert not read.card.taps()
    assert "did not come back" not in read
    assert "Dana Example" not in read
    assert read.says("views.said_nothing")


def test_whose_team_is_hidden_reads_the_whole_in_three_sentences(told: World) -> None:
    read = told.says("leg0", "ai-summary")
    assert "A short pilot" in read
    assert len(read.card.blocks) == 4
    assert "6 of 21 people" in read
    assert read.text == told.says("leg0", "ai-summary all").text == told.says("sal0", "ai-summary all").text


def test_another_team_is_refused_in_the_same_words_whether_there_is_one_or_not(told: World) -> None:
    expected = {"command": "ai-summary", "all": told.label("sal0", "summary.everybody")}
    for name in ("Finance", "Legal", "Mars"):
        assert told.says("sal0", f"ai-summary {name}").says("views.not_yours", **expected)
    assert "· Finance ·" in told.says("fin0", "ai-summary finance")


def test_a_week_and_a_day_are_understood_from_everybody(told: World) -> None:
    assert "Week 1 of 3 · Sales" in told.says("sal0", "ai-summary -2")
    assert "Week 1 of 3 · Sales" in told.says("sal0", "ai-summary as-of 2026-12-11")
    assert told.says("sal0", "ai-summary as-of 2026-12-01").says("views.none_by", at="1 Dec 2026 23:59")


def test_a_decision_that_is_due_is_not_told_to_come_on_a_day_that_is_over(told: World) -> None:
    for words in ("ai-summary", "ai-summary all"):
        assert "On Mon 14 Dec" not in told.says("sal0", words)
        assert told.says("sal0", words).says("views.decision_due")
    assert told.says("sal0", "ai-summary -2").says("views.next_decision", day=date(2026, 12, 14))


def test_the_ladder_is_for_those_who_lead() -> None:
    assert full_summary().rungs
    assert "on which step" not in plain(
        view_card(words_of(HOUSE / "content").say("en", ZONE), full_summary(), "everyone")
    )


def test_help_names_the_summary_to_everybody(told: World) -> None:
    assert told.says("sal0", "ai-help").says("help.summary")


def test_a_button_of_a_summary_does_nothing_for_those_who_only_read_it(told: World) -> None:
    message = told.last("cho")
    for phrase in ("summary.explain", "summary_card.share_tip"):
        assert told.tap("sal0", message, told.label("cho", phrase)).says("summary.gone")


def test_a_view_is_a_part_of_what_was_published_and_nothing_else(told: World) -> None:
    program_id = told.run(lambda ctx: programs.latest(ctx.db)).program_id
    sales = told.run(lambda ctx: summaries.latest(ctx.db, program_id, "Sales")).summary
    whole = told.run(lambda ctx: summaries.latest(ctx.db, program_id, "")).summary
    all_of_it = told_to(sales, "champion")
    team = told_to(sales, "team")
    assert {key: all_of_it[key] for key in team if key != "decision"} == {
        key: value for key, value in team.items() if key != "decision"
    }
    assert not {"actions", "moved", "no_longer", "quote", "owner"} & team.keys()
    assert [one["key"] for one in told_to(whole, "everyone")["numbers"]] == ["habit", "active"]
    with pytest.raises(ValueError, match="whole program only"):
        told_to(sales, "everyone")
