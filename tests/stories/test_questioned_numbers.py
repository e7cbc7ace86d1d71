"""“How computed” and “wrong?” on each number: what a champion reads, who answers, and what the next digest says."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.model.summary import Summary
from bot.steps.people import import_people
from bot.steps.record import erase, full_record
from bot.store import people, programs, summaries, summary_complaints
from handlers.summary_complaints import compose_request
from tests.stories.test_once import at_once
from tests.stories.test_summary_story import FINANCE, SALES, digest, jump, used
from tests.world import ROSTER, Shown, World


@pytest.fixture
def running(world: World) -> World:
    """Sales and Finance can be told about; Cho looks after Sales, Fay after Finance, Dana runs it all."""
    leads = {
        "dana": "Office,admin",
        "rob": "Board,sponsor",
        "cho": "Sales,champion",
        "fay": "Finance,champion",
    }
    users = dict.fromkeys(SALES, "Sales,pilot_user") | dict.fromkeys(FINANCE, "Finance,pilot_user")
    users |= dict.fromkeys(("leg0", "leg1", "leg2"), "Legal,pilot_user")
    rows = []
    for name, place in (leads | users).items():
        team, role = place.split(",")
        language = "zh-TW" if name == "fay" else "en"
        rows.append(f"{name}@example.com,{name.title()} Example,{team},,Asia/Taipei,{language},{role},")
    world.run(lambda ctx: import_people(ctx, (ROSTER + "\n".join(rows)).encode(), "people.csv"))
    for name in leads:
        world.arrives(name)
    world.program(**{"group_minimum = 5": "group_minimum = 5\ngraduates_on = 2026-12-31"})
    world.says("dana", "ai-rollout start")
    jump(world, "Fri 18:00")
    used(world, 1, SALES[:5])
    jump(world, "week 2 Mon 10:00")
    return world


def title(world: World, name: str, key: str) -> str:
    """What a number is called in somebody's language."""
    titles: dict[str, str] = world.house.words.content.metrics[key].title.root
    return titles[world.person(name).language]


def explained(world: World, name: str, key: str) -> Shown:
    every = world.tap(name, world.last(name), world.label(name, "summary.explain"))
    return world.tap(name, every, title(world, name, key))


def questions(world: World, name: str, key: str, words: str) -> Shown:
    which = world.tap(name, world.last(name), world.label(name, "summary.wrong"))
    form = world.tap(name, which, title(world, name, key))
    told = world.tap(name, form, world.label(name, "summary.send"), body=words)
    world.turn()
    return told


def answers(world: World, name: str, way: str, reason: str) -> Shown:
    label = world.label(name, f"complaints.{way}_send")
    told = world.tap(name, world.last(name), label, **{f"reason_{way}": reason})
    world.turn()
    return told


def rows(world: World) -> list[dict[str, Any]]:
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    found: list[dict[str, Any]] = world.run(lambda ctx: summary_complaints.of_program(ctx.db, program_id))
    return found


def test_a_champion_reads_of_any_number_what_was_counted_of_whom_from_which_day_and_how_sure(
    running: World,
) -> None:
    shown = explained(running, "cho", "active")
    assert "5 of 9" in shown
    for phrase, count in (("counted", 5), ("of", 9)):
        amount = running.label("cho", "metrics.people", count=count)
        assert f"{running.label('cho', f'metrics.{phrase}_label')}: {amount}" in shown
    friday = (running.clock.now() - timedelta(days=3)).date()
    source = running.label("cho", "summary.source_generic")
    assert shown.says("summary.foot_source", source=source, day=friday)
    assert shown.says("metrics.because_use_count", grade="D")
    assert shown.says("metrics.owned_by", owner=running.label("cho", "metrics.owner_program_owner"))
    assert "version 1, in force since 1 Jan 2025" in shown
    assert "Summary no. 1" in running.tap("cho", shown, running.label("cho", "complaints.all"))


def test_a_habit_is_explained_by_the_definition_of_its_program_week(running: World) -> None:
    shown = explained(running, "cho", "habit")
    assert shown.says("metrics.weeks_to", last=12)
    assert "4 of the last 4 worked weeks" in shown
    summary = running.run(lambda ctx: summaries.latest(ctx.db, programs.latest(ctx.db).program_id, "Sales"))
    later = running.run(lambda ctx: ctx.words.content.metrics["habit"].in_force(summary.week_on, 13))
    assert [one.version for one in later] == [2]


