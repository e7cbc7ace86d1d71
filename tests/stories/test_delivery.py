"""What becomes of a message when the platform refuses, fails or keeps silent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.chat import Doubtful, Posted, Refused
from bot.engine.cycle import Cycle
from bot.store import addresses, claims
from bot.store.outbox import Delivery
from bot.wiring import build_cycle
from tests.world import World


@pytest.fixture
def due(world: World) -> World:
    """Ada's prompt is due in a minute."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 09:59")
    return world


def prompt_of(world: World) -> Delivery:
    return next(d for d in world.deliveries("ada") if d.kind == "prompt")


def seen_by_ada(world: World) -> int:
    return len([shown for shown in world.inbox("ada") if "What did you last use" in shown])


def only_for_ada(world: World, *faults: object) -> None:
    """Faults meet Ada's message: Dana says stop, so that nobody else is due."""
    world.says("dana", "stop")
    world.chat.faults = list(faults)


def test_a_refusal_with_a_wait_is_tried_again_no_earlier(due: World) -> None:
    only_for_ada(due, Refused("ratelimited", permanent=False, retry_after=120))
    due.at("Tue 10:01")
    assert prompt_of(due).state == "planned"
    due.at("Tue 10:05")
    assert prompt_of(due).state == "sent"
    assert seen_by_ada(due) == 1


def test_a_permanent_refusal_ends_the_message_and_says_why(due: World) -> None:
    only_for_ada(due, Refused("user_disabled", permanent=True, recipient_gone=True))
    due.at("Tue 10:30")
    assert (prompt_of(due).state, prompt_of(due).reason) == ("undeliverable", "user_disabled")
    person_id = due.person("ada").person_id
    assert due.run(lambda ctx: addresses.best(ctx.db, person_id)) is None


def test_a_silent_platform_leaves_the_message_in_doubt_and_never_sends_it_twice(due: World) -> None:
    only_for_ada(due, Doubtful("no answer in time"))
    due.at("Tue 10:00")
    assert prompt_of(due).state == "in_doubt"
    landed = due.mark_of(prompt_of(due))
    due.chat.keep(due.chat.account("ada"), due.last("dana").card, key=landed)
    posts = due.chat.posts
    due.at("Tue 10:10")
    assert prompt_of(due).state == "sent"
    assert due.chat.posts == posts


def test_a_doubt_that_is_surely_absent_is_sent_again_once(due: World) -> None:
    only_for_ada(due, Doubtful("connection reset"))
    due.at("Tue 10:10")
    assert prompt_of(due).state == "sent"
    assert seen_by_ada(due) == 1


def test_where_the_platform_cannot_be_read_back_a_doubt_counts_as_sent(due: World) -> None:
    due.chat.can_read_back = False
    only_for_ada(due, Doubtful("502"))
    due.at("Tue 10:10")
    assert prompt_of(due).state == "sent"
    assert seen_by_ada(due) == 0


def test_a_worker_that_died_after_its_claim_leaves_a_doubt_not_a_second_message(due: World) -> None:
    due.clock.set(due.instant("Tue 10:00"))
    row = prompt_of(due)

    def claim_and_die(ctx: object) -> None:
        assert claims.claim(ctx.db, row, ctx.now) is not None  # type: ignore[attr-defined, arg-type]

    due.run(claim_and_die)
    due.turn()
    assert prompt_of(due).state == "sending"
    due.until(due.instant("Tue 10:00") + timedelta(minutes=10))
    assert prompt_of(due).state == "sent"
    assert seen_by_ada(due) == 1


def test_a_lease_that_was_lost_writes_nothing(due: World) -> None:
    due.clock.set(due.instant("Tue 10:00"))
    row = prompt_of(due)

    def race(ctx: object) -> None:
        first = claims.claim(ctx.db, row, ctx.now)  # type: ignore[attr-defined, arg-type]
        assert first is not None
        assert claims.claim(ctx.db, row, ctx.now) is None  # type: ignore[attr-defined, arg-type]
        stale = first.model_copy(update={"token": first.token - 1})
        assert not claims.settle(ctx.db, stale, "sent", ctx.now)  # type: ignore[attr-defined]
        assert claims.settle(ctx.db, first, "sent", ctx.now)  # type: ignore[attr-defined]

    due.run(race)


def test_a_card_that_cannot_be_composed_is_set_aside_and_blocks_nobody(due: World) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a defect of ours")

    due.house.router.stories["feedback.prompt"] = broken  # type: ignore[assignment]
    due.at("Tue 10:05")
    assert prompt_of(due).state == "dead"
    assert due.says("ada", "ai-help").says("help.hello")


