"""Reads the tables people export: CSV in UTF-8, separated by comma, semicolon or tab, row by row.

Every complaint names file, row and field, says what is wrong and what to do. Row 1 is the header,
as a spreadsheet counts.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from bot.errors import BadInput

Raw = bytes | Path
MAX_BYTES = 256 * 1024 * 1024
MAX_ROWS = 1_000_000
MAX_CELL = 2_000
_SIGNATURES = (
    (b"PK\x03\x04", "is an Excel workbook; save it as “CSV UTF-8 (comma delimited)”"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook; save it as “CSV UTF-8 (comma delimited)”"),
    (b"\xff\xfe", "is UTF-16 (“Unicode text”); save it as “CSV UTF-8 (comma delimited)”"),
    (b"\xfe\xff", "is UTF-16 (“Unicode text”); save it as “CSV UTF-8 (comma delimited)”"),
)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, and its cells by the header's names, trimmed."""

    number: int
    cells: dict[str, str]
    raw: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table being read: the header as written, then the rows as they come."""

    file_name: str
    header: tuple[str, ...]
    rows: Iterator[Row | BadRow]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be taken: what is wrong with it, one sentence a problem."""

    number: int
    raw: tuple[str, ...]
    problems: tuple[str, ...]


def open_table(raw: Raw, file_name: str) -> Table:
    """The table in `raw`; BadInput when it is no readable CSV at all."""
    text = _text(raw, file_name)
    records = _records(text, file_name)
    first = next(records, None)
    header = tuple(cell.strip() for cell in first[1]) if first else ()
    if not any(header):
        raise BadInput([f"{file_name}: is empty; the first row must name the columns"])
    named = [name.lower() for name in header if name]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise BadInput([f"{file_name}: row 1: column {', '.join(twice)} is there twice; keep one"])
    return Table(file_name, header, _rows(records, header, file_name))


def _text(raw: Raw, file_name: str) -> TextIO:
    size = len(raw) if isinstance(raw, bytes) else raw.stat().st_size
    if size > MAX_BYTES:
        raise BadInput([f"{file_name}: {size // 2**20} MB, at most {MAX_BYTES // 2**20}; split it by month"])
    stream = io.BytesIO(raw) if isinstance(raw, bytes) else raw.open("rb")
    start = stream.read(4)
    stream.seek(0)
    for signature, advice in _SIGNATURES:
        if start.startswith(signature):
            raise BadInput([f"{file_name}: {advice}"])
    return io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")


def _records(text: TextIO, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered records, blank ones left out; closes the file at the end."""
    number = 0
    try:
        with text:
            first = text.readline(65_536)
            text.seek(0)
            for number, record in enumerate(csv.reader(text, delimiter=_delimiter(first), strict=True), 1):
                if number > MAX_ROWS:
                    raise BadInput([f"{file_name}: has more than {MAX_ROWS:,} rows; split it by month"])
                if any(cell.strip() for cell in record):
                    yield number, record
    except UnicodeDecodeError:
        raise BadInput(
            [f"{file_name}: after row {number}: not UTF-8 (Big5, GBK or Windows text?); "
             "in Excel choose “Save as”, “CSV UTF-8 (comma delimited)”"]
        ) from None  # fmt: skip
    except csv.Error as error:
        raise BadInput(
            [f"{file_name}: row {number + 1}: can't be read as CSV ({error}); export it again"]
        ) from None


def _delimiter(header: str) -> str:
    counts = {mark: header.count(mark) for mark in ",;\t"}
    return max(counts, key=lambda mark: counts[mark]) if any(counts.values()) else ","


def _rows(
    records: Iterator[tuple[int, list[str]]], header: tuple[str, ...], file_name: str
) -> Iterator[Row | BadRow]:
    for number, record in records:
        problems = list(_shape_problems(record, header))
        if problems:
            where = f"{file_name}: row {number}"
            yield BadRow(number, tuple(record), tuple(f"{where}: {problem}" for problem in problems))
        else:
            padded = record + [""] * (len(header) - len(record))
            cells = {name: cell.strip() for name, cell in zip(header, padded, strict=False) if name}
            yield Row(number, cells, tuple(record))


def _shape_problems(record: Sequence[str], header: Sequence[str]) -> Iterator[str]:
    if any(cell.strip() for cell in record[len(header) :]):
        yield f"has {len(record)} cells, the header {len(header)}; quote text with separators"
    for name, cell in zip(header, record, strict=False):
        if len(cell) > MAX_CELL:
            yield f"{name}: {len(cell)} characters, at most {MAX_CELL}; shorten it"
        if any(character < " " and character not in "\t\r\n" for character in cell):
            yield f"{name}: holds a control character; export the file again"


def read_day(text: str, today: date) -> date:
    """A date as exports write it: 2026-11-19, 2026/11/19, or an ISO instant. ValueError says what
    is wrong."""
    try:
        parts = text.split("T")[0].split(" ")[0].replace("/", "-").split("-")
        day = date(*(int(part) for part in parts)) if len(parts[0]) == 4 else None
    except (TypeError, ValueError):
        day = None
    if day is None:
        raise ValueError(f"{text!r} is no date; write it like {today.isoformat()}")
    if (day - today).days > 1:
        raise ValueError(f"{text} lies in the future; check the clock or the date format (year-month-day)")
    if day.year < 2015:
        raise ValueError(f"{text} lies before 2015; check the date format (year-month-day)")
    return day


def read_count(text: str, most: int = 100_000) -> int:
    """A whole number from 0 to `most`, thousands commas allowed. ValueError says what is wrong."""
    try:
        count = int(text.replace(",", "")) if text.isascii() else -1
    except ValueError:
        count = -1
    if not 0 <= count <= most:
        raise ValueError(f"{text!r} is no whole number from 0 to {most}; write a count a day")
    return count


def write_rejected(path: Path, header: Sequence[str], bad: Iterable[BadRow]) -> None:
    """Writes rejected rows with what is wrong, for a spreadsheet: quoted, no cell can act as a
    formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        path.chmod(0o600)
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow([harmless(cell) for cell in (*header, "row", "problem")])
        for row in bad:
            padded = [*row.raw, *[""] * (len(header) - len(row.raw))]
            writer.writerow([harmless(cell) for cell in (*padded, str(row.number), " · ".join(row.problems))])


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; plain numbers stay numbers."""
    if _NUMBER.fullmatch(cell):
        return cell
    return "\n".join(_harmless_line(line) for line in cell.split("\n"))


def _harmless_line(line: str) -> str:
    return f"'{line}" if line.lstrip(" \u3000\xa0").startswith(_FORMULA) else line
