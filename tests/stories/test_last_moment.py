"""What was planned is asked again when it is claimed: role, phase, cohort, budget, days off."""

from __future__ import annotations

import asyncio

import pytest

from bot.steps.people import import_people
from bot.store import people
from tests.world import ROSTER, World

ASKED = "What did you last use"


@pytest.fixture
def planned(world: World) -> World:
    """Ada's questions are due in a minute."""
    world.roster("dana,Office,admin", "eva,Office,admin", "ada,Sales,pilot_user,en,,sales")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 09:59")
    return world


def becomes(world: World, name: str, team: str, role: str) -> None:
    """The people file says something new about somebody."""
    row = f"{name}@example.com,{name.title()} Example,{team},,Asia/Taipei,en,{role},"
    world.run(lambda ctx: import_people(ctx, (ROSTER + row).encode(), "people.csv"))


def lives_by(world: World, name: str, calendar: str) -> None:
    """The people file says whose public holidays somebody has."""
    header = "email,name,team,manager,timezone,locale,role,calendar\n"
    row = f"{name}@example.com,{name.title()} Example,Sales,,Asia/Taipei,en,pilot_user,{calendar}"
    world.run(lambda ctx: import_people(ctx, (header + row).encode(), "people.csv"))


def ends(world: World, name: str, kind: str) -> tuple[str, str]:
    """State and reason of the newest message of a kind."""
    found = [row for row in world.deliveries(name) if row.kind == kind]
    return found[-1].state, found[-1].reason


def at_the_very_minute(world: World, text: str, **changes: str) -> None:
    """A new program version comes in when a message is due: too late to plan it anew, in time for the claim."""
    world.clock.set(world.instant(text))
    world.program(**changes)
    world.at(text)


def sends_before_the_jobs_look(world: World, text: str) -> None:
    """What is due then is claimed while those who leave are still enrolled."""
    world.clock.set(world.instant(text))
    for send in world.cycle.sends:
        asyncio.run(send(world.house, world.cycle.chats))


def was_asked(world: World, name: str) -> bool:
    return any(ASKED in shown for shown in world.inbox(name))


def with_country(country: str) -> dict[str, str]:
    return {"[digest]": f'[calendar]\ncountry = "{country}"\n\n[digest]'}


def with_teams(*teams: str) -> dict[str, str]:
    named = ", ".join(f'"{team}"' for team in teams)
    return {"[digest]": f"[program.cohort]\nteams = [{named}]\n\n[digest]"}


def test_who_moved_out_of_the_cohort_gets_nothing_of_what_was_planned(world: World) -> None:
    world.roster("dana,Office,admin", "eva,Office,admin", "ada,Sales,pilot_user,en,,sales")
    world.program(**with_teams("Office", "Sales"))
    world.says("dana", "ai-rollout start")
    world.at("Tue 09:59")
    becomes(world, "ada", "Legal", "pilot_user")
    sends_before_the_jobs_look(world, "Tue 10:00")
    assert not was_asked(world, "ada")
    assert was_asked(world, "eva")
    assert ends(world, "ada", "prompt") == ("cancelled", "the person does not take part")


def test_a_cohort_made_smaller_holds_for_what_is_due_at_that_minute(planned: World) -> None:
    at_the_very_minute(planned, "Tue 10:00", **with_teams("Office"))
    assert not was_asked(planned, "ada")
    assert was_asked(planned, "eva")
    assert ends(planned, "ada", "prompt") == ("cancelled", "the person does not take part")


def test_a_cohort_made_smaller_takes_back_what_was_planned_for_later(planned: World) -> None:
    planned.program(**with_teams("Office"))
    planned.at("Tue 12:00")
    assert not was_asked(planned, "ada")
    assert was_asked(planned, "eva")
    assert ends(planned, "ada", "prompt") == ("cancelled", "the program was changed")


def test_who_left_the_program_does_not_get_even_the_reminder_asked_for(planned: World) -> None:
    planned.at("week 2 Tue 10:00")
    later = planned.tap("ada", planned.last("ada"), planned.label("ada", "nudges.later"))
    planned.tap("ada", later, planned.label("ada", "nudges.tomorrow"))
    planned.program(**with_teams("Office"))
    planned.at("week 2 Wed 12:00")
    assert ends(planned, "ada", "chosen_time") == ("cancelled", "the person does not take part")


def test_questions_of_a_phase_that_ended_are_not_asked(planned: World) -> None:
    planned.says("dana", "ai-rollout advance we have seen enough")
    planned.at("Fri 12:00")
    assert not was_asked(planned, "ada")
    assert [ends(planned, "ada", kind)[0] for kind in ("prompt", "reminder")] == ["cancelled", "cancelled"]


def test_a_tip_of_a_phase_that_ended_does_not_come(planned: World) -> None:
    planned.at("week 2 Thu 14:59")
    assert ends(planned, "ada", "tip")[0] == "planned"
    planned.says("dana", "ai-rollout advance we have seen enough")
    planned.at("week 2 Thu 16:00")
    assert ends(planned, "ada", "tip")[0] == "cancelled"


def test_a_budget_made_smaller_holds_for_what_was_planned_before(planned: World) -> None:
    planned.at("week 2 Thu 14:59")
    assert ends(planned, "ada", "tip")[0] == "planned"
    at_the_very_minute(planned, "week 2 Thu 15:00", **{"weekly_cap = 2": "weekly_cap = 1"})
    assert ends(planned, "ada", "tip") == ("cancelled", "the weekly cap is reached")


