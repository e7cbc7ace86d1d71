"""However often something reaches the bot, it happens once; and what was in time stays in time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.chat import Interaction, Reply
from bot.model.feedback import REDELIVERY_FOR
from bot.store import feedback, tips
from jobs.close_windows import close_windows
from jobs.make_summaries import make_summaries
from tests.world import World

MICROSECOND = timedelta(microseconds=1)
ROUNDS = 8


@pytest.fixture
def asked(world: World) -> World:
    """Ada and Ben are asked from Tuesday 10:00 to Friday 17:00."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    return world


def at_once(world: World, *interactions: Interaction) -> list[Reply | None]:
    """Everything is handed in at the same time, each in a thread of its own."""

    async def receive() -> list[Reply | None]:
        return await asyncio.gather(*(world.reception.receive(one) for one in interactions))

    return asyncio.run(receive())


def says(world: World, name: str, text: str, event: str) -> Interaction:
    found: Interaction = world.chat.say(world.chat.account(name), text, world.clock.now(), event)
    return found


def answers(world: World, late: bool = False) -> dict[str, str]:
    person_id = world.person("ada").person_id
    prompt_id = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]["prompt_id"]
    found: dict[str, str] = world.run(lambda ctx: feedback.answers(ctx.db, prompt_id, late))
    return found


def remarks(world: World) -> list[str]:
    person_id = world.person("ada").person_id
    return [row["body"] for row in world.run(lambda ctx: feedback.remarks_of(ctx.db, person_id))]


def closes_at(world: World) -> datetime:
    return world.instant("Fri 17:00")


def state_of_window(world: World) -> str:
    person_id = world.person("ada").person_id
    prompt_id = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]["prompt_id"]
    asked = world.run(lambda ctx: feedback.asked(ctx.db, prompt_id))
    assert asked is not None
    return str(asked.window.state)


def test_an_event_delivered_four_times_at_once_has_one_effect(asked: World) -> None:
    for number in range(ROUNDS):
        text = f"ai-feedback remark {number}"
        at_once(asked, *[says(asked, "ada", text, f"event-{number}")] * 4)

    assert remarks(asked) == [f"remark {number}" for number in range(ROUNDS)]


def test_a_tap_delivered_twice_at_once_is_answered_once(asked: World) -> None:
    prompt = asked.last("ada")
    for number in range(ROUNDS):
        tap = asked.tapping("ada", prompt, "Code", event=f"1762075000.{number:06d}")
        replies = at_once(asked, tap, tap)
        assert sorted(reply is None for reply in replies) == [False, True]

    assert answers(asked) == {"use-last": "code"}


def test_a_double_click_on_an_answer_keeps_one_answer_and_shows_the_same_card_twice(asked: World) -> None:
    prompt = asked.last("ada")
    first, second = at_once(asked, asked.tapping("ada", prompt, "Code"), asked.tapping("ada", prompt, "Code"))

    assert first is not None
    assert first == second
    assert answers(asked) == {"use-last": "code"}


def test_a_double_click_on_the_last_answer_gives_one_receipt(asked: World) -> None:
    shown = asked.last("ada")
    for label in ("Code", "Very", "15 to 30 minutes"):
        shown = asked.tap("ada", shown, label)
    last = "Less than 5 minutes"
    first, second = at_once(asked, asked.tapping("ada", shown, last), asked.tapping("ada", shown, last))

    assert first is not None
    assert first == second


def test_a_double_click_asks_for_a_person_once(asked: World) -> None:
    help_card = asked.says("ada", "ai-help")
    label = asked.label("ada", "human.ask")
    for _ in range(ROUNDS):
        at_once(asked, asked.tapping("ada", help_card, label), asked.tapping("ada", help_card, label))

    told = [delivery for delivery in asked.deliveries("dana") if delivery.story == "human.request"]
    assert len(told) == 1


def test_a_form_sent_by_a_double_click_is_kept_once(asked: World) -> None:
    asked.at("Sat 10:00")  # the window is over, so there is room for a remark
    form = asked.says("ada", "ai-feedback")
    send = asked.label("ada", "feedback.send")
    at_once(
        asked,
        asked.tapping("ada", form, send, body="slow login"),
        asked.tapping("ada", form, send, body="slow login"),
    )

    assert remarks(asked) == ["slow login"]


