"""The sponsor's month: one brief with the first digest, built from what was published, and never changed."""

from __future__ import annotations

import pytest

from bot.cards.limits import problems
from bot.model.ground import WHOLE
from bot.steps.briefs import made_again
from bot.steps.usage import import_signals
from bot.store import benefits, briefs, people, programs
from bot.store.briefs import PublishedBrief
from tests.valued import FINANCE, SALES, company, first_week, jump, used, weeks
from tests.world import World

LONG = {
    'gate = { metric = "active", target = 50, minimum_people = 10 }\n': "",
    "first_week = 1\nweeks = 2": "first_week = 1\nweeks = 9",
    "first_week = 3\nweeks = 1": "first_week = 10\nweeks = 3",
}


@pytest.fixture
def running(world: World) -> World:
    """A program of twelve weeks with its costs written and one published week; its December brief was sent."""
    company(world, **LONG)
    first_week(world)
    return world


def made(world: World, month: str) -> PublishedBrief:
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    found: PublishedBrief | None = world.run(lambda ctx: briefs.of_month(ctx.db, program_id, month))
    assert found is not None, month
    return found


def months(world: World) -> list[str]:
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    found: list[str] = world.run(lambda ctx: briefs.months(ctx.db, program_id))
    return found


def sent(world: World, name: str) -> list[str]:
    return [one.story for one in world.deliveries(name) if one.kind == "digest" and one.state == "sent"]


def test_a_sponsor_gets_the_month_instead_of_every_week(running: World) -> None:
    weeks(running, range(2, 7))
    assert sent(running, "rob") == ["brief.monthly"] * 2
    assert sent(running, "dana") == ["summary.digest"] * 6
    assert months(running) == ["2026-12", "2027-01"]
    shown = running.last("rob")
    assert "Monthly brief · A short pilot · weeks 2 to 5 of 12" in shown
    assert "Active: 10 of 31 (30 %)" in shown
    assert "· a month before 16 of 31" in shown
    assert "return −60 % to +30 % of what it cost (evidence C)" in shown
    assert "Most are lost between “seat” and “tried it”: 15 people." in shown
    assert "Not measured yet: Cost, Revenue, Quality, Innovation, Employee satisfaction." in shown
    assert "月報 · 短期試行 · 第 2 到 5 週，共 12 週" in running.last("ying")
    assert problems(shown.card) == []
    assert "Week 6 of 12 · A short pilot" in running.says("rob", "ai-summary")  # any week stays at hand


def test_the_first_brief_comes_with_the_first_digest_of_a_month(running: World) -> None:
    shown = running.last("rob")
    assert "Monthly brief · A short pilot · week 1 of 12" in shown
    assert shown.says("brief.plan_early")
    assert months(running) == ["2026-12"]
    for name in ("dana", "cho"):
        assert sent(running, name) == ["summary.digest"]


def test_a_brief_never_changes_and_is_made_again_from_the_summaries_it_names(running: World) -> None:
    weeks(running, range(2, 6))
    before, shown = made(running, "2027-01"), running.says("rob", "ai-summary brief").text
    used(running, 5, [*SALES, *FINANCE])
    running.says("dana", "ai-rollout set value.seat_price_month = 90")
    weeks(running, range(6, 8))
    after = made(running, "2027-01")
    assert after == before
    assert running.says("rob", "ai-summary brief").text == shown
    assert running.run(lambda ctx: made_again(ctx, after)) == after.brief
    first = made(running, "2026-12")
    assert running.run(lambda ctx: made_again(ctx, first)) == first.brief


def test_a_brief_holds_nothing_but_what_summaries_published(running: World) -> None:
    """A figure that was changed in what the brief keeps is found by making it again."""
    found = made(running, "2026-12")
    program_id = found.program_id
    told = running.run(lambda ctx: benefits.weeks(ctx.db, program_id, WHOLE))
    assert found.brief.summary_ids == tuple(key for key, _ in told)
    assert found.brief.numbers == told[0][1].numbers
    forged = found.brief.model_copy(update={"weeks": (1, 9)})
    assert running.run(lambda ctx: made_again(ctx, found)) != forged


