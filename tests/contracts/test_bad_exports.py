"""Files as they should not be: each gets a sentence with file, row and advice, and leaves nothing behind."""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.connectors import opening
from bot.connectors.cells import read_count, read_day
from bot.connectors.export import Brought, Reading
from bot.connectors.problems import CellError, UnreadableError, Wrong
from bot.errors import BadInput
from bot.house import House
from bot.model.people import LOCALES
from bot.settings import Settings
from bot.steps.usage import READERS
from bot.store.database import Database
from bot.store.sqlite import SqliteDatabase
from bot.words import Words, load_content
from tests.exports import SAMPLES, count, opened, problems, stored, take

HEADER = "person,tool,feature,day,actions\n"
GOOD = HEADER + "ada@example.com,copilot,chat,2026-11-16,3\n"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def words() -> Words:
    """The words that are shipped."""
    return Words(load_content(Settings(_env_file=None).content))


@pytest.fixture
def house(words: Words) -> Iterator[House]:
    """Ada and Ben are known."""
    database = SqliteDatabase(":memory:")
    database.migrate()
    yield opened(database, words)
    database.close()


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name.replace("_csv", ".csv"), raw)
    return packed.getvalue()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_kind_of_unicode_is_read(house: House, codec: str) -> None:
    text = GOOD.replace("actions", "actions,部門").replace(",3\n", ",3,業務部\n")
    assert take(house, text.encode(codec)).accepted == 1


@pytest.mark.parametrize(
    ("codec", "header"),
    [("big5", "電子郵件,工具,功能,日期,使用次數"), ("gb18030", "邮箱,工具,功能,日期,使用次数")],
)
def test_chinese_encodings_are_named_and_read_when_asked_for(house: House, codec: str, header: str) -> None:
    raw = GOOD.replace(HEADER.strip(), header).encode(codec)
    (told,) = problems(house, raw)
    assert f"probably {codec}; import it with --encoding {codec}" in told
    assert take(house, raw, encoding=codec).accepted == 1


def test_a_wrong_encoding_far_inside_names_the_row_before_it(house: House) -> None:
    rows = "ada@example.com,copilot,chat,2026-11-16,3\n" * 40_000
    (told,) = problems(
        house, (HEADER + rows).encode() + "ben@example.com,工具,chat,2026-11-16,1\n".encode("big5")
    )
    row = int(told.split("after row ")[1].split(":")[0])
    assert 30_000 < row <= 40_001


def test_named_headers_in_three_languages_are_known(house: House) -> None:
    for header in ("電郵,工具,功能,日期,次數", "用户,工具,功能,日期,次数", "E-Mail;Tool;Feature;Date;Count"):
        mark = ";" if ";" in header else ","
        text = header + "\n" + mark.join(["ada@example.com", "copilot", "chat", "2026-11-16", "3"]) + "\n"
        take(house, text)
        assert stored(house, "ada") == [("chat", "2026-11-16", 3)]


def test_spreadsheet_days_and_thousands_are_read(house: House) -> None:
    rows = [
        'ada@example.com,copilot,a,46342,"1,200"', "ada@example.com,copilot,b,46342.75,1 200",
        "ada@example.com,copilot,c,2026年11月16日,12.0", "ada@example.com,copilot,d,20261116,1'200",
    ]  # fmt: skip
    take(house, HEADER + "\n".join(rows))
    assert stored(house, "ada") == [
        ("a", "2026-11-16", 1200), ("b", "2026-11-16", 1200), ("c", "2026-11-16", 12), ("d", "2026-11-16", 1200),
    ]  # fmt: skip


def test_dots_are_thousands_only_where_semicolons_separate(house: House) -> None:
    text = GOOD.replace("3\n", "1.200\n")
    assert "may be a thousand or a decimal" in problems(house, text)[0]
    take(house, text.replace(",", ";"))
    assert stored(house, "ada") == [("chat", "2026-11-16", 1200)]


@pytest.mark.parametrize(
    "text", ["11/12/2026", "16.11.2026", "2026-13-01", "2026-02-30", "46342x", "", "9" * 400]
)
def test_days_nobody_can_be_sure_of_are_refused(text: str) -> None:
    with pytest.raises(CellError) as caught:
        read_day(text, TODAY)
    assert caught.value.phrase == "no_date"


@given(st.text(max_size=30) | st.from_regex(r"[0-9.,' ]{1,12}", fullmatch=True))
def test_a_count_is_read_as_a_number_in_bounds_or_refused(text: str) -> None:
    try:
        number = read_count(text)
    except CellError:
        return
    assert 0 <= number <= 100_000
    assert str(number) in "".join(sign for sign in text if sign.isdigit())


