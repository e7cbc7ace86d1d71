"""Usage exports as people have them: whole or not at all, with every problem named."""

from __future__ import annotations

import csv
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.connectors.content import looks_like_content
from bot.connectors.generic import COLUMNS
from bot.connectors.mapping import read_column_map
from bot.connectors.table import harmless
from bot.errors import BadInput
from bot.house import House
from bot.settings import Settings
from bot.store import usage
from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase
from bot.words import Words, load_content
from tests.exports import count, opened, problems, stored, take

HEADER = "id,person,tool,feature,day,actions\n"
GRAPH = (
    "Report Refresh Date,User Principal Name,Display Name,Last Activity Date,"
    "Copilot Chat Last Activity Date,Microsoft Teams Copilot Last Activity Date,"
    "Word Copilot Last Activity Date,Report Period"
)
CENTRE = (
    "Report Refresh Date,User Principal Name,Display Name,Prompts submitted for All Apps,"
    "Active Usage Days for All Apps,Last activity date of Teams Copilot (UTC),"
    "Last activity date of Copilot Chat (work) (UTC),Last activity date of Copilot Chat (web) (UTC),"
    "Report Period"
)


@pytest.fixture(scope="module")
def words() -> Words:
    """The words that are shipped."""
    return Words(load_content(Settings(_env_file=None).content))


@pytest.fixture
def house(words: Words) -> Iterator[House]:
    """Ada and Ben are known; reading files is the same on every database."""
    database = SqliteDatabase(":memory:")
    database.migrate()
    yield opened(database, words)
    database.close()


def test_a_file_comes_in_once_however_often_it_is_sent(database: Database, words: Words) -> None:
    house = opened(database, words)
    text = (
        HEADER
        + "a1,ada@example.com,copilot,chat,2026-11-16,3\na2,BEN@example.com,copilot,Word,2026/11/17,1\n"
    )
    first = take(house, text)
    assert (first.accepted, first.repeated, first.people) == (2, 0, 2)
    assert (first.first_on, first.complete_to_on) == (date(2026, 11, 16), date(2026, 11, 17))
    again = take(house, text)
    assert (again.accepted, again.repeated) == (0, 2)
    corrected = take(house, text.replace("16,3", "16,5"))
    assert (corrected.replaced, corrected.repeated) == (1, 1)
    assert stored(house, "ada") == [("chat", "2026-11-16", 5)]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_separators_order_case_and_more_columns_do_not_matter(house: House, mark: str, start: str) -> None:
    lines = [
        ["Day", "ACTIONS", "Region", "Person", "Tool", "Feature", "Id"],
        ["2026-11-16", "1,200", "EMEA; north", "ada@example.com", "copilot", "Meeting Notes", "x"],
    ]
    text = start + "\r\n".join(mark.join(f'"{cell}"' for cell in line) for line in lines)
    assert take(house, text).accepted == 1
    assert stored(house, "ada") == [("meeting-notes", "2026-11-16", 1200)]


def test_every_problem_of_every_row_is_named_and_nothing_comes_in(house: House) -> None:
    text = HEADER + (
        "a,ada@example.com,copilot,chat,2026-11-16,1\n"
        "b,,copilot,chat,16.11.2026,-1\n"
        "c,ada@example.com,?,chat,2027-01-01,1\n"
    )
    with pytest.raises(BadInput) as caught:
        take(house, text)
    assert count(house) == 0
    assert caught.value.problems == [
        "usage.csv: row 3: person: is empty; write the e-mail address",
        "usage.csv: row 3: day: '16.11.2026' is no date; write it like 2026-11-23",
        "usage.csv: row 3: actions: '-1' is no whole number from 0 to 100000; write a count a day",
        "usage.csv: row 4: tool: '?' is no key; write it like m365-copilot",
        "usage.csv: row 4: day: 2027-01-01 lies in the future; check the clock or the date format "
        "(year-month-day)",
    ]
    assert caught.value.advice.startswith("Nothing was imported. Correct these 2 rows")


def test_rows_that_contradict_each_other_are_refused(house: House) -> None:
    text = HEADER + (
        "a,ada@example.com,copilot,chat,2026-11-16,1\n"
        "b,ada@example.com,copilot,chat,2026-11-16,2\n"
        "a,ben@example.com,copilot,chat,2026-11-16,1\n"
        "a,ada@example.com,copilot,chat,2026-11-16,1\n"
    )
    found = problems(house, text)
    assert [line.split(": ")[1:3] for line in found[:2]] == [["row 3", "day"], ["row 4", "id"]]


def test_bad_rows_can_stay_out_and_are_written_beside_the_file(house: House, tmp_path: Path) -> None:
    path = tmp_path / "usage.csv"
    path.write_text(
        HEADER
        + '=1+1,"＝HYPERLINK(""x"")",copilot,chat,never,1\nok,ada@example.com,copilot,chat,2026-11-16,1\n',
        encoding="utf-8",
    )
    report = take(house, path, skip_bad=True)
    assert (report.accepted, report.rejected) == (1, 1)
    beside = tmp_path / "usage.csv.rejected.csv"
    assert report.rejected_file == str(beside)
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    rows = list(csv.reader(beside.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1][:2] == ["'=1+1", '\'＝HYPERLINK("x")']
    assert "no date" in rows[1][-1]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        ((HEADER + "a,愛達,copilot,chat,2026-11-16,1\n").encode("big5"), "not UTF-8"),
        (b"day,Day\n1,2\n", "column day is there twice"),
        (HEADER.encode() + b'a,"ada,copilot,chat,2026-11-16,1\n', "can't be read as CSV"),
        (b"who,when\nx,y\n", "no column 'person'"),
    ],
)
def test_what_is_no_table_gets_one_clear_sentence(house: House, raw: bytes, says: str) -> None:
    found = problems(house, raw)
    assert says in found[0]


