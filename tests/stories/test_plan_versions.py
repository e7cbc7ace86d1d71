"""A plan is a draft until somebody who did not write it approves it; a change is a new version."""

from __future__ import annotations

import pytest

from bot.cards.card import Form
from bot.cards.limits import problems
from bot.errors import BadInput
from bot.steps.program import apply_program
from bot.steps.program_writing import EditedMeanwhile, approve_program
from bot.store import programs, versions
from bot.store.versions import PlanVersion
from tests.world import PROGRAMS, Shown, World

SHORT = (PROGRAMS / "short.toml").read_text(encoding="utf-8")


@pytest.fixture
def company(world: World) -> World:
    """Two administrators, a sponsor, and people; no program yet."""
    world.roster(
        "dana,Office,admin",
        "bo,Office,admin,zh-Hant",
        "rob,Board,sponsor",
        "ada,Sales,pilot_user",
        "cy,Sales,champion",
    )
    return world


def write(world: World, text: str = SHORT, by: str = "") -> PlanVersion:
    """A file is applied, by somebody with a name or by whoever sits there."""
    author = world.person(by) if by else None
    written: PlanVersion = world.run(lambda ctx: apply_program(ctx, text, "mine.toml", author, are_all=False))
    return written


def in_force(world: World) -> tuple[int, str]:
    """Version and title of what is in force."""
    running = world.run(lambda ctx: programs.current(ctx.db))
    return (running.version, running.program.program.title.root["en"]) if running else (0, "")


def history(world: World) -> list[tuple[int, str]]:
    """Number and state of every version."""
    known = world.run(lambda ctx: versions.history(ctx.db, "short"))
    return [(one.version, one.state) for one in known]


def form_of(shown: Shown) -> dict[str, str]:
    """What stands in the form of a card, as a platform would send it back."""
    form = next(block for block in shown.card.blocks if isinstance(block, Form))
    return {field.name: field.value for field in form.fields}


def test_nothing_starts_before_somebody_else_approved(company: World) -> None:
    write(company, by="dana")
    plan = company.says("dana", "ai-rollout")
    assert plan.says("program.waits", author="Dana Example")
    assert company.label("dana", "program.approve", version=1) not in [tap.label for tap in plan.card.taps()]
    assert company.says("dana", "ai-rollout start").says("program.approve_first")
    assert in_force(company) == (0, "")

    plan = company.says("rob", "ai-rollout")
    approved = company.tap("rob", plan, company.label("rob", "program.approve", version=1))
    assert approved.says("program.approved", version=1)
    assert in_force(company) == (1, "A short pilot")
    assert "week one begins on Mon 30 Nov" in company.says("dana", "ai-rollout start")
    assert company.run(lambda ctx: programs.current(ctx.db)).state == "running"


def test_a_first_version_is_read_before_it_is_approved(company: World) -> None:
    write(company, by="dana")
    english, chinese = (company.says(name, "ai-rollout approve") for name in ("rob", "bo"))
    assert "To learn whether it helps." in english
    assert "Starts on: Mon 30 Nov" in english
    assert "First use: planned · weeks 1 to 2 · gate at the end" in english
    assert "Judged by: Minutes a week" in english
    assert "初次使用：尚未開始 · 第 1 至 2 週 · 結束時有關卡" in chinese
    assert problems(chinese.card) == []


def test_who_wrote_a_draft_cannot_approve_it_by_any_way(company: World) -> None:
    draft = write(company, by="dana")
    card = company.says("rob", "ai-rollout approve")
    label = company.label("rob", "program.approve", version=draft.version)
    assert company.tap("dana", card, label).says("program.own_draft")
    assert company.tap("cy", card, label).says("error.not_permitted", who="administrators and sponsors")
    assert history(company) == [(1, "draft")]


def test_who_wrote_a_part_of_a_draft_cannot_approve_the_next_draft_either(company: World) -> None:
    write(company, by="dana")
    company.says("bo", 'ai-rollout set program.budget = "none"')
    card = company.says("dana", "ai-rollout approve")
    assert company.label("dana", "program.approve", version=2) not in [tap.label for tap in card.card.taps()]
    assert "May approve: Rob Example" in card
    assert history(company) == [(1, "replaced"), (2, "draft")]


def test_a_line_without_anything_in_it_is_told_what_to_write(company: World) -> None:
    company.program()
    said = company.says("dana", "ai-rollout set").text.splitlines()
    assert 'write a key and a value, like phase.first-use.owner = "bo@example.com"' in said


def test_a_file_without_an_author_is_approved_by_anybody_who_may(company: World) -> None:
    write(company)
    plan = company.says("dana", "ai-rollout")
    assert plan.says("program.waits", author="the command line")
    company.tap("dana", plan, company.label("dana", "program.approve", version=1))
    assert in_force(company) == (1, "A short pilot")


