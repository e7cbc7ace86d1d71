"""Microsoft 365 Copilot's usage report (user detail): the admin centre's CSV, and CSV or JSON of Microsoft
Graph in its versions v1 and v2.

Source: `getMicrosoft365CopilotUsageUserDetail` (learn.microsoft.com), and the column names the admin
centre writes. The report gives the *last* day of use per app: one signal an app and day, so that a pull
each week adds up to weeks. Prompt counts (v2) cover the whole report period: only a 7-day report can be
placed in a week. Where the names are concealed nothing is joined to anybody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from bot.connectors.cells import MOST, OLDEST, read_count, read_day
from bot.connectors.content import content_columns
from bot.connectors.export import Brought, Export, Reading
from bot.connectors.problems import CellError, Problem, UnreadableError, Wrong, unreadable
from bot.connectors.records import Record
from bot.connectors.table import Row, Table, plain
from bot.model.time import monday_of, week_label

TOOL = "m365-copilot"
ALL_APPS = "all-apps"
_APPS = (
    ("chat", "chat"), ("teams", "teams"), ("word", "word"), ("excel", "excel"),
    ("powerpoint", "powerpoint"), ("outlook", "outlook"), ("onenote", "onenote"), ("loop", "loop"),
    ("edge", "edge"), ("agent", "agent"), ("microsoft365copilot", "m365-app"), ("m365copilot", "m365-app"),
)  # fmt: skip
_PERSON = "user principal name"
_REFRESHED = "report refresh date"
_PERIOD = "report period"
_PROMPTS = "prompts submitted for all apps"
_PARTS = ("prompts submitted for copilot chat (work)", "prompts submitted for copilot chat (web)")
_DAYS = "active usage days for all apps"
_DETAILS = "copilotActivityUserDetailsByPeriod"
_CONCEALED = re.compile(r"[0-9a-f]{32,}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_FEWEST_TOLD = 5  # smaller counts of concealed people are not written down
_WEEK = 7
_T = TypeVar("_T")
_Cells = tuple[int, dict[str, str], tuple[str, ...]]


def read(brought: Brought) -> Export:
    """Reads a report; UnreadableError when it is none."""
    export = Export(())
    if brought.is_json():
        rows = _of_json(brought)
    else:
        table = brought.table()
        columns = table.columns(brought.renamed)
        problems = [*_header_problems(columns), *content_columns(table.header, ())]
        if problems:
            raise UnreadableError(*problems)
        export.header = table.header
        rows = _of_table(table, columns)
    export.rows = _Report(brought.today, export).read(rows)
    return export


def _header_problems(columns: Mapping[str, str]) -> Iterator[Problem]:
    for needed in (_PERSON, _REFRESHED):
        if needed not in columns:
            yield Problem("no_m365", {"column": needed.title(), "header": list(columns.values())}, 1)
    if not any(_app_of(name) for name in columns):
        yield Problem("no_m365_app", row=1)


def _of_table(table: Table, columns: Mapping[str, str]) -> Iterator[_Cells | Wrong]:
    for row in table.rows:
        if isinstance(row, Row):
            cells = table.cells(row)
            yield row.number, {name: cells[written] for name, written in columns.items()}, row.raw
        else:
            yield row


def _of_json(brought: Brought) -> Iterator[_Cells | Wrong]:
    found = brought.records("value")
    is_first = True
    for row in found.rows:
        if isinstance(row, Wrong):
            yield row
            continue
        cells = _flat(row)
        if is_first and (problems := [*_header_problems(dict.fromkeys(cells, ""))]):
            raise UnreadableError(*(one.at(row.number) for one in problems))
        is_first = False
        yield row.number, cells, tuple(cells.values())
    if found.page.get("@odata.nextLink"):
        raise unreadable("one_page", field="@odata.nextLink")


def _flat(record: Record) -> dict[str, str]:
    """A record of Graph under the names of its table: `reportRefreshDate` is “report refresh date”."""
    fields = dict(record.fields)
    details = fields.pop(_DETAILS, None)
    if isinstance(details, list):
        periods = [one for one in details if isinstance(one, dict)]
        week = next((one for one in periods if one.get("reportPeriod") == _WEEK), None)
        fields |= week or (periods[0] if periods else {})
    return {plain(_HUMP.sub(" ", name)): _text(value) for name, value in fields.items()}


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()


def _app_of(column: str) -> str | None:
    """The feature a `… last activity date` column is about; None for every other column."""
    squeezed = column.replace(" ", "")
    if "lastactivitydate" not in squeezed:
        return None
    return next((feature for word, feature in _APPS if word in squeezed), None)


class _Report:
    """One report being read."""

    def __init__(self, today: date, export: Export) -> None:
        self._today = today
        self._export = export
        self._apps: dict[str, str | None] = {}
        self._rows: dict[str, int] = {}
        self._counts: Counter[str] = Counter()

    def read(self, rows: Iterable[_Cells | Wrong]) -> Iterator[Reading | Wrong]:
        """Takes every row; at the end the export knows what was found in all."""
        for row in rows:
            if isinstance(row, Wrong):
                yield row
                continue
            number, cells, raw = row
            try:
                yield from self._take(number, cells)
            except UnreadableError as error:
                yield Wrong(number, raw, tuple(one.at(number) for one in error.problems))
        self._conclude()

    def _conclude(self) -> None:
        export, counts = self._export, self._counts
        export.concealed = counts["concealed"]
        if export.concealed:
            export.note = self._note()
        if counts["unplaced"]:
            export.remarks.append(("prompts_not_placed", {"rows": counts["unplaced"]}))

    def _note(self) -> str:
        hidden, used = self._counts["concealed"], self._counts["used"]
        known = f"names concealed; {hidden} people"
        if min(used, hidden - used) >= _FEWEST_TOLD:
            known += f", {used} with any use"
        return f"{known}, to {self._export.complete_to}"

    def _take(self, number: int, cells: Mapping[str, str]) -> Iterator[Reading]:
        person = cells.get(_PERSON, "").lower()
        refreshed = self._day(cells, _REFRESHED)
        if not person or refreshed is None:
            raise unreadable("no_m365_person")
        if self._rows.setdefault(person, number) != number:
            raise unreadable("person_twice", other=self._rows[person])
        used = {(app, day) for name in cells if (app := self._app(name)) and (day := self._day(cells, name))}
        days = sorted(used)
        actions = self._prompts(cells) or self._count(cells, _DAYS)
        self._export.reaches(refreshed)
        if _is_concealed(person):
            self._counts.update(concealed=1, used=bool(days))
            return
        self._export.meet(number, person)
        recent = [(app, day) for app, day in days if self._today - day <= OLDEST]
        for app, day in recent:
            yield Reading(number, person, TOOL, app, day, 1)
        if actions and days and self._period(cells) != _WEEK:
            self._counts.update(unplaced=1)
        elif actions and days:
            yield from _week_total(number, person, refreshed, [day for _, day in days], actions)

    def _prompts(self, cells: Mapping[str, str]) -> int:
        prompts = self._count(cells, _PROMPTS)
        parts = sum(self._count(cells, part) for part in _PARTS)
        if _PROMPTS in cells and parts > prompts:
            raise unreadable("parts", field=_PROMPTS, said=prompts, sum=parts)
        return prompts

    def _app(self, column: str) -> str | None:
        if column not in self._apps:
            self._apps[column] = _app_of(column)
        return self._apps[column]

    def _period(self, cells: Mapping[str, str]) -> int:
        digits = re.sub(r"\D", "", cells.get(_PERIOD, ""))
        return int(digits[:9]) if digits else 0

    def _day(self, cells: Mapping[str, str], column: str) -> date | None:
        return _read(cells, column, lambda text: read_day(text, self._today))

    def _count(self, cells: Mapping[str, str], column: str) -> int:
        return _read(cells, column, lambda text: read_count(text, MOST)) or 0


def _read(cells: Mapping[str, str], column: str, reader: Callable[[str], _T]) -> _T | None:
    text = cells.get(column, "")
    try:
        return reader(text) if text else None
    except CellError as error:
        raise UnreadableError(error.about(column)) from None


def _week_total(row: int, person: str, refreshed: date, days: list[date], actions: int) -> Iterator[Reading]:
    """What seven days of prompts add to the week of the report, beyond one action an app and day.

    A later report of the same week replaces it. Without use in that week there is nothing to place.
    """
    monday = monday_of(refreshed)
    placed = sum(day >= monday for day in days)
    if placed and actions > placed:
        key = f"{ALL_APPS}|{week_label(monday)}"
        yield Reading(row, person, TOOL, ALL_APPS, max(days), actions - placed, key)


def _is_concealed(person: str) -> bool:
    return "@" not in person and bool(_CONCEALED.fullmatch(person))