def test_a_number_is_explained_in_the_language_of_whoever_asks(running: World) -> None:
    shown = explained(running, "fay", "enabled")
    assert "「有使用權限的人」怎麼算" in shown
    assert "負責說明：管理員" in shown
    assert "8 人" in shown


def test_a_hidden_number_explains_itself_without_being_told(running: World) -> None:
    shown = explained(running, "cho", "minutes")
    hidden = [running.label("cho", f"summary.state_{state}") for state in ("hidden", "not_asked")]
    assert any(words in shown for words in hidden)
    assert shown.says("metrics.range_none")
    assert "min in the middle" not in shown


def test_nobody_asks_about_the_numbers_of_another_team(running: World) -> None:
    message = running.last("fay")
    every = running.tap("fay", message, running.label("fay", "summary.explain"))
    fay = running.person("fay")
    columns = {"name": fay.name, "manager": "", "timezone": fay.timezone, "locale": "en", "team": "Sales"}
    running.run(
        lambda ctx: people.change(ctx.db, fay.person_id, **columns, role="champion", attributes_json={})
    )
    gone = running.tap("fay", every, "本週使用")
    assert gone.says("summary.gone")


def test_whoever_answers_gets_the_number_the_words_and_two_ways_and_the_asker_hears_why(
    running: World,
) -> None:
    told = questions(running, "cho", "active", "Seven of us used it on Tuesday")
    assert told.says("summary.wrong_sent", names=["Dana Example"])
    asked = running.last("dana")
    assert "“Active” looks wrong" in asked
    assert "Seven of us used it on Tuesday" in asked
    assert "5 of 9" in asked
    assert answers(running, "dana", "right", " ").says("complaints.reason_missing")
    assert answers(running, "dana", "right", "The report of Tuesday names five.").says("complaints.kept")
    heard = running.last("cho")
    assert "it is right, because" in heard
    assert "The report of Tuesday names five." in heard
    assert [row["state"] for row in rows(running)] == ["answered"]


def test_a_correction_is_told_beside_the_number_and_the_summary_stays_as_it_was(running: World) -> None:
    message = running.last("cho")
    before = message.text
    questions(running, "cho", "active", "Seven of us used it")
    answers(running, "dana", "corrected", "Tuesday's file came in again, complete.")
    assert "corrected something" in running.last("cho")
    assert running.says("cho", "ai-summary").text == before
    every = running.tap("cho", message, running.label("cho", "summary.explain"))
    shown = running.tap("cho", every, title(running, "cho", "active"))
    assert "Tuesday's file came in again, complete." in shown
    other = running.tap("cho", every, title(running, "cho", "enabled"))
    assert "Tuesday's file" not in other


def test_the_next_digest_of_that_group_counts_what_was_questioned_and_no_other_does(running: World) -> None:
    questions(running, "cho", "active", "Seven of us used it")
    answers(running, "dana", "corrected", "Tuesday's file came in again.")
    jump(running, "week 2 Mon 15:00")
    which = running.tap("cho", running.says("cho", "ai-summary"), running.label("cho", "summary.wrong"))
    form = running.tap("cho", which, title(running, "cho", "enabled"))
    running.tap("cho", form, running.label("cho", "summary.send"), body="We are ten by now")
    jump(running, "week 2 Fri 18:00")
    used(running, 2, SALES[:5])
    assert digest(running, "cho", 3).says("complaints.foot", questioned=2, corrected=1)
    assert "被提出疑問" not in running.last("fay")
    assert "numbers questioned" not in running.last("dana")
    jump(running, "week 3 Fri 18:00")
    used(running, 3, SALES[:5])
    assert "numbers questioned" not in digest(running, "cho", 4)


def test_an_answer_counts_once_and_only_from_whoever_is_asked(running: World) -> None:
    questions(running, "cho", "active", "Seven of us used it")
    asked = running.last("dana")
    label = running.label("dana", "complaints.right_send")
    stolen = running.tap("rob", asked, label, reason_right="Because")
    assert stolen.says("error.not_permitted", who=running.label("rob", "people.admins"))
    assert answers(running, "dana", "right", "Because").says("complaints.kept")
    again = running.tap("dana", asked, label, reason_right="Because I say so")
    assert again.says("complaints.answered_before")
    assert [row["reason"] for row in rows(running)] == ["Because"]


