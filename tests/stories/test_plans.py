"""When-then plans, as pilot users make them in two taps, and the one reminder at their moment."""

from __future__ import annotations

import pytest

from bot.cards.nudge_plans import plan_why_line
from bot.store import nudges, when_then
from tests.world import Shown, World

PLAN = {'use = ["first-sales", "first-prompt"]': 'use = ["plan-after-meeting"]'}


@pytest.fixture
def nudged(world: World) -> World:
    """Ada and Ben are asked for a plan on Tuesday of week 2 at 10:00."""
    return asked_for_plans(world, **PLAN)


def asked_for_plans(world: World, **changes: str) -> World:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user,zh-TW")
    world.program(**changes)
    world.says("dana", "ai-rollout start")
    world.at("week 2 Tue 10:00")
    return world


def planned(world: World, name: str, when: str, what: str) -> Shown:
    """Two taps, from the nudge to the plan."""
    asks_what = world.tap(name, world.last(name), world.label(name, when))
    return world.tap(name, asks_what, what)


def plans(world: World, name: str) -> list[when_then.WhenThen]:
    person_id = world.person(name).person_id
    found: list[when_then.WhenThen] = world.run(lambda ctx: when_then.of_person(ctx.db, person_id))
    return found


def reminders(world: World, name: str) -> list[str]:
    """The states of everything planned to remind somebody of a plan."""
    return [row.state for row in world.deliveries(name) if row.story == "plan.reminder"]


def test_two_taps_make_a_plan_and_one_reminder_comes_at_its_moment(nudged: World) -> None:
    plan = planned(nudged, "ada", "plans.when_tomorrow", "draft the minutes")
    at = nudged.instant("week 2 Wed 10:00")
    kept = {"at": at, "tool": "Example Assistant", "task": "draft the minutes"}
    assert plan.says("plans.kept_time", **kept)
    assert plan.says("plans.will_remind", at=at)

    sent = len(nudged.inbox("ada"))
    nudged.at("week 2 Wed 09:59")
    assert len(nudged.inbox("ada")) == sent
    nudged.at("week 2 Wed 10:00")
    assert len(nudged.inbox("ada")) == sent + 1
    assert nudged.last("ada").says("plans.kept_time", **kept)
    assert "Draft minutes from these notes" in nudged.last("ada")
    nudged.at("week 4 Fri 18:00")
    assert reminders(nudged, "ada") == ["sent"]


def test_the_reminder_says_why_it_comes_and_that_it_does_not_count(nudged: World) -> None:
    planned(nudged, "ben", "plans.when_tomorrow", "起草會議紀錄")
    nudged.at("week 2 Wed 10:01")
    stored = plans(nudged, "ben")[0]
    say = nudged.house.words.say("zh-Hant", nudged.person("ben").zone, nudged.clock.now())
    assert nudged.last("ben").card.note == plan_why_line(say, stored)
    assert "這是您在 12 月 8 日（週二）" in nudged.last("ben").card.note
    assert nudged.deliveries("ben")[-1].kind == "chosen_time"


def test_the_bot_says_that_it_sees_no_calendar_and_asks_when_the_meeting_ends(nudged: World) -> None:
    ends = nudged.tap("ada", nudged.last("ada"), nudged.label("ada", "plans.when_meeting"))
    assert ends.says("plans.ask_end")
    assert [tap.label for tap in ends.card.taps()][:4] == ["10:30", "11:00", "11:30", "12:00"]
    what = nudged.tap("ada", ends, "11:30")
    plan = nudged.tap("ada", what, "summarise the meeting")
    assert plan.says("plans.kept_meeting", tool="Example Assistant", task="summarise the meeting")

    sent = len(nudged.inbox("ada"))
    nudged.at("week 2 Tue 11:29")
    assert len(nudged.inbox("ada")) == sent
    nudged.at("week 2 Tue 11:30")
    assert len(nudged.inbox("ada")) == sent + 1


def test_a_meeting_tomorrow_or_at_any_other_time_is_still_the_meetings_plan(nudged: World) -> None:
    ends = nudged.tap("ada", nudged.last("ada"), nudged.label("ada", "plans.when_meeting"))
    other = nudged.tap("ada", ends, nudged.label("ada", "plans.when_other"))
    what = nudged.tap("ada", other, nudged.label("ada", "plans.this_time"), day="2026-12-10", time="20:15")
    assert what.says("plans.start_meeting", tool="Example Assistant")
    plan = nudged.tap("ada", what, "reply to a long thread")
    assert plan.says("plans.will_remind", at=nudged.instant("week 2 Thu 20:15"))
    nudged.at("week 2 Thu 20:14")
    assert reminders(nudged, "ada") == ["planned"]
    nudged.at("week 2 Thu 20:15")
    assert reminders(nudged, "ada") == ["sent"]