def test_a_row_of_totals_is_checked_and_never_counted(house: House) -> None:
    rows = GOOD + "ben@example.com,copilot,chat,2026-11-16,4\n"
    assert "says 9, but the rows above add up to 7" in problems(house, rows + "Total,,,,9\n")[0]
    report = take(house, rows + "合計,,,,7\n")
    assert (report.accepted, report.people) == (2, 2)


def test_the_same_rows_twice_count_once_and_are_told(house: House) -> None:
    report = take(house, GOOD + GOOD.removeprefix(HEADER) * 3)
    assert stored(house, "ada") == [("chat", "2026-11-16", 3)]
    assert any(sentence.startswith("3 rows stand in the file twice") for sentence in report.sentences)


def test_contradicting_rows_stay_out_of_a_partial_import(house: House, tmp_path: Path) -> None:
    path = tmp_path / "usage.csv"
    path.write_text(
        GOOD + "ada@example.com,copilot,chat,2026-11-16,8\nben@example.com,copilot,chat,2026-11-16,1\n"
    )
    report = take(house, path, skip_bad=True)
    assert (report.accepted, report.rejected) == (2, 1)
    assert stored(house, "ada") == [("chat", "2026-11-16", 3)]
    assert "row 3: day: the same person" in path.with_name("usage.csv.rejected.csv").read_text("utf-8-sig")


def test_a_file_for_another_period_is_refused_as_a_whole(house: House) -> None:
    week = (date(2026, 11, 9), date(2026, 11, 15))
    (told,) = problems(house, GOOD, period=week)
    assert "the file is about 2026-11-16 to 2026-11-16" in told
    mixed = GOOD + "ada@example.com,copilot,chat,2026-11-10,1\n"
    assert "row 2: 1 readings lie outside" in problems(house, mixed, period=week)[0]
    assert take(house, mixed, period=week, skip_bad=True).accepted == 1
    assert stored(house, "ada") == [("chat", "2026-11-10", 1)]


def test_days_of_which_no_figures_are_kept_are_refused(house: House) -> None:
    assert (
        "more than 400 days back"
        in problems(house, GOOD.replace("2026", "2025", 1).replace("11-16", "09-16"))[0]
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_problems_are_told_in_the_language_asked_for(house: House, locale: str) -> None:
    text = GOOD + "ben@example.com,copilot,chat,soon,1\n"
    (told,) = problems(house, text, locale=locale)
    assert {"en": "row 3: day: 'soon' is no date", "zh-Hant": "第 3 列", "zh-Hans": "第 3 行"}[locale] in told


def test_one_file_packed_as_zip_or_gz_is_read(database: Database, words: Words, tmp_path: Path) -> None:
    house = opened(database, words)
    assert take(house, zipped(usage_csv=GOOD.encode())).accepted == 1
    path = tmp_path / "usage.csv.gz"
    path.write_bytes(gzip.compress(GOOD.encode()))
    assert take(house, path).repeated == 1


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (zipped(a_csv=b"x", b_csv=b"y"), "holds 2 files"),
        (zipped(**{"[Content_Types].xml": b"<x/>"}), "Excel workbook"),
        (zipped(a_csv=zipped(b_csv=b"x")), "packed twice"),
        (zipped(a_csv=GOOD.encode())[:-30], "can't be unpacked"),
        (gzip.compress(GOOD.encode())[:-9], "can't be unpacked"),
        (zipped(a_csv=b"\0" * 40 * opening.MEBIBYTE), "unpacks to more than 16 MB"),
        (gzip.compress(HEADER.encode() + (b" " * 1000 + b"\n") * 40_000), "unpacks to more than 16 MB"),
        (zipped(), "holds 0 files"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
    ],
    ids=["two", "xlsx", "nested", "cut zip", "cut gz", "zip bomb", "gz bomb", "empty zip", "pdf", "xls"],
)
def test_packed_and_foreign_files_get_one_clear_sentence(house: House, raw: bytes, says: str) -> None:
    (told,) = problems(house, raw)
    assert says in told


def test_no_file_steers_the_terminal_it_is_complained_on(house: House) -> None:
    told = problems(house, "\x1b]0;owned\x07,b\n1,2\n") + problems(house, HEADER.encode("utf-32"))
    assert "\ufffd]0;owned\ufffd" in told[0]
    assert all(one.isprintable() for one in told)


def test_a_zip_that_lies_about_its_size_is_stopped_while_it_unpacks(house: House) -> None:
    packed = bytearray(zipped(a_csv=b"a,b\n" * 10 * opening.MEBIBYTE))
    place = packed.rfind(b"PK\x01\x02")
    packed[place + 24 : place + 28] = struct.pack("<I", 1000)
    assert "unpack" in problems(house, bytes(packed))[0]


def test_a_zip_with_millions_of_members_is_refused_before_they_are_listed(house: House) -> None:
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 60_000, 60_000, 50 * opening.MEBIBYTE, 4, 0)
    assert "holds 60000 files" in problems(house, b"PK\x03\x04" + b"\0" * 100 + end)[0]


