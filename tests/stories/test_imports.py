"""Files a person brings: people and programs. Every problem at once, nothing half-applied."""

from __future__ import annotations

import re

import pytest

from bot.errors import BadInput
from bot.model.people import Person
from bot.steps.people import PeopleReport, import_people
from bot.steps.program import apply_program
from bot.steps.program_writing import approve_program
from bot.steps.record import full_record
from bot.store import people, programs
from tests.world import PROGRAMS, World

GATE = 'gate = { metric = "active", target = 50, minimum_people = 10 }'

HEADER = "email,name,team,manager,timezone,locale,role\n"


def bring(world: World, text: str, **options: bool) -> PeopleReport:
    report: PeopleReport = world.run(lambda ctx: import_people(ctx, text.encode(), "people.csv", **options))
    return report


def known(world: World) -> list[Person]:
    found: list[Person] = world.run(lambda ctx: people.everyone(ctx.db))
    return found


def test_columns_may_come_in_any_order_and_more_become_attributes(world: World) -> None:
    bring(
        world,
        "role,locale,timezone,Cost Centre,manager,team,name,email\n"
        "champion,zh-TW,Asia/Taipei,4711,,財務,林範例,lin@example.com\n",
    )
    person = known(world)[0]
    assert (person.name, person.team, person.locale, person.role) == ("林範例", "財務", "zh-Hant", "champion")
    assert person.attributes == {"cost centre": "4711"}


def test_a_calendar_is_kept_by_files_without_one_and_an_unknown_one_is_refused(world: World) -> None:
    with_calendar = HEADER.replace("role\n", "role,calendar\n")
    row = "lin@example.com,Lin,A,,Asia/Taipei,en,pilot_user"
    bring(world, f"{with_calendar}{row},us-ca\n")
    assert (known(world)[0].calendar, known(world)[0].attributes) == ("US-CA", {})
    bring(world, f"{HEADER}{row.replace('A,', 'B,')}\n")
    assert (known(world)[0].calendar, known(world)[0].team) == ("US-CA", "B")
    person = known(world)[0]
    assert "calendar: US-CA" in world.run(lambda ctx: full_record(ctx, person))
    with pytest.raises(BadInput, match="row 2: calendar: US-XX: no such calendar"):
        bring(world, f"{with_calendar}{row},US-XX\n")
    bring(world, f"{with_calendar}{row},\n")
    assert known(world)[0].calendar == ""


def test_every_problem_of_every_row_is_said_with_row_and_field_and_nothing_is_imported(world: World) -> None:
    text = (
        HEADER
        + "good@example.com,Good,A,,Asia/Taipei,en,pilot_user\n"
        + "bad,Bad,A,,Mars/Base,fr,boss\n"
        + "good@example.com,Twice,A,,Asia/Taipei,en,pilot_user\n"
        + ",,A,,,,\n"
    )
    with pytest.raises(BadInput) as caught:
        bring(world, text)
    said = "\n".join(caught.value.problems)
    for part in (
        "row 3: email: 'bad'",
        "row 3: timezone: 'Mars/Base'",
        "row 3: locale: 'fr'",
        "row 3: role: 'boss'",
        "row 4: email: good@example.com is in row 2",
        "row 5: email is empty",
    ):
        assert part in said, part
    assert known(world) == []


def test_skip_bad_imports_the_good_rows_and_gives_the_others_back(world: World) -> None:
    text = (
        HEADER + "good@example.com,Good,A,,Asia/Taipei,en,pilot_user\nbad,Bad,A,,Asia/Taipei,en,pilot_user\n"
    )
    report = bring(world, text, skip_bad=True)
    assert report.added == 1
    assert [row.number for row in report.rejected] == [3]


@pytest.mark.parametrize(
    ("name", "sign"),
    [("Ada\u202eExample", "U+202E"), ("Ada\u2066Example", "U+2066"), ("Ada\x7fExample", "U+007F"),
     ('"Ada\nExample"', "U+000A"), ("\ufeffAda", "U+FEFF")],
)  # fmt: skip
def test_a_sign_that_nobody_sees_is_refused_with_row_and_field(world: World, name: str, sign: str) -> None:
    with pytest.raises(BadInput, match=f"row 2: name: holds {re.escape(sign)}, which nobody sees"):
        bring(world, HEADER + f"a@example.com,{name},A,,Asia/Taipei,en,pilot_user\n")
    assert known(world) == []


def test_names_in_any_script_come_in(world: World) -> None:
    names = ["王　小明", "Zoë O’Néill-Łuk", "محمد علی", "नेहा", "می\u200cخواهم", "👩🏽\u200d💻 Ada"]
    rows = [f"p{n}@example.com,{name},T,,Asia/Taipei,en,pilot_user\n" for n, name in enumerate(names)]
    bring(world, HEADER + "".join(rows))
    assert [person.name for person in known(world)] == names


