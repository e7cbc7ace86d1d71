"""Any usage export: a table or JSON records of `id,person,tool,feature,day,actions`, in any order.

Other names come in through a mapping file (TOML): `[columns] person = "User"`, `[constants]
tool = "chatgpt"`; in JSON `user.email` means the field `email` inside `user`. Columns we do not ask for
are ignored; columns that look like contents are refused. A last row of totals is checked, not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from bot.connectors.cells import MOST, OLDEST, read_count, read_day
from bot.connectors.content import content_columns
from bot.connectors.export import MAX_PEOPLE, Brought, Export, Reading
from bot.connectors.mapping import ColumnMap
from bot.connectors.problems import CellError, Problem, UnreadableError, Wrong
from bot.connectors.records import Record
from bot.connectors.table import Table, plain

NEEDED = ("person", "tool", "feature", "day", "actions")
COLUMNS = ("id", *NEEDED)
KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
MAX_TOTAL = 10**12
_MOST_KEPT = 5_000
_SHORT = 6  # digits of a count below 100,000, plus one
_LISTS = ("data", "value", "items", "records", "users", "rows")
_TOTALS = {
    "total",
    "totals",
    "sum",
    "grand total",
    "subtotal",
    "合計",
    "合计",
    "總計",
    "总计",
    "小計",
    "小计",
}
# The names these columns have in exports written by hand; a mapping file is stronger.
_ALSO = {
    "person": ("email", "e mail", "user", "電子郵件", "電郵", "信箱", "使用者", "邮箱", "电子邮件", "用户"),
    "tool": ("工具", "產品", "产品"),
    "feature": ("功能",),
    "day": ("date", "日期"),
    "actions": ("count", "次數", "次数", "使用次數", "使用次数"),
}


def read(brought: Brought) -> Export:
    """Reads the file row by row; UnreadableError when its names can't be used."""
    chosen = brought.mapping or ColumnMap()
    export = Export(COLUMNS)
    has_dots = False
    if brought.is_json():
        rows, export.has_ids = _of_records(brought, chosen), True
    else:
        table = brought.table()
        export.header = table.header
        where = _columns(table, chosen)
        rows, has_dots, export.has_ids = _of_table(table, where, chosen), table.has_dots, "id" in where
    export.rows = _Reader(brought, export, has_dots).readings(rows)
    return export


_Cells = tuple[int, tuple[str, ...], tuple[str, ...]]  # number, cells in the order of COLUMNS, as written


def _columns(table: Table, mapping: ColumnMap) -> dict[str, str]:
    written = table.columns()
    wanted = {name: (mapping.columns.get(name, name), *_ALSO.get(name, ())) for name in NEEDED}
    if "id" in mapping.columns or not mapping.columns:  # another export's "id" may be a person's
        wanted["id"] = (mapping.columns.get("id", "id"),)
    found = {}
    for name, theirs in wanted.items():
        if column := next((written[plain(one)] for one in theirs if plain(one) in written), None):
            found[name] = column
    problems = content_columns(table.header, found.values())
    problems += [
        Problem("no_column", {"column": wanted[name][0], "name": name, "header": table.header}, row=1)
        for name in (*NEEDED, *(["id"] if "id" in mapping.columns else []))
        if name not in found and name not in mapping.constants
    ]
    if problems:
        raise UnreadableError(*problems)
    return found


def _of_table(table: Table, where: Mapping[str, str], mapping: ColumnMap) -> Iterator[_Cells | Wrong]:
    """Each row in our order; what stands in no column comes from the constants, or is empty."""
    fixed = tuple(mapping.constants.get(name, "") for name in COLUMNS)
    width = len(table.header)
    places = [
        table.header.index(where[name]) if name in where and name not in mapping.constants else width + number
        for number, name in enumerate(COLUMNS)
    ]
    pick = itemgetter(*places)
    for row in table.rows:
        yield row if isinstance(row, Wrong) else (row.number, pick(row.raw + fixed), row.raw)


