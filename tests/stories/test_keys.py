"""The key of an anonymous window is destroyed two weeks after its program is over, whatever happens meanwhile."""

from __future__ import annotations

import pytest

from bot.model.modes import KEYS_OUTLIVE
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.steps.record import full_record
from bot.store import backup, programs
from jobs.destroy_keys import destroy_keys
from tests.anonymous import (
    GONE,
    asked,
    destroyed,
    everything,
    live,
    over,
    prompt_of,
    raw,
    stop,
    thread_about,
    wrote_alike,
)
from tests.world import PROGRAMS, World


def look(world: World) -> None:
    """The job looks once, now."""
    world.run(destroy_keys)


def test_the_key_goes_two_weeks_after_the_program_is_stopped_and_not_before(world: World) -> None:
    wrote_alike(asked(world))
    world.at("week 2 Mon 10:00")
    stop(world)
    ended_at = world.clock.now()
    (window,) = live(world)
    look(world)
    assert live(world) == [window]
    world.clock.set(ended_at + KEYS_OUTLIVE)
    look(world)
    look(world)
    assert live(world) == []
    assert [(row["object"], row["actor"], row["detail_json"]) for row in destroyed(world)] == [
        (window, "system", {})
    ]


def test_until_then_answers_can_be_taken_along_and_erased(world: World) -> None:
    wrote_alike(asked(world))
    world.at("week 2 Mon 10:00")
    stop(world)
    world.at("week 3 Fri 10:00")
    p00 = world.person("p00")
    assert "answer: week 1 use-last = code" in world.run(lambda ctx: full_record(ctx, p00))
    receipt = prompt_of(world, "p00")["receipt"]
    assert world.says("p01", f"ai-feedback erase {receipt}").says("answers.erased", count=2)
    assert len(everything(world)["slip"]) == 11


def test_a_pause_does_not_keep_a_key(world: World) -> None:
    wrote_alike(asked(world))
    world.says("dana", "ai-pause all")
    over(world)
    assert live(world) == []


def test_a_program_that_another_one_takes_the_place_of_ends_there_and_its_key_goes(world: World) -> None:
    wrote_alike(asked(world))
    world.at("week 2 Mon 10:00")
    text = (PROGRAMS / "short.toml").read_text(encoding="utf-8").replace('key = "short"', 'key = "next"', 1)
    rob = world.person("rob")
    world.run(lambda ctx: apply_program(ctx, text, "next.toml", are_all=False))
    world.run(lambda ctx: approve_program(ctx, "next", rob))
    retired = world.run(lambda ctx: programs.find(ctx.db, "short"))
    assert (retired.state, retired.present) == ("stopped", None)
    world.at("week 3 Fri 10:00")
    assert len(live(world)) == 1
    world.at(GONE)
    assert live(world) == []


def test_a_program_that_runs_to_its_end_loses_its_keys_too(world: World) -> None:
    wrote_alike(asked(world))
    world.at("week 2 Mon 10:00")
    world.run(lambda ctx: programs.mark_phase(ctx.db, "short", "first", "running", "done", ctx.now))
    world.run(lambda ctx: programs.finish(ctx.db, "short"))
    world.at(GONE)
    assert live(world) == []


def test_the_key_of_a_program_that_runs_or_waits_at_its_gate_stays(world: World) -> None:
    wrote_alike(asked(world))
    world.at("week 8 Mon 10:00")
    assert world.run(lambda ctx: programs.current(ctx.db)).is_at_gate
    assert len(live(world)) == 1


def test_a_window_open_when_its_program_was_stopped_keeps_its_key_two_weeks_from_its_close(
    world: World,
) -> None:
    asked(world)
    stop(world)
    ended_at, closes_at = world.clock.now(), world.instant("Fri 17:00")
    world.clock.set(ended_at + KEYS_OUTLIVE)
    look(world)
    assert len(live(world)) == 1
    world.clock.set(closes_at + KEYS_OUTLIVE)
    look(world)
    assert live(world) == []


def test_a_crash_half_way_undoes_all_of_it_and_the_next_look_does_it(world: World) -> None:
    wrote_alike(asked(world))
    world.at("week 2 Mon 10:00")
    stop(world)
    before = everything(world)
    world.clock.set(world.clock.now() + KEYS_OUTLIVE)
    with pytest.raises(RuntimeError, match="power cut"), world.house.context() as ctx:
        destroy_keys(ctx)
        raise RuntimeError("power cut")
    after = everything(world)
    assert {name: after[name] for name in ("slip", "slip_answer", "window_key", "audit")} == {
        name: before[name] for name in ("slip", "slip_answer", "window_key", "audit")
    }
    look(world)
    assert (live(world), len(destroyed(world))) == ([], 1)


def test_a_database_brought_back_with_its_keys_loses_them_again(world: World) -> None:
    over(wrote_alike(asked(world)))
    (window,) = [row["object"] for row in destroyed(world)]
    world.run(
        lambda ctx: ctx.db.run("pseudonyms.put_key", window_id="other", secret="s")
    )  # no window, never due
    raw(world, "update window_key set secret = 'as in the backup', destroyed_at = null")
    assert live(world) == [window]
    world.run(lambda ctx: backup.doubt_what_may_have_left(ctx.db, ctx.now))
    world.turn()
    assert live(world) == []


def test_a_message_under_way_in_a_thread_is_waited_for(world: World) -> None:
    wrote_alike(asked(world))
    _, author = thread_about(world)
    stop(world)
    row = next(row for row in world.deliveries(author) if row.story == "threads.message")
    _put_state(world, row.delivery_id, "in_doubt")
    world.clock.set(world.clock.now() + KEYS_OUTLIVE)
    look(world)
    assert len(live(world)) == 1
    _put_state(world, row.delivery_id, "sent")
    look(world)
    assert live(world) == []


def _put_state(world: World, delivery_id: str, state: str) -> None:
    raw(world, f"update outbox set state = '{state}' where delivery_id = '{delivery_id}'")  # noqa: S608
