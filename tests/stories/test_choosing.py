"""Chosen, not blasted: the holdout, what people switched off, the one budget, and silence as an answer."""

from __future__ import annotations

import pytest

from bot.model.choice import BETTER, RESTING, STOPPED
from bot.model.draw import arm_of
from bot.store import nudges, topics
from tests.world import World

NAMES = tuple(f"p{number}" for number in range(8))
ARMS = {name: arm_of("short", f"{name}@example.com", 50) for name in NAMES}
HELD = next(name for name in NAMES if ARMS[name] == "holdout")
NUDGED = next(name for name in NAMES if ARMS[name] == "nudged")
LONG = {
    "weeks = 2": "weeks = 12",
    "first_week = 3": "first_week = 13",
    "[holdout]\npercent = 0": "[holdout]\npercent = 0",
}


def decisions(world: World, name: str) -> list[nudges.Nudge]:
    person_id = world.person(name).person_id
    found: list[nudges.Nudge] = world.run(lambda ctx: nudges.of_person(ctx.db, person_id))
    return found


def begun(world: World, *names: str, **changes: str) -> World:
    world.roster("dana,Office,admin", *(f"{name},Sales,pilot_user" for name in names))
    world.program("short", **changes)
    world.says("dana", "ai-rollout start")
    return world


def kinds(world: World, name: str) -> set[str]:
    return {one.kind for one in world.deliveries(name) if one.state == "sent"}


def test_who_is_held_out_gets_questions_but_no_nudges_and_the_same_decision_is_kept(world: World) -> None:
    begun(world, HELD, NUDGED, **{"percent = 0": "percent = 50"})
    world.at("week 2 Thu 16:00")
    assert kinds(world, HELD) == {"disclosure", "prompt", "reminder"}
    assert "nudge" in kinds(world, NUDGED)

    held, sent = decisions(world, HELD), decisions(world, NUDGED)
    assert [(one.slot, one.item) for one in held if one.kind == "nudge"] == [
        (one.slot, one.item) for one in sent if one.kind == "nudge"
    ]
    assert {(one.arm, one.outcome) for one in held if not one.reason} == {("holdout", "held_out")}
    assert not [one for one in world.deliveries(HELD) if one.kind in ("nudge", "tip")]


def test_after_the_weeks_of_the_holdout_everybody_is_nudged_alike(world: World) -> None:
    begun(world, HELD, NUDGED, **{"percent = 0": "percent = 50\nweeks = 1"})
    world.at("week 2 Tue 10:01")
    assert "nudge" in kinds(world, HELD)
    assert decisions(world, HELD)[-1].arm == "nudged"


def test_what_is_switched_off_is_not_chosen_and_the_decision_says_so(world: World) -> None:
    begun(world, "ada", "ben")
    ada, items = world.person("ada").person_id, world.house.words.content.nudges
    world.at("week 2 Mon 08:00")
    world.run(lambda ctx: topics.turn_off(ctx.db, ada, items["first-prompt"].stage, ctx.now))
    world.at("week 2 Tue 10:01")
    for_ada = next(one for one in decisions(world, "ada") if one.kind == "nudge")
    assert (for_ada.outcome, for_ada.reason) == ("lost", "nothing fits")
    assert for_ada.considered == {"role": ("first-sales",), "topic off": ("first-prompt",)}
    for_ben = next(one for one in decisions(world, "ben") if one.kind == "nudge")
    assert (for_ben.item, for_ben.outcome) == ("first-prompt", "")


def test_a_tip_leaves_its_place_to_the_nudge_that_comes_later_in_the_week(world: World) -> None:
    changes = {
        "weekly_cap = 2": "weekly_cap = 1",
        'week = 2\nday = "tue"': 'week = 2\nday = "fri"',
        'opens = "tue 10:00"\nreminds = "thu 14:00"': 'opens = "tue 10:00"',
    }
    begun(world, "ada", **changes)
    world.at("week 2 Fri 10:01")
    lost = [(one.kind, one.reason) for one in decisions(world, "ada") if one.slot.startswith("first/2/")]
    assert lost == [("tip", BETTER), ("nudge", "")]
    assert world.deliveries("ada")[-1].kind == "nudge"


def test_silence_slows_nudges_down_then_stops_them_and_that_is_said_once(world: World) -> None:
    begun(world, "ada", **LONG)
    world.at("week 8 Fri 08:00")
    told = [(one.slot, one.reason) for one in decisions(world, "ada") if one.slot.split("/")[1] > "1"]
    assert told == [
        ("first/2/nudge0", ""), ("first/2/tip", ""), ("first/3/tip", RESTING), ("first/4/tip", ""),
        ("first/5/tip", RESTING), ("first/6/tip", ""), ("first/7/tip", STOPPED), ("first/8/tip", STOPPED),
    ]  # fmt: skip
    stopped = [shown for shown in world.inbox("ada") if shown.says("effects.resting")]
    assert len(stopped) == 1

    again = world.tap("ada", stopped[0], world.label("ada", "effects.again"))
    assert again.says("effects.come_again")
    world.at("week 9 Thu 15:01")
    assert world.deliveries("ada")[-1].kind == "tip"
    assert world.deliveries("ada")[-1].state == "sent"


def test_any_answer_is_a_sign_of_life(world: World) -> None:
    begun(world, "ada", **LONG)
    world.at("week 3 Mon 09:00")
    world.says("ada", "ai-me")
    world.at("week 3 Thu 15:01")
    assert [one.reason for one in decisions(world, "ada") if one.slot == "first/3/tip"] == [""]


@pytest.mark.parametrize("job", ["sales", ""])
def test_a_decision_can_be_read_whole_from_what_is_stored(world: World, job: str) -> None:
    world.roster("dana,Office,admin", f"ada,Sales,pilot_user,en,,{job}")
    world.program("short")
    world.says("dana", "ai-rollout start")
    world.at("week 2 Tue 10:01")
    found = next(one for one in decisions(world, "ada") if one.kind == "nudge")
    expected = {"another was better": ("first-prompt",)} if job else {"role": ("first-sales",)}
    assert (found.considered, found.arm, found.segment) == (expected, "nudged", "")
    assert found.slot_on == world.instant("week 2 Tue 10:00").date()
