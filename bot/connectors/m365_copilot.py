"""Microsoft 365 Copilot's usage report (user detail), from the admin centre or Microsoft Graph.

Source: `getMicrosoft365CopilotUsageUserDetail` (learn.microsoft.com, versions v1 and v2), and the
column names the admin centre writes. The report gives the *last* day of use per app: one signal an
app and day. Prompt counts (v2) cover the whole report period: only a 7-day report can be placed in
a week.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from bot.connectors.export import Export, Reading
from bot.connectors.generic import ColumnMap
from bot.connectors.table import BadRow, Raw, Row, Table, open_table, read_count, read_day
from bot.errors import BadInput
from bot.model.time import monday_of, week_label

SOURCE = TOOL = "m365-copilot"
ALL_APPS = "all-apps"
_APPS = (
    ("chat", "chat"), ("teams", "teams"), ("word", "word"), ("excel", "excel"),
    ("powerpoint", "powerpoint"), ("outlook", "outlook"), ("onenote", "onenote"), ("loop", "loop"),
    ("edge", "edge"), ("agent", "agent"),
    ("microsoft 365 copilot", "m365-app"), ("m365 copilot", "m365-app"),
)  # fmt: skip
_PERSON = "user principal name"
_REFRESHED = "report refresh date"
_PERIOD = "report period"
_PROMPTS = "prompts submitted for all apps"
_DAYS = "active usage days for all apps"
_CONCEALED = re.compile(r"[0-9A-Fa-f]{32,}")
_T = TypeVar("_T")
_FEWEST_TOLD = 5  # smaller counts of concealed people are not written down


def read(raw: Raw, file_name: str, today: date, mapping: ColumnMap | None = None) -> Export:
    """Reads a report; BadInput when it is none. A mapping file is refused: the columns are
    fixed."""
    if mapping:
        raise BadInput([f"{file_name}: the m365-copilot report takes no mapping file; leave it out"])
    table = open_table(raw, file_name)
    columns = {name.lower(): name for name in table.header}
    if problems := [f"{file_name}: row 1: {p}" for p in _header_problems(columns)]:
        raise BadInput(problems)
    report = _Report(table, columns, today)
    report.read()
    return report.export()


def _header_problems(columns: dict[str, str]) -> Iterator[str]:
    for needed in (_PERSON, _REFRESHED):
        if needed not in columns:
            yield (
                f"no column {needed.title()!r}; this is not the Copilot report with user detail. "
                "Export it from the admin centre: Reports, Usage, Microsoft 365 Copilot"
            )
    if not any(_app_of(name) for name in columns):
        yield "no column with the last activity date of an app; export the user detail"


def _app_of(column: str) -> str | None:
    """The feature a `… Last Activity Date` column is about; None for every other column."""
    if "last activity date" not in column:
        return None
    return next((feature for word, feature in _APPS if word in column), None)


class _Report:
    """One report being read."""

    def __init__(self, table: Table, columns: dict[str, str], today: date) -> None:
        self._table = table
        self._columns = columns
        self._apps = [(name, feature) for name in columns if (feature := _app_of(name))]
        self._today = today
        self.readings: list[Reading] = []
        self.bad: list[BadRow] = []
        self.people: list[tuple[int, str]] = []
        self.refreshed: list[date] = []
        self.counts: Counter[str] = Counter()

    def read(self) -> None:
        """Takes every row."""
        for row in self._table.rows:
            if isinstance(row, BadRow):
                self.bad.append(row)
                continue
            try:
                self._take(row)
            except ValueError as error:
                sentence = f"{self._table.file_name}: row {row.number}: {error}"
                self.bad.append(BadRow(row.number, row.raw, (sentence,)))

    def export(self) -> Export:
        """What was found; nothing about single people when the names are concealed."""
        header, complete_to = self._table.header, max(self.refreshed, default=None)
        if 2 * self.counts["concealed"] > len(self.people):
            return Export(header, (), self.bad, (), complete_to, len(self.people), self._note(complete_to))
        unplaced = self.counts["unplaced"]
        remarks: list[tuple[str, dict[str, object]]] = []
        if unplaced:
            remarks.append(("prompts_not_placed", {"rows": unplaced}))
        return Export(header, self.readings, self.bad, self.people, complete_to, remarks=remarks)

    def _note(self, complete_to: date | None) -> str:
        people, used = len(self.people), self.counts["used"]
        if min(used, people - used) < _FEWEST_TOLD:
            return f"names concealed; {people} people, to {complete_to}"
        return f"names concealed; {people} people, {used} with any use, to {complete_to}"

    def _take(self, row: Row) -> None:
        person = self._cell(row, _PERSON).lower()
        refreshed = self._day(row, _REFRESHED)
        if not person or refreshed is None:
            raise ValueError("User Principal Name or Report Refresh Date is empty; export the report again")
        days = sorted({(feature, day) for name, feature in self._apps if (day := self._day(row, name))})
        actions = self._count(row, _PROMPTS) or self._count(row, _DAYS)
        self.refreshed.append(refreshed)
        self.people.append((row.number, person))
        self.counts.update(concealed=_is_concealed(person), used=bool(days))
        self.readings += [
            Reading(row.number, person, TOOL, feature, day, 1, f"{feature}|{day}") for feature, day in days
        ]
        if actions and days and self._period(row) != 7:
            self.counts.update(unplaced=1)
        elif actions and days:
            self.readings += _week_total(row.number, person, refreshed, [day for _, day in days], actions)

    def _period(self, row: Row) -> int:
        digits = re.sub(r"\D", "", self._cell(row, _PERIOD))
        return int(digits) if digits else 0

    def _cell(self, row: Row, column: str) -> str:
        return row.cells.get(self._columns.get(column, ""), "")

    def _day(self, row: Row, column: str) -> date | None:
        return self._read(row, column, lambda text: read_day(text, self._today))

    def _count(self, row: Row, column: str) -> int:
        return self._read(row, column, read_count) or 0

    def _read(self, row: Row, column: str, reader: Callable[[str], _T]) -> _T | None:
        text = self._cell(row, column)
        try:
            return reader(text) if text else None
        except ValueError as error:
            raise ValueError(f"{self._columns[column]}: {error}") from None


def _week_total(row: int, person: str, refreshed: date, days: list[date], actions: int) -> list[Reading]:
    """What seven days of prompts add to the week of the report, beyond one action an app and day.

    A later report of the same week replaces it. Without use in that week there is nothing to place.
    """
    monday = monday_of(refreshed)
    placed = sum(day >= monday for day in days)
    if not placed or actions <= placed:
        return []
    key = f"{ALL_APPS}|{week_label(monday)}"
    return [Reading(row, person, TOOL, ALL_APPS, max(days), actions - placed, key)]


def _is_concealed(person: str) -> bool:
    return "@" not in person and bool(_CONCEALED.fullmatch(person))