def test_the_approval_card_says_in_the_readers_language_what_changes(company: World) -> None:
    company.program()
    write(
        company,
        SHORT.replace("weeks = 2", "weeks = 3", 1).replace("first_week = 3", "first_week = 4"),
        by="dana",
    )
    english, chinese = (company.says(name, "ai-rollout approve") for name in ("rob", "bo"))
    assert "Phase first · Weeks: 2 → 3" in english
    assert "Phase second · First week: 3 → 4" in english
    assert "階段 first · 週數：2 → 3" in chinese


def test_an_old_approve_button_does_not_approve_what_came_after_it(company: World) -> None:
    write(company, by="dana")
    card = company.says("rob", "ai-rollout approve")
    write(company, SHORT.replace("A short pilot", "A renamed pilot"), by="dana")
    assert company.tap("rob", card, company.label("rob", "program.approve", version=1)).says(
        "program.newer_draft"
    )
    assert in_force(company) == (0, "")

    card = company.says("rob", "ai-rollout approve")
    label = company.label("rob", "program.approve", version=2)
    company.tap("rob", card, label)
    assert company.tap("rob", card, label).says("program.no_draft")


def test_a_draft_is_turned_down_with_a_reason_and_what_runs_goes_on(company: World) -> None:
    company.program()
    write(company, SHORT.replace("A short pilot", "A renamed pilot"), by="dana")
    card = company.says("rob", "ai-rollout approve")
    label = company.label("rob", "program.reject")
    assert company.tap("rob", card, label, reason=" ").says("program.reason_missing")
    assert history(company)[-1] == (2, "draft")
    company.tap("rob", card, label, reason="Not before the works council has seen it")
    assert history(company) == [(1, "approved"), (2, "rejected")]
    kept = company.run(lambda ctx: versions.history(ctx.db, "short"))[-1]
    assert kept.reason == "Not before the works council has seen it"
    assert in_force(company) == (1, "A short pilot")


def test_the_next_version_withdraws_what_the_one_before_had_planned(company: World) -> None:
    company.program()
    company.says("dana", "ai-rollout start")
    company.at("week 2 Tue 09:00")
    planned = [one for one in company.deliveries("ada") if one.kind == "nudge" and one.state == "planned"]
    assert planned
    write(
        company, SHORT.replace('use = ["first-sales", "first-prompt"]', 'use = ["first-thread"]'), by="dana"
    )
    company.turn()
    assert [one.state for one in company.deliveries("ada") if one.kind == "nudge"] == ["planned"]
    rob = company.person("rob")
    company.run(lambda ctx: approve_program(ctx, "short", rob))
    states = {one.delivery_id: one.state for one in company.deliveries("ada")}
    assert [states[one.delivery_id] for one in planned] == ["cancelled"]


def test_another_program_takes_over_when_it_is_approved_not_when_it_is_written(company: World) -> None:
    company.program()
    company.says("dana", "ai-rollout start")
    write(company, SHORT.replace('key = "short"', 'key = "next"'), by="dana")
    assert company.run(lambda ctx: programs.current(ctx.db)).program_id == "short"
    rob = company.person("rob")
    company.run(lambda ctx: approve_program(ctx, "next", rob))
    assert company.run(lambda ctx: programs.current(ctx.db)).program_id == "next"
    assert company.run(lambda ctx: programs.find(ctx.db, "short")).state == "stopped"


def test_a_phase_that_has_begun_stays_in_every_version(company: World) -> None:
    company.program()
    company.says("dana", "ai-rollout start")
    with pytest.raises(BadInput, match="phase first: has begun and can't be left out or renamed"):
        write(company, SHORT.replace('key = "first"', 'key = "start"'))


# Concurrent edits


def test_a_file_that_misses_what_somebody_else_wrote_is_refused_with_who_and_what(company: World) -> None:
    company.program()
    company.says("bo", "ai-rollout set phase.second.weeks = 2")
    mine = SHORT.replace("A short pilot", "A renamed pilot")
    with pytest.raises(EditedMeanwhile) as refused:
        write(company, "based_on = 1\n" + mine)
    said = "\n".join(refused.value.problems)
    assert (
        "version 2 was written by Bo Example on 2026-11-30 00:00 UTC; your file is based on version 1" in said
    )
    assert "changed since: phase second: weeks: 1 → 2" in said
    assert "write based_on = 2 at its top" in refused.value.advice
    assert history(company) == [(1, "approved"), (2, "draft")]
    assert write(company, "based_on = 2\n" + mine).version == 3


def test_a_file_that_says_nothing_is_based_on_what_its_author_wrote_last(company: World) -> None:
    write(company, by="dana")
    with pytest.raises(EditedMeanwhile, match="written by Dana Example"):
        write(company, SHORT.replace("A short pilot", "A renamed pilot"), by="bo")
    assert write(company, SHORT.replace("A short pilot", "A renamed pilot"), by="dana").version == 2


