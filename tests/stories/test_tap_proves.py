"""Who taps a message has it: that settles what nobody could vouch for, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import Doubtful, Pressed
from bot.store import claims, outbox
from bot.store.outbox import Delivery
from tests.fakes.chats import Message
from tests.world import Shown, World

TAPPED = "Code"


@pytest.fixture
def doubted(world: World) -> World:
    """Ada's prompt landed, yet the platform never said so; Ben's was posted in good order."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 09:59")
    world.says("dana", "stop")
    world.says("ben", "stop")
    world.chat.faults = [Doubtful("no answer in time")]
    world.at("Tue 10:00")
    assert prompt_of(world).state == "in_doubt"
    return world


def prompt_of(world: World) -> Delivery:
    return next(delivery for delivery in world.deliveries("ada") if delivery.kind == "prompt")


def landed(world: World, row: Delivery, end: str = ".a1b2c3") -> Shown:
    """The prompt as it stands in Ada's conversation, with the key it was posted with."""

    person = world.person("ada")
    card = world.run(lambda ctx: world.house.router.stories[row.story](ctx, person, row.about))
    stands = Message("1762074000.000777", "", card, world.clock.now(), row.delivery_id + end)
    return Shown(world, person, card, stands)


def settled(world: World, row: Delivery, state: str) -> None:
    """The outbox gave the prompt up."""
    world.run(lambda ctx: claims.settle(ctx.db, row, state, ctx.now, "given up"))  # type: ignore[arg-type]
    assert prompt_of(world).state == state


@pytest.mark.parametrize("end", ["", ".a1b2c3d4"])
def test_a_tap_on_a_message_in_doubt_settles_it_as_sent(doubted: World, end: str) -> None:
    message = landed(doubted, prompt_of(doubted), end)
    doubted.tap("ada", message, TAPPED)

    row = prompt_of(doubted)
    assert (row.state, row.reason) == ("sent", "a tap proved it")
    assert row.ref == message.ref
    assert row.conversation == doubted.chat.conversation(doubted.chat.account("ada"))


def test_what_a_tap_proved_is_neither_asked_about_nor_sent_again(doubted: World) -> None:
    doubted.tap("ada", landed(doubted, prompt_of(doubted)), TAPPED)
    posts = doubted.chat.posts
    doubted.at("Tue 11:00")

    assert doubted.chat.posts == posts
    assert prompt_of(doubted).reason == "a tap proved it"


@pytest.mark.parametrize("state", ["dead", "expired"])
def test_a_tap_proves_even_what_was_given_up_after_an_attempt(doubted: World, state: str) -> None:
    message = landed(doubted, prompt_of(doubted))
    settled(doubted, prompt_of(doubted), state)
    doubted.tap("ada", message, TAPPED)

    assert prompt_of(doubted).state == "sent"


def test_a_tap_stops_a_second_attempt_that_was_planned_because_the_first_seemed_lost(
    doubted: World,
) -> None:
    message = landed(doubted, prompt_of(doubted))
    doubted.run(lambda ctx: claims.try_again(ctx.db, prompt_now(ctx, doubted), ctx.now, "not seen"))
    assert prompt_of(doubted).state == "planned"
    posts = doubted.chat.posts
    doubted.tap("ada", message, TAPPED)
    doubted.turn()

    assert prompt_of(doubted).state == "sent"
    assert doubted.chat.posts == posts


def prompt_now(ctx: object, world: World) -> Delivery:
    rows = outbox.in_state(ctx.db, "in_doubt")  # type: ignore[attr-defined]
    return next(row for row in rows if row.kind == "prompt")


def test_a_key_of_somebody_elses_message_changes_nothing(doubted: World) -> None:
    message = landed(doubted, prompt_of(doubted))
    forged = doubted.tapping("ben", message, TAPPED)
    assert isinstance(forged, Pressed)
    assert forged.delivery == message.key
    doubted.receive(forged)

    assert prompt_of(doubted).state == "in_doubt"


@pytest.mark.parametrize("key", ["msg_unknown.ff", ".", "x" * 80, "'; drop table outbox; --", ""])
def test_a_key_that_names_no_message_changes_nothing(doubted: World, key: str) -> None:
    tap = doubted.tapping("ada", landed(doubted, prompt_of(doubted)), TAPPED)
    assert isinstance(tap, Pressed)
    reply = doubted.receive(replace(tap, delivery=key))

    assert reply is not None
    assert prompt_of(doubted).state == "in_doubt"


def test_a_message_that_was_never_tried_cannot_be_proved(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 09:59")
    row = prompt_of(world)
    tap = world.tapping("ada", world.says("ada", "ai-help"), world.label("ada", "human.ask"))
    assert isinstance(tap, Pressed)
    world.receive(replace(tap, delivery=f"{row.delivery_id}.ff"))

    assert prompt_of(world).state == "planned"


def test_a_message_that_is_known_to_be_sent_or_refused_stays_as_it_is(doubted: World) -> None:
    message = landed(doubted, prompt_of(doubted))
    settled(doubted, prompt_of(doubted), "undeliverable")
    doubted.tap("ada", message, TAPPED)

    assert (prompt_of(doubted).state, prompt_of(doubted).reason) == ("undeliverable", "given up")


def test_a_tap_that_is_refused_still_proves_that_the_message_came(doubted: World) -> None:
    message = landed(doubted, prompt_of(doubted))
    tap = doubted.tapping("ada", message, TAPPED)
    assert isinstance(tap, Pressed)
    doubted.receive(replace(tap, action="an.action.of.last.year"))

    assert prompt_of(doubted).state == "sent"


def test_a_sender_that_comes_back_after_the_tap_writes_nothing(doubted: World) -> None:
    stale = prompt_of(doubted)
    doubted.tap("ada", landed(doubted, stale), TAPPED)

    assert not doubted.run(lambda ctx: claims.settle(ctx.db, stale, "in_doubt", ctx.now, "too late"))
    assert prompt_of(doubted).state == "sent"


def test_a_first_contact_proved_by_a_tap_is_not_said_again(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    row = next(one for one in world.deliveries("ada") if one.story == "privacy.disclosure")

    def claim_and_lose(ctx: object) -> None:
        taken = claims.claim(ctx.db, row, ctx.now)  # type: ignore[attr-defined]
        assert taken is not None
        claims.settle(ctx.db, taken, "in_doubt", ctx.now)  # type: ignore[attr-defined]

    world.run(claim_and_lose)
    assert world.person("ada").disclosed_at is None
    world.receive(world.tapping("ada", landed(world, row), world.label("ada", "human.ask")))

    assert world.person("ada").disclosed_at == world.clock.now()
    assert [one.kind for one in world.deliveries("ada") if one.story == "privacy.disclosure"] == [row.kind]


def test_every_button_of_a_posted_message_carries_its_key_and_says_where_it_stands(doubted: World) -> None:
    message = landed(doubted, prompt_of(doubted))
    for label in ("Code", "Meetings and minutes", "I have not used it"):
        tap = doubted.tapping("ada", message, label)
        assert isinstance(tap, Pressed)
        assert (tap.delivery, tap.message) == (message.key, message.ref)


def test_a_card_that_was_redrawn_carries_no_key(doubted: World) -> None:
    shown = doubted.tap("ada", landed(doubted, prompt_of(doubted)), TAPPED)
    again = doubted.tapping("ada", shown, "Very")

    assert isinstance(again, Pressed)
    assert again.delivery == ""
