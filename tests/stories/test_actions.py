"""What becomes of an action: answered, done, followed up, rested, retired and brought back."""

from __future__ import annotations

import re

import pytest

from bot.store import actions, programs, summaries
from tests.actions import (
    FINANCE,
    SALES,
    answer,
    audited,
    got,
    jump,
    lead_sales,
    pressed,
    proposed,
    used,
    weeks,
)
from tests.world import Shown, World

USERS, NEVER = ["cho", *SALES[:3]], SALES[3:]


@pytest.fixture
def led(world: World) -> World:
    lead_sales(world)
    return world


def following(world: World, week: int, names: list[str]) -> Shown:
    """One more week of use, and the champion's digest after it."""
    jump(world, f"week {week} Fri 18:00")
    used(world, week, names)
    jump(world, f"week {week + 1} Mon 10:00")
    return world.last("cho")


def test_what_was_sent_is_told_next_week_with_the_number_then_and_now_and_rests(led: World) -> None:
    digest = weeks(led, USERS, USERS)
    led.clock.set(led.instant("week 3 Tue 11:00"))
    pressed(led, "cho", digest, "actions.send", "letters.as_it_is")
    told = following(led, 3, [*USERS, *NEVER[:2]])
    lines = told.text.splitlines()
    assert lines[1] == led.label("cho", "actions.followed")
    assert lines[2:5] == [
        "access clinic for Example Assistant",
        "✓ Sent by Cho Example to 6 people · Tue 15 Dec 11:00",
        "Never used it: 6 of 10 then, 4 of 10 now.",
    ]
    assert proposed(led) == []
    assert "Tue 15 Dec" not in following(led, 4, [*USERS, *NEVER[:2]])


def test_a_taken_action_asks_whether_it_is_done_until_somebody_says_so(led: World) -> None:
    digest = weeks(led, USERS, USERS)
    pressed(led, "cho", digest, "summary.assign")
    told = following(led, 3, USERS)
    assert told.says("summary.taken", by="Cho Example")
    assert "Never used it: 6 of 10 then, 6 of 10 now." in told
    again = following(led, 4, USERS)
    assert again.says("summary.taken", by="Cho Example")
    led.clock.set(led.instant("week 5 Tue 09:00"))
    done = pressed(led, "cho", again, "actions.done")
    assert done.says("actions.is_done", by="Cho Example")
    assert led.tap("cho", again, led.label("cho", "actions.done")).says("summary.answered_before")
    last = following(led, 5, USERS)
    assert "✓ Done by Cho Example · Tue 29 Dec 2026 09:00" in last
    assert not following(led, 6, USERS).says("actions.is_done", by="Cho Example")


def test_not_now_is_told_next_week_with_its_reason_and_the_action_comes_back_after_its_rest(
    led: World,
) -> None:
    digest = weeks(led, USERS, USERS)
    pressed(led, "cho", digest, "summary.not_now", "summary.reason_no_time")
    told = following(led, 3, USERS)
    assert told.says("actions.declined_why", reason=led.label("cho", "summary.reason_no_time"))
    rules = [proposed(led)]
    for week in (4, 5):
        last = following(led, week, USERS)
        rules.append(proposed(led))
    assert rules == [[], [], ["never_activated"]]
    assert "Proposed again after a pause: put off on Mon 14 Dec 2026, at 6 of 10." in last


def test_an_action_comes_back_early_when_its_number_got_worse_by_the_stated_step(led: World) -> None:
    digest = weeks(led, SALES[:8], SALES[:8], SALES[:5])
    pressed(led, "cho", digest, "summary.assign")
    assert proposed(led) == ["not_returning"]
    following(led, 4, SALES[:8])
    last = following(led, 5, SALES[:3])
    assert proposed(led) == ["not_returning"]
    assert "Proposed again early, because the number got worse: taken on Mon 21 Dec 2026, at 3 of 8." in last


