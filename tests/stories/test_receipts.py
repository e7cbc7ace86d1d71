"""Receipts: words that say to erase do so however they are joined, and no remark holds a receipt."""

from __future__ import annotations

import pytest

from bot.model.receipts import code_to_erase, codes_in
from bot.store import feedback
from tests.world import World


@pytest.fixture
def answered(world: World) -> World:
    """Ada has answered everything."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "cy,Sales,pilot_user,zh-CN")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    shown = world.last("ada")
    for label in ("Code", "Very", "15 to 30 minutes", "Less than 5 minutes"):
        shown = world.tap("ada", shown, label)
    return world


def prompt_of(world: World) -> dict[str, object]:
    person_id = world.person("ada").person_id
    found: dict[str, object] = world.run(lambda ctx: feedback.prompts_of(ctx.db, person_id))[0]
    return found


def answers(world: World) -> dict[str, str]:
    prompt_id = str(prompt_of(world)["prompt_id"])
    found: dict[str, str] = world.run(lambda ctx: feedback.answers(ctx.db, prompt_id))
    return found


def remarks(world: World, name: str) -> list[str]:
    person_id = world.person(name).person_id
    return [row["body"] for row in world.run(lambda ctx: feedback.remarks_of(ctx.db, person_id))]


@pytest.mark.parametrize(
    "words",
    [
        "删除{code}",
        "刪除{code}。",
        "删除：{code}",
        "删除　{code}",
        "「删除」{code}",
        "erase{code}",
        "erase receipt {code}, please",
    ],
)
def test_a_word_that_says_to_erase_does_so_however_the_receipt_follows(answered: World, words: str) -> None:
    said = words.format(code=str(prompt_of(answered)["receipt"]).lower())
    assert answered.says("cy", f"反馈 {said}").says("answers.erased", count=4)
    assert answers(answered) == {}
    assert remarks(answered, "cy") == []


@pytest.mark.parametrize(
    "words", ["my receipt is {code}", "请把{code}删掉", "erase-me {code} and tell nobody"]
)
def test_a_remark_that_holds_a_receipt_is_not_kept_and_says_how_to_erase(answered: World, words: str) -> None:
    code = str(prompt_of(answered)["receipt"])
    reply = answered.says("cy", f"反馈 {words.format(code=code)}")
    assert reply.says("receipts.in_a_remark", command="反馈")
    assert code not in reply
    assert remarks(answered, "cy") == []
    assert len(answers(answered)) == 4


def test_the_form_keeps_no_remark_with_a_receipt_either(answered: World) -> None:
    code = str(prompt_of(answered)["receipt"])
    answered.at("Fri 17:01")
    send = answered.label("cy", "feedback.send")
    reply = answered.tap("cy", answered.says("cy", "反馈"), send, body=f"回执 {code}")
    assert reply.says("receipts.in_a_remark", command="反馈")
    assert remarks(answered, "cy") == []


def test_words_of_eight_letters_and_words_about_erasing_are_remarks(answered: World) -> None:
    for words in ("删除按钮在哪里", "WHATEVER happened to the search"):
        assert answered.says("cy", f"反馈 {words}").says("feedback.remark_kept")
    assert remarks(answered, "cy") == ["删除按钮在哪里", "WHATEVER happened to the search"]


def test_a_receipt_is_found_in_full_width_and_between_signs_but_not_inside_a_longer_word() -> None:
    assert list(codes_in("回执ＫＤ４ＶＣＪＧ８。")) == ["KD4VCJG8"]
    assert list(codes_in("kd4v\u200bcjg8")) == ["KD4VCJG8"]
    assert list(codes_in("KD4VCJG89")) == []
    assert (code_to_erase("删除KD4VCJG8"), code_to_erase("删除按钮 KD4VCJG8")) == ("KD4VCJG8", "")
