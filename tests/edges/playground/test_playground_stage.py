"""The pilot unfolds on the stage: real jobs and handlers, a set clock, colleagues who tap."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Address, Posted
from bot.playground.buttons import Button, buttons_of
from bot.playground.client import Message
from bot.playground.company import ADMIN, OPENS_AT
from bot.playground.demo import Parts, after_week, build_stage, headless
from bot.playground.inbound import Typed
from bot.playground.stage import Stage
from bot.store import outbox, programs
from tests.edges.playground.conftest import PEOPLE, SEED

ADA = "ada@example.com"


def _newest(stage: Stage, user: str) -> Message:
    return [message for message in stage.chat.conversation(user) if message.card][-1]


def _button(message: Message, action: str) -> Button:
    return next(button for button in buttons_of(message) if button.action == action)


async def _start_as_admin(stage: Stage) -> None:
    await stage.sit(ADMIN)
    await stage.say(Typed(user=ADMIN, text="ai-rollout"))
    await stage.press(_button(_newest(stage, ADMIN), "rollout.start").press())


async def test_whoever_takes_a_chair_is_told_first_what_the_bot_is(stage: Stage) -> None:
    await stage.sit(ADA)
    (message,) = stage.chat.conversation(ADA)
    assert message.dressed
    assert message.dressed.slack["blocks"][0]["type"] == "header"
    assert message.dressed.teams["type"] == "AdaptiveCard"


async def test_the_admin_starts_the_pilot_by_a_tap(stage: Stage) -> None:
    await _start_as_admin(stage)
    with stage.house.context() as ctx:
        running = programs.current(ctx.db)
    assert running
    assert running.present
    assert running.present.state == "running"


async def test_nobody_starts_it_while_the_newcomer_sits_in_the_admins_chair(stage: Stage) -> None:
    await stage.sit(ADMIN)
    await stage.advance_to(OPENS_AT + timedelta(days=5))
    with stage.house.context() as ctx:
        running = programs.current(ctx.db)
    assert running
    assert running.present is None


async def test_the_colleague_in_the_admins_chair_starts_it_otherwise(stage: Stage) -> None:
    await stage.sit(ADA)
    await stage.step("monday")
    with stage.house.context() as ctx:
        running = programs.current(ctx.db)
    assert running
    assert running.present
    assert stage.clock.now() == OPENS_AT + timedelta(days=4, hours=1, minutes=30)


async def test_an_answer_redraws_the_prompt_in_place_in_both_dresses(stage: Stage) -> None:
    await stage.sit(ADA)
    await stage.step("monday")
    await stage.step("message")
    prompt = _newest(stage, ADA)
    before = len(stage.chat.conversation(ADA))
    await stage.press(_button(prompt, "feedback.answer").press())
    redrawn = stage.chat.find(ADA, prompt.ref)
    assert redrawn
    assert redrawn.revision == 1
    assert redrawn.dressed != prompt.dressed
    assert len(stage.chat.conversation(ADA)) == before


async def test_a_slash_command_is_answered_in_the_pane_it_was_typed_in(stage: Stage) -> None:
    await stage.sit(ADA)
    await stage.say(Typed(user=ADA, text="/ai-me", dress="slack"))
    typed, answer = stage.chat.conversation(ADA)[-2:]
    assert (typed.text, typed.only_in) == ("/ai-me", "slack")
    assert (answer.only_in, answer.key) == ("slack", "")


async def test_a_plain_message_is_answered_through_the_outbox(stage: Stage) -> None:
    await stage.sit(ADA)
    await stage.say(Typed(user=ADA, text="ai-me", dress="teams"))
    answer = stage.chat.conversation(ADA)[-1]
    with stage.house.context() as ctx:
        sent = {row.delivery_id for row in outbox.in_state(ctx.db, "sent", 1000)}
    assert answer.only_in == ""
    assert answer.delivery_id in sent


async def test_colleagues_answer_by_tapping_what_stands_in_the_message(stage: Stage) -> None:
    await stage.sit(ADA)
    await stage.advance_to(OPENS_AT + timedelta(days=12))
    with stage.house.context() as ctx:
        told = {moment["key"] for moment in stage.journal.told(ctx)}
        states = {row["state"]: row["messages"] for row in outbox.counts(ctx.db)}
    assert {"sent-prompt", "act-feedback", "turn-running"} <= told
    assert states["sent"] > PEOPLE
    assert "in_doubt" not in states


async def test_a_message_is_kept_once_a_key_and_can_be_read_back(stage: Stage) -> None:
    await stage.sit(ADA)
    card = _newest(stage, ADA).card
    assert card
    to = Address("playground", "playground", ADA)
    posted = await stage.chat.post(to, card, "msg_1")
    assert await stage.chat.was_posted(to, "msg_1", OPENS_AT) == posted
    assert isinstance(posted, Posted)
    assert await stage.chat.was_posted(to, "msg_2", OPENS_AT) is False


def test_the_same_seed_plays_the_same_pilot_and_another_seed_another_one(parts: Parts) -> None:
    first, again, other = (headless(parts, 1, seed, PEOPLE) for seed in (SEED, SEED, SEED + 1))
    assert "Microsoft 365 Copilot" in first
    assert first == again
    assert first != other


async def test_halting_stops_a_jump_where_it_is(parts: Parts) -> None:
    stage = build_stage(parts, SEED, PEOPLE)
    await stage.sit(ADA)
    stage.begin_step("monday", ADA)
    assert stage.is_moving
    await stage.halt()
    assert not stage.is_moving
    assert stage.clock.now() < after_week(1)
    stage.house.database.close()
