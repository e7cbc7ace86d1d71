"""Every kind of question, as people answer it on either platform."""

from __future__ import annotations

import pytest

from bot.model.answers import in_order
from bot.store import feedback
from tests.world import Shown, World

ROSTER = ("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user,zh-TW")


def ask(world: World, question_set: str) -> World:
    world.roster(*ROSTER)
    world.program(**{'questions = "pulse-a"': f'questions = "{question_set}"'})
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    return world


@pytest.fixture
def blockers(world: World) -> World:
    """Ada and Ben are asked which of several things got in the way."""
    return ask(world, "blockers")


@pytest.fixture
def verdict(world: World) -> World:
    """Ada stands before the ranking in the questions at the end of a phase."""
    return ask(world, "end-of-phase")


def answers(world: World, name: str, late: bool = False) -> dict[str, str]:
    person_id = world.person(name).person_id
    prompt_id = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]["prompt_id"]
    found: dict[str, str] = world.run(lambda ctx: feedback.answers(ctx.db, prompt_id, late))
    return found


def ranking(world: World) -> Shown:
    return world.tap("ada", world.tap("ada", world.last("ada"), "Code"), "Very")


def number(world: World) -> Shown:
    shown = world.tap("ada", ranking(world), "Code")
    return world.tap("ada", shown, world.label("ada", "answers.next"))


def test_several_answers_are_marked_one_by_one_and_each_is_saved_at_once(blockers: World) -> None:
    first = blockers.tap("ada", blockers.last("ada"), "Too slow")
    assert answers(blockers, "ada") == {"blockers": "speed"}
    second = blockers.tap("ada", first, "Access or login")
    assert answers(blockers, "ada") == {"blockers": "access,speed"}
    third = blockers.tap("ada", second, "✓ Too slow")
    assert answers(blockers, "ada") == {"blockers": "access"}
    blockers.tap("ada", third, "✓ Access or login")
    assert answers(blockers, "ada") == {}


def test_the_same_mark_twice_at_once_is_one_mark(blockers: World) -> None:
    prompt = blockers.last("ada")
    blockers.tap("ada", prompt, "Too slow")
    blockers.tap("ada", prompt, "Too slow")
    assert answers(blockers, "ada") == {"blockers": "speed"}


def test_what_is_preferred_not_to_be_said_replaces_the_marks_and_is_replaced_by_one(blockers: World) -> None:
    marked = blockers.tap("ada", blockers.last("ada"), "Too slow")
    silent = blockers.tap("ada", marked, "I prefer not to say")
    assert answers(blockers, "ada") == {"blockers": "prefer-not-to-say"}
    blockers.tap("ada", silent, "Access or login")
    assert answers(blockers, "ada") == {"blockers": "access"}


def test_a_later_question_is_asked_by_what_was_marked(blockers: World) -> None:
    shown = blockers.tap("ada", blockers.last("ada"), "Nothing")
    receipt = blockers.tap("ada", shown, blockers.label("ada", "answers.next"))
    assert receipt.says("feedback.thanks")


def test_a_ranking_keeps_the_order_of_the_taps_and_its_number_of_places(verdict: World) -> None:
    shown = ranking(verdict)
    for label in ("Tables and figures", "Code", "Meetings and minutes"):
        shown = verdict.tap("ada", shown, label)
    assert answers(verdict, "ada")["phase-tasks"] == "figures,code,meet"
    refused = verdict.tap("ada", shown, "Planning or collecting ideas")
    assert refused.says("answers.too_many", most=3)
    verdict.tap("ada", shown, "1. Tables and figures")
    assert answers(verdict, "ada")["phase-tasks"] == "code,meet"


