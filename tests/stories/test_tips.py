"""Tips: found in three languages, shared by people, approved by a champion."""

from __future__ import annotations

import pytest

from bot.model.tips import ranked, terms
from bot.store.database import Database
from tests.fakes.chats import TeamsDouble
from tests.world import World


@pytest.fixture
def started(world: World) -> World:
    """A program runs."""
    world.roster(
        "dana,Office,admin",
        "ada,Sales,power_user,en,,sales",
        "ben,Sales,champion,zh-TW",
        "cai,Sales,pilot_user,zh-CN",
    )
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Mon 10:00")
    return world


@pytest.mark.parametrize("word", ["meeting", "Meetings", "會議", "会议", "邮件", "報告", "Mail"])
def test_a_word_of_any_language_finds_tips(started: World, word: str) -> None:
    found = started.says("ada", f"ai-tip {word}")
    assert found.says("tips.found", query=word)


def test_a_tip_about_another_tool_is_not_found(started: World) -> None:
    assert started.says("ada", "ai-tip sheets").says("tips.nothing", query="sheets")


def test_a_tip_about_the_programs_tool_is_found(world: World) -> None:
    world.roster("dana,Office,admin")
    world.program(**{'tool_key = "example"': 'tool_key = "gemini"'})
    world.says("dana", "ai-rollout start")
    sheets = world.house.words.content.tips["formula-in-sheets"].title.root["en"]
    assert world.says("dana", "ai-tip sheets").card.title == sheets


def test_the_tip_found_by_a_two_character_word_holds_it(started: World) -> None:
    found = started.says("ben", "小技巧 會議")
    assert "會議" in found


def test_a_word_that_no_tip_holds_offers_to_share_one(started: World) -> None:
    assert started.says("ada", "ai-tip xylophone").says("tips.nothing", query="xylophone")


def test_a_tip_of_every_kind_shows_its_passport(started: World) -> None:
    assert "checked" in started.says("ada", "ai-tip meeting")


def test_a_shared_tip_is_found_by_others_once_a_champion_approved_it(started: World) -> None:
    form = started.says("ada", "ai-tip share")
    credit = started.tap(
        "ada", form, started.label("ada", "tips.send"), title="Quokka trick", body="Ask for three variants."
    )
    started.tap("ada", credit, started.label("ada", "tips.credit_yes"))
    assert started.says("cai", "小技巧 quokka").says("tips.nothing", query="quokka")

    review = started.last("ben")
    started.tap("ben", review, started.label("ben", "tips.approve"))
    found = started.says("cai", "小技巧 quokka")
    assert found.card.title == "Quokka trick"
    assert found.says("tips.by", name="Ada Example")
    assert started.last("ada").says("tips.was_approved", title="Quokka trick")


def test_an_empty_field_of_the_form_is_asked_for_in_the_persons_language(database: Database) -> None:
    world = World(database, TeamsDouble())
    world.roster("ben,Sales,champion,zh-TW")
    form = world.chat.dress(world.says("ben", "小技巧 分享").card)

    asked = [each["errorMessage"] for each in form["body"] if each["type"] == "Input.Text"]
    assert asked == [world.label("ben", "error.fill_in")] * 2


def test_a_declined_tip_stays_with_its_author_who_is_told(started: World) -> None:
    form = started.says("ada", "ai-tip share")
    started.tap("ada", form, started.label("ada", "tips.send"), title="Quokka", body="No.")
    review = started.says("ben", "說明") and started.last("ben")
    review = next(shown for shown in started.inbox("ben") if shown.says("tips.review_title"))
    started.tap("ben", review, started.label("ben", "tips.decline"))
    started.turn()
    assert started.last("ada").says("tips.was_declined", title="Quokka")
    assert started.says("cai", "小技巧 quokka").says("tips.nothing", query="quokka")


def test_somebody_without_the_role_cannot_approve(started: World) -> None:
    form = started.says("ada", "ai-tip share")
    started.tap("ada", form, started.label("ada", "tips.send"), title="Quokka", body="Yes.")
    started.turn()
    review = next(shown for shown in started.inbox("ben") if shown.says("tips.review_title"))
    reply = started.tap("cai", review, started.label("ben", "tips.approve"))
    assert reply.says("error.not_permitted", who=started.label("cai", "people.champions"))


def test_a_markup_in_a_shared_tip_stays_text(started: World) -> None:
    form = started.says("ada", "ai-tip share")
    started.tap(
        "ada", form, started.label("ada", "tips.send"), title="<!channel> *hi*", body="<@U123> {{DATE()}}"
    )
    started.turn()
    review = next(shown for shown in started.inbox("ben") if shown.says("tips.review_title"))
    assert "<!channel> *hi*" in review


def test_pairs_of_neighbouring_characters_are_the_terms_of_chinese_text() -> None:
    assert terms("會議紀錄 Word") == {"會議", "議紀", "紀錄", "word"}
    assert terms("Ｗｏｒｄ") == {"word"}


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("Meetings", "meeting"), ("replies", "reply"), ("boxes", "box"), ("emails", "email")],
)
def test_a_plural_is_the_same_term_as_its_singular(plural: str, singular: str) -> None:
    assert terms(plural) == terms(singular) == {singular}


@pytest.mark.parametrize("word", ["status", "analysis", "class", "gas", "excel"])
def test_a_word_that_only_looks_like_a_plural_stays(word: str) -> None:
    assert terms(word) == {word}


def test_a_title_weighs_more_than_a_body() -> None:
    texts = {"a": ["nothing", "", "", "the meeting"], "b": ["Meeting notes", "", "", "text"]}
    assert ranked("meeting", texts, 5) == ["b", "a"]