def test_a_file_beyond_the_bound_is_refused_by_its_size_alone(house: House, tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(opening.MAX_BYTES + 1)  # takes no room on the disk
    assert "4,096 MB, at most 4,096" in problems(house, path)[0]


def test_two_gigabytes_without_a_line_end_are_refused_at_the_first_megabyte(
    house: House, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(b"a,b")
        file.truncate(2048 * opening.MEBIBYTE)
    assert "control" in problems(house, path)[0] or "without end" in problems(house, path)[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"), ("[1, 2]", "row 1: is no JSON record"), ('{"data": [{"a": 1}, {"b"', "no JSON after record"),
        ('[] trailing', "no JSON"), ("[" * 100_000, "no JSON"), ('[{"a": NaN}]', "no JSON"),
        ('{"a": ' * 90_000, "no JSON"), ('[{"x": "' + "y" * 3_000_000, "no JSON"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "source", ["github-copilot", "claude-enterprise", "gemini", "generic", "m365-copilot"]
)
def test_broken_json_gets_a_sentence(house: House, source: str, text: str, says: str) -> None:
    told = problems(house, text, source)
    if text or source in ("github-copilot", "claude-enterprise", "gemini"):
        assert says in told[0]


def test_records_are_the_same_however_the_json_is_laid_out(house: House) -> None:
    page = json.loads((SAMPLES / "claude-enterprise-users-2026-11-16.json").read_text(encoding="utf-8"))
    many = {**page, "data": [{**page["data"][0], "padding": "x" * 5000} for _ in range(200)]}
    for laid_out in (json.dumps(many), json.dumps(many, indent=1), json.dumps(many["data"], indent=2)):
        take(house, laid_out, "claude-enterprise", day=date(2026, 11, 16))
        assert stored(house, "ada")[0] == ("chat", "2026-11-16", 14)


@pytest.mark.parametrize("source", sorted(READERS))
def test_a_text_as_long_as_a_letter_is_taken_for_contents(house: House, source: str) -> None:
    letter = "Dear colleague, " * 40
    record = {"value": [{"userPrincipalName": "a", "reportRefreshDate": "2026-11-20", "wordLastActivityDate": "",
                         "note": letter}]}  # fmt: skip
    if source == "chatgpt-enterprise":
        return
    assert "'note' looks like contents" in problems(house, json.dumps(record), source)[0]


def test_ten_thousand_wrong_rows_end_the_import_even_a_partial_one(house: House) -> None:
    text = GOOD + "ada@example.com,copilot,chat,never,1\n" * 10_001
    with pytest.raises(BadInput) as caught:
        take(house, text, skip_bad=True)
    assert "more than 10,000 rows are wrong" in caught.value.problems[0]
    assert count(house) == 0


def test_many_problems_are_told_up_to_fifty_and_counted(house: House) -> None:
    text = GOOD + "ada@example.com,copilot,chat,never,1\n" * 300
    with pytest.raises(BadInput) as caught:
        take(house, text)
    assert (len(caught.value.problems), caught.value.unsaid) == (50, 250)
    assert "these 300 rows, or leave them out with --partial" in caught.value.advice
    assert count(house) == 0


def test_a_wrong_row_at_the_end_undoes_thousands_before_it(database: Database, words: Words) -> None:
    house = opened(database, words)
    rows = [
        f"ada@example.com,copilot,f{number % 200},2026-{1 + number // 6000:02}-{1 + number // 200 % 28:02},1"
        for number in range(30_000)
    ]
    found = problems(
        house, HEADER + "\n".join(dict.fromkeys(rows)) + "\nada@example.com,copilot,chat,never,1\n"
    )
    assert len(found) == 1
    assert count(house) == 0


def readable(raw: bytes, name: str, source: str) -> bool:
    """Whether a reader got through; anything but UnreadableError would be an error of ours."""
    with Brought(raw, name, TODAY) as brought:
        try:
            made = list(READERS[source](brought).rows)
        except UnreadableError:
            return False
        return all(isinstance(one, (Reading, Wrong)) for one in made)


@given(st.binary(max_size=200), st.sampled_from(sorted(READERS)))
@settings(deadline=None, max_examples=300)
def test_bytes_by_chance_are_no_export(raw: bytes, source: str) -> None:
    assert not readable(raw + b"\xff", "usage.csv", source)


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_damaged_samples_are_read_or_refused_but_break_nothing(name: str) -> None:
    whole = (SAMPLES / name).read_bytes()
    chance = random.Random(name)
    outcomes = {readable(whole, name, source) for source in READERS}
    for _ in range(60):
        raw = bytearray(whole[: chance.randrange(1, len(whole) + 1)])
        for _ in range(chance.randrange(4)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        outcomes |= {readable(bytes(raw), name, source) for source in READERS}
    assert outcomes == {True, False}
