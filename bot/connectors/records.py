"""Reads JSON as the vendors' interfaces give it, record by record: a list, a page with a list in it, or
one record or page a line. A file of gigabytes needs no more memory than its largest record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from json import JSONDecoder
from typing import Any, NoReturn, TextIO

from bot.connectors.content import content_in
from bot.connectors.opening import MEBIBYTE, told_when_unreadable
from bot.connectors.problems import Problem, UnreadableError, Wrong, unreadable

MAX_RECORD = MEBIBYTE
_PIECE = 128 * 1024
_SHOWN = 300
_MAX_MEMBERS = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its number in the file (its line, where a line holds one), and its fields."""

    number: int
    fields: dict[str, Any]


@dataclass
class Records:
    """A file being read. `page` holds what stands beside the list; it is whole once `rows` are through."""

    rows: Iterator[Record | Wrong] = field(default_factory=lambda: iter(()))
    page: dict[str, Any] = field(default_factory=dict)
    is_lines: bool = False


def is_json(text: TextIO) -> bool:
    """Whether a file holds JSON rather than a table, by its first sign."""
    with told_when_unreadable([0]):
        return text.read(4096).lstrip().startswith(("{", "["))


def open_records(text: TextIO, lists: Sequence[str]) -> Records:
    """The records in `text`; `lists` are the names under which a page holds them.

    UnreadableError when it is no JSON at all, or as soon as a name looks like contents.
    """
    last = [0]
    with told_when_unreadable(last):
        start = text.readline(MAX_RECORD)
        while start.isspace():
            start = text.readline(MAX_RECORD)
    if not start:
        raise unreadable("empty_json")
    found = Records()
    first = _parsed(start)
    found.is_lines = isinstance(first, dict)
    rows = _lines(text, start, lists, found, last) if found.is_lines else _walked(text, start, lists, found)
    found.rows = _without_content(rows, text, last)
    return found


def _without_content(
    rows: Iterator[Record | Wrong], text: TextIO, last: list[int]
) -> Iterator[Record | Wrong]:
    with text, told_when_unreadable(last):
        for row in rows:
            last[0] = row.number
            if isinstance(row, Record) and (name := content_in(row.fields)):
                raise unreadable("content", row=row.number, column=name)
            yield row


def _parsed(line: str) -> Any:
    try:
        return json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _lines(
    text: TextIO, start: str, lists: Sequence[str], found: Records, last: list[int]
) -> Iterator[Record | Wrong]:
    line, number = start, 1
    while line:
        if len(line) >= MAX_RECORD and not line.endswith("\n"):
            raise unreadable("long_line", row=number)
        if not line.isspace():
            yield from _of_line(line, number, lists, found)
        last[0] = number
        line, number = text.readline(MAX_RECORD), number + 1


def _of_line(line: str, number: int, lists: Sequence[str], found: Records) -> Iterator[Record | Wrong]:
    parsed = _parsed(line)
    if not isinstance(parsed, dict):
        yield _no_record(number, line)
        return
    held = next((parsed.pop(name) for name in lists if isinstance(parsed.get(name), list)), None)
    if held is None:
        yield Record(number, parsed)
        return
    found.page = parsed
    for one in held:
        yield Record(number, one) if isinstance(one, dict) else _no_record(number, str(one))


def _no_record(number: int, text: str) -> Wrong:
    return Wrong(number, (text.strip()[:_SHOWN],), (Problem("no_record", row=number),))


class _Walk:
    """Walks through a JSON text with a buffer of one record."""

    def __init__(self, text: TextIO, start: str) -> None:
        self._text = text
        self._buffer = start
        self._at = 0
        self._decoder = JSONDecoder(parse_constant=_refuse_constant)
        self._ended = False
        self.number = 0

    def _more(self) -> bool:
        piece = "" if self._ended else self._text.read(_PIECE)
        self._ended = not piece
        self._buffer, self._at = self._buffer[self._at :] + piece, 0
        return bool(piece)

    def sign(self) -> str:
        """The next sign that is no space; empty at the end."""
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at].isspace():
                self._at += 1
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def take(self, expected: str) -> None:
        """Goes past a sign; another one there is no JSON."""
        if self.sign() != expected:
            raise self.broken()
        self._at += 1

    def value(self) -> Any:
        """The value that begins here."""
        self.sign()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except (ValueError, RecursionError):
                end = -1
            if 0 <= end < len(self._buffer) or (end >= 0 and self._ended):
                self._at = end
                return value
            is_long = len(self._buffer) - self._at > MAX_RECORD
            if end < 0 and (is_long or not self._more()):
                raise self.broken()
            if end >= 0:
                self._more()  # a number may go on behind the buffer's end

    def broken(self) -> UnreadableError:
        """The error of a text that is no JSON from here on."""
        return unreadable("no_json", after=self.number)


def _walked(text: TextIO, start: str, lists: Sequence[str], found: Records) -> Iterator[Record | Wrong]:
    walk = _Walk(text, start)
    if walk.sign() == "[":
        yield from _elements(walk)
    else:
        yield from _members(walk, lists, found)
    if walk.sign():
        raise walk.broken()


def _members(walk: _Walk, lists: Sequence[str], found: Records) -> Iterator[Record | Wrong]:
    """The records of the first list with one of the names; without such a list the whole is one record."""
    walk.take("{")
    has_list = False
    while walk.sign() != "}":
        name = walk.value()
        walk.take(":")
        if not isinstance(name, str):
            raise walk.broken()
        if name in lists and walk.sign() == "[":
            has_list = True
            yield from _elements(walk)
        else:
            found.page[name] = walk.value()
            if content_in({name: found.page[name]}):
                raise unreadable("content", row=1, column=name)
            if len(found.page) > _MAX_MEMBERS:
                raise walk.broken()
        if walk.sign() != "}":
            walk.take(",")
    walk.take("}")
    if not has_list:
        yield Record(1, found.page)


def _elements(walk: _Walk) -> Iterator[Record | Wrong]:
    walk.take("[")
    while walk.sign() != "]":
        walk.number += 1
        value = walk.value()
        yield Record(walk.number, value) if isinstance(value, dict) else _no_record(walk.number, str(value))
        if walk.sign() != "]":
            walk.take(",")
    walk.take("]")
