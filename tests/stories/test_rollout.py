"""The plan: start, hold, advance, pause; by those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store import programs
from tests.world import FIRST_DAY, ZONE, World


@pytest.fixture
def planned(world: World) -> World:
    """A program is applied and not started."""
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,champion", "rob,Board,sponsor")
    world.program()
    return world


def phases(world: World) -> dict[str, str]:
    running = world.run(lambda ctx: programs.latest(ctx.db))
    return {status.phase_key: status.state for status in running.phases}


def test_the_plan_shows_where_it_stands_and_the_one_step_that_is_due(planned: World) -> None:
    plan = planned.says("dana", "ai-rollout")
    assert "A short pilot" in plan
    started = planned.tap("dana", plan, planned.label("dana", "rollout.start", phase="First use"))
    assert "week one begins on Mon 30 Nov" in started
    assert phases(planned) == {"first": "running", "second": "planned"}


def test_before_its_first_week_a_phase_is_not_in_week_one_and_can_be_held(world: World) -> None:
    world.roster("dana,Office,admin")
    world.program(**{"starts_on = 2026-11-30": "starts_on = 2026-12-07"})
    plan = world.says("dana", "ai-rollout start")
    assert plan.says("rollout.begins", monday=FIRST_DAY + timedelta(weeks=1))
    assert "Now: week 1" not in plan
    assert "Hold this phase" in [tap.label for tap in plan.card.taps()]

    world.at("week 2 Mon 09:00")
    assert "Now: week 1" in world.says("dana", "ai-rollout")


def test_a_finished_plan_announces_no_next_message(planned: World) -> None:
    planned.says("dana", "ai-rollout start")
    following = planned.label("dana", "rollout.next")
    assert following in planned.says("dana", "ai-rollout advance we have seen enough")
    finished = planned.says("dana", "ai-rollout advance we have seen enough")
    assert finished.says("rollout.finished")
    assert following not in finished


@pytest.mark.parametrize("name", ["ada", "ben", "rob"])
def test_only_an_administrator_moves_the_plan(planned: World, name: str) -> None:
    assert planned.says(name, "ai-rollout start").says("error.not_permitted", who="administrators")
    assert phases(planned)["first"] == "planned"


def test_a_pilot_user_asking_for_the_plan_gets_a_sentence(planned: World) -> None:
    assert planned.says("ada", "ai-rollout").says("error.not_permitted", who="champions and administrators")


def test_starting_twice_changes_nothing_and_says_so(planned: World) -> None:
    planned.says("dana", "ai-rollout start")
    assert planned.says("dana", "ai-rollout start").says("rollout.runs_already")


def test_a_gate_waits_for_a_person_and_sends_nothing_until_then(planned: World) -> None:
    planned.says("dana", "ai-rollout start")
    planned.at("week 3 Mon 09:31")
    assert phases(planned) == {"first": "at_gate", "second": "planned"}
    assert planned.last("dana").says("rollout.gate_title", title="A short pilot")
    sent = len(planned.inbox("ada"))
    planned.at("week 4 Mon 08:00")
    assert len(planned.inbox("ada")) == sent

    gate = planned.last("dana")
    form = planned.tap("dana", gate, planned.label("dana", "rollout.advance"))
    advanced = planned.tap("dana", form, planned.label("dana", "gates.decide"), reason="They use it.")
    assert "The next phase begins on Mon 21 Dec" in advanced
    assert phases(planned) == {"first": "done", "second": "running"}


def test_the_end_of_the_last_phase_ends_the_program(planned: World) -> None:
    planned.says("dana", "ai-rollout start")
    planned.at("week 2 Fri 12:00")
    planned.says("dana", "ai-rollout advance we have seen enough")
    planned.at("week 4 Mon 09:00")
    assert phases(planned) == {"first": "done", "second": "done"}
    assert planned.run(lambda ctx: programs.current(ctx.db)) is None


def test_a_pause_stops_all_sending_before_the_next_message_leaves(planned: World) -> None:
    planned.says("dana", "ai-rollout start")
    planned.at("Tue 09:59")
    assert planned.says("dana", "ai-pause wrong audience").says("rollout.reason", reason="wrong audience")
    posts = planned.chat.posts
    planned.at("Tue 12:00")
    assert planned.chat.posts == posts

    planned.says("dana", "ai-resume")
    planned.at("Tue 12:01")
    assert "What did you last use" in planned.last("ada")


def test_what_expired_during_a_pause_is_recorded_and_not_sent(planned: World) -> None:
    planned.says("dana", "ai-rollout start")
    planned.at("week 2 Tue 09:00")
    planned.says("dana", "ai-pause")
    planned.at("week 2 Tue 18:00")
    planned.says("dana", "ai-resume")
    planned.at("week 2 Wed 10:00")
    assert [d.state for d in planned.deliveries("ada") if d.kind == "nudge"] == ["expired"]


def test_while_paused_people_still_get_answers_to_what_they_ask(planned: World) -> None:
    planned.says("dana", "ai-rollout start")
    planned.at("Mon 10:00")
    planned.says("dana", "ai-pause")
    assert planned.says("ada", "ai-help").says("help.hello")


def test_a_pilot_user_cannot_pause(planned: World) -> None:
    assert planned.says("ada", "ai-pause").says("error.not_permitted", who="administrators")
    assert not planned.run(lambda ctx: programs.is_paused(ctx.db))


def test_a_held_phase_sends_nothing_and_goes_on_when_told(planned: World) -> None:
    planned.says("dana", "ai-rollout start")
    planned.at("Tue 09:00")
    planned.says("dana", "ai-rollout hold")
    sent = len(planned.inbox("ada"))
    planned.at("Tue 11:00")
    assert len(planned.inbox("ada")) == sent
    planned.says("dana", "ai-rollout resume")
    planned.at("Tue 11:01")
    assert len(planned.inbox("ada")) == sent + 1


def test_while_a_phase_is_held_who_asks_for_a_person_is_heard(planned: World) -> None:
    planned.says("dana", "ai-rollout start")
    planned.at("Tue 09:00")
    planned.says("dana", "ai-rollout hold")
    planned.says("ada", "ai-human I am stuck")
    planned.at("Tue 11:00")
    assert "I am stuck" in planned.last("dana")
    planned.tap("dana", planned.last("dana"), planned.label("dana", "human.take"))
    planned.at("Tue 11:01")
    assert planned.last("ada").says("human.told", human="Dana Example (dana@example.com)")


def test_who_joins_later_is_told_and_asked_who_leaves_gets_nothing_more(planned: World) -> None:
    planned.says("dana", "ai-rollout start")
    planned.at("Mon 12:00")
    planned.roster("joe,Sales,pilot_user")
    planned.at("Tue 10:30")
    assert planned.inbox("joe")[0].says("privacy.never")
    assert "What did you last use" in planned.last("joe")


def test_a_button_of_an_older_plan_starts_nothing(planned: World) -> None:
    plan = planned.says("dana", "ai-rollout")
    start = planned.label("dana", "rollout.start", phase="First use")
    planned.tap("dana", plan, start)
    planned.says("dana", "ai-rollout advance we have seen enough")
    assert phases(planned) == {"first": "done", "second": "running"}
    assert planned.tap("dana", plan, start).says("error.stale_button")
    assert phases(planned) == {"first": "done", "second": "running"}


def test_the_step_past_a_gate_is_offered_in_the_phases_last_week_only(planned: World) -> None:
    planned.says("dana", "ai-rollout start")
    planned.at("Tue 12:00")
    offered = planned.label("dana", "rollout.advance")
    assert offered not in [tap.label for tap in planned.says("dana", "ai-rollout").card.taps()]
    planned.at("week 2 Tue 12:00")
    assert offered in [tap.label for tap in planned.says("dana", "ai-rollout").card.taps()]


def test_first_contact_counts_the_end_from_the_real_start(planned: World) -> None:
    planned.at("week 2 Tue 09:40")
    planned.says("dana", "ai-rollout start")
    planned.at("week 2 Tue 10:00")
    until = planned.label(
        "ada", "privacy.until", day=planned.instant("week 5 Sun 00:00").astimezone(ZONE).date()
    )
    assert until in planned.inbox("ada")[0]
