"""The kill switch in its three scopes, and the drill that proves it."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.clock import Ids, seeded_chance
from bot.context import Context
from bot.reception import Reception
from bot.store import audit, claims, programs
from bot.store.database import Row
from tests.world import Shown, World

ASKED = "What did you last use"


@pytest.fixture
def planned(world: World) -> World:
    """Questions are due in Sales and in Office in a minute."""
    world.roster(
        "dana,Office,admin",
        "gus,Board,governance,zh-TW",
        "ada,Sales,pilot_user,en,,sales",
        "bo,Office,pilot_user",
        "cy,Sales North,pilot_user",
    )
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 09:59")
    return world


def was_asked(world: World, name: str) -> bool:
    return any(ASKED in shown for shown in world.inbox(name))


def records(world: World, action: str) -> list[Row]:
    return [row for row in world.run(lambda ctx: audit.recent(ctx.db)) if row["action"] == action]


def in_force(world: World) -> set[tuple[str, str]]:
    rows = world.run(lambda ctx: programs.pauses(ctx.db))
    return {(row["scope"], row["target"]) for row in rows}


def offer_tip(world: World, name: str) -> None:
    form = world.says(name, "ai-tip share")
    world.tap(name, form, world.label(name, "tips.send"), title="Quokka trick", body="Ask thrice.")


def test_after_a_pause_of_everything_no_message_starts(planned: World) -> None:
    planned.says("dana", "ai-pause")
    offer_tip(planned, "ada")
    posts = planned.chat.posts
    planned.at("Tue 16:00")
    assert planned.chat.posts == posts
    assert planned.says("ada", "ai-help").says("help.hello")


@pytest.mark.parametrize("words", ["program wrong week", "計畫 wrong week", "计划：wrong week"])
def test_the_programs_own_messages_stay_back_while_requests_go_on(planned: World, words: str) -> None:
    shown = planned.says("dana", f"ai-pause {words}")
    assert shown.says("rollout.reason", reason="wrong week")
    assert shown.says("pause.means_program")
    offer_tip(planned, "ada")
    planned.at("Tue 12:00")
    assert not was_asked(planned, "ada")
    assert planned.last("dana").says("tips.review_title")

    planned.says("dana", "ai-resume program")
    planned.at("Tue 12:01")
    assert was_asked(planned, "ada")


@pytest.mark.parametrize("words", ["team sales", "team Sales", "團隊 Sales", "团队 Sales", "team “Sales”"])
def test_one_team_is_left_alone_and_the_others_are_not(planned: World, words: str) -> None:
    planned.says("dana", f"ai-pause {words}")
    assert in_force(planned) == {("team", "Sales")}
    planned.at("Tue 12:00")
    assert [was_asked(planned, name) for name in ("ada", "bo", "cy")] == [False, True, True]
    assert planned.says("ada", "ai-help").says("help.hello")

    planned.says("dana", f"ai-resume {words}")
    planned.at("Tue 12:01")
    assert was_asked(planned, "ada")


def test_the_longest_team_name_is_meant_and_what_follows_is_the_reason(planned: World) -> None:
    shown = planned.says("dana", "ai-pause team Sales North: quarter end")
    assert in_force(planned) == {("team", "Sales North")}
    assert shown.says("rollout.reason", reason="quarter end")


def test_an_unknown_team_is_refused_with_the_names_that_are_near(planned: World) -> None:
    shown = planned.says("dana", "ai-pause team Saels")
    assert "Saels" in shown
    assert "Sales" in shown
    assert "Board" not in shown
    assert in_force(planned) == set()
    assert planned.says("dana", "ai-resume team Saels").card == shown.card


def test_every_pause_is_recorded_with_who_when_why_and_shown_in_the_plan(planned: World) -> None:
    planned.says("dana", "ai-pause team Sales fair week")
    planned.says("gus", "ai-pause 計畫 範圍有誤")
    rows = records(planned, "sending.paused")
    assert [(row["object"], row["detail_json"]["reason"]) for row in rows] == [
        ("program", "範圍有誤"),
        ("team:Sales", "fair week"),
    ]
    assert rows[0]["actor"] == planned.person("gus").person_id
    assert rows[0]["happened_at"] == planned.clock.now()
    plan = planned.says("dana", "ai-rollout")
    team = planned.label("dana", "pause.scope_team", team="Sales")
    assert plan.says("pause.line", at=planned.clock.now(), by="Dana Example", what=team)
    assert plan.says("rollout.reason", reason="範圍有誤")
    planned.tap("dana", plan, planned.label("dana", "pause.lift", what=team))
    assert in_force(planned) == {("program", "")}
    assert records(planned, "sending.resumed")[0]["object"] == "team:Sales"


def test_a_second_pause_of_the_same_scope_shows_the_first_one(planned: World) -> None:
    planned.says("dana", "ai-pause first reason")
    planned.at("Tue 10:30")
    again = planned.says("gus", "ai-pause second reason")
    assert "first reason" in again
    assert "Dana Example" in again
    assert len(records(planned, "sending.paused")) == 1


def test_a_narrow_pause_offers_to_pause_everything_and_says_what_stands(planned: World) -> None:
    narrow = planned.says("dana", "ai-pause program is wrong")
    wide = planned.tap("dana", narrow, planned.label("dana", "pause.all_instead"))
    assert wide.says("rollout.paused_title")
    assert wide.says("rollout.reason", reason="is wrong")
    assert in_force(planned) == {("all", ""), ("program", "")}
    planned.says("dana", "ai-resume")
    assert in_force(planned) == {("program", "")}


def test_lifting_what_is_not_paused_changes_nothing_and_says_what_is(planned: World) -> None:
    assert planned.says("dana", "ai-resume").says("rollout.not_paused")
    planned.says("dana", "ai-pause team Sales")
    shown = planned.says("dana", "ai-resume program")
    assert shown.says("pause.scope_team", team="Sales")
    assert in_force(planned) == {("team", "Sales")}


def test_a_button_lifts_the_pause_it_stands_for_and_no_later_one(planned: World) -> None:
    first = planned.says("dana", "ai-pause")
    planned.says("dana", "ai-resume")
    planned.says("gus", "ai-pause")
    assert planned.tap("dana", first, planned.label("dana", "rollout.resume")).says("rollout.not_paused")
    assert in_force(planned) == {("all", "")}


def test_a_pause_of_ones_own_stays_when_the_companys_is_lifted(planned: World) -> None:
    me = planned.says("ada", "ai-me")
    planned.tap("ada", me, planned.label("ada", "preferences.save_pause"), day="2026-12-04")
    planned.says("dana", "ai-pause")
    planned.says("dana", "ai-resume")
    planned.at("Tue 12:00")
    assert was_asked(planned, "bo")
    assert not was_asked(planned, "ada")


def test_a_pilot_user_cannot_lift_nor_drill(planned: World) -> None:
    shown = planned.says("dana", "ai-pause")
    refusal = planned.label("ada", "error.not_permitted", who="administrators")
    assert refusal in planned.says("ada", "ai-resume")
    assert refusal in planned.says("ada", "ai-pause drill")
    assert refusal in planned.tap("ada", shown, planned.label("dana", "rollout.resume"))
    assert in_force(planned) == {("all", "")}


def held_in(world: World, name: str, receipt: Shown) -> list[bool]:
    team = world.label(name, "pause.a_team")
    return [receipt.says(f"pause.scope_{scope}", team=team) for scope in ("all", "program", "team")]


@pytest.mark.parametrize(("name", "words"), [("dana", "ai-pause drill"), ("gus", "暫停 演練")])
def test_the_drill_proves_every_scope_writes_a_receipt_and_leaves_nothing(
    planned: World, name: str, words: str
) -> None:
    posts = planned.chat.posts
    before = planned.deliveries(name)
    receipt = planned.says(name, words)
    assert receipt.says("pause.drill_title")
    assert held_in(planned, name, receipt) == [True, True, True]
    (record,) = records(planned, "pause.drilled")
    assert record["object"] in receipt
    assert record["actor"] == planned.person(name).person_id
    assert record["detail_json"]["held"] == ["all", "program", "team"]
    assert record["detail_json"]["open_scopes"] == []
    assert record["detail_json"]["milliseconds"] > 0
    assert in_force(planned) == set()
    kept = [row for row in planned.deliveries(name) if row.kind != "reply"]
    assert kept == [row for row in before if row.kind != "reply"]
    assert planned.chat.posts - posts <= 1  # the receipt itself, where it does not ride on the response
    planned.at("Tue 10:01")
    assert was_asked(planned, "ada")


def test_a_drill_while_everything_is_paused_is_refused_and_lifts_nothing(planned: World) -> None:
    planned.says("dana", "ai-pause real reason")
    assert planned.says("gus", "ai-pause drill").says("pause.drill_paused")
    assert in_force(planned) == {("all", "")}
    assert not records(planned, "pause.drilled")


def test_a_drill_leaves_real_pauses_as_they_are_and_skips_what_it_cannot_prove(planned: World) -> None:
    planned.says("dana", "ai-pause program")
    planned.says("dana", "ai-pause team Sales")
    receipt = planned.says("dana", "ai-pause drill")
    assert held_in(planned, "dana", receipt) == [True, False, True]
    assert in_force(planned) == {("program", ""), ("team", "Sales")}
    planned.at("Tue 12:00")
    assert not was_asked(planned, "ada")


class BreaksAt(Ids):
    """Ids of a process that dies before it can make one of this sort."""

    def __init__(self, chance: random.Random, prefix: str) -> None:
        super().__init__(chance)
        self.fatal = prefix
        self.made: list[str] = []

    def __call__(self, prefix: str, now: object) -> str:
        self.made.append(prefix)
        if prefix == self.fatal:
            raise RuntimeError("the process died")
        return super().__call__(prefix, now)  # type: ignore[arg-type]


def test_a_crash_in_the_middle_of_a_drill_leaves_no_pause(planned: World) -> None:
    dying = BreaksAt(seeded_chance(1), "aud")  # the receipt is what a drill writes last
    house = planned.house
    planned.reception = Reception(replace(house, ids=dying))
    with suppress(RuntimeError):  # where the answer rides on the response it says that something broke
        planned.says("dana", "ai-pause drill")
    assert dying.made.count("pau") == 3
    planned.reception = Reception(house)
    assert in_force(planned) == set()
    planned.at("Tue 10:01")
    assert was_asked(planned, "ada")


def test_a_receipt_tells_what_was_under_way_at_that_instant(planned: World) -> None:
    planned.clock.set(planned.instant("Tue 10:00"))

    prompt = next(row for row in planned.deliveries("ada") if row.kind == "prompt")

    def claim(ctx: Context) -> None:
        assert claims.claim(ctx.db, prompt, ctx.now) is not None

    planned.run(claim)
    planned.says("dana", "ai-pause drill")
    assert records(planned, "pause.drilled")[0]["detail_json"]["under_way"] == 1