def test_a_file_based_on_a_version_that_never_was_is_refused(company: World) -> None:
    company.program()
    with pytest.raises(BadInput, match="there is no version 9 to build on; the newest is 1"):
        write(company, "based_on = 9\n" + SHORT.replace("A short pilot", "A renamed pilot"))


def test_of_two_people_with_the_same_form_open_the_second_is_told_and_loses_nothing(company: World) -> None:
    company.program()
    forms = {}
    for name, part in (("dana", "Phase second"), ("bo", "階段 second")):
        forms[name] = company.tap(name, company.says(name, "ai-rollout edit"), part)
    save = {name: company.label(name, "program_edit.save") for name in forms}
    first = {**form_of(forms["bo"]), "weeks": "2"}
    assert company.tap("bo", forms["bo"], save["bo"], **first).says("program_edit.saved", version=2)

    second = {**form_of(forms["dana"]), "kpi": "They come back every week"}
    told = company.tap("dana", forms["dana"], save["dana"], **second)
    assert told.says("program_edit.conflict")
    assert "Version 2: Bo Example" in told
    assert "Phase second · Weeks: 1 → 2" in told
    assert form_of(told)["kpi"] == "They come back every week"
    assert history(company) == [(1, "approved"), (2, "draft")]

    again = company.tap("dana", told, save["dana"], **{**form_of(told), "weeks": "2"})
    assert again.says("program_edit.saved", version=3)
    newest = company.run(lambda ctx: versions.history(ctx.db, "short"))[-1].program.phase_named("second")
    assert (newest.weeks, newest.kpi) == (2, "They come back every week")


# Editing in chat


def test_a_window_is_moved_in_a_form_and_the_draft_says_so(company: World) -> None:
    company.program()
    phase = company.tap("dana", company.says("dana", "ai-rollout edit"), "Phase first")
    window = company.tap("dana", phase, "Window w1")
    fields = form_of(window)
    assert fields["opens"] == "tue 10:00"
    draft = company.tap(
        "dana", window, company.label("dana", "program_edit.save"), **{**fields, "opens": "mon 10:00"}
    )
    assert "Phase first · Window w1 · Opens: tue 10:00 → mon 10:00" in draft
    assert "May approve: Bo Example, Rob Example" in draft
    assert in_force(company) == (1, "A short pilot")


def test_a_form_with_several_mistakes_names_all_of_them_and_keeps_what_was_typed(company: World) -> None:
    company.program()
    phase = company.tap("dana", company.says("dana", "ai-rollout edit"), "Phase first")
    slot = company.tap("dana", phase, "Slot week 2 tue 10:00")
    wrong = {**form_of(slot), "at": "25:00", "day": "someday"}
    refused = company.tap("dana", slot, company.label("dana", "program_edit.save"), **wrong)
    assert "short: phase.1.nudge.1.at: write a time as HH:MM, not '25:00'" in refused
    assert "short: phase.1.nudge.1.day: write a weekday as one of" in refused
    assert form_of(refused) == wrong
    assert history(company) == [(1, "approved")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("phase.first.owner = “bo@example.com”", "Phase first · Owner: dana@example.com → bo@example.com"),
        ('phase.1.window.w1.closes = "fri 16:00"', "Window w1 · Closes: fri 17:00 → fri 16:00"),
        ("holdout.percent = 10", "Holdout · Percent: 0 → 10"),
        ("phase.first.gate =", "Phase first · Gate: gone"),
        (
            'phase.first.ownr = "bo@example.com"',
            "phase.1.ownr: this key is unknown here; did you mean owner?",
        ),
        (
            'phase.third.owner = "bo@example.com"',
            "phase.third: there is no 'third' here; there are first, second",
        ),
        (
            "phase.first.owner = bo@example.com",
            "phase.first.owner: bo@example.com can't be read; write text in quotes",
        ),
        ("phase.first.kpi.name = 1", "phase.1.kpi.name: kpi is a single value"),
        ('program.key = "other"', "program.key: stays short"),
        ("phase.first.owner", "write a key and a value, like"),
    ],
)
def test_any_key_is_set_with_one_line(company: World, line: str, said: str) -> None:
    company.program()
    assert said in company.says("dana", f"ai-rollout set {line}")


@pytest.mark.parametrize("name", ["rob", "cy", "ada"])
def test_only_administrators_edit(company: World, name: str) -> None:
    company.program()
    for words in ("edit", 'set program.budget = "1"'):
        assert company.says(name, f"ai-rollout {words}").says("error.not_permitted", who="administrators")
    assert history(company) == [(1, "approved")]