def test_tomorrow_on_a_friday_is_the_next_working_day_and_the_card_says_so(world: World) -> None:
    friday = {'day = "tue"\nat = "10:00"': 'day = "fri"\nat = "10:00"', 'day = "thu"': 'day = "mon"'}
    nudged = asked_for_plans(world, **PLAN, **friday)
    nudged.at("week 2 Fri 10:00")
    what = nudged.tap("ada", nudged.last("ada"), nudged.label("ada", "plans.when_tomorrow"))
    assert what.says("plans.day_off", at=nudged.instant("week 3 Mon 10:00"))


def test_an_hour_that_has_passed_makes_no_plan(nudged: World) -> None:
    ends = nudged.tap("ada", nudged.last("ada"), nudged.label("ada", "plans.when_meeting"))
    nudged.at("week 2 Tue 10:45")
    assert nudged.tap("ada", ends, "10:30").says("nudges.bad_moment")
    what = nudged.tap("ada", ends, "11:00")
    nudged.at("week 2 Tue 11:00")
    assert nudged.tap("ada", what, "draft the minutes").says("nudges.bad_moment")
    assert plans(nudged, "ada") == []


def test_a_plan_that_is_changed_reminds_once_at_the_new_moment(nudged: World) -> None:
    plan = planned(nudged, "ada", "plans.when_tomorrow", "draft the minutes")
    anew = nudged.tap("ada", plan, nudged.label("ada", "plans.change"))
    what = nudged.tap("ada", anew, nudged.label("ada", "plans.when_monday"))
    assert reminders(nudged, "ada") == ["planned"]
    nudged.tap("ada", what, "draft the minutes")
    nudged.at("week 2 Fri 18:00")
    assert sorted(reminders(nudged, "ada")) == ["cancelled", "planned"]
    nudged.at("week 3 Mon 10:00")
    assert sorted(reminders(nudged, "ada")) == ["cancelled", "sent"]
    assert [plan.state for plan in plans(nudged, "ada")] == ["replaced", "planned"]


def test_the_same_plan_tapped_twice_stays_one(nudged: World) -> None:
    what = nudged.tap("ada", nudged.last("ada"), nudged.label("ada", "plans.when_tomorrow"))
    first = nudged.tap("ada", what, "draft the minutes")
    assert nudged.tap("ada", what, "draft the minutes").text == first.text
    assert len(plans(nudged, "ada")) == 1
    assert reminders(nudged, "ada") == ["planned"]


def test_a_cancelled_plan_reminds_nobody(nudged: World) -> None:
    plan = planned(nudged, "ada", "plans.when_tomorrow", "draft the minutes")
    assert nudged.tap("ada", plan, nudged.label("ada", "plans.cancel")).says("plans.cancelled")
    nudged.at("week 2 Wed 12:00")
    assert reminders(nudged, "ada") == ["cancelled"]


def test_the_reminder_takes_did_it_and_not_now_and_asks_nothing_more(nudged: World) -> None:
    for name, task in (("ada", "draft the minutes"), ("ben", "起草會議紀錄")):
        planned(nudged, name, "plans.when_tomorrow", task)
    nudged.at("week 2 Wed 10:01")
    done = nudged.tap("ada", nudged.last("ada"), nudged.label("ada", "nudges.did_it"))
    assert done.says("nudges.done")
    assert nudged.tap("ben", nudged.last("ben"), nudged.label("ben", "plans.not_now")).says("plans.let_go")
    assert [plans(nudged, name)[0].state for name in ("ada", "ben")] == ["done", "not_now"]
    person_id = nudged.person("ada").person_id
    assert nudged.run(lambda ctx: nudges.of_person(ctx.db, person_id))[-1].outcome == "did"


def test_a_plan_stands_in_the_own_record_in_the_export_and_is_erased(nudged: World) -> None:
    planned(nudged, "ada", "plans.when_tomorrow", "draft the minutes")
    me = nudged.says("ada", "ai-me")
    at = nudged.instant("week 2 Wed 10:00")
    assert me.says("plans.kept_time", at=at, tool="Example Assistant", task="draft the minutes")
    plan = nudged.tap("ada", me, nudged.label("ada", "plans.open", at=at))
    assert plan.says("plans.will_remind", at=at)

    export = nudged.tap("ada", me, nudged.label("ada", "preferences.export"))
    assert "plan: 2026-12-08 time 2026-12-09T10:00 Asia/Taipei minutes planned" in export
    person_id = nudged.person("ada").person_id
    ask = nudged.tap("ada", me, nudged.label("ada", "preferences.erase"))
    nudged.receive(nudged.tapping("ada", ask, nudged.label("ada", "preferences.erase_yes")))
    assert nudged.run(lambda ctx: when_then.of_person(ctx.db, person_id)) == []


def test_somebody_elses_plan_can_be_neither_made_nor_changed(nudged: World) -> None:
    stale = nudged.tap("ben", nudged.last("ada"), nudged.label("ada", "plans.when_tomorrow"))
    assert stale.says("error.stale_button")
    plan = planned(nudged, "ada", "plans.when_tomorrow", "draft the minutes")
    assert nudged.tap("ben", plan, nudged.label("ada", "plans.cancel")).says("error.stale_button")
    assert [plan.state for plan in plans(nudged, "ada")] == ["planned"]