def test_nothing_to_do_comes_with_a_tip_to_share(led: World) -> None:
    digest = weeks(led, ["cho", *SALES], ["cho", *SALES])
    assert digest.says("summary.nothing_to_do")
    shared = led.tap("cho", digest, led.label("cho", "summary_card.share_tip"))
    assert shared.says("summary_card.share_how")
    tips = [tap for tap in digest.card.taps() if "tip" in tap.label]
    assert len(tips) == 1


def test_what_nobody_takes_three_times_is_said_once_to_be_over_and_can_be_brought_back(led: World) -> None:
    weeks(led, USERS, USERS, USERS)
    told = following(led, 4, USERS)
    assert proposed(led) == ["never_activated"]
    assert not told.says("actions.bring_back")
    told = following(led, 5, USERS)
    gone = {"action": led.label("cho", "actions.name_never_activated", tool="Example Assistant")}
    assert proposed(led) == []
    assert told.says("actions.no_longer", **gone)
    assert audited(led, "action.retired") >= 1
    assert not following(led, 6, USERS).says("actions.no_longer", **gone)
    back = pressed(led, "cho", told, "actions.bring_back")
    assert back.says("actions.is_back", **gone)
    again = led.tap("cho", told, led.label("cho", "actions.bring_back"))
    assert again.says("summary.answered_before")
    assert audited(led, "action.brought_back") == 1
    following(led, 7, USERS)
    assert proposed(led) == ["never_activated"]


def test_those_who_did_not_come_back_get_a_tip_for_their_work_each_week_three_times(led: World) -> None:
    everybody = ["cho", *SALES]
    digest = weeks(led, everybody, everybody, everybody[:6])
    used(led, 4, ["sal7"], until=0)
    pressed(led, "cho", digest, "actions.send", "letters.as_it_is")
    counts = []
    for moment in ("week 4 Mon 11:00", "week 5 Mon 12:00", "week 6 Mon 12:00", "week 7 Mon 12:00"):
        led.at(moment)
        counts.append(len(got(led, "sal6")))
    assert counts == [1, 2, 3, 3]
    titles = [one.card.title for one in got(led, "sal6")]
    assert titles[1:] == [
        led.label("sal6", "letters.title_next", number=n, of=3, tool="Example Assistant") for n in (2, 3)
    ]
    tips = {
        next(tap.target for tap in one.card.taps() if tap.action == "tip.vote_helpful")
        for one in got(led, "sal6")
    }
    assert len(tips) == 3
    assert got(led, "sal0") == got(led, "sal7") == []


def test_two_who_use_it_a_lot_are_asked_for_a_demo_and_nobody_is_told_who_they_are(led: World) -> None:
    everybody = ["cho", *SALES]
    jump(led, "Mon 10:00")
    for week in (1, 2, 3, 4):
        jump(led, f"week {week} Fri 18:00")
        used(led, week, everybody[3:])
        used(led, week, ["sal0", "sal1"], times=20)
    jump(led, "week 5 Mon 10:00")
    digest = led.last("cho")
    assert proposed(led) == ["power_users"]
    assert digest.says("summary.act_power_users", tool="Example Assistant")
    after = pressed(led, "cho", digest, "actions.send", "letters.as_it_is")
    assert after.says("actions.sent_to_those")
    led.turn()
    assert [name for name in SALES if got(led, name)] == ["sal0", "sal1"]


def test_an_unused_seat_is_passed_on_by_who_has_it_and_the_champion_is_not_told(led: World) -> None:
    everybody = ["cho", *SALES]
    stay = everybody[:6]
    digest = weeks(led, everybody, stay, stay, stay, stay)
    assert "dormant" in proposed(led)
    pressed(led, "cho", digest, "actions.send", "letters.as_it_is")
    led.turn()
    (message,) = got(led, "sal6")
    before = len(led.inbox("cho"))
    pressed(led, "sal6", message, "letters.quick_dormant")
    led.turn()
    assert "Sal6 Example" in led.last("dana")
    assert len(led.inbox("cho")) == before


