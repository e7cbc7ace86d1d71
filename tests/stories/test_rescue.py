"""After the first try that failed: one other way, once, whoever says so and however often."""

from __future__ import annotations

import pytest

from bot.cards.nudges import why_line
from bot.model.nudges import Nudge
from bot.store import nudges
from bot.store.outbox import Delivery
from tests.world import Shown, World

TITLES = {"tap": "Try a smaller piece", "useful": "Maybe it was the wrong task"}


@pytest.fixture
def nudged(world: World) -> World:
    """Ada and Ben get the nudge of week 2 on Tuesday at 10:00."""
    return started(world)


def started(world: World, at: str = "week 2 Tue 10:00", **changes: str) -> World:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user,zh-TW")
    world.program(**changes)
    world.says("dana", "ai-rollout start")
    world.at(at)
    return world


def rescues(world: World, name: str) -> list[Delivery]:
    return [row for row in world.deliveries(name) if row.kind == "rescue"]


def decision(world: World, name: str) -> Nudge:
    """The one rescue that was decided for somebody."""
    person_id = world.person(name).person_id
    found: list[Nudge] = world.run(lambda ctx: nudges.of_person(ctx.db, person_id))
    (only,) = [nudge for nudge in found if nudge.slot == "rescue"]
    return only


def it_failed(world: World, name: str, message: Shown | None = None) -> Shown:
    return world.tap(name, message or world.last(name), world.label(name, "rescue.it_failed"))


def answer(world: World, name: str, *labels: str) -> Shown:
    shown = world.last(name)
    for label in labels:
        shown = world.tap(name, shown, label)
    return shown


def test_a_try_that_failed_brings_one_other_way_in_the_next_open_hours(nudged: World) -> None:
    at = nudged.instant("week 2 Tue 10:30")
    assert it_failed(nudged, "ada").says("rescue.coming", at=at)
    sent = len(nudged.inbox("ada"))
    nudged.at("week 2 Tue 10:29")
    assert len(nudged.inbox("ada")) == sent
    nudged.at("week 2 Tue 10:30")
    assert len(nudged.inbox("ada")) == sent + 1
    assert nudged.last("ada").card.title == TITLES["tap"]


def test_a_failure_late_in_the_day_is_answered_when_the_person_works_again(nudged: World) -> None:
    nudged.at("week 2 Tue 16:20")
    it_failed(nudged, "ada")
    nudged.at("week 2 Wed 09:29")
    assert [row.state for row in rescues(nudged, "ada")] == ["planned"]
    nudged.at("week 2 Wed 09:31")
    assert [row.state for row in rescues(nudged, "ada")] == ["sent"]


@pytest.mark.parametrize(("name", "told"), [("ada", "the last try did not work"), ("ben", "上一次沒成功")])
def test_it_says_why_and_what_is_left_as_it_was_decided(nudged: World, name: str, told: str) -> None:
    it_failed(nudged, name)
    nudged.at("week 2 Tue 11:00")
    stored, person = decision(nudged, name), nudged.person(name)
    say = nudged.house.words.say(person.language, person.zone, nudged.clock.now())
    phase = {"ada": "First use", "ben": "初次使用"}[name]
    assert nudged.last(name).card.note == why_line(say, stored.why, phase)
    assert told in nudged.last(name).card.note
    assert (stored.why.number_this_week, stored.why.weekly_cap, stored.why.failed) == (2, 2, "tap")


def test_the_second_failure_brings_no_second_message_but_help_at_once(nudged: World) -> None:
    nudge = nudged.last("ada")
    it_failed(nudged, "ada")
    assert it_failed(nudged, "ada", nudge).says("rescue.coming", at=nudged.instant("week 2 Tue 10:30"))
    nudged.at("week 2 Tue 11:00")
    assert it_failed(nudged, "ada").says("rescue.at_once")
    assert it_failed(nudged, "ada", nudge).says("rescue.at_once")
    nudged.at("week 4 Fri 18:00")
    assert [row.state for row in rescues(nudged, "ada")] == ["sent"]