def test_many_looks_of_the_clockwork_never_send_a_brief_twice(running: World) -> None:
    for hour in range(11, 24):
        jump(running, f"week 2 Mon {hour}:00")
    jump(running, "week 2 Tue 12:00")
    assert sent(running, "rob") == ["brief.monthly"]
    assert [one.state for one in running.deliveries("rob") if one.story == "brief.monthly"] == ["sent"]


def test_after_a_long_sleep_only_the_newest_brief_goes_out(running: World) -> None:
    jump(running, "week 12 Mon 10:00")
    assert months(running) == ["2026-12", "2027-02"]
    assert sent(running, "rob") == ["brief.monthly"]
    assert [one.state for one in running.deliveries("rob") if one.story == "brief.monthly"] == ["sent"]


def test_who_is_no_sponsor_any_more_gets_no_brief(world: World) -> None:
    company(world, **LONG)
    jump(world, "Fri 18:00")
    used(world, 1, SALES)
    jump(world, "week 2 Mon 08:00")
    (row,) = [one for one in world.deliveries("rob") if one.story == "brief.monthly"]
    assert row.state == "planned"
    rob = world.person("rob")
    columns = {"name": rob.name, "team": rob.team, "manager": "", "timezone": rob.timezone, "locale": "en"}
    world.run(
        lambda ctx: people.change(ctx.db, rob.person_id, **columns, role="pilot_user", attributes_json={})
    )
    jump(world, "week 2 Mon 10:00")
    assert sent(world, "rob") == []
    assert sent(world, "ying") == ["brief.monthly"]


def test_the_brief_is_read_again_by_those_who_see_everybodys_figures(running: World) -> None:
    assert "Monthly brief" in running.says("dana", "ai-summary brief")
    assert "月報" in running.says("ying", "週報 月報")
    assert "月报" in running.says("gov", "周报 月报")
    for name in ("cho", "sal0"):
        assert running.says(name, "ai-summary brief").says("brief.for_leads")


def test_before_the_first_digest_there_is_no_brief(world: World) -> None:
    company(world, **LONG)
    assert world.says("rob", "ai-summary brief").says("brief.none")


def test_past_its_graduation_date_nothing_leaves_and_a_brief_waits_for_the_decision(world: World) -> None:
    company(world)
    first_week(world)
    weeks(world, range(2, 6))
    assert sent(world, "rob") == ["brief.monthly"]
    assert months(world) == ["2026-12", "2027-01"]
    assert "第 2 到" not in world.says("ying", "週報 月報").text
    assert "到第 5 週" in world.says("ying", "週報 月報").text


def test_without_costs_the_brief_says_what_is_missing(world: World) -> None:
    company(world, values="[digest]", **LONG)
    first_week(world)
    shown = world.last("rob")
    assert "Not written yet: currency (currency), price of a seat a month (seat_price_month)" in shown
    assert "return" not in shown.text.partition("Where are people lost")[0].replace("No return", "")


def test_the_buttons_of_a_brief_lead_to_the_leak_and_to_worth(running: World) -> None:
    brief = running.last("rob")
    assert "1 Seat: 31 people with access" in running.tap("rob", brief, running.label("rob", "leak.tap"))
    worth = running.tap("rob", brief, running.label("rob", "value.show"))
    assert running.label("rob", "value.seven") in worth


def test_late_figures_of_a_told_week_leave_the_brief_as_it_is(running: World) -> None:
    before = running.says("rob", "ai-summary brief").text
    text = "id,person,tool,feature,day,actions\nlate,fin9@example.com,example,chat,2026-12-01,3"
    running.run(lambda ctx: import_signals(ctx, "generic", text.encode(), "late.csv"))
    assert running.says("rob", "ai-summary brief").text == before