def test_a_missing_report_is_asked_for_with_the_administrators(led: World) -> None:
    jump(led, "week 2 Mon 10:00")
    assert proposed(led, "") == ["no_figures"]
    refused = pressed(led, "dana", led.last("dana"), "actions.send")
    assert refused.says("letters.nobody_else")
    sent = pressed(led, "lee", led.last("lee"), "actions.send")
    assert sent.says("letters.to_names", names=["Dana Example"])
    pressed(led, "lee", sent, "letters.as_it_is")
    led.turn()
    asked = led.last("dana")
    assert asked.says("letters.words_no_figures", tool="Example Assistant")
    led.tap("dana", asked, led.label("dana", "letters.reply"), body="It comes on Friday.")
    led.turn()
    assert "It comes on Friday." in led.last("lee")


def test_of_few_answers_only_those_hear_who_gave_none(world: World) -> None:
    lead_sales(world, "pulse-a")
    world.at("Tue 10:30")
    answer(world, "useful", "3", SALES[:2])
    world.at("week 2 Mon 10:00")
    pressed(world, "cho", world.last("cho"), "actions.send", "letters.as_it_is")
    world.at("week 2 Mon 11:00")
    assert "low_response" in proposed(world)
    assert {name for name in (*SALES, *FINANCE) if got(world, name)} == set(SALES[2:])


def test_asked_anonymously_everybody_hears_it_so_that_no_message_tells_who_answered(world: World) -> None:
    lead_sales(world, "pulse-a", "anonymous")
    world.at("Tue 10:30")
    answer(world, "useful", "3", SALES[:2])
    world.at("week 2 Mon 10:00")
    pressed(world, "cho", world.last("cho"), "actions.send", "letters.as_it_is")
    world.at("week 2 Mon 11:00")
    assert "low_response" in proposed(world)
    assert {name for name in (*SALES, *FINANCE) if got(world, name)} == set(SALES)


def test_what_got_in_the_way_goes_to_its_owner_whose_answer_comes_back(world: World) -> None:
    lead_sales(world, "blockers")
    world.at("Tue 10:30")
    answer(world, "blockers", "access", SALES)
    jump(world, "Fri 18:00")
    used(world, 1, ["cho", *SALES])
    jump(world, "week 2 Mon 10:00")
    digest = world.last("cho")
    assert proposed(world) == ["blocker"]
    told = re.search(r"Answer “(.+)”, named by (at least \d+ people|\d+ people)", digest.text)
    assert told is not None
    preview = pressed(world, "cho", digest, "actions.send")
    assert preview.says("letters.to_names", names=["Rob Example"])
    pressed(world, "cho", preview, "letters.as_it_is")
    world.turn()
    asked = world.last("rob")
    assert asked.says("letters.from", name="Cho Example")
    assert asked.says("letters.words_blocker", theme=told.group(1), people=told.group(2))
    assert asked.says("letters.open_items")
    thanks = world.tap("rob", asked, world.label("rob", "letters.reply"), body="Seats come on Thursday.")
    assert thanks.says("letters.answered_sender", name="Cho Example")
    world.turn()
    assert "Seats come on Thursday." in world.last("cho")
    assert "Rob Example (rob@example.com)" in world.last("cho")


def test_an_action_of_another_team_is_nobody_elses_to_send_or_to_end(led: World) -> None:
    digest = weeks(led, USERS, USERS)
    preview = pressed(led, "cho", digest, "actions.send")
    forwarded = led.tap("lee", preview, led.label("cho", "letters.as_it_is"))
    assert forwarded.says("summary.gone")
    led.turn()
    assert not any(got(led, name) for name in SALES)


def test_an_action_proposed_before_actions_were_kept_by_themselves_is_read_from_its_summary(
    led: World,
) -> None:
    weeks(led, USERS, USERS)
    program_id = led.run(lambda ctx: programs.latest(ctx.db)).program_id
    newest = led.run(lambda ctx: summaries.latest(ctx.db, program_id, "Sales"))
    (shown,) = led.run(lambda ctx: summaries.proposals(ctx.db, newest))
    row = led.run(lambda ctx: actions.find(ctx.db, shown.action_id))
    assert row["action_json"]
    older = row | {"action_json": None}
    assert led.run(lambda ctx: actions.action_of(ctx.db, older)) == newest.summary.actions[0]