def test_a_rescue_counts_so_the_tip_of_the_week_gives_way(nudged: World) -> None:
    it_failed(nudged, "ada")
    nudged.at("week 2 Fri 18:00")
    counted = {"nudge", "tip", "rescue"}
    week_two = [
        (row.kind, row.state) for row in nudged.deliveries("ada")
        if row.kind in counted and row.due_at > nudged.instant("week 2 Mon 00:00") and row.state == "sent"
    ]  # fmt: skip
    assert sorted(week_two) == [("nudge", "sent"), ("rescue", "sent")]
    ben = [row.kind for row in nudged.deliveries("ben") if row.state == "sent" and row.kind in counted]
    assert ben.count("tip") > 0


def test_a_week_without_room_lets_the_rescue_come_in_the_next_one(world: World) -> None:
    nudged = started(world, **{"weekly_cap = 2": "weekly_cap = 1"})
    assert it_failed(nudged, "ada").says("rescue.coming", at=nudged.instant("week 3 Mon 09:30"))
    nudged.at("week 2 Sun 23:00")
    assert [row.state for row in rescues(nudged, "ada")] == ["planned"]
    assert decision(nudged, "ada").why.number_this_week == 1


def test_nobody_in_the_holdout_is_sent_one_but_the_tap_helps_at_once(nudged: World) -> None:
    nudged.run(lambda ctx: ctx.db._connection.execute("update enrolment set arm = 'holdout'", {}))
    helped = it_failed(nudged, "ada")
    assert helped.says("rescue.at_once")
    assert helped.card.title == TITLES["tap"]
    nudged.at("week 3 Fri 18:00")
    assert rescues(nudged, "ada") == []


def test_whoever_said_stop_is_helped_at_once_and_sent_nothing(nudged: World) -> None:
    nudge = nudged.last("ada")
    nudged.says("ada", "stop")
    assert it_failed(nudged, "ada", nudge).says("rescue.at_once")
    nudged.at("week 3 Fri 18:00")
    assert rescues(nudged, "ada") == []


def test_who_can_not_get_in_is_led_to_a_person(world: World) -> None:
    nudged = started(world, **{'use = ["first-sales", "first-prompt"]': 'use = ["access-check"]'})
    it_failed(nudged, "ada")
    nudged.at("week 2 Tue 10:30")
    assert nudged.last("ada").card.title == "Stuck at the door? A person helps"


def test_the_worst_answer_to_a_question_calls_for_the_help_that_fits(world: World) -> None:
    asked = started(world, "Tue 10:00")
    answer(asked, "ada", "Code", "Not at all")
    answer(asked, "ben", "程式", "幫助不大")
    asked.at("Tue 10:31")
    assert asked.last("ada").card.title == TITLES["useful"]
    assert decision(asked, "ada").why.failed == "useful"
    assert rescues(asked, "ben") == []


def test_an_answer_taken_back_calls_the_rescue_off_and_a_later_failure_is_still_the_first(
    world: World,
) -> None:
    asked = started(world, "Tue 10:00")
    after = answer(asked, "ada", "Code", "Not at all")
    mended = asked.tap("ada", asked.tap("ada", after, asked.label("ada", "feedback.back")), "Very")
    asked.at("Tue 10:20")
    assert [row.state for row in rescues(asked, "ada")] == ["cancelled"]

    again = asked.tap("ada", mended, asked.label("ada", "feedback.back"))
    asked.tap("ada", again, "Not at all")
    asked.at("Tue 10:49")
    assert [row.state for row in rescues(asked, "ada")] == ["cancelled", "planned"]
    asked.at("Tue 10:50")
    assert [row.state for row in rescues(asked, "ada")] == ["cancelled", "sent"]


def test_an_answer_made_moot_by_a_changed_earlier_one_calls_the_rescue_off(world: World) -> None:
    asked = started(world, "Tue 10:00")
    after = answer(asked, "ada", "Code", "Not at all")
    assert [row.state for row in rescues(asked, "ada")] == ["planned"]
    first = asked.tap("ada", after, asked.label("ada", "feedback.back"))
    first = asked.tap("ada", first, asked.label("ada", "feedback.back"))
    asked.tap("ada", first, "I have not used it")
    assert [row.state for row in rescues(asked, "ada")] == ["cancelled"]
    asked.at("Wed 12:00")
    assert [row.state for row in rescues(asked, "ada")] == ["cancelled"]
