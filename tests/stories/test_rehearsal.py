"""An administrator rehearses a program: what would happen is told before anything is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.clock import SetClock
from bot.context import Context
from bot.errors import BadInput
from bot.rehearsal.play import StoppedError
from bot.rehearsal.rehearse import rehearse
from bot.rehearsal.report import Finding, Report
from bot.rehearsal.stage import PeopleFile
from bot.settings import Settings
from bot.steps.program import read_program
from bot.steps.record import erase, full_record
from bot.store import rehearsals
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house
from tests.world import FIRST_DAY, PROGRAMS, ROSTER, ZONE, World, words_of

PEOPLE = ("dana,Office,admin", *(f"p{n:02},Sales,pilot_user" for n in range(19)))
TAIWAN = '[calendar]\ncountry = "TW"\n[digest]'
SHORT = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
NOW = SetClock(datetime(2026, 11, 22, 8, tzinfo=ZONE))


# on the command line


def test_a_sound_plan_is_fit_and_tells_who_gets_what_when() -> None:
    report = _rehearsed()

    assert report.is_fit, report.findings
    assert (report.taking_part, report.reached) == (20, 20)
    assert (report.begins_on.isoformat(), report.weeks[1].monday) == ("2026-11-27", FIRST_DAY)
    assert report.weeks[0].messages["disclosure"] == 19
    assert report.weeks[1].messages == {"prompt": 20, "reminder": 20}


def test_the_load_on_a_person_is_told() -> None:
    load = _rehearsed().load

    assert (load.most_a_day, load.median_a_day, load.over_one_a_day) == (1, 1, 0)


def test_the_fullest_moment_is_when_people_can_be_written_to() -> None:
    holiday = {"starts_on = 2026-11-30": "starts_on = 2027-01-04", "[digest]": TAIWAN}  # begins on 1 January
    rows = _rows()
    rows = [*rows[:11], *(row.replace("Asia/Taipei", "Europe/London") for row in rows[11:])]

    fullest = _rehearsed(holiday, rows).fullest

    assert fullest
    assert (fullest.kind, fullest.messages) == ("disclosure", 10)
    assert fullest.at.astimezone(ZONE).date().isoformat() == "2027-01-04"


def test_two_messages_on_one_day_are_found() -> None:
    report = _rehearsed({'reminds = "thu 14:00"': 'reminds = "tue 15:00"'})

    assert report.load.most_a_day == 2
    assert _found(report, "crowded").level == "warning"


def test_one_persons_calendar_is_in_local_time() -> None:
    rows = [*_rows(), "eva@example.com,Eva,Sales,,Europe/London,en,pilot_user,sales"]

    report = _rehearsed(rows=rows, email="eva@example.com")

    assert report.person
    prompt = next(one for one in report.person if one.kind == "prompt")
    assert (prompt.at.strftime("%a %H:%M"), prompt.state) == ("Tue 10:00", "sent")


def test_a_calendar_of_half_a_year_has_its_first_day() -> None:
    report = _rehearsed({"first_week = 3\nweeks = 1": "first_week = 3\nweeks = 20"}, email="p00@example.com")

    assert report.person
    first = report.person[0]
    assert (first.kind, first.at.date(), first.state) == ("disclosure", report.begins_on, "sent")
    assert (report.ends_on - report.begins_on).days > 120


def test_a_slot_on_a_holiday_reaches_nobody_and_is_an_error() -> None:
    late = {
        "2026-11-30": "2026-12-07",
        'day = "thu"': 'day = "fri"',
        "[digest]": TAIWAN,
    }

    report = _rehearsed(late)

    found = _found(report, "slot_nobody")
    assert (found.level, found.week, found.key) == ("error", 3, "second/3/tip")
    assert "Fri 25 Dec" in found.text
    assert not report.is_fit


def test_a_slot_that_only_some_can_get_is_a_warning_for_them() -> None:
    late = {"2026-11-30": "2026-12-07", 'day = "thu"': 'day = "fri"'}
    header = ROSTER.strip() + ",calendar"
    rows = [header, *(f"{row},{'TW' if n % 3 else ''}" for n, row in enumerate(_rows()[1:]))]

    found = _found(_rehearsed(late, rows), "slot_few")

    assert (found.level, found.week) == ("warning", 3)
    assert "13 of 20" in found.text


def test_a_window_with_one_working_day_is_too_short() -> None:
    report = _rehearsed({'reminds = "thu 14:00"': "", 'closes = "fri 17:00"': 'closes = "tue 17:00"'})

    found = _found(report, "window_short")
    assert (found.level, found.key, found.week) == ("warning", "first/w1", 1)


def test_a_window_wholly_in_holidays_is_an_error() -> None:
    moved = {
        "2026-11-30": "2027-02-08",
        "[digest]": TAIWAN,
        'opens = "tue 10:00"': 'opens = "mon 10:00"',
        'reminds = "thu 14:00"': "",
        'closes = "fri 17:00"': 'closes = "tue 17:00"',
    }

    found = _found(_rehearsed(moved), "window_closed")

    assert found.level == "error"


def test_messages_the_platform_is_too_slow_for_are_counted_as_lost() -> None:
    report = _rehearsed(settings={"sends_per_second_slack": 0.0012})

    found = _found(report, "lost_pace")
    assert (found.level, found.week) == ("warning", 2)
    assert report.fullest
    assert report.fullest.hours > 4


def test_a_gate_for_more_people_than_take_part_is_an_error() -> None:
    found = _found(_rehearsed(rows=_rows()[:9]), "gate_small")

    assert (found.level, found.key) == ("error", "first.gate")
    assert found.text.startswith("first.gate: 8 people take part, and it asks for 10.")


def test_a_gate_that_comes_on_a_holiday_costs_a_week() -> None:
    moved = {"2026-11-30": "2027-02-15", "[digest]": TAIWAN}

    report = _rehearsed(moved)

    found = _found(report, "gate_slips")
    assert "Tue 2 Mar" in found.text
    assert "Mon 8 Mar" in found.text


def test_power_of_the_holdout_is_told() -> None:
    report = _rehearsed({"percent = 0": "percent = 20"})

    holdout = report.comparisons[-1]
    assert (holdout.about, holdout.people, holdout.held_out) == ("holdout", 20, 4)
    assert _found(report, "holdout").level == "warning"
    assert _found(_rehearsed(), "no_holdout").level == "note"


def test_people_the_plan_does_not_reach_are_told_apart() -> None:
    header = ROSTER.strip() + ",slack_id"
    rows = [header, *(f"{row},{f'U0{n}' if n < 18 else ''}" for n, row in enumerate(_rows()[1:]))]

    report = _rehearsed({"[digest]": '[program.cohort]\nteams = ["Sales"]\n[digest]'}, rows)

    assert (report.people, report.taking_part, report.reached) == (20, 19, 17)
    assert _found(report, "unreached").text.startswith("2 people take part")
    assert _found(report, "outside").text.startswith("1 people")


def test_a_stale_translation_is_an_error_with_its_file() -> None:
    words = words_of(Settings(_env_file=None).content)
    nudge = words.content.nudges["first-sales"]
    stale = nudge.model_copy(update={"revised": {**nudge.revised, "zh-Hans": FIRST_DAY.replace(year=2020)}})
    content = replace(words.content, nudges={**words.content.nudges, "first-sales": stale})

    found = _found(_rehearsed(words=type(words)(content)), "stale")

    assert (found.level, found.key) == ("error", "nudges/first-sales.toml")
    assert "zh-Hans" in found.text


def test_a_card_that_cant_be_composed_is_an_error() -> None:
    words = words_of(Settings(_env_file=None).content)
    nudge = words.content.nudges["first-sales"]
    broken = nudge.model_copy(update={"title": nudge.title.model_copy(update={"root": {"zh-Hant": "好"}})})
    content = replace(words.content, nudges={**words.content.nudges, "first-sales": broken})

    report = _rehearsed(words=type(words)(content))

    assert _found(report, "card").key == "first-sales (en)"


def test_a_bad_program_or_people_file_is_told_as_by_the_commands_that_take_them() -> None:
    with pytest.raises(BadInput) as program:
        _rehearsed({"dana@example.com": "who@example.com"})
    with pytest.raises(BadInput) as people:
        _rehearsed(rows=[ROSTER.strip(), "dana,Dana,Office,,Asia/Taipei,en,admin,"])

    assert program.value.problems[0].startswith(
        "short.toml: program.human: who@example.com is not among the people"
    )
    assert people.value.problems == ["people.csv: row 2: email: 'dana' is no e-mail address"]


def test_a_process_told_to_end_does_not_wait_for_a_rehearsal() -> None:
    house = build_house(Settings(_env_file=None), SqliteDatabase(":memory:"), NOW)
    house.is_stopping.set()

    with pytest.raises(StoppedError):
        rehearse(house, read_program(SHORT, "short.toml"), "short.toml", _file(_rows()), assume="if_none")


# from chat


def test_an_administrator_asks_in_chat_and_gets_the_report(world: World) -> None:
    _in_chat(world)

    asked = world.says("dana", "/ai-rollout rehearse")
    world.turn()
    world.turn()

    assert asked.says("rehearsal.begun")
    assert not asked.says("rehearsal_running.anew")
    report = world.last("dana")
    assert report.says("rehearsal.reach_value", taking_part=4, reached=4)
    assert report.says("rehearsal.unfit", errors=1, warnings=0) or "first.gate" in report
    assert world.inbox("ada") == []


def test_only_who_runs_the_rollout_may_rehearse_it(world: World) -> None:
    _in_chat(world)

    refused = world.says("ada", "/ai-rollout rehearse")
    world.turn()

    assert refused.says("error.not_permitted", who=world.label("ada", "people.admins"))
    assert not world.run(lambda ctx: rehearsals.is_open(ctx.db, ctx.now))


def test_one_rehearsal_at_a_time(world: World) -> None:
    _in_chat(world)
    _being_played(world)

    second = world.says("dana", "/ai-rollout rehearse")
    world.turn()

    assert second.says("rehearsal.under_way")
    assert not [shown for shown in world.inbox("dana") if "first.gate" in shown]


def test_a_rehearsal_cut_short_is_played_after_the_start(world: World) -> None:
    _in_chat(world)
    cut = _being_played(world)

    world.run(lambda ctx: rehearsals.give_back(ctx.db, cut))
    world.turn()
    world.turn()

    assert "first.gate" in world.last("dana")


def test_one_that_never_ended_is_played_once_more_and_then_given_up(world: World) -> None:
    _in_chat(world)
    for _ in range(rehearsals.MOST_TRIES):
        assert _taken(world) is not None
        world.clock.set(world.clock.now() + rehearsals.GIVEN_UP_AFTER + timedelta(seconds=1))

    assert _taken(world) is None
    assert not world.run(lambda ctx: rehearsals.is_open(ctx.db, ctx.now))


def test_what_was_asked_for_is_exported_and_erased(world: World) -> None:
    _in_chat(world)
    world.says("dana", "/ai-rollout rehearse")
    dana = world.person("dana")

    lines = world.run(lambda ctx: full_record(ctx, dana))
    world.run(lambda ctx: erase(ctx, dana))

    assert [line for line in lines if line.startswith("rehearsal asked for: ")]
    assert world.run(lambda ctx: rehearsals.of_person(ctx.db, dana.person_id)) == []


def test_the_report_is_told_in_the_language_of_whoever_asked(world: World) -> None:
    world.roster("dana,Office,admin,zh-TW", "ada,Sales,pilot_user")
    world.program()

    world.says("dana", "/ai-rollout 排練")
    world.turn()
    world.turn()

    assert "關卡" in world.last("dana") or "人參與" in world.last("dana")


def _in_chat(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "bea,Sales,pilot_user", "cai,Sales,champion")
    world.program()


def _being_played(world: World) -> rehearsals.Rehearsal:
    """One that was asked for and taken by a process that has not ended it."""
    found = _taken(world)
    assert found is not None
    return found


def _taken(world: World) -> rehearsals.Rehearsal | None:
    dana = world.person("dana").person_id

    def take(ctx: Context) -> rehearsals.Rehearsal | None:
        if not rehearsals.of_person(ctx.db, dana):
            rehearsals.ask(ctx.db, ctx.new_id("reh"), dana, ctx.now)
        return rehearsals.take(ctx.db, ctx.now)

    found: rehearsals.Rehearsal | None = world.run(take)
    return found


def _rows() -> list[str]:
    names = (row.split(",") for row in PEOPLE)
    rows = (f"{name}@example.com,{name},{team},,Asia/Taipei,en,{role},sales" for name, team, role in names)
    return [ROSTER.strip(), *rows]


def _file(rows: list[str]) -> PeopleFile:
    return PeopleFile("\n".join(rows).encode(), "people.csv")


def _rehearsed(
    changes: dict[str, str] | None = None,
    rows: list[str] | None = None,
    settings: dict[str, float] | None = None,
    email: str = "",
    words: object = None,
) -> Report:
    text = SHORT
    for before, after in (changes or {}).items():
        assert before in text, before
        text = text.replace(before, after)
    chosen = Settings(_env_file=None, **(settings or {}))
    said = words or words_of(chosen.content)
    house = build_house(chosen, SqliteDatabase(":memory:"), NOW, words=said)
    cast = _file(rows or _rows())
    report = rehearse(
        house, read_program(text, "short.toml"), "short.toml", cast, assume="if_none", email=email
    )
    assert json.loads(report.model_dump_json())["program"] == "short"
    return report


def _found(report: Report, about: str) -> Finding:
    found = [one for one in report.findings if one.about == about]
    assert found, [one.about for one in report.findings]
    return found[0]
