"""Fewer messages, from inside a message: each way at once, and each to be undone."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cards.limits import problems
from bot.store import topics
from tests.world import Shown, World


@pytest.fixture
def nudged(world: World) -> World:
    """Ada and Ben get the nudge of week 2 on Tuesday at 10:00."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user,zh-TW")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("week 2 Tue 10:00")
    return world


def fewer(world: World, name: str, message: Shown | None = None) -> Shown:
    """The card with every way to get less."""
    return world.tap(name, message or world.last(name), world.label(name, "fewer.open"))


def off(world: World, name: str) -> list[str]:
    person_id = world.person(name).person_id
    found: list[str] = world.run(lambda ctx: topics.off_of(ctx.db, person_id))
    return found


def states(world: World, name: str, kind: str) -> list[str]:
    return [row.state for row in world.deliveries(name) if row.kind == kind]


@pytest.mark.parametrize(("label", "day"), [("fewer.week", 15), ("fewer.two_weeks", 22)])
def test_one_tap_pauses_all_messages_and_one_undoes_it(nudged: World, label: str, day: int) -> None:
    paused = nudged.tap("ada", fewer(nudged, "ada"), nudged.label("ada", label))
    assert paused.says("fewer.paused", day=date(2026, 12, day))
    assert nudged.person("ada").paused_until_on == date(2026, 12, day)

    undone = nudged.tap("ada", paused, nudged.label("ada", "fewer.undo"))
    assert undone.says("fewer.undone")
    assert nudged.person("ada").paused_until_on is None
    nudge = nudged.tap("ada", undone, nudged.label("ada", "fewer.back"))
    assert nudge.text == nudged.last("ada").text


def test_an_undo_brings_back_the_pause_that_was_there_before(nudged: World) -> None:
    until = nudged.label("ada", "fewer.until_then")
    nudged.tap("ada", fewer(nudged, "ada"), until, day="2026-12-10")
    again = nudged.tap("ada", fewer(nudged, "ada"), until, day="2027-01-04")
    assert again.says("fewer.paused", day=date(2027, 1, 4))
    nudged.tap("ada", again, nudged.label("ada", "fewer.undo"))
    assert nudged.person("ada").paused_until_on == date(2026, 12, 10)


def test_a_day_that_has_passed_pauses_nothing(nudged: World) -> None:
    until = nudged.label("ada", "fewer.until_then")
    assert nudged.tap("ada", fewer(nudged, "ada"), until, day="2026-12-08").says("preferences.past_day")
    assert nudged.person("ada").paused_until_on is None


def test_nothing_planned_about_a_topic_comes_once_it_is_off(nudged: World) -> None:
    later = nudged.tap("ada", nudged.last("ada"), nudged.label("ada", "nudges.later"))
    nudged.tap("ada", later, nudged.label("ada", "nudges.tomorrow"))
    opened = fewer(nudged, "ada")
    gone = nudged.tap("ada", opened, nudged.label("ada", "fewer.topic", topic="first tries"))
    assert gone.says("fewer.topic_off", topic="first tries")
    nudged.at("week 2 Wed 12:00")
    assert states(nudged, "ada", "chosen_time") == ["cancelled"]


def test_a_tip_about_a_topic_that_was_turned_off_meanwhile_is_dropped(nudged: World) -> None:
    nudged.at("week 2 Thu 14:00")
    person_id = nudged.person("ada").person_id
    for topic in ("check", "code", "data", "meet", "plan", "search", "write"):
        nudged.run(lambda ctx, topic=topic: topics.turn_off(ctx.db, person_id, topic, ctx.now))
    nudged.at("week 2 Thu 16:00")
    assert (states(nudged, "ada", "tip")[-1], states(nudged, "ben", "tip")[-1]) == ("cancelled", "sent")


def test_topics_that_are_off_stand_in_the_own_record_and_come_back_with_one_tap(nudged: World) -> None:
    nudged.tap("ben", fewer(nudged, "ben"), nudged.label("ben", "fewer.topic", topic="初次嘗試"))
    assert off(nudged, "ben") == ["first-use"]
    me = nudged.says("ben", "ai-me")
    assert "已關閉的主題：初次嘗試" in me
    on = nudged.tap("ben", me, nudged.label("ben", "fewer.turn_on", topic="初次嘗試"))
    assert on.says("fewer.turned_on")
    assert off(nudged, "ben") == []


def test_a_topic_that_is_off_is_exported_and_erased(nudged: World) -> None:
    nudged.tap("ada", fewer(nudged, "ada"), nudged.label("ada", "fewer.topic", topic="first tries"))
    me = nudged.says("ada", "ai-me")
    assert "topic off: first-use" in nudged.tap("ada", me, nudged.label("ada", "preferences.export"))
    ask = nudged.tap("ada", me, nudged.label("ada", "preferences.erase"))
    nudged.receive(nudged.tapping("ada", ask, nudged.label("ada", "preferences.erase_yes")))
    assert nudged.run(lambda ctx: topics.off_for(ctx.db)) == {}


def test_all_messages_stop_with_one_tap_and_one_undo_brings_back_what_was_planned(nudged: World) -> None:
    nudged.at("week 2 Thu 14:00")
    stop = nudged.tap("ada", fewer(nudged, "ada"), nudged.label("ada", "preferences.stop"))
    assert stop.says("preferences.stopped")
    assert nudged.person("ada").stopped_at is not None
    nudged.tap("ben", fewer(nudged, "ben"), nudged.label("ben", "preferences.stop"))
    nudged.tap("ada", stop, nudged.label("ada", "fewer.undo"))
    nudged.at("week 2 Thu 16:00")
    assert (states(nudged, "ada", "tip")[-1], states(nudged, "ben", "tip")[-1]) == ("sent", "cancelled")


def test_a_tip_can_be_turned_off_by_its_topic_too(nudged: World) -> None:
    nudged.at("week 2 Thu 16:00")
    tip = nudged.last("ada")
    assert not problems(fewer(nudged, "ada", tip).card)
    taps = [tap.action for tap in fewer(nudged, "ada", tip).card.taps()]
    assert taps == ["fewer.pause", "fewer.pause", "fewer.pause", "fewer.topic", "fewer.stop", "fewer.back"]


def test_somebody_elses_message_turns_nothing_off(nudged: World) -> None:
    opened = fewer(nudged, "ada")
    for phrase in ("fewer.week", "preferences.stop"):
        assert nudged.tap("ben", opened, nudged.label("ada", phrase)).says("error.stale_button")
    ben = nudged.person("ben")
    assert (ben.paused_until_on, ben.stopped_at) == (None, None)