def test_a_tap_on_a_card_is_seen_even_after_a_restart_of_the_clockwork(due: World) -> None:
    due.at("Tue 10:00")
    keys = [message.key for message in due.chat.messages]
    due.turn()
    due.turn()
    assert [message.key for message in due.chat.messages] == keys
    assert len(set(keys)) == len(keys)


def test_an_answer_does_not_wait_for_a_message_that_was_refused(due: World) -> None:
    only_for_ada(due, Refused("internal_error", permanent=False))
    due.clock.set(due.instant("Tue 10:00"))
    due.turn()
    assert due.says("ada", "ai-help").says("help.hello")
    due.at("Tue 10:10")
    assert seen_by_ada(due) == 1


def test_what_was_posted_is_remembered_with_its_place(due: World) -> None:
    due.at("Tue 10:00")
    sent = prompt_of(due)
    assert isinstance(Posted(sent.ref, sent.conversation), Posted)
    assert sent.conversation == due.chat.conversation(due.chat.account("ada"))


def at_pace(world: World, per_second: float) -> Cycle:
    """The clockwork of the world, at a platform that takes so many messages a second."""
    paces = {"sends_per_second_slack": per_second, "sends_per_second_teams": per_second}
    house = replace(world.house, settings=world.house.settings.model_copy(update=paces))
    return build_cycle(house, {world.chat.platform: world.chat})


def run_until(world: World, cycle: Cycle, when: datetime) -> None:
    """Wakes the clockwork exactly when it asks to be woken."""
    while (wake := asyncio.run(cycle.turn())) < when:
        world.clock.set(max(wake, world.clock.now() + timedelta.resolution))


def test_sending_never_starts_more_calls_a_second_than_the_platform_takes(due: World) -> None:
    due.roster(*(f"p{number},Sales,pilot_user" for number in range(12)))
    due.clock.set(due.instant("Tue 10:00"))
    before = len(due.chat.messages)
    run_until(due, at_pace(due, 3.0), due.instant("Tue 10:01"))
    starts = [message.at for message in due.chat.messages[before:]]
    assert len(starts) >= 12
    for at in starts:
        assert sum(at <= other < at + timedelta(seconds=1) for other in starts) <= 3
    assert starts[-1] - starts[0] <= timedelta(seconds=(len(starts) - 1) / 3 * 1.02)


def test_a_platform_that_asks_for_silence_gets_it_in_the_whole_workspace(due: World) -> None:
    due.roster("bea,Sales,pilot_user")
    due.clock.set(due.instant("Tue 09:59"))
    due.turn()
    due.chat.faults = [Refused("ratelimited", permanent=False, retry_after=90)]
    due.clock.set(due.instant("Tue 10:00"))
    posts, cycle = due.chat.posts, at_pace(due, 3.0)
    run_until(due, cycle, due.instant("Tue 10:00") + timedelta(seconds=90))
    assert due.chat.posts == posts + 1
    run_until(due, cycle, due.instant("Tue 10:02"))
    assert due.chat.posts >= posts + 3
    assert seen_by_ada(due) == 1


def test_a_first_contact_that_is_found_on_reading_back_counts_as_made(world: World) -> None:
    """Otherwise the person is introduced to the bot once more."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Mon 09:29")
    world.chat.faults = [Doubtful("no answer in time")]
    world.at("Mon 09:30")
    assert world.person("ada").disclosed_at is None
    row = next(d for d in world.deliveries("ada") if d.kind == "disclosure")
    assert row.state == "in_doubt"
    world.chat.keep(world.chat.account("ada"), world.last("dana").card, world.mark_of(row))
    world.at("Mon 09:40")
    assert world.person("ada").disclosed_at is not None


def test_a_call_that_hangs_holds_up_nobody_elses_answer(due: World) -> None:
    due.roster("bea,Sales,pilot_user")
    due.clock.set(due.instant("Tue 10:00"))

    async def both() -> None:
        silence = due.chat.hanging[due.chat.account("ada")] = asyncio.Event()
        turn = asyncio.create_task(due.cycle.turn())
        await until(lambda: bool(due.chat.hung))
        asked = due.chat.say(due.chat.account("bea"), "ai-help", due.clock.now(), "1762074099.000001")
        await due.reception.receive(asked)
        due.house.doorbell.ring()
        await until(lambda: any(shown.says("help.hello") for shown in due.inbox("bea")))
        assert not turn.done()
        silence.set()
        await turn

    asyncio.run(both())
    assert seen_by_ada(due) == 1


async def until(holds: Callable[[], bool]) -> None:
    """Lets everything else go on until something holds; the test run's own limit ends a wait in vain."""
    while not holds():
        await asyncio.to_thread(lambda: None)
