"""Feedback windows, as pilot users live through them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store import feedback
from tests.world import World

USE = "What did you last use Example Assistant for?"


@pytest.fixture
def asked(world: World) -> World:
    """Ada and Ben are asked from Tuesday 10:00 to Friday 17:00."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user,zh-TW")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    return world


def answers(world: World, name: str, late: bool = False) -> dict[str, str]:
    person_id = world.person(name).person_id
    prompt_id = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]["prompt_id"]
    found: dict[str, str] = world.run(lambda ctx: feedback.answers(ctx.db, prompt_id, late))
    return found


def test_a_window_opens_at_its_local_time_and_asks_one_question_at_a_time(asked: World) -> None:
    prompt = asked.last("ada")
    assert USE in prompt
    assert asked.deliveries("ada")[1].due_at == asked.instant("Tue 10:00")

    useful = asked.tap("ada", prompt, "Meetings and minutes")
    assert USE not in useful
    assert "How useful was the result?" in useful
    assert answers(asked, "ada") == {"use-last": "meet"}


def test_every_tap_is_saved_and_back_shows_the_answer_so_far(asked: World) -> None:
    second = asked.tap("ada", asked.last("ada"), "Code")
    first = asked.tap("ada", second, asked.label("ada", "feedback.back"))
    assert first.says("feedback.you_said", answer="Code")

    asked.tap("ada", first, "Writing or replying")
    assert answers(asked, "ada") == {"use-last": "write"}


def test_a_changed_answer_takes_back_what_its_branch_had_asked(asked: World) -> None:
    second = asked.tap("ada", asked.last("ada"), "Code")
    third = asked.tap("ada", second, "Very")
    assert answers(asked, "ada") == {"use-last": "code", "useful": "4"}
    again = asked.tap("ada", asked.tap("ada", third, "Back"), "Back")
    asked.tap("ada", again, "I have not used it")
    assert answers(asked, "ada") == {"use-last": "not-used"}


def finish(world: World, name: str) -> object:
    shown = world.tap(name, world.last(name), "Code")
    for label in ("Very", "15 to 30 minutes", "Less than 5 minutes"):
        shown = world.tap(name, shown, label)
    return shown


def test_the_last_answer_brings_a_receipt_and_answers_can_be_changed_until_the_close(asked: World) -> None:
    receipt = finish(asked, "ada")
    assert receipt.says("feedback.thanks")  # type: ignore[attr-defined]
    first = asked.tap("ada", receipt, asked.label("ada", "feedback.change"))  # type: ignore[arg-type]
    asked.tap("ada", first, "Tables and figures")
    assert answers(asked, "ada")["use-last"] == "data"


def test_only_those_who_have_not_answered_are_reminded_and_only_once(asked: World) -> None:
    finish(asked, "ada")
    before = len(asked.inbox("ben"))
    asked.at("Fri 16:59")
    assert [d.state for d in asked.deliveries("ada") if d.kind == "reminder"] == ["cancelled"]
    closes_at = asked.instant("Fri 17:00")
    reminders = asked.inbox("ben")[before:]
    assert [shown.says("feedback.reminder", minutes=1, closes_at=closes_at) for shown in reminders] == [True]


def test_an_answer_in_the_last_microsecond_counts_and_one_at_the_close_is_late(asked: World) -> None:
    prompt = asked.last("ada")
    asked.until(asked.instant("Fri 17:00") - timedelta(microseconds=1))
    asked.tap("ada", prompt, "Code")
    assert answers(asked, "ada") == {"use-last": "code"}

    asked.clock.set(asked.instant("Fri 17:00"))
    reply = asked.tap("ada", prompt, "Meetings and minutes")
    assert reply.says("closed.late_beside", closed_at=asked.instant("Fri 17:00"))
    assert answers(asked, "ada") == {"use-last": "code"}
    assert answers(asked, "ada", late=True) == {"use-last": "meet"}


def test_the_same_tap_delivered_twice_has_one_effect_and_one_answer(asked: World) -> None:
    prompt = asked.last("ada")
    assert asked.taps("ada", prompt, "Code", event="1762075000.000001") is not None
    assert asked.taps("ada", prompt, "Code", event="1762075000.000001") is None
    assert answers(asked, "ada") == {"use-last": "code"}


def test_somebody_elses_prompt_is_refused_with_a_way_on(asked: World) -> None:
    reply = asked.tap("ben", asked.last("ada"), "Code")
    assert reply.says("feedback.not_yours", command="回饋")
    assert answers(asked, "ada") == {}


def test_the_prompt_speaks_each_persons_language(asked: World) -> None:
    assert "您最近一次用 Example Assistant 做什麼？" in asked.last("ben")


def test_not_this_time_ends_the_reminders(asked: World) -> None:
    asked.at("Thu 14:00")
    asked.tap("ben", asked.last("ben"), asked.label("ben", "feedback.not_now"))
    sent = len(asked.inbox("ben"))
    asked.at("Fri 16:00")
    assert len(asked.inbox("ben")) == sent


def test_the_command_shows_the_open_questions_or_takes_a_remark(asked: World) -> None:
    assert USE in asked.says("ada", "ai-feedback")
    assert asked.says("dana", "ai-feedback the login is slow").says("feedback.remark_kept")


def test_a_person_in_another_zone_is_asked_at_ten_local_time(world: World) -> None:
    world.roster("dana,Office,admin", "eva,Sales,pilot_user,en,Europe/London")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:05")
    sent = len(world.inbox("eva"))
    world.at("Tue 18:05")
    assert len(world.inbox("eva")) == sent + 1
    assert USE in world.last("eva")


def test_questions_stay_as_they_were_when_the_window_opened(asked: World) -> None:
    window = asked.run(lambda ctx: feedback.due_to_close(ctx.db, asked.instant("week 2 Mon 10:00")))[0]
    assert window.frozen.questions["use-last"].text.root["en"] == "What did you last use {tool} for?"
    assert window.frozen.question_set.key == "pulse-a"
