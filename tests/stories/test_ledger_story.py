"""Two weeks side by side give nobody away: who joins, moves or leaves changes no figure alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cli.privacy import audited
from bot.context import Context
from bot.model.ground import WHOLE
from bot.model.ledger import recoverable
from bot.model.rosters import Settled
from bot.steps.people import import_people
from bot.steps.record import erase, full_record
from bot.steps.usage import import_signals
from bot.store import ledger, programs, quoting, summaries
from bot.store.summaries import Published
from tests.world import FIRST_DAY, ROSTER, World

SALES = [f"sal{n}" for n in range(12)]
FINANCE = [f"fin{n}" for n in range(9)]
LEADS = {"dana": ("Finance", "admin"), "rob": ("Finance", "sponsor"), "cho": ("Sales", "champion")}


@pytest.fixture
def running(world: World) -> World:
    people(world, dict.fromkeys(SALES, "Sales") | dict.fromkeys(FINANCE, "Finance"))
    for name in (*LEADS, "sal0", "fin0"):
        world.arrives(name)
    world.program(**{"group_minimum = 5": "group_minimum = 5\ngraduates_on = 2026-12-31"})
    world.says("dana", "ai-rollout start")
    used(world, 1)
    jump(world, "week 2 Mon 10:00")
    return world


def people(world: World, teams: dict[str, str]) -> None:
    places = LEADS | {name: (team, "pilot_user") for name, team in teams.items()}
    rows = [
        f"{name}@example.com,{name},{team},,Asia/Taipei,en,{role}," for name, (team, role) in places.items()
    ]
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "people.csv"))


def used(world: World, week: int, *more: str) -> None:
    jump(world, f"week {week} Fri 18:00")
    monday = FIRST_DAY + timedelta(weeks=week - 1)
    rows = [
        f"{week}-{name},{name}@example.com,example,chat,{monday + timedelta(days=4)},2"
        for name in (*SALES[:6], *more)
    ]
    text = "\n".join(["id,person,tool,feature,day,actions", *rows])
    world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), f"week{week}.csv"))


def jump(world: World, text: str) -> None:
    world.clock.set(world.instant(text))
    world.turn()


def published(world: World, team: str, week: int) -> Published:
    monday = FIRST_DAY + timedelta(weeks=week - 1)
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    found: Published | None = world.run(lambda ctx: summaries.of_week(ctx.db, program_id, team, monday))
    assert found is not None, (team, week)
    return found


def nobody_can_be_found(world: World) -> bool:
    told = world.run(lambda ctx: ledger.everything(ctx.db))
    assert told, "nothing was entered"
    return recoverable([one.people for one in told], 5) == []


def test_whoever_joins_waits_until_five_have_come(running: World) -> None:
    teams = dict.fromkeys(SALES, "Sales") | dict.fromkeys(FINANCE, "Finance")
    people(running, teams | {"new0": "Sales"})
    running.turn()
    used(running, 2, "new0")
    jump(running, "week 3 Mon 10:00")
    one, other = published(running, "Sales", 1), published(running, "Sales", 2)
    assert (other.summary.enabled, other.summary.is_standing) == (one.summary.enabled, True)
    assert other.summary.number("active").share == one.summary.number("active").share
    assert running.last("cho").says("rosters.standing", k=5)

    people(running, teams | {f"new{n}": "Sales" for n in range(5)})
    jump(running, "week 3 Tue 10:00")
    used(running, 3, "new0")
    jump(running, "week 4 Mon 10:00")
    third = published(running, "Sales", 3)
    assert (third.summary.enabled, third.summary.is_standing) == (one.summary.enabled + 5, False)
    assert nobody_can_be_found(running)


def test_whoever_moves_counts_where_the_team_was_told_of(running: World) -> None:
    teams = dict.fromkeys(SALES, "Sales") | dict.fromkeys(FINANCE, "Finance")
    people(running, teams | {"sal0": "Finance"})
    used(running, 2)
    jump(running, "week 3 Mon 10:00")
    for team in ("Sales", "Finance"):
        one, other = published(running, team, 1), published(running, team, 2)
        assert one.summary.enabled == other.summary.enabled
        assert one.summary.number("active").share == other.summary.number("active").share
    assert nobody_can_be_found(running)


def test_whoever_leaves_takes_four_others_out_of_the_figures(running: World) -> None:
    gone = running.person("sal0")
    running.run(lambda ctx: erase(ctx, gone))
    used(running, 2)
    jump(running, "week 3 Mon 10:00")
    one, other = published(running, WHOLE, 1), published(running, WHOLE, 2)
    assert other.summary.enabled <= one.summary.enabled - 5
    sales, left = published(running, "Sales", 1), published(running, "Sales", 2)
    assert left.summary.enabled == sales.summary.enabled - 5
    assert nobody_can_be_found(running)


def test_a_person_sees_what_the_manager_would_see_with_the_own_answer_beside_it(running: World) -> None:
    me = running.says("sal0", "ai-me")
    seen = running.tap("sal0", me, running.label("sal0", "rosters.view_tap"))
    report = running.last("cho")
    facts = next(block for block in report.card.blocks if block.kind == "facts")
    assert facts in seen.card.blocks
    assert seen.says("rosters.view_team", team="Sales")
    assert seen.says("rosters.view_own_none")
    assert "sal0" not in seen


def test_somebody_of_a_hidden_team_sees_that_the_whole_is_all_there_is(running: World) -> None:
    people(running, dict.fromkeys(SALES, "Sales") | dict.fromkeys(FINANCE, "Finance") | {"fin0": "Legal"})
    me = running.says("fin0", "ai-me")
    assert running.tap("fin0", me, running.label("fin0", "rosters.view_tap")).says("rosters.view_whole", k=5)


def test_the_audit_says_in_sentences_what_was_published_and_finds_a_planted_entry(running: World) -> None:
    lines, is_safe = running.run(audited)
    assert is_safe
    assert any(line.startswith("active:") for line in lines), lines
    whole = next(one.people for one in running.run(lambda ctx: ledger.everything(ctx.db)) if one.people)
    running.run(lambda ctx: plant(ctx, whole))
    lines, is_safe = running.run(audited)
    assert not is_safe
    assert any("1 person" in line for line in lines), lines


def plant(ctx: Context, group: int) -> None:
    """Enters by hand what the rule would have refused: everybody but one."""
    running = programs.latest(ctx.db)
    assert running
    settled = Settled({"planted": group & (group - 1)})
    ledger.enter(ctx.db, running.program_id, FIRST_DAY, settled, {"planted": ["active"]}, ctx.now)


def test_who_says_so_is_never_quoted_and_may_change_their_mind(running: World) -> None:
    me = running.says("sal0", "ai-me")
    saved = running.tap("sal0", me, running.label("sal0", "rosters.quote_stop"))
    assert saved.says("rosters.not_quoted")
    sal0 = running.person("sal0")
    assert running.run(lambda ctx: quoting.refused(ctx.db)) == {sal0.person_id}
    record = running.run(lambda ctx: full_record(ctx, sal0))
    assert any(line.startswith("not quoted since:") for line in record)
    assert "published: counted in 0 figures of groups" not in record
    running.tap("sal0", saved, running.label("sal0", "rosters.quote_allow"))
    assert running.run(lambda ctx: quoting.refused(ctx.db)) == frozenset()


def test_erasing_takes_the_wish_along_and_leaves_what_was_published(running: World) -> None:
    sal0 = running.person("sal0")
    running.run(lambda ctx: quoting.refuse(ctx.db, sal0.person_id, ctx.now))
    before = running.run(lambda ctx: ledger.everything(ctx.db))
    running.run(lambda ctx: erase(ctx, sal0))
    assert running.run(lambda ctx: quoting.refused(ctx.db)) == frozenset()
    assert running.run(lambda ctx: ledger.everything(ctx.db)) == before