def test_the_same_words_twice_tell_nobody_twice_and_other_words_do(running: World) -> None:
    which = running.tap("cho", running.last("cho"), running.label("cho", "summary.wrong"))
    form = running.tap("cho", which, title(running, "cho", "active"))
    for words in ("Seven of us", "Seven of us", "Eight of us"):
        running.tap("cho", form, running.label("cho", "summary.send"), body=words)
    assert [row["words"] for row in rows(running)] == ["Seven of us", "Eight of us"]


def test_words_that_are_too_long_or_hostile_change_nothing_but_their_own_row(running: World) -> None:
    which = running.tap("cho", running.last("cho"), running.label("cho", "summary.wrong"))
    form = running.tap("cho", which, running.label("cho", "complaints.other"))
    send = running.label("cho", "summary.send")
    assert running.tap("cho", form, send, body="x" * 501).says("free_text.too_long", length=501, most=500)
    assert rows(running) == []
    running.tap("cho", form, send, body="<!channel> {{tool}} =cmd()")
    running.turn()
    assert "{{tool}}" in running.last("dana")
    assert [row["number_key"] for row in rows(running)] == ["other"]


def test_what_somebody_questioned_is_exported_and_erased_with_them(running: World) -> None:
    questions(running, "cho", "active", "Seven of us used it")
    answers(running, "dana", "right", "The report names five.")
    cho, dana = running.person("cho"), running.person("dana")
    lines = running.run(lambda ctx: full_record(ctx, cho))
    assert any("number questioned" in line and "Seven of us used it" in line for line in lines)
    assert any("number answered" in line for line in running.run(lambda ctx: full_record(ctx, dana)))
    running.run(lambda ctx: erase(ctx, cho))
    running.run(lambda ctx: erase(ctx, dana))
    (row,) = rows(running)
    assert (row["words"], row["reported_by"], row["answered_by"], row["state"]) == (
        "",
        None,
        None,
        "answered",
    )


def test_a_summary_published_before_numbers_could_be_questioned_is_still_read(running: World) -> None:
    program_id = running.run(lambda ctx: programs.latest(ctx.db)).program_id
    found = running.run(lambda ctx: summaries.latest(ctx.db, program_id, "Sales"))
    old = json.loads(found.summary.model_dump_json())
    del old["questioned"], old["corrected"], old["more"]
    assert Summary.model_validate(old) == found.summary


def test_two_who_answer_at_once_leave_one_answer(running: World) -> None:
    questions(running, "cho", "active", "Seven of us used it")
    asked, label = running.last("dana"), running.label("dana", "complaints.right_send")
    taps = [
        running.tapping("dana", asked, label, event=f"both{n}", reason_right=f"Reason {n}") for n in range(2)
    ]
    at_once(running, *taps)
    (row,) = rows(running)
    assert row["reason"] in ("Reason 0", "Reason 1")
    told = [one for one in running.deliveries("cho") if one.story == "complaint.answered"]
    assert len(told) == 1


def test_who_came_back_is_told_of_everybody_and_of_no_team(running: World) -> None:
    jump(running, "week 2 Fri 18:00")
    used(running, 2, [*SALES[:6], *FINANCE[:6]])
    jump(running, "week 3 Fri 18:00")
    used(running, 3, [*SALES[:6], *FINANCE[:3]])
    digest(running, "dana", 4)
    shown = explained(running, "dana", "returning")
    assert "about 75 % of at least 12 people" in shown
    assert shown.says("metrics.because_use_count", grade="D")
    every = running.tap("cho", running.last("cho"), running.label("cho", "summary.explain"))
    assert title(running, "cho", "returning") not in every
    assert title(running, "cho", "habit") in every


def test_a_request_that_reaches_somebody_who_answers_no_more_goes_to_who_does(running: World) -> None:
    cho, fay = running.person("cho").person_id, running.person("fay")
    program_id = running.run(lambda ctx: programs.latest(ctx.db)).program_id
    found = running.run(lambda ctx: summaries.latest(ctx.db, program_id, "Sales"))
    running.run(
        lambda ctx: summary_complaints.report(
            ctx.db, "cpl_1", found.summary_id, "active", "Seven of us", cho, ctx.now
        )
    )
    assert running.run(lambda ctx: compose_request(ctx, fay, "cpl_1")) is None
    running.turn()
    assert "Seven of us" in running.last("dana")
    answers(running, "dana", "right", "The report names five.")
    assert "The report names five." in running.last("cho")