def _of_records(brought: Brought, mapping: ColumnMap) -> Iterator[_Cells | Wrong]:
    has_id = "id" in mapping.columns or not mapping.columns
    paths = {name: mapping.columns.get(name, name).split(".") for name in COLUMNS if has_id or name != "id"}
    for row in brought.records(*_LISTS).rows:
        if isinstance(row, Record):
            found = {name: _text_at(row.fields, path) for name, path in paths.items()} | mapping.constants
            cells = tuple(found.get(name, "") for name in COLUMNS)
            yield row.number, cells, cells
        else:
            yield row


def _text_at(fields: Any, path: list[str]) -> str:
    for name in path:
        fields = fields.get(name) if isinstance(fields, dict) else None
    return "" if fields is None or isinstance(fields, (dict, list)) else str(fields).strip()


@dataclass
class _Reader:
    """One file being read. What stands in many rows is read once: people, names, days."""

    brought: Brought
    export: Export
    has_dots: bool
    sum: int = 0
    people: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)

    def readings(self, rows: Iterator[_Cells | Wrong]) -> Iterator[Reading | Wrong]:
        """Every row as a reading, or what is wrong with it."""
        people, names, days, made_of = self.people, self.names, self.days, tuple.__new__
        for row in rows:
            if isinstance(row, Wrong):
                yield row
                continue
            number, (own, who, tool, feature, on, count), raw = row
            person, named, day = people.get(who), names.get((tool, feature)), days.get(on)
            if own or not (person and named and day and len(count) < _SHORT and count.isdecimal()):
                if made := self._with_care(number, row[1], raw):
                    yield made
                continue
            actions = int(count)
            self.sum += actions
            yield made_of(Reading, (number, person, named[0], named[1], day, actions, "", False))

    def _with_care(self, number: int, cells: tuple[str, ...], raw: tuple[str, ...]) -> Reading | Wrong | None:
        """A row with something in it that was not read before."""
        own, who, tool, feature, on, count = (cell.strip() for cell in cells)
        if "@" not in who and plain(who) in _TOTALS:
            return self._total(number, raw, count)
        problems = [*self._name_problems(own, who, tool, feature)]
        try:
            day = read_day(on, self.brought.today)
            if self.brought.today - day > OLDEST:
                problems.append(Problem("too_old", {"field": "day", "text": day.isoformat()}))
        except CellError as error:
            problems.append(error.about("day"))
        try:
            actions = read_count(count, MOST, has_dots=self.has_dots)
        except CellError as error:
            problems.append(error.about("actions"))
        if problems:
            return Wrong(number, raw, tuple(one.at(number) for one in problems))
        person, named = who.lower(), (_key(tool), _key(feature))
        self._remember(cells, person, named, day)
        self.export.meet(number, person)
        self.export.reaches(day)
        self.sum += actions
        return Reading(number, person, *named, day, actions, own, bool(own))

    def _remember(self, cells: tuple[str, ...], person: str, named: tuple[str, str], day: date) -> None:
        _, who, tool, feature, on, _ = cells
        if len(self.people) < MAX_PEOPLE:
            self.people[who] = person
        if len(self.names) < _MOST_KEPT:
            self.names[tool, feature] = named
        if len(self.days) < _MOST_KEPT:
            self.days[on] = day

    def _total(self, number: int, raw: tuple[str, ...], count: str) -> Wrong | None:
        """What is wrong with a row of totals; it is no use by anybody."""
        try:
            stated = read_count(count, MAX_TOTAL, has_dots=self.has_dots)
        except CellError as error:
            return Wrong(number, raw, (error.about("actions").at(number),))
        if stated == self.sum:
            return None
        problem = Problem("total", {"field": "actions", "said": stated, "sum": self.sum}, number)
        return Wrong(number, raw, (problem,))

    def _name_problems(self, own: str, who: str, tool: str, feature: str) -> Iterator[Problem]:
        if not who:
            yield Problem("no_person", {"field": "person"})
        for name, text in (("tool", tool), ("feature", feature)):
            if not KEY.fullmatch(_key(text)):
                yield Problem("no_key", {"field": name, "text": text[:60]})
        if len(own) > 200:
            yield Problem("long_id", {"field": "id"})


def _key(text: str) -> str:
    return "-".join(text.lower().split())