def test_a_budget_made_smaller_takes_back_what_was_planned_for_later(planned: World) -> None:
    planned.at("week 2 Thu 14:59")
    planned.program(**{"weekly_cap = 2": "weekly_cap = 1"})
    planned.at("week 2 Thu 16:00")
    (tip,) = [
        row
        for row in planned.deliveries("ada")
        if row.kind == "tip" and row.due_at > planned.instant("week 2 Mon 00:00")
    ]
    assert (tip.state, tip.reason) == ("cancelled", "the program was changed")


def test_stop_and_a_pause_of_ones_own_hold_for_what_was_planned_before(planned: World) -> None:
    person = planned.person("ada").person_id
    planned.run(lambda ctx: people.choose_stop(ctx.db, person, ctx.now))  # the row stays: no word was typed
    planned.at("Tue 10:01")
    assert ends(planned, "ada", "prompt") == ("cancelled", "the person said stop")


def test_a_gate_is_not_shown_to_somebody_who_may_not_decide_any_more(planned: World) -> None:
    planned.at("week 3 Mon 09:00")
    assert ends(planned, "eva", "request")[0] == "planned"
    becomes(planned, "eva", "Office", "pilot_user")
    planned.at("week 3 Mon 09:31")
    assert planned.last("dana").says("rollout.gate_title", title="A short pilot")
    assert ends(planned, "eva", "request")[0] == "cancelled"


def test_a_tip_to_review_goes_to_those_who_review_now(planned: World) -> None:
    planned.at("Tue 20:00")
    form = planned.says("ada", "ai-tip share")
    planned.tap("ada", form, planned.label("ada", "tips.send"), title="Quokka trick", body="Ask thrice.")
    for name in ("dana", "eva"):
        assert ends(planned, name, "request")[0] == "planned"
    planned.roster("fay,Sales,champion")
    becomes(planned, "eva", "Office", "pilot_user")
    planned.at("Wed 09:31")
    assert not any(shown.says("tips.review_title") for shown in planned.inbox("eva"))
    assert ends(planned, "eva", "request")[0] == "cancelled"
    assert planned.last("fay").says("tips.review_title")


def test_who_waits_for_a_person_reaches_the_one_who_answers_now(planned: World) -> None:
    planned.says("dana", "ai-pause")
    planned.says("ada", "ai-human I am stuck")
    planned.program(**{'human = "dana@example.com"': 'human = "eva@example.com"'})
    planned.says("dana", "ai-resume")
    planned.turn()
    assert "I am stuck" in planned.last("eva")
    assert not any("I am stuck" in shown for shown in planned.inbox("dana"))


def test_on_a_public_holiday_questions_wait_for_the_next_working_day(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "lin,Sales,pilot_user")
    lives_by(world, "lin", "TW")
    world.program(**with_country("PT"))  # Tuesday of week 1 is a holiday in Portugal
    world.says("dana", "ai-rollout start")
    world.at("Tue 16:30")
    assert [was_asked(world, name) for name in ("ada", "lin")] == [False, True]
    world.at("Wed 09:29")
    assert not was_asked(world, "ada")
    world.at("Wed 09:30")
    assert was_asked(world, "ada")


def test_after_a_long_holiday_questions_are_asked_while_the_window_is_open_and_nobody_is_reminded(
    world: World,
) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program(**with_country("AE"), **{'opens = "tue 10:00"': 'opens = "wed 10:00"'})
    world.says("dana", "ai-rollout start")  # Wednesday and Thursday of week 1 are holidays in Dubai
    world.at("Fri 09:29")
    assert not was_asked(world, "ada")
    world.at("Fri 12:00")
    assert was_asked(world, "ada")
    assert [row for row in world.deliveries("ada") if row.kind == "reminder"] == []


def test_a_holiday_the_file_of_people_brings_in_late_still_holds_at_the_claim(planned: World) -> None:
    lives_by(planned, "ada", "PT")
    planned.at("Tue 16:30")
    assert not was_asked(planned, "ada")
    assert was_asked(planned, "eva")
    planned.at("Wed 09:31")
    assert was_asked(planned, "ada")


def test_no_nudge_is_spent_on_a_day_off(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user,en,,sales", "lin,Sales,pilot_user,en,,sales")
    world.program()
    lives_by(world, "lin", "IT")  # Tuesday of week 2 is a holiday in Italy
    world.says("dana", "ai-rollout start")
    world.at("week 2 Tue 16:00")
    assert ends(world, "ada", "nudge")[0] == "sent"
    assert [row for row in world.deliveries("lin") if row.kind == "nudge"] == []


def test_tomorrow_means_the_next_working_day(planned: World) -> None:
    planned.at("week 2 Tue 10:00")
    lives_by(planned, "ada", "TZ")  # Wednesday of week 2 is a holiday in Tanzania
    later = planned.tap("ada", planned.last("ada"), planned.label("ada", "nudges.later"))
    planned.tap("ada", later, planned.label("ada", "nudges.tomorrow"))
    row = next(row for row in planned.deliveries("ada") if row.kind == "chosen_time")
    assert row.due_at == planned.instant("week 2 Thu 09:30")


def test_the_plan_names_the_calendar_and_the_years_that_may_change(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    lives_by(world, "ada", "CN")
    world.program(**with_country("TW"), **{"starts_on = 2026-11-30": "starts_on = 2026-12-21"})
    world.says("dana", "ai-rollout start")
    plan = world.says("dana", "ai-rollout")
    assert "TW, calendar as of version" in plan
    assert "CN, calendar as of version" in plan
    assert plan.text.count(world.label("dana", "rollout.estimate", year=2027)) == 1