def test_a_manager_nobody_has_imported_is_remarked_with_row_and_likely_address(world: World) -> None:
    text = (
        HEADER
        + "boss@example.com,Boss,T,ceo@elsewhere.example,Asia/Taipei,en,admin\n"
        + "a@example.com,A,T,bos@example.com,Asia/Taipei,en,pilot_user\n"
        + "b@example.com,B,T,BOSS@example.com,Asia/Taipei,en,pilot_user\n"
    )
    report = bring(world, text)
    assert report.added == 3
    assert report.remarks == [
        "people.csv: row 2: manager: nobody imported has ceo@elsewhere.example; "
        "that is fine if the manager takes no part",
        "people.csv: row 3: manager: nobody imported has bos@example.com; did you mean boss@example.com?",
    ]


def test_the_same_file_twice_changes_nothing(world: World) -> None:
    text = HEADER + "a@example.com,A,T,,Asia/Taipei,en,pilot_user\n"
    bring(world, text)
    report = bring(world, text)
    assert (report.added, report.changed, report.same) == (0, 0, 1)


def test_a_missing_column_is_named(world: World) -> None:
    with pytest.raises(BadInput, match="column locale, role is missing"):
        bring(world, "email,name,team,manager,timezone\n")


@pytest.mark.parametrize(
    ("raw", "advice"),
    [
        ("姓名,電子郵件\n".encode("big5"), "not UTF-8"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"", "is empty"),
    ],
)
def test_a_file_that_is_no_utf8_csv_is_refused_with_advice(world: World, raw: bytes, advice: str) -> None:
    with pytest.raises(BadInput, match=advice):
        world.run(lambda ctx: import_people(ctx, raw, "people.csv"))


def test_a_list_saved_as_unicode_text_or_in_a_named_encoding_is_read(world: World) -> None:
    text = HEADER + "a@example.com,王小明,業務,,Asia/Taipei,zh-Hant,pilot_user\n"
    world.run(lambda ctx: import_people(ctx, text.encode("utf-16"), "people.csv"))
    world.run(lambda ctx: import_people(ctx, text.encode("big5"), "people.csv", encoding="big5"))
    assert [person.name for person in known(world)] == ["王小明"]


def test_a_byte_order_mark_and_semicolons_are_read(world: World) -> None:
    raw = "\ufeff" + (HEADER + "a@example.com,A,T,,Asia/Taipei,en,pilot_user\n").replace(",", ";")
    bring(world, raw)
    assert known(world)[0].email == "a@example.com"


ADMIN = "a@example.com,A,T,,Asia/Taipei,en,admin\n"


def test_a_whole_list_marks_those_who_left(world: World) -> None:
    bring(world, HEADER + ADMIN + "b@example.com,B,T,,Asia/Taipei,en,pilot_user\n")
    report = bring(world, HEADER + ADMIN, is_whole_list=True)
    assert report.left == 1
    assert {person.email: person.state for person in known(world)} == {
        "a@example.com": "active",
        "b@example.com": "left",
    }


@pytest.mark.parametrize("rows", ["", "b@example.com,B,T,,Asia/Taipei,en,pilot_user\n"])
def test_a_whole_list_that_would_leave_nobody_in_charge_is_refused(world: World, rows: str) -> None:
    bring(world, HEADER + ADMIN)
    with pytest.raises(BadInput, match="it would leave no admin"):
        bring(world, HEADER + rows, is_whole_list=True)
    assert [person.state for person in known(world)] == ["active"]


def test_one_account_cannot_belong_to_two_people(world: World) -> None:
    header = HEADER.strip() + ",slack_id\n"
    rows = "x@example.com,X,T,,Asia/Taipei,en,admin,U0AAA\ny@example.com,Y,T,,Asia/Taipei,en,admin,U0AAA\n"
    with pytest.raises(BadInput, match="row 3: slack_id: U0AAA is in row 2 already"):
        bring(world, header + rows)


def test_applying_the_same_program_again_is_no_new_version(world: World) -> None:
    world.roster("dana,Office,admin")
    text = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
    for _ in range(2):
        running = world.run(lambda ctx: apply_program(ctx, text, "mine.toml", are_all=False))
        assert running.version == 1