def test_a_tip_sent_by_a_double_click_is_offered_once(asked: World) -> None:
    form = asked.says("ada", "ai-tip share")
    send = asked.label("ada", "tips.send")
    words = {"title": "Ask for sources", "body": "Then open them."}
    first, second = at_once(
        asked, asked.tapping("ada", form, send, **words), asked.tapping("ada", form, send, **words)
    )

    assert first is not None
    assert first == second
    assert len(asked.run(lambda ctx: tips.in_state(ctx.db, "offered"))) == 1


@pytest.mark.parametrize("late_by", [timedelta(), timedelta(seconds=15), REDELIVERY_FOR - MICROSECOND])
def test_an_answer_given_in_time_and_delivered_again_after_the_close_counts(
    asked: World, late_by: timedelta
) -> None:
    prompt, sent_at = asked.last("ada"), closes_at(asked) - MICROSECOND
    asked.until(closes_at(asked) + max(late_by, timedelta(seconds=15)) - MICROSECOND)
    again = asked.tapping("ada", prompt, "Code", first_sent_at=sent_at)
    reply = asked.receive(again)

    assert reply is not None
    assert answers(asked) == {"use-last": "code"}
    assert answers(asked, late=True) == {}


def test_an_answer_delivered_again_after_the_allowance_is_late(asked: World) -> None:
    prompt, sent_at = asked.last("ada"), closes_at(asked) - MICROSECOND
    asked.until(sent_at + REDELIVERY_FOR + MICROSECOND)
    asked.receive(asked.tapping("ada", prompt, "Code", first_sent_at=sent_at))

    assert answers(asked) == {}
    assert answers(asked, late=True) == {"use-last": "code"}


def test_an_answer_given_at_the_close_and_delivered_again_is_late(asked: World) -> None:
    prompt = asked.last("ada")
    asked.until(closes_at(asked) + timedelta(minutes=1))
    asked.receive(asked.tapping("ada", prompt, "Code", first_sent_at=closes_at(asked)))

    assert answers(asked) == {}
    assert answers(asked, late=True) == {"use-last": "code"}


def test_an_answer_that_claims_to_come_from_the_future_is_judged_by_its_receipt(asked: World) -> None:
    prompt = asked.last("ada")
    asked.until(closes_at(asked) - MICROSECOND)
    asked.receive(asked.tapping("ada", prompt, "Code", first_sent_at=closes_at(asked) + REDELIVERY_FOR))

    assert answers(asked) == {"use-last": "code"}


def test_a_window_is_frozen_only_when_nothing_given_in_time_can_come_any_more(asked: World) -> None:
    asked.clock.set(closes_at(asked) + REDELIVERY_FOR - MICROSECOND)
    asked.run(close_windows)
    assert state_of_window(asked) == "open"

    asked.clock.set(closes_at(asked) + REDELIVERY_FOR)
    asked.run(close_windows)
    assert state_of_window(asked) == "closed"


def test_an_answer_that_is_handled_after_its_window_was_frozen_does_not_change_the_count(
    asked: World,
) -> None:
    prompt = asked.last("ada")
    asked.clock.set(closes_at(asked) - MICROSECOND)
    stuck = asked.tapping("ada", prompt, "Code")
    asked.clock.set(closes_at(asked) + REDELIVERY_FOR)
    asked.run(close_windows)
    reply = asked.receive(stuck)

    assert reply is not None
    assert answers(asked) == {}
    assert answers(asked, late=True) == {"use-last": "code"}


def test_a_summary_waits_for_answers_that_are_delivered_again(world: World) -> None:
    names = [f"p{number}" for number in range(6)]
    world.roster("dana,Office,admin", *(f"{name},Sales,pilot_user" for name in names))
    world.program(**{'closes = "fri 17:00"': 'closes = "sun 23:58"', 'at = "09:00"': 'at = "06:00"'})
    world.says("dana", "ai-rollout start")
    world.at("Sun 23:57")
    told = len([one for one in world.deliveries("dana") if one.story == "summary.digest"])

    world.clock.set(world.instant("week 2 Mon 00:03"))
    world.run(make_summaries)
    assert len([one for one in world.deliveries("dana") if one.story == "summary.digest"]) == told

    world.clock.set(world.instant("week 2 Mon 00:04"))
    world.run(make_summaries)
    assert len([one for one in world.deliveries("dana") if one.story == "summary.digest"]) == told + 1
