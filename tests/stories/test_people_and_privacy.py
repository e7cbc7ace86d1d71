"""First contact, the own record, the stop word, a person to talk to."""

from __future__ import annotations

import pytest

from bot.chat import Sender
from bot.store import addresses, people
from bot.store.database import Database
from tests.fakes.chats import TeamsDouble
from tests.world import World


@pytest.fixture
def started(world: World) -> World:
    """A program runs; everyone has been told who speaks."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,champion,zh-TW")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Mon 10:00")
    return world


def test_first_contact_discloses_once_before_anything_else(started: World) -> None:
    first = started.inbox("ada")[0]
    assert first.says("privacy.hello", sponsor="Robin Sample", tool="Example Assistant")
    assert first.says("privacy.never")
    started.at("Wed 10:00")
    titles = [shown.card.title for shown in started.inbox("ada")]
    assert titles.count(first.card.title) == 1


def test_the_disclosure_promises_only_what_the_configuration_does(started: World) -> None:
    assert started.inbox("ada")[0].says("privacy.see_access")
    assert not started.inbox("ada")[0].says("privacy.see_use")


def test_mass_first_contact_keeps_to_working_hours(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Mon 09:29")
    assert world.inbox("ada") == []
    world.at("Mon 09:30")
    assert len(world.inbox("ada")) == 1


@pytest.mark.parametrize("word", ["stop", "STOP!", "停止", "退订", " Stop . "])
def test_the_stop_word_works_at_once_in_every_language(started: World, word: str) -> None:
    started.at("Tue 09:00")
    assert started.says("ada", word).says("preferences.stopped")
    sent = len(started.inbox("ada"))
    started.at("Fri 18:00")
    assert len(started.inbox("ada")) == sent


def test_start_brings_messages_back(started: World) -> None:
    started.says("ada", "stop")
    assert started.says("ada", "start").says("preferences.started")
    started.at("week 2 Fri 10:00")
    assert started.deliveries("ada")[-1].state == "sent"


def test_a_chosen_language_holds_against_the_next_import(started: World) -> None:
    me = started.says("ada", "ai-me")
    shown = started.tap("ada", me, "繁體中文")
    assert shown.says("preferences.language_saved")
    started.roster("ada,Sales,pilot_user,en")
    assert started.person("ada").language == "zh-Hant"


def test_the_list_of_languages_shows_the_one_that_holds_and_ok_keeps_it(database: Database) -> None:
    world = World(database, TeamsDouble())
    world.roster("ben,Sales,champion,zh-TW")
    me = world.says("ben", "ai-me")
    assert world.tap("ben", me, "OK").says("preferences.language_saved")
    assert world.person("ben").language == "zh-Hant"


def test_ok_without_a_language_asks_for_one(database: Database) -> None:
    world = World(database, TeamsDouble())
    world.roster("ada,Sales,pilot_user")
    me = world.says("ada", "ai-me")
    reply = world.tap("ada", me, "OK", pick="")
    assert reply.says("error.choose_one")
    assert reply.card.title == me.card.title


def test_a_pause_until_a_date_keeps_messages_away_until_that_day(started: World) -> None:
    me = started.says("ada", "ai-me")
    started.tap("ada", me, started.label("ada", "preferences.save_pause"), day="2026-12-07")
    sent = len(started.inbox("ada"))
    started.at("Fri 18:00")
    assert len(started.inbox("ada")) == sent
    started.at("week 2 Tue 10:01")
    assert len(started.inbox("ada")) == sent + 1


def pauses(world: World, name: str) -> None:
    me = world.says(name, "ai-me")
    world.tap(name, me, world.label(name, "preferences.save_pause"), day="2026-12-07")


def test_who_paused_still_hears_of_the_person_asked_for(started: World) -> None:
    started.says("ada", "ai-human I am stuck")
    pauses(started, "ada")
    started.tap("dana", started.last("dana"), started.label("dana", "human.take"))
    started.turn()
    assert started.last("ada").says("human.told", human="Dana Example (dana@example.com)")


@pytest.mark.parametrize("silence", ["stop", "pause"])
def test_silence_of_ones_own_leaves_nobody_waiting(started: World, silence: str) -> None:
    started.says("dana", "ai-pause")
    started.says("ada", "ai-human I am stuck")
    if silence == "stop":
        started.says("dana", "stop")
    else:
        pauses(started, "dana")
    started.says("dana", "ai-resume")
    started.turn()
    assert any("I am stuck" in shown for shown in started.inbox("dana"))


def test_a_pause_in_the_past_is_refused(started: World) -> None:
    me = started.says("ada", "ai-me")
    reply = started.tap("ada", me, started.label("ada", "preferences.save_pause"), day="2026-11-01")
    assert reply.says("preferences.past_day")


def test_the_export_holds_what_was_answered_and_sent(started: World) -> None:
    started.at("Tue 10:01")
    started.tap("ada", started.last("ada"), "Code")
    me = started.says("ada", "ai-me")
    export = started.tap("ada", me, started.label("ada", "preferences.export"))
    assert "answer: week 1 use-last = code" in export
    assert "ada@example.com" in export


def test_the_record_of_a_chinese_reader_has_full_width_colons(started: World) -> None:
    me = started.says("ben", "我的資料")
    assert "勿擾時段：" in me
    assert ": " not in me.text
    export = started.tap("ben", me, started.label("ben", "preferences.export"))
    assert "團隊：Sales" in export


def test_erasing_asks_twice_and_leaves_nothing_of_the_person(started: World) -> None:
    started.at("Tue 10:01")
    started.tap("ada", started.last("ada"), "Code")
    me = started.says("ada", "ai-me")
    ask = started.tap("ada", me, started.label("ada", "preferences.erase"))
    person = started.person("ada")
    reply = started.receive(started.tapping("ada", ask, started.label("ada", "preferences.erase_yes")))
    assert reply is not None
    assert reply.card.title == "Erase my record"
    assert started.run(lambda ctx: people.find(ctx.db, person.person_id)) is None
    assert started.run(lambda ctx: addresses.of_person(ctx.db, person.person_id)) == []


def test_asking_for_a_person_tells_the_named_one_and_the_asker_who_took_it(started: World) -> None:
    reply = started.says("ada", "ai-human I am stuck")
    assert reply.says("human.told", human="Dana Example (dana@example.com)")
    request = started.last("dana")
    assert "I am stuck" in request
    assert started.tap("dana", request, started.label("dana", "human.take")).says(
        "human.taken", name="Ada Example", email="ada@example.com"
    )
    started.turn()
    assert started.last("ada").says("human.told", human="Dana Example (dana@example.com)")


def test_names_have_full_width_brackets_in_chinese(started: World) -> None:
    named = "Dana Example（dana@example.com）"
    assert named in started.inbox("ben")[0]
    assert named in started.says("ben", "真人")
    started.tap("dana", started.last("dana"), started.label("dana", "human.take"))
    started.turn()
    assert named in started.last("ben")


def test_a_line_of_help_does_not_repeat_the_commands_name(started: World) -> None:
    started.roster("ben,Office,admin,zh-TW")
    lines = started.says("ben", "說明").text.split("\n")
    told = dict(line.split("：", 1) for line in lines if "：" in line)
    assert "導入計畫" in told
    assert [name for name, does in told.items() if does.startswith(name)] == []


def test_two_people_taking_one_request_do_not_both_think_they_have_it(started: World) -> None:
    started.says("ada", "human")
    request = started.last("dana")
    started.tap("dana", request, started.label("dana", "human.take"))
    again = started.tap("ben", request, started.label("dana", "human.take"))
    assert again.says("human.taken_before")


def test_words_that_are_no_command_get_help_in_the_persons_language(started: World) -> None:
    reply = started.says("ben", "什麼是這個")
    assert reply.says("help.unknown", text="什麼是這個")
    assert "週報" in reply


def test_help_shows_only_what_the_role_may_do(started: World) -> None:
    assert "ai-pause" not in started.says("ada", "ai-help")
    assert "ai-pause" in started.says("dana", "ai-help")


def test_a_stranger_and_a_guest_get_a_sentence_and_leave_no_trace(started: World) -> None:
    interaction = started.chat.say(
        started.chat.account("eve"), "hello", started.clock.now(), "1762079999.000001"
    )
    reply = started.receive(interaction)
    assert reply is not None
    assert "I don't know this account yet" in reply.card.blocks[0].text  # type: ignore[union-attr]
    sender = Sender(interaction.sender.platform, interaction.sender.workspace, interaction.sender.user)
    assert started.run(lambda ctx: addresses.find_person(ctx.db, sender)) is None