@pytest.mark.parametrize(
    ("written", "phrase"),
    [
        ("twelve", "whole_number"),
        ("1.5", "whole_number"),
        ("1,000", "comma_whole"),
        ("1,5", "comma_whole"),
        ("１，５", "comma_whole"),
        ("²", "whole_number"),
        ("③", "whole_number"),
        ("٣", "whole_number"),
        ("12\u200b", "whole_number"),
        ("nan", "whole_number"),
        ("1e9", "whole_number"),
        ("-1", "out_of_range"),
        ("501", "out_of_range"),
        ("=1+1", "whole_number"),
    ],
)
def test_a_number_that_cannot_be_kept_is_refused_with_its_bounds(
    verdict: World, written: str, phrase: str
) -> None:
    shown = number(verdict)
    reply = verdict.tap("ada", shown, verdict.label("ada", "feedback.send"), body=written)
    assert reply.says(f"answers.{phrase}", least="0", most="500", unit="people")
    assert "phase-shown" not in answers(verdict, "ada")


@pytest.mark.parametrize(("written", "kept"), [("12", "12"), (" 007 ", "7"), ("１２", "12"), ("500", "500")])
def test_a_number_is_kept_as_digits_however_it_was_typed(verdict: World, written: str, kept: str) -> None:
    shown = number(verdict)
    verdict.tap("ada", shown, verdict.label("ada", "feedback.send"), body=written)
    assert answers(verdict, "ada")["phase-shown"] == kept


def test_yes_or_no_is_one_tap_and_the_receipt_shows_every_answer_in_words(verdict: World) -> None:
    shown = verdict.tap("ada", number(verdict), verdict.label("ada", "feedback.send"), body="3")
    receipt = verdict.tap("ada", verdict.tap("ada", shown, "Yes"), "Disappointed")
    assert "3 people" in receipt
    assert answers(verdict, "ada")["phase-recommend"] == "yes"


def test_who_has_not_used_it_is_asked_two_questions_only(verdict: World) -> None:
    shown = verdict.tap("ada", verdict.last("ada"), "I have not used it")
    shown = verdict.tap("ada", shown, "No time to try it")
    receipt = verdict.tap("ada", shown, verdict.label("ada", "feedback.skip"))
    assert receipt.says("feedback.thanks")
    assert set(answers(verdict, "ada")) == {"use-last", "non-user-reason"}


def test_the_order_of_shuffled_options_is_ones_own_and_the_same_each_time(blockers: World) -> None:
    question = blockers.run(lambda ctx: ctx.words.content.questions["blockers"])
    orders = [[option.key for option in in_order(question, f"prm_{number}")] for number in range(40)]
    assert orders[7] == [option.key for option in in_order(question, "prm_7")]
    assert len({tuple(order) for order in orders}) > 30
    assert {order[-1] for order in orders} == {"prefer-not-to-say"}


def test_whoever_holds_the_receipt_erases_its_answers_and_nobody_is_named(blockers: World) -> None:
    shown = blockers.tap("ada", blockers.last("ada"), "Too slow")
    shown = blockers.tap("ada", shown, blockers.label("ada", "answers.next"))
    blockers.tap("ada", shown, blockers.label("ada", "feedback.send"), body="the login is slow")
    person_id = blockers.person("ada").person_id
    receipt = blockers.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]["receipt"]
    before = blockers.run(lambda ctx: len(ctx.db.all("audit.list_recent", most=1000)))

    assert blockers.says("ben", f"回饋 刪除 {receipt.lower()}").says("answers.erased", count=2)
    assert answers(blockers, "ada") == {}
    assert blockers.run(lambda ctx: len(ctx.db.all("audit.list_recent", most=1000))) == before
    assert blockers.says("ben", f"回饋 刪除 {receipt}").says("answers.no_such_receipt")


def test_a_mark_after_the_close_is_kept_as_late_and_never_counted(blockers: World) -> None:
    prompt = blockers.last("ada")
    blockers.tap("ada", prompt, "Too slow")
    blockers.at("Fri 17:00")
    blockers.tap("ada", prompt, "Access or login")
    assert answers(blockers, "ada") == {"blockers": "speed"}
    assert answers(blockers, "ada", late=True) == {"blockers": "access"}
