"""The plan is a function of program, people and calendar: it does not matter when, or how often, the
jobs look, and a new version or a pause touches only what has not begun."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store.database import Row
from bot.store.outbox import Delivery
from bot.store.sqlite import SqliteDatabase
from tests.fakes.chats import SlackDouble
from tests.world import World

FORTNIGHT = timedelta(days=14)
ON_TIME = [timedelta(hours=6)] * 56
NAMES = ("ada", "ben", "cho")
BOTH_WEEKS = {
    "[[phase.nudge]]": '[[phase.window]]\nkey = "w2"\nquestions = "pulse-a"\nweek = 2\nopens = "wed 10:00"\n'
    'closes = "fri 17:00"\n[[phase.nudge]]',
    "weekly_cap = 2": "weekly_cap = 5",  # what the cap takes depends on what was sent, which is no plan
}


def begun(world: World, **changes: str) -> World:
    """A short pilot on its first Monday, in three zones; all were told who speaks."""
    world.roster(
        "dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user,en,Europe/Berlin",
        "cho,Sales,pilot_user,en,America/Santiago",
    )  # fmt: skip
    world.program("short", **changes)
    world.says("dana", "ai-rollout start")
    world.at("Tue 08:00")
    return world


def in_memory(**changes: str) -> World:
    database = SqliteDatabase(":memory:")
    database.migrate()
    return begun(World(database, SlackDouble()), **changes)


def rows_of(world: World, *kinds: str) -> list[Row]:
    """The stored rows of the plan, by what they are about instead of by their random ids."""
    return [row for name in NAMES for row in _rows(world, name) if row["kind"] in kinds]


def _rows(world: World, name: str) -> list[Row]:
    person_id = world.person(name).person_id

    def read(ctx: Any) -> list[Row]:
        slots = {
            row["nudge_id"]: row["slot"] for row in ctx.db.all("nudges.list_of_person", person_id=person_id)
        }
        windows = {
            row["prompt_id"]: row["window_key"]
            for row in ctx.db.all("feedback.list_prompts_of_person", person_id=person_id)
        }
        about = slots | windows
        return [
            {**row, "subject": about.get(row["about"], "")}
            for row in ctx.db.all("outbox.list_of_person", person_id=person_id)
        ]

    found: list[Row] = world.run(read)
    return found


def plan(world: World) -> set[tuple[object, ...]]:
    told = ("person_id", "kind", "subject", "wall", "zone", "rule_at", "not_after_at")
    ids = {world.person(name).person_id: name for name in NAMES}
    rows = rows_of(world, "nudge", "tip", "prompt", "reminder")
    return {(ids[row["person_id"]], *(row[key] for key in told[1:])) for row in rows}


def looks(world: World, gaps: list[timedelta]) -> set[tuple[object, ...]]:
    """The jobs look after each of these gaps and once at the end; nothing is sent meanwhile."""
    ends: datetime = world.clock.now() + FORTNIGHT
    for gap in gaps:
        world.clock.set(min(world.clock.now() + gap, ends))
        world.cycle.run_jobs()
    world.clock.set(ends)
    world.cycle.run_jobs()
    return plan(world)


@cache
def plan_on_time() -> set[tuple[object, ...]]:
    return looks(in_memory(**BOTH_WEEKS), ON_TIME)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 47).map(lambda hours: timedelta(hours=hours)), min_size=0, max_size=40))
def test_looking_at_any_moments_gives_the_plan_of_looking_on_time(gaps: list[timedelta]) -> None:
    rest = FORTNIGHT - sum(gaps, timedelta())
    never_away_for_long = [*gaps, *[timedelta(hours=47)] * max(0, rest // timedelta(hours=47))]
    on_time = plan_on_time()
    assert len(on_time) == len(NAMES) * 6  # two windows, one reminder, one nudge, two tips
    assert looks(in_memory(**BOTH_WEEKS), never_away_for_long) == on_time


def test_every_row_of_the_plan_has_its_rule_beside_it(world: World) -> None:
    begun(world).at("week 2 Fri 18:00")
    rows = rows_of(world, "nudge", "tip", "prompt", "reminder")
    zones = {name: world.person(name).timezone for name in NAMES}
    assert {row["zone"] for row in rows} == set(zones.values())
    assert all(row["wall"] and row["rule_at"] for row in rows)


def test_one_run_a_person_and_local_date_however_often_the_jobs_are_told_to_look(world: World) -> None:
    begun(world)
    for text in ("Tue 09:00", "Wed 12:00", "Thu 15:00", "week 2 Tue 09:00", "week 2 Tue 10:30"):
        world.at(text)
        world.roster("gus,Sales,pilot_user")  # an import makes every job look again
    rows = [
        row for row in rows_of(world, "nudge", "tip", "prompt", "reminder") if row["state"] != "cancelled"
    ]
    days = [(row["person_id"], row["kind"], row["subject"]) for row in rows]
    assert len(days) == len(set(days))
    local_days = [(row["person_id"], row["kind"], row["wall"][:10]) for row in rows]
    assert len(local_days) == len(set(local_days))


def of_kind(world: World, name: str, kind: str) -> list[Delivery]:
    return [row for row in world.deliveries(name) if row.kind == kind]


def test_a_new_version_moves_what_is_planned_and_leaves_what_was_sent(world: World) -> None:
    begun(world).at("week 2 Mon 18:00")
    before = {row.delivery_id: row for name in NAMES for row in world.deliveries(name)}

    world.program("short", **{'day = "tue"\nat = "10:00"': 'day = "tue"\nat = "11:00"'})
    world.turn()

    old, new = of_kind(world, "ada", "nudge")
    assert (old.state, old.reason) == ("cancelled", "the program was changed")
    assert new.due_at == world.instant("week 2 Tue 11:00")
    changed = [
        row for name in NAMES for row in world.deliveries(name) if before.get(row.delivery_id, row) != row
    ]
    assert {row.kind for row in changed} == {"nudge"}
    assert all(row.due_at - world.clock.now() < timedelta(hours=48) for row in changed)
    world.at("week 2 Wed 09:00")
    assert [row.state for row in of_kind(world, "ada", "nudge")] == ["cancelled", "sent"]


def test_a_new_version_moves_a_window_that_has_not_opened_and_no_other(world: World) -> None:
    begun(world)
    world.at("Tue 10:30")
    world.program("short", **{'opens = "tue 10:00"': 'opens = "tue 16:00"'})
    world.at("Tue 10:31")
    assert [row.state for row in of_kind(world, "ada", "prompt")] == ["sent"]
    cancelled, planned = of_kind(world, "ben", "prompt")
    assert (cancelled.state, planned.state) == ("cancelled", "planned")
    assert planned.due_at == world.instant("Tue 16:00", world.person("ben").zone)
    assert [row.state for row in of_kind(world, "ben", "reminder")] == ["cancelled", "planned"]
    world.at("Thu 18:00")
    assert [row.state for row in of_kind(world, "ada", "reminder")] == ["sent"]


def test_the_same_version_again_changes_nothing(world: World) -> None:
    begun(world).at("week 2 Mon 18:00")
    before = [row for name in NAMES for row in world.deliveries(name)]
    assert "planned" in {row.state for row in before}
    world.program()
    world.turn()
    after = {row.delivery_id: row for name in NAMES for row in world.deliveries(name)}
    assert [after[row.delivery_id] for row in before] == before


def test_a_pause_changes_no_row_of_the_plan_but_when_it_is_looked_at(world: World) -> None:
    begun(world).at("week 2 Mon 18:00")
    before = plan(world)
    world.says("dana", "ai-pause")
    world.at("week 2 Tue 10:01")
    assert plan(world) >= before
    assert {row["reason"] for row in rows_of(world, "nudge") if row["zone"] == "Asia/Taipei"} == {
        "sending is paused"
    }
    world.says("dana", "ai-resume")
    world.at("week 2 Tue 10:05")
    assert [row.state for row in of_kind(world, "ada", "nudge")] == ["sent"]
