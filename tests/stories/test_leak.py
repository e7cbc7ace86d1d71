"""Where people are lost, as champions and sponsors see it: from what was published, and nothing else."""

from __future__ import annotations

import pytest

from bot.cards.limits import problems
from bot.steps.record import erase
from bot.steps.usage import import_signals
from bot.store import ledger, programs, summaries
from tests.valued import FINANCE, SALES, company, first_week, used, weeks
from tests.world import World


@pytest.fixture
def running(world: World) -> World:
    """A program with one published week."""
    company(world)
    first_week(world)
    return world


def test_a_sponsor_sees_five_steps_the_largest_leak_and_one_thing_to_do(running: World) -> None:
    shown = running.says("rob", "ai-summary leak")
    assert "1 Seat: 31 people with access" in shown
    assert "2 Tried it: 16 of 31 used it at least once · evidence D · 15 people lost here" in shown
    assert "3 Weekly habit: too early" in shown
    assert "4 Task changed: 12 of 18 say" in shown
    assert "5 KPI moved: not measured yet" in shown
    lines = shown.text.splitlines()
    assert lines[1].startswith("Most are lost between “seat” and “tried it”: 15 people.")
    assert "access clinic" in lines[1]
    assert lines.count(lines[1]) == 1
    assert problems(shown.card) == []


def test_the_button_of_the_digest_shows_the_leak_of_the_group_it_tells_of(running: World) -> None:
    digest = running.last("cho")
    assert "· Sales ·" in digest
    shown = running.tap("cho", digest, running.label("cho", "leak.tap"))
    assert "Where people are lost · Sales · week 1" in shown
    assert "1 Seat: 16 people with access" in shown
    assert "5 KPI moved: measured for everybody together only" in shown
    whole = running.tap("dana", running.last("dana"), running.label("dana", "leak.tap"))
    assert "1 Seat: 31 people with access" in whole


def test_the_leak_tells_what_was_published_and_not_what_came_in_since(running: World) -> None:
    before = running.says("rob", "ai-summary leak").text
    used(running, 1, [*SALES, *FINANCE])
    assert running.says("rob", "ai-summary leak").text == before


def test_a_champion_asks_for_the_own_team_in_any_language_and_gets_no_other(running: World) -> None:
    assert "Sales" in running.says("cho", "ai-summary leak")
    assert "31 people with access" in running.says("cho", "ai-summary leak all")
    everybody = running.label("cho", "summary.everybody")
    assert running.says("cho", "ai-summary leak Finance").says(
        "summary.not_your_team", own="Sales", name="Finance", teams=["Sales", everybody]
    )
    assert "大家卡在哪一步 · 短期試行 · 第 1 週" in running.says("ying", "週報 流失")
    assert "大家卡在哪一步 · 短期试点 · 第 1 周" in running.says("gov", "周报 流失")
    assert running.says("sal0", "ai-summary leak").says("leak.for_leads")


def test_before_the_first_summary_nobody_can_say(world: World) -> None:
    company(world)
    assert world.says("rob", "ai-summary leak").says("leak.none")


def test_once_a_habit_can_be_seen_people_are_lost_there_too(running: World) -> None:
    weeks(running, range(2, 5))
    shown = running.says("dana", "ai-summary leak")
    assert "3 Weekly habit: at most 9 of 31" not in shown
    assert (
        "3 Weekly habit: 10 of 31 used it every week for 4 weeks · evidence D · 6 people lost here" in shown
    )
    assert "asked in week 1" in shown


def test_what_the_steps_count_is_entered_in_the_ledger(running: World) -> None:
    told = {one.metric for one in running.run(lambda ctx: ledger.everything(ctx.db))}
    assert {"tried", "changed"} <= told


def test_too_small_a_team_is_not_told_about_beside_the_others(world: World) -> None:
    """All of Finance but its three leads are erased: neither they nor, by subtraction, Sales can be told about."""
    company(world)
    for person in [world.person(name) for name in FINANCE]:
        world.run(lambda ctx, who=person: erase(ctx, who))
    first_week_of_sales(world)
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    assert world.run(lambda ctx: summaries.teams(ctx.db, program_id)) == [""]
    for team in ("Finance", "Sales"):
        assert world.says("dana", f"ai-summary leak {team}").says("leak.hidden", team=team)
    assert "1 Seat: 19 people with access" in world.says("cho", "ai-summary leak")


def first_week_of_sales(world: World) -> None:
    world.clock.set(world.instant("Fri 18:00"))
    world.turn()
    text = "id,person,tool,feature,day,actions\n1,sal0@example.com,example,chat,2026-12-04,1"
    world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), "week1.csv"))
    world.clock.set(world.instant("week 2 Mon 10:00"))
    world.turn()