def test_every_problem_of_a_program_is_said_with_file_and_key(world: World) -> None:
    world.roster("dana,Office,admin")
    text = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
    for before, after in (
        ('use = ["first-sales", "first-prompt"]', 'use = ["no-such-nudge"]'),
        ('questions = "pulse-a"', 'questions = "no-such-set"'),
        ("starts_on = 2026-11-30", "starts_on = 2026-12-01"),
        ("first_week = 3", "first_week = 5"),
        ('human = "dana@example.com"', 'human = "nobody@example.com"'),
    ):
        text = text.replace(before, after)
    with pytest.raises(BadInput) as caught:
        world.run(lambda ctx: apply_program(ctx, text, "mine.toml", are_all=False))
    said = "\n".join(caught.value.problems)
    for part in (
        "mine.toml: phase first: nudge 'no-such-nudge' is not in content/nudges",
        "window w1: question set 'no-such-set'",
        "2026-12-01 is no Monday; write 2026-12-07",
        "write first_week = 3",
        "program.human: nobody@example.com is not among the people",
    ):
        assert part in said, part


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('timezone = "Asia/Taipei"', 'timezone = "Asia/Nowhere"', "unknown time zone 'Asia/Nowhere'"),
        ('opens = "tue 10:00"', 'opens = "sat 10:00"', "must open, remind and close in this order"),
        ('opens = "tue 10:00"', 'opens = "dienstag 10:00"', "write a weekday as one of"),
        ('day = "tue"\nat = "10:00"', 'day = "tue"\nat = "25:00"', "write a time as HH:MM"),
        ("group_minimum = 5", "group_minimum = 3", "program.group_minimum: write 5 or more, not 3"),
        ('[program.kpi]\nname = "Minutes a week"', "[program.kpi]", "program.kpi.name: is missing; write it"),
        ('owner = "dana@example.com"\nkpi = "Half', 'kpi = "Half', "phase.1.owner: is missing; write it"),
        ('zh-Hant = "短期試行"\n', "", "missing in zh-Hant"),
        ("schema = 1", "schema = ", "can't be read as TOML"),
        ('day = "thu"\nat = "15:00"', 'day = "sun"\nat = "03:00"', "is outside the working hours"),
        (
            'working_days = ["mon", "tue", "wed", "thu", "fri"]',
            "working_days = []",
            "working_days: write at least 1 of them",
        ),
        ('active = { "1" = 30', 'active = { "1" = 130', "plan.active.1: write 100 or less, not 130"),
        ("weekly_cap = 2", 'weekly_cap = "two"', "program.weekly_cap: write a whole number, not 'two'"),
        ("starts_on = 2026-11-30", "starts_on = true", "program.starts_on: write a date like"),
        ('tool = "Example Assistant"', "tool = 5", 'program.tool: write text in quotes, "…", not 5'),
        (
            'working_days = ["mon", "tue", "wed", "thu", "fri"]',
            'working_days = "mon"',
            "program.working_days: write a list in square brackets",
        ),
        (GATE, 'gate = "maybe"', "phase.1.gate: write a table of keys and values, not 'maybe'"),
        ("schema = 1", "schema = 2", "schema: write 1, not 2"),
        ('key = "short"', 'key = "Short!"', "program.key: write small letters, digits and hyphens"),
        (
            "hours_apart = 48",
            "hour_apart = 48",
            "program.hour_apart: this key is unknown here; did you mean hours_apart?",
        ),
        (
            'reminds = "thu 14:00"',
            'remind = "thu 14:00"',
            "did you mean reminds? Known are: key, questions, week",
        ),
        (
            'human = "dana@example.com"',
            'human = "Dana"',
            "program.human: write an e-mail address, not 'Dana'",
        ),
    ],
)
def test_a_program_with_a_wrong_key_is_refused_with_what_to_write(
    world: World, before: str, after: str, said: str
) -> None:
    world.roster("dana,Office,admin")
    text = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
    assert before in text
    with pytest.raises(BadInput) as caught:
        world.run(lambda ctx: apply_program(ctx, text.replace(before, after, 1), "mine.toml", are_all=False))
    assert any(said in problem and problem.startswith("mine.toml") for problem in caught.value.problems)


def test_applying_a_changed_program_writes_a_draft_and_touches_nothing_that_runs(world: World) -> None:
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    text = (PROGRAMS / "short.toml").read_text(encoding="utf-8").replace("A short pilot", "A renamed pilot")
    draft = world.run(lambda ctx: apply_program(ctx, text, "mine.toml", are_all=False))
    assert (draft.version, draft.state) == (2, "draft")
    running = world.run(lambda ctx: programs.current(ctx.db))
    assert running.version == 1
    assert running.program.program.title.root["en"] == "A short pilot"

    dana = world.person("dana")
    world.run(lambda ctx: approve_program(ctx, "short", dana))
    running = world.run(lambda ctx: programs.current(ctx.db))
    assert running.version == 2
    assert running.program.program.title.root["en"] == "A renamed pilot"
    assert running.status("first").state == "running"


def test_a_program_that_has_ended_is_not_started_again_under_the_same_key(world: World) -> None:
    world.roster("dana,Office,admin")
    world.program()
    for step in ("start", "advance we have seen enough", "advance"):
        world.says("dana", f"ai-rollout {step}")
    text = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
    with pytest.raises(BadInput, match="short has ended; give the next program a key of its own"):
        world.run(lambda ctx: apply_program(ctx, text, "mine.toml", are_all=False))
    draft = world.run(
        lambda ctx: apply_program(ctx, text.replace('"short"', '"next"'), "mine.toml", are_all=False)
    )
    assert (draft.program_id, draft.state) == ("next", "draft")
