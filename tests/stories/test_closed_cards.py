"""After the close, after “not this time”, after skipping everything: people read only what is true for them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.steps.record import full_record
from bot.store import feedback
from tests.world import Shown, World


@pytest.fixture
def asked(world: World) -> World:
    """Ada and Ben are asked from Tuesday 10:00 to Friday 17:00; Eva in India closes two and a half hours later."""
    world.roster(
        "dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user,zh-TW",
        "eva,Sales,pilot_user,en,Asia/Kolkata",
    )  # fmt: skip
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:05")
    return world


def prompt_of(world: World, name: str) -> dict[str, object]:
    person_id = world.person(name).person_id
    found: dict[str, object] = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]
    return found


def answers(world: World, name: str, late: bool = False) -> dict[str, str]:
    prompt_id = str(prompt_of(world, name)["prompt_id"])
    found: dict[str, str] = world.run(lambda ctx: feedback.answers(ctx.db, prompt_id, late))
    return found


def skip_all(world: World, name: str, shown: Shown) -> Shown:
    skip = world.label(name, "feedback.skip")
    while skip in shown:
        shown = world.tap(name, shown, skip)
    return shown


def finish(world: World, name: str, first: Shown | None = None) -> Shown:
    shown = world.tap(name, first or world.last(name), "Code")
    for label in ("Very", "15 to 30 minutes", "Less than 5 minutes"):
        shown = world.tap(name, shown, label)
    return shown


def closed_at(world: World) -> dict[str, object]:
    return {"closed_at": world.instant("Fri 17:00")}


def test_who_answered_in_time_and_wants_to_change_reads_that_it_stays(asked: World) -> None:
    receipt = finish(asked, "ada")
    asked.at("Fri 17:01")
    shown = asked.tap("ada", receipt, asked.label("ada", "feedback.change"))
    assert shown.says("closed.nothing_changed", **closed_at(asked))
    assert shown.says("closed.in_time_stays")
    code = prompt_of(asked, "ada")["receipt"]
    assert shown.says("answers.receipt", receipt=code, command="ai-feedback")


@pytest.mark.parametrize("label", ["feedback.skip", "feedback.begin", "feedback.not_now"])
def test_who_never_answered_reads_after_the_close_that_nothing_was_changed(asked: World, label: str) -> None:
    first = asked.last("ben")
    asked.at("Thu 14:05")
    stands = first if label == "feedback.skip" else asked.last("ben")
    asked.at("Fri 17:01")
    shown = asked.tap("ben", stands, asked.label("ben", label))
    assert shown.says("closed.nothing_changed", **closed_at(asked))
    assert not shown.says("closed.in_time_stays")
    assert (answers(asked, "ben"), answers(asked, "ben", late=True)) == ({}, {})
    assert prompt_of(asked, "ben")["declined_at"] is None


def test_a_last_skip_after_the_close_is_no_receipt(asked: World) -> None:
    shown = asked.last("ada")
    for label in ("Code", "Very", "15 to 30 minutes"):
        shown = asked.tap("ada", shown, label)
    asked.at("Fri 17:01")
    late = asked.tap("ada", shown, asked.label("ada", "feedback.skip"))
    assert late.says("closed.nothing_changed", **closed_at(asked))
    assert late.says("closed.in_time_stays")
    assert prompt_of(asked, "ada")["finished_at"] is None


def test_a_late_answer_may_count_while_others_are_still_open_and_does_once_there_is_more_time(
    asked: World,
) -> None:
    prompt = asked.last("ada")
    asked.at("Fri 17:01")
    assert asked.tap("ada", prompt, "Code").says("closed.late_open", **closed_at(asked))
    asked.says("dana", "ai-rollout extend w1 1")
    assert answers(asked, "ada") == {"use-last": "code"}


def test_a_late_answer_never_counts_once_it_is_closed_for_everybody(asked: World) -> None:
    prompt = asked.last("ada")
    asked.at("week 2 Mon 10:00")
    assert asked.tap("ada", prompt, "Code").says("closed.late_final", **closed_at(asked))
    assert (answers(asked, "ada"), answers(asked, "ada", late=True)) == ({}, {"use-last": "code"})


def test_a_late_answer_does_not_replace_the_one_in_time_not_even_when_there_is_more_time(
    asked: World,
) -> None:
    prompt = asked.last("ada")
    asked.tap("ada", prompt, "Code")
    asked.at("Fri 17:01")
    late = asked.tap("ada", prompt, "Meetings and minutes")
    assert late.says("closed.late_beside", **closed_at(asked))
    asked.says("dana", "ai-rollout extend w1 1")
    assert answers(asked, "ada") == {"use-last": "code"}


def test_not_this_time_ends_reminders_and_the_notice_of_more_time(asked: World) -> None:
    asked.at("Thu 14:05")
    closes_at = asked.instant("Fri 17:00")
    shown = asked.tap("ben", asked.last("ben"), asked.label("ben", "feedback.not_now"))
    assert shown.says("feedback.declined", command="回饋", closes_at=closes_at)
    before = len(asked.inbox("ben"))
    told = asked.says("dana", "ai-rollout extend w1 1")
    later = asked.instant("week 2 Mon 17:00") + timedelta(hours=2, minutes=30)
    assert told.says("windows.was_extended", window="w1", closes_at=later, count=4)
    asked.at("Fri 16:00")
    assert asked.last("ada").says("windows.extended_title")
    assert len(asked.inbox("ben")) == before


def test_not_this_time_ends_the_notice_after_a_hold_too(asked: World) -> None:
    asked.at("Thu 14:05")
    asked.tap("ben", asked.last("ben"), asked.label("ben", "feedback.not_now"))
    before = len(asked.inbox("ben"))
    asked.says("dana", "ai-rollout hold")
    asked.at("Fri 16:00")
    asked.says("dana", "ai-rollout resume")
    asked.at("week 2 Mon 12:00")
    assert asked.inbox("ada")[-1].says("holds.extended", closes_at=prompt_of(asked, "ada")["closes_at"])
    assert len(asked.inbox("ben")) == before


def test_who_changes_ones_mind_and_answers_hears_of_more_time(asked: World) -> None:
    asked.at("Thu 14:05")
    asked.tap("ada", asked.last("ada"), asked.label("ada", "feedback.not_now"))
    asked.tap("ada", asked.says("ada", "ai-feedback"), "Code")
    asked.says("dana", "ai-rollout extend w1 1")
    asked.at("Fri 16:00")
    assert asked.last("ada").says("windows.extended_title")


def test_not_this_time_is_in_the_export_and_goes_with_the_person(asked: World) -> None:
    asked.at("Thu 14:05")
    asked.tap("ada", asked.last("ada"), asked.label("ada", "feedback.not_now"))
    ada = asked.person("ada")
    assert "declined: week 1, 2026-12-03" in asked.run(lambda ctx: full_record(ctx, ada))
    asked.run(lambda ctx: feedback.forget_person(ctx.db, ada.person_id))
    assert asked.run(lambda ctx: feedback.prompts_of(ctx.db, ada.person_id)) == []


def test_skipping_everything_is_no_answer_and_brings_no_receipt(asked: World) -> None:
    shown = skip_all(asked, "ada", asked.last("ada"))
    assert shown.says("closed.no_answers", closes_at=asked.instant("Fri 17:00"))
    assert not shown.says("feedback.thanks")
    assert (prompt_of(asked, "ada")["receipt"], prompt_of(asked, "ada")["finished_at"]) == ("", None)
    asked.at("Fri 16:00")
    assert [one.state for one in asked.deliveries("ada") if one.kind == "reminder"] == ["cancelled"]
    first = asked.tap("ada", shown, asked.label("ada", "feedback.begin"))
    assert finish(asked, "ada", first).says("feedback.thanks")
    assert prompt_of(asked, "ada")["receipt"]


def test_who_erased_the_answers_is_not_thanked_for_them(asked: World) -> None:
    finish(asked, "ada")
    asked.says("ada", f"ai-feedback erase {prompt_of(asked, 'ada')['receipt']}")
    shown = asked.says("ada", "ai-feedback")
    assert shown.says("closed.no_answers", closes_at=asked.instant("Fri 17:00"))
    assert not shown.says("feedback.thanks")


def test_the_opening_stands_on_the_first_question_only(asked: World) -> None:
    opening = asked.label("ada", "feedback.opening", minutes=1, questions=4)
    first = asked.last("ada")
    second = asked.tap("ada", first, asked.label("ada", "feedback.skip"))
    assert opening in first
    assert opening not in second
    assert opening in asked.tap("ada", second, asked.label("ada", "feedback.back"))


def test_the_receipt_promises_no_message_that_may_not_come(asked: World) -> None:
    receipt = finish(asked, "ada")
    assert receipt.says("feedback.what_next", closes_at=asked.instant("Fri 17:00"), group_minimum=5)
    assert "Monday" not in receipt