@pytest.mark.parametrize(
    "column", ["prompt", "Message", "content", "promptText", "user_message", "提示詞", "回复"]
)
def test_columns_that_look_like_contents_are_refused(house: House, column: str) -> None:
    text = HEADER.replace("actions", f"actions,{column}") + "a,ada@example.com,copilot,chat,2026-11-16,1,hi\n"
    assert "looks like contents" in problems(house, text)[0]


@pytest.mark.parametrize("column", ["messages", "prompt_count", "messageCount", "Context", "textile"])
def test_counts_of_contents_are_no_contents(column: str) -> None:
    assert not looks_like_content(column)


def test_other_headers_come_in_through_a_mapping(house: House) -> None:
    mapping = read_column_map(
        '[columns]\nperson = "User"\nday = "Date"\nactions = "Messages"\n'
        '[constants]\ntool = "chatgpt"\nfeature = "chat"',
        "map.toml",
    )
    text = "id,User,Date,Messages\n77,ada@example.com,2026-11-16,12\n77,ada@example.com,2026-11-17,1\n"
    assert take(house, text, mapping=mapping).accepted == 2
    assert stored(house, "ada") == [("chat", "2026-11-16", 12), ("chat", "2026-11-17", 1)]


def test_a_mapping_with_an_unknown_key_says_which() -> None:
    with pytest.raises(BadInput, match="colour: unknown; use id, person"):
        read_column_map('[columns]\ncolour = "x"', "map.toml", COLUMNS)


def test_people_who_are_not_known_stay_out_and_are_named(house: House) -> None:
    text = (
        HEADER + "a,ada@example.com,copilot,chat,2026-11-16,1\nb,eve@example.com,copilot,chat,2026-11-16,1\n"
    )
    report = take(house, text)
    assert (report.accepted, report.unknown) == (1, 1)
    assert any("eve@example.com (3)" in sentence for sentence in report.sentences)


def test_a_file_of_strangers_only_is_refused(house: House) -> None:
    text = HEADER + "b,eve@example.com,copilot,chat,2026-11-16,1\n"
    assert "import the people first" in problems(house, text)[0]


def test_the_copilot_report_gives_one_signal_an_app_and_last_day(house: House) -> None:
    text = GRAPH + (
        "\n2026-11-20,ada@example.com,Ada,2026-11-18,2026-11-18,2026-11-10,,30"
        "\n2026-11-20,ben@example.com,Ben,,,,,30\n"
    )
    report = take(house, text, "m365-copilot")
    assert (report.accepted, report.people, report.complete_to_on) == (2, 2, date(2026, 11, 20))
    assert stored(house, "ada") == [("chat", "2026-11-18", 1), ("teams", "2026-11-10", 1)]
    assert take(house, text, "m365-copilot").repeated == 2


def test_a_seven_day_report_counts_the_weeks_prompts_once_however_often_it_is_pulled(house: House) -> None:
    row = "\n{day},ada@example.com,Ada,{prompts},3,2026-11-17,{chat},2026-11-16,{period}\n"
    early = CENTRE + row.format(day="2026-11-18", prompts=9, chat="2026-11-17", period=7)
    late = CENTRE + row.format(day="2026-11-22", prompts=21, chat="2026-11-20", period=7)
    take(house, early, "m365-copilot")
    take(house, late, "m365-copilot")
    totals = [row for row in stored(house, "ada") if row[0] == "all-apps"]
    assert totals == [("all-apps", "2026-11-20", 21 - 3)]
    month = CENTRE + row.format(day="2026-11-22", prompts=99, chat="2026-11-20", period=28)
    assert any("7-day report" in sentence for sentence in take(house, month, "m365-copilot").sentences)


def test_concealed_names_are_joined_to_nobody_and_said(house: House) -> None:
    rows = [f"\n2026-11-20,{n:032X},{n:032X},2026-11-18,2026-11-18,,,30" for n in range(12)]
    report = take(house, GRAPH + "".join(rows), "m365-copilot")
    assert (report.accepted, report.people, report.complete_to_on) == (0, 0, None)
    assert report.note == "names concealed; 12 people, to 2026-11-20"
    assert "Display concealed user" in report.sentences[0]
    with house.context() as ctx:
        assert usage.imports(ctx.db)[0]["note"] == report.note


def test_another_report_is_not_taken_for_the_copilot_one(house: House) -> None:
    assert "not the Copilot report" in problems(house, "User,Date\nx,y\n", "m365-copilot")[0]


def test_an_unknown_source_names_the_known_ones(house: House) -> None:
    assert problems(house, HEADER, "magic") == [
        "source 'magic' is unknown; use chatgpt-enterprise or claude-enterprise or gemini or generic or "
        "github-copilot or m365-copilot"
    ]


@given(st.text(max_size=40))
def test_no_cell_of_the_rejected_file_is_a_formula(cell: str) -> None:
    for line in harmless(cell).split("\n"):
        is_number = line.lstrip("-").replace(".", "", 1).isdigit()
        assert is_number or not line.lstrip(" \u3000\xa0").startswith(
            ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
        )
