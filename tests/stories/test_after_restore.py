"""A database brought back from a backup: what it doesn't know of is doubted, on both databases."""

from __future__ import annotations

import pytest

from bot.store import backup, job_runs
from bot.store.backup import Doubts
from bot.store.outbox import Delivery
from tests.world import World


@pytest.fixture
def restored(world: World) -> World:
    """The database knows of nothing after Tue 09:59; it is five past ten, and Ada's prompt was due at ten."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "bob,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 09:59")
    world.chat.can_read_back = world.chat.platform == "slack"
    return world


def doubt(world: World) -> Doubts:
    found: Doubts = world.run(lambda ctx: backup.doubt_what_may_have_left(ctx.db, ctx.now))
    return found


def prompt_of(world: World, name: str = "ada") -> Delivery:
    return next(d for d in world.deliveries(name) if d.kind == "prompt")


def test_a_message_that_stands_there_already_is_found_and_not_doubled(restored: World) -> None:
    card = restored.last("dana").card
    for name in ("ada", "bob"):  # sent by the database that was lost
        restored.chat.keep(restored.chat.account(name), card, restored.mark_of(prompt_of(restored, name)))
    restored.clock.set(restored.instant("Tue 10:05"))
    assert doubt(restored).perhaps_sent >= 2
    seen = [len(restored.inbox(name)) for name in ("ada", "bob")]
    restored.at("Tue 10:30")
    assert {prompt_of(restored, name).state for name in ("ada", "bob")} == {"sent"}
    assert [len(restored.inbox(name)) for name in ("ada", "bob")] == seen


def test_the_doubt_reaches_back_to_the_last_instant_the_backup_knows_of(restored: World) -> None:
    last = restored.clock.now()
    restored.says("ada", "ai-help")
    restored.clock.set(restored.instant("Tue 10:05"))
    doubts = doubt(restored)
    assert doubts.since == last
    assert prompt_of(restored).first_attempt_at == last


def test_what_is_due_later_stays_planned(restored: World) -> None:
    assert doubt(restored).perhaps_sent == 0
    assert prompt_of(restored).state == "planned"


def test_what_a_pause_held_back_may_have_left_when_the_pause_was_lifted(restored: World) -> None:
    restored.says("dana", "ai-pause all")
    restored.at("Tue 10:01")
    assert prompt_of(restored).reason == "sending is paused"
    doubt(restored)
    assert prompt_of(restored).state == "in_doubt"


def test_nothing_is_doubted_twice(restored: World) -> None:
    restored.clock.set(restored.instant("Tue 10:05"))
    assert doubt(restored).perhaps_sent >= 2
    again = doubt(restored)
    assert (again.sending, again.perhaps_sent) == (0, 0)


def test_the_jobs_look_again_at_once(restored: World) -> None:
    assert restored.run(lambda ctx: job_runs.present(ctx.db, ctx.now))
    doubt(restored)
    assert not restored.run(lambda ctx: job_runs.present(ctx.db, ctx.now))
