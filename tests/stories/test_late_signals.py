"""Figures that come late count from then on; what was published stays, and the next digest says so."""

from __future__ import annotations

from datetime import timedelta

from bot.steps.people import import_people
from bot.steps.usage import import_signals
from bot.store import programs, summaries
from bot.store.summaries import Published
from tests.world import FIRST_DAY, ROSTER, World

PEOPLE = [f"sal{n}" for n in range(9)]


def used(world: World, week: int, names: list[str]) -> None:
    day = FIRST_DAY + timedelta(weeks=week - 1)
    rows = [f"{name}@example.com,example,chat,{day},2" for name in names]
    text = "\n".join(["person,tool,feature,day,actions", *rows])
    world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), "usage.csv"))


def published(world: World, week: int) -> Published:
    def found(ctx):  # type: ignore[no-untyped-def]
        running = programs.latest(ctx.db)
        return summaries.of_week(ctx.db, running.program_id, "", FIRST_DAY + timedelta(weeks=week - 1))

    made = world.run(found)
    assert made is not None
    return made


def test_late_figures_change_no_published_week_and_the_next_digest_notes_them(world: World) -> None:
    rows = ["dana@example.com,Dana,Office,,Asia/Taipei,en,admin,"]
    rows += [f"{name}@example.com,{name},Sales,,Asia/Taipei,en,pilot_user," for name in PEOPLE]
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "people.csv"))
    world.arrives("dana")
    world.program(**{"group_minimum = 5": "group_minimum = 5\ngraduates_on = 2026-12-31"})
    world.says("dana", "ai-rollout start")
    world.clock.set(world.instant("Fri 18:00"))
    world.turn()
    used(world, 1, PEOPLE[:6])
    world.clock.set(world.instant("week 2 Mon 10:00"))
    world.turn()
    first = published(world, 1)

    used(world, 1, PEOPLE[:8])
    used(world, 2, PEOPLE[:6])
    world.clock.set(world.instant("week 3 Mon 10:00"))
    world.turn()

    assert published(world, 1) == first
    assert published(world, 2).summary.updated_weeks == (1,)
    assert world.last("dana").says(
        "summary.foot_updated", weeks=[world.label("dana", "summary.week_short", week=1)]
    )
