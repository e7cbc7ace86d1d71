"""Nudges and tips, as pilot users get and answer them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store import nudges
from tests.world import World


@pytest.fixture
def nudged(world: World) -> World:
    """Ada (sales) and Ben get the nudge of week 2."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user,en,,sales", "ben,Sales,pilot_user,zh-CN")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("week 2 Tue 10:00")
    return world


def decisions(world: World, name: str) -> list[nudges.Nudge]:
    person_id = world.person(name).person_id
    found: list[nudges.Nudge] = world.run(lambda ctx: nudges.of_person(ctx.db, person_id))
    return found


def test_a_nudge_suits_the_persons_job_and_language(nudged: World) -> None:
    ada, ben = decisions(nudged, "ada")[-1], decisions(nudged, "ben")[-1]
    assert (ada.item, ben.item) == ("first-sales", "first-prompt")
    content = nudged.house.words.content.nudges
    assert content["first-sales"].title.root["en"] in nudged.last("ada")
    assert content["first-prompt"].title.root["zh-Hans"] in nudged.last("ben")


def test_every_nudge_says_why_it_came_and_what_is_left_of_the_week(nudged: World) -> None:
    use = nudged.label("ada", "nudges.use_unknown")
    why = {"use": use, "week": 2, "phase": "First use", "number": 1, "cap": 2}
    assert nudged.last("ada").says("nudges.why", **why)


def test_did_it_is_noted_once_however_often_it_is_tapped(nudged: World) -> None:
    nudge = nudged.last("ada")
    assert nudged.tap("ada", nudge, nudged.label("ada", "nudges.did_it")).says("nudges.done")
    nudged.tap("ada", nudge, nudged.label("ada", "nudges.did_it"))
    assert decisions(nudged, "ada")[-1].outcome == "did"


def test_remind_me_on_a_day_brings_it_back_at_that_moment_and_only_once(nudged: World) -> None:
    later = nudged.tap("ada", nudged.last("ada"), nudged.label("ada", "nudges.later"))
    then = nudged.tap("ada", later, nudged.label("ada", "nudges.remind_then"), day="2026-12-10", time="11:30")
    assert then.says("nudges.will_remind", at=nudged.instant("week 2 Thu 11:30"))

    sent = len(nudged.inbox("ada"))
    nudged.at("week 2 Thu 11:29")
    assert len(nudged.inbox("ada")) == sent
    nudged.at("week 2 Thu 11:31")
    assert len(nudged.inbox("ada")) == sent + 1
    assert nudged.last("ada").card.title == nudged.inbox("ada")[sent - 1].card.title


def test_a_day_that_has_passed_is_refused_with_what_to_do(nudged: World) -> None:
    later = nudged.tap("ada", nudged.last("ada"), nudged.label("ada", "nudges.later"))
    reply = nudged.tap(
        "ada", later, nudged.label("ada", "nudges.remind_then"), day="2026-12-01", time="10:00"
    )
    assert reply.says("nudges.bad_moment")


def test_not_for_me_asks_why_and_takes_any_answer(nudged: World) -> None:
    why = nudged.tap("ada", nudged.last("ada"), nudged.label("ada", "nudges.not_for_me"))
    kept = nudged.tap("ada", why, nudged.label("ada", "nudges.reason_no-data"))
    assert kept.says("nudges.reason_kept")
    decision = decisions(nudged, "ada")[-1]
    assert (decision.outcome, decision.reason) == ("not_for_me", "no-data")


def test_somebody_elses_nudge_does_nothing(nudged: World) -> None:
    reply = nudged.tap("ben", nudged.last("ada"), nudged.label("ada", "nudges.did_it"))
    assert reply.says("error.stale_button")
    assert decisions(nudged, "ada")[-1].outcome == ""


def test_nobody_gets_more_than_the_cap_in_a_week_whatever_is_planned(nudged: World) -> None:
    nudged.at("week 4 Mon 08:00")
    counted = {"nudge", "tip", "prompt", "reminder"}
    for name in ("ada", "ben"):
        sent = [d for d in nudged.deliveries(name) if d.state == "sent" and d.kind in counted]
        weeks = [(d.due_at + timedelta(hours=8)).isocalendar().week for d in sent]
        assert max(weeks.count(week) for week in weeks) <= 2
    assert "lost" in {d.outcome for d in decisions(nudged, "ben")} or len(decisions(nudged, "ben")) >= 3


def test_a_tip_of_the_week_is_never_given_twice(nudged: World) -> None:
    nudged.says("dana", "ai-rollout advance we have seen enough")
    nudged.at("week 4 Mon 08:00")
    tips = [d.item for d in decisions(nudged, "ada") if d.kind == "tip" and d.outcome != "lost"]
    assert len(tips) >= 1
    assert len(set(tips)) == len(tips)


def test_quiet_hours_move_a_nudge_and_a_late_one_is_dropped_not_sent(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    me = world.says("ada", "ai-me")
    world.tap("ada", me, world.label("ada", "preferences.save_quiet"), **{"from": "09:00", "until": "15:00"})
    world.at("week 2 Tue 14:59")
    sent = len(world.inbox("ada"))
    world.at("week 2 Tue 15:01")
    assert len(world.inbox("ada")) == sent
    assert [d.state for d in world.deliveries("ada") if d.kind == "nudge"] == ["expired"]
