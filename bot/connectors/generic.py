"""Any usage export: a table or JSON records of `id,person,tool,feature,day,actions`, in any order.

Other names come in through a mapping file (TOML): `[columns] person = "User"`, `[constants]
tool = "chatgpt"`; in JSON `user.email` means the field `email` inside `user`. Columns we do not ask for
are ignored; columns that look like contents are refused. A last row of totals is checked, not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.connectors.cells import MOST, OLDEST, read_count, read_day
from bot.connectors.content import content_columns
from bot.connectors.export import Brought, Export, Reading
from bot.connectors.mapping import ColumnMap
from bot.connectors.problems import CellError, Problem, UnreadableError, Wrong
from bot.connectors.records import Record
from bot.connectors.table import Row, Table, plain

NEEDED = ("person", "tool", "feature", "day", "actions")
COLUMNS = ("id", *NEEDED)
KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
MAX_TOTAL = 10**12
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
    export = Export(())
    if brought.is_json():
        rows = _records(brought, chosen)
        has_dots = False
    else:
        table = brought.table()
        export.header = table.header
        rows, has_dots = _cells_of(table, _columns(table, chosen)), table.has_dots
    reader = _Reader(brought, chosen.constants, export, has_dots)
    export.rows = reader.readings(rows)
    return export


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row under our own names, with the text of the row for those who mend it."""

    number: int
    cells: dict[str, str]
    raw: tuple[str, ...]


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


def _cells_of(table: Table, where: Mapping[str, str]) -> Iterator[_Cells | Wrong]:
    for row in table.rows:
        if isinstance(row, Row):
            yield _Cells(row.number, {name: row.cells[column] for name, column in where.items()}, row.raw)
        else:
            yield row


def _records(brought: Brought, mapping: ColumnMap) -> Iterator[_Cells | Wrong]:
    paths = {name: mapping.columns.get(name, name).split(".") for name in NEEDED}
    if "id" in mapping.columns or not mapping.columns:
        paths["id"] = mapping.columns.get("id", "id").split(".")
    for row in brought.records(*_LISTS).rows:
        if isinstance(row, Record):
            cells = {name: _text_at(row.fields, path) for name, path in paths.items()}
            yield _Cells(row.number, cells, tuple(cells.values()))
        else:
            yield row


def _text_at(fields: Any, path: list[str]) -> str:
    for name in path:
        fields = fields.get(name) if isinstance(fields, dict) else None
    return "" if fields is None or isinstance(fields, (dict, list)) else str(fields).strip()


@dataclass
class _Reader:
    """One file being read."""

    brought: Brought
    constants: Mapping[str, str]
    export: Export
    has_dots: bool
    sum: int = 0
    keys: dict[str, str] = field(default_factory=dict)

    def readings(self, rows: Iterator[_Cells | Wrong]) -> Iterator[Reading | Wrong]:
        """Every row as a reading, or what is wrong with it."""
        for row in rows:
            if isinstance(row, Wrong):
                yield row
                continue
            row.cells.update(self.constants)
            made = self._total(row) if plain(row.cells.get("person", "")) in _TOTALS else self._reading(row)
            if isinstance(made, Reading):
                self.sum += made.actions
                self.export.meet(made.row, made.person)
                self.export.reaches(made.day)
            if made:
                yield made

    def _total(self, row: _Cells) -> Wrong | None:
        """What is wrong with a row of totals; it is no use by anybody."""
        try:
            said = read_count(row.cells.get("actions", ""), MAX_TOTAL, has_dots=self.has_dots)
        except CellError as error:
            return Wrong(row.number, row.raw, (error.about("actions").at(row.number),))
        if said == self.sum:
            return None
        problem = Problem("total", {"field": "actions", "said": said, "sum": self.sum}, row.number)
        return Wrong(row.number, row.raw, (problem,))

    def _reading(self, row: _Cells) -> Reading | Wrong:
        cells = row.cells
        problems = [*self._name_problems(cells)]
        day, actions = None, 0
        try:
            day = read_day(cells.get("day", ""), self.brought.today)
            if self.brought.today - day > OLDEST:
                problems.append(Problem("too_old", {"field": "day", "text": day.isoformat()}))
        except CellError as error:
            problems.append(error.about("day"))
        try:
            actions = read_count(cells.get("actions", ""), MOST, has_dots=self.has_dots)
        except CellError as error:
            problems.append(error.about("actions"))
        if problems or day is None:
            return Wrong(row.number, row.raw, tuple(one.at(row.number) for one in problems))
        tool, feature = self._key(cells["tool"]), self._key(cells["feature"])
        own = cells.get("id", "")
        key = own or f"{tool}|{feature}|{day}"
        return Reading(row.number, cells["person"].lower(), tool, feature, day, actions, key, bool(own))

    def _key(self, text: str) -> str:
        key = self.keys.get(text)
        if key is None:
            key = "-".join(text.lower().split())
            if len(self.keys) < 1000:
                self.keys[text] = key
        return key

    def _name_problems(self, cells: Mapping[str, str]) -> Iterator[Problem]:
        if not cells.get("person"):
            yield Problem("no_person", {"field": "person"})
        for name in ("tool", "feature"):
            if not KEY.fullmatch(self._key(cells.get(name, ""))):
                yield Problem("no_key", {"field": name, "text": cells.get(name, "")[:60]})
        if len(cells.get("id", "")) > 200:
            yield Problem("long_id", {"field": "id"})
