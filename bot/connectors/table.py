"""Reads the tables people export: CSV, separated by comma, semicolon or tab, row by row.

Row 1 is the header, as a spreadsheet counts.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TextIO

from bot.connectors.opening import MEBIBYTE, told_when_unreadable
from bot.connectors.problems import Problem, Wrong, unreadable

MAX_BYTES = 256 * MEBIBYTE
MAX_ROWS = 1_000_000
MAX_CELL = 2_000
_MAX_LINE = MEBIBYTE
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


class Row(NamedTuple):
    """One row: its number in the file, and its cells as written, as many as the header has."""

    number: int
    raw: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table being read: the header as written, then the rows as they come."""

    header: tuple[str, ...]
    rows: Iterator[Row | Wrong]
    separator: str

    @property
    def has_dots(self) -> bool:
        """Whether thousands may be marked by a dot, as where cells are separated by semicolons."""
        return self.separator == ";"

    def cells(self, row: Row) -> dict[str, str]:
        """The row's cells by the header's names, trimmed."""
        return {name: cell.strip() for name, cell in zip(self.header, row.raw, strict=True) if name}

    def columns(self, renamed: Mapping[str, str] | None = None) -> dict[str, str]:
        """Plain name → name as written; `renamed` says what this file calls a column of ours."""
        found = {plain(name): name for name in self.header if name}
        return found | {
            plain(ours): found[plain(theirs)]
            for ours, theirs in (renamed or {}).items()
            if plain(theirs) in found
        }


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken: what is wrong with it, one sentence a problem."""

    number: int
    raw: tuple[str, ...]
    problems: tuple[str, ...]


def plain(name: str) -> str:
    """A column's name without what differs between exports: case, marks between words, full-width signs."""
    words = re.sub(r"[\s_\-]+", " ", unicodedata.normalize("NFKC", name).casefold())
    return words.replace("(utc)", "").strip()


def open_table(text: TextIO, most_rows: int = MAX_ROWS) -> Table:
    """The table in `text`; UnreadableError when it is no readable CSV at all."""
    last = [0]
    with told_when_unreadable(last):
        start = _line(text, 1)
    separator = _separator(start)
    records = _records(text, start, separator, most_rows, last)
    first = next((one for one in records if any(cell.strip() for cell in one[1])), None)
    header = tuple(cell.strip() for cell in first[1]) if first else ()
    if not any(header):
        raise unreadable("empty")
    named = [plain(name) for name in header if name]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise unreadable("column_twice", row=1, columns=twice)
    return Table(header, _rows(records, header), separator)


def _line(text: TextIO, row: int) -> str:
    line = text.readline(_MAX_LINE)
    if len(line) == _MAX_LINE and not line.endswith("\n"):
        raise unreadable("long_line", row=row)
    return line


def _records(
    text: TextIO, start: str, separator: str, most_rows: int, last: list[int]
) -> Iterator[tuple[int, list[str]]]:
    """Numbered records; closes the file at the end."""
    number = 0

    def lines() -> Iterator[str]:
        line, read = start, text.readline
        while line:
            yield line
            line = read(_MAX_LINE)
            if len(line) == _MAX_LINE and not line.endswith("\n"):
                raise unreadable("long_line", row=number + 1)

    try:
        with text, told_when_unreadable(last):
            for number, record in enumerate(csv.reader(lines(), delimiter=separator, strict=True), 1):
                last[0] = number
                if number > most_rows:
                    raise unreadable("many_rows", most=f"{most_rows:,}")
                yield number, record
    except csv.Error as error:
        raise unreadable("no_csv", row=number + 1, reason=str(error)) from None


def _separator(header: str) -> str:
    counts = {mark: header.count(mark) for mark in ",;\t"}
    return max(counts, key=lambda mark: counts[mark]) if any(counts.values()) else ","


def _rows(records: Iterator[tuple[int, list[str]]], header: tuple[str, ...]) -> Iterator[Row | Wrong]:
    """The records that are not blank, each as wide as the header."""
    width, made = len(header), tuple.__new__
    for number, record in records:
        together = "".join(record)
        is_odd = len(record) != width or len(together) > MAX_CELL
        if is_odd or (not together.isprintable() and _CONTROL.search(together)):
            if problems := tuple(one.at(number) for one in _shape_problems(record, header)):
                yield Wrong(number, tuple(record), problems)
                continue
            record = (record + [""] * (width - len(record)))[:width]
        if together and not together.isspace():
            yield made(Row, (number, tuple(record)))


def _shape_problems(record: Sequence[str], header: Sequence[str]) -> Iterator[Problem]:
    if any(cell.strip() for cell in record[len(header) :]):
        yield Problem("many_cells", {"cells": len(record), "columns": len(header)})
    for name, cell in zip(header, record, strict=False):
        if len(cell) > MAX_CELL:
            yield Problem("long_cell", {"field": name, "length": len(cell), "most": MAX_CELL})
        if _CONTROL.search(cell):
            yield Problem("control", {"field": name})


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
