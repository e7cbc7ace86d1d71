"""ChatGPT Enterprise: the weekly or monthly user engagement CSV of workspace analytics.

Source: help.openai.com 10875114; the columns as exports show them. A week's messages stand on the last day
of use, with one on the first, so that both days count as used. A month's messages can be placed in no week:
the first and the last day of use come in with one action each, under a feature of its own so that they never
replace a week's figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.connectors.cells import MOST, read_count, read_day
from bot.connectors.content import content_columns
from bot.connectors.export import Brought, Export, Reading
from bot.connectors.problems import CellError, Problem, UnreadableError, Wrong, unreadable
from bot.connectors.table import Table

TOOL = "chatgpt-enterprise"
_NEEDED = ("email", "period start", "period end", "messages")
_OF_GPTS = ("gpt name", "gpt id", "unique messagers workspace", "project id")
_PARTS = ("gpt messages", "project messages")
_YES, _NO = {"1", "true", "yes"}, {"0", "false", "no"}
_Cells = Mapping[str, str]
_WEEK, _SHORTEST_MONTH, _LONGEST_MONTH = 7, 27, 32


def read(brought: Brought) -> Export:
    """Reads a user engagement export; UnreadableError when it is another one."""
    table = brought.table()
    columns = table.columns(brought.renamed)
    if "email" not in columns and any(name in columns for name in _OF_GPTS):
        raise unreadable("no_users", row=1, report="user engagement")
    problems = [
        Problem("vendor_column", {"column": name.replace(" ", "_"), "header": table.header}, 1)
        for name in _NEEDED
        if name not in columns
    ]
    if problems := [*problems, *content_columns(table.header, ())]:
        raise UnreadableError(*problems)
    export = Export(table.header)
    export.rows = _Engagement(table, columns, brought, export).readings()
    return export


@dataclass
class _Engagement:
    """One export being read."""

    table: Table
    columns: Mapping[str, str]
    brought: Brought
    export: Export
    unplaced: int = 0

    def readings(self) -> Iterator[Reading | Wrong]:
        """What every row says."""
        for row in self.table.rows:
            if isinstance(row, Wrong):
                yield row
                continue
            try:
                yield from self._of(row.number, self.table.cells(row))
            except UnreadableError as error:
                yield Wrong(row.number, row.raw, tuple(one.at(row.number) for one in error.problems))
        if self.unplaced:
            self.export.remarks.append(("months_not_placed", {"rows": self.unplaced}))

    def _of(self, row: int, cells: _Cells) -> Iterator[Reading]:
        person = self._text(cells, "email").lower()
        if not person:
            raise unreadable("no_person", field="email")
        start, is_month = self._period(cells)
        messages = self._messages(cells)
        self.export.meet(row, person)
        if not messages:
            return
        end = start + timedelta(days=_LONGEST_MONTH if is_month else _WEEK - 1)
        first = self._day(cells, "first day active in period")
        last = self._day(cells, "last day active in period") or first or min(end, self.brought.today)
        for day in {first, last} - {None}:
            if day and not start <= day <= end:
                raise unreadable(
                    "outside",
                    field="last_day_active_in_period",
                    text=day.isoformat(),
                    start=start.isoformat(),
                )
        yield from self._placed(row, person, start, (first, last), messages, is_month)

    def _placed(
        self,
        row: int,
        person: str,
        start: date,
        days: tuple[date | None, date],
        messages: int,
        is_month: bool,
    ) -> Iterator[Reading]:
        first, last = days
        feature = "chat-month" if is_month else "chat"
        has_first = first is not None and first != last and messages > 1
        self.unplaced += is_month
        if first and has_first:
            yield Reading(row, person, TOOL, feature, first, 1, f"{feature}|{start}|first")
        actions = 1 if is_month else messages - has_first
        yield Reading(row, person, TOOL, feature, last, actions, f"{feature}|{start}")

    def _period(self, cells: _Cells) -> tuple[date, bool]:
        start, end = self._day(cells, "period start"), self._day(cells, "period end", is_open=True)
        if start is None or end is None:
            raise unreadable("field_missing", field="period_start, period_end")
        days = (end - start).days
        is_month = _SHORTEST_MONTH <= days <= _LONGEST_MONTH
        cadence = self._text(cells, "cadence").lower()
        is_told = {"weekly": not is_month, "monthly": is_month}.get(cadence, True)
        if not (is_month or _WEEK - 1 <= days <= _WEEK) or not is_told:
            raise unreadable("period", start=start.isoformat(), end=end.isoformat(), cadence=cadence or "?")
        self.export.reaches(min(end, self.brought.today))
        return start, is_month

    def _messages(self, cells: _Cells) -> int:
        messages = self._count(cells, "messages")
        for part in _PARTS:
            if (count := self._count(cells, part)) > messages:
                raise unreadable("parts", field="messages", said=messages, sum=count)
        is_active = self._text(cells, "is active").lower()
        if (is_active in _NO and messages) or (is_active in _YES and not messages):
            raise unreadable("activity", active=is_active, messages=messages)
        return messages

    def _text(self, cells: _Cells, column: str) -> str:
        return cells.get(self.columns.get(column, ""), "")

    def _day(self, cells: _Cells, column: str, *, is_open: bool = False) -> date | None:
        """A day; the end of a running period may lie ahead."""
        text = self._text(cells, column)
        ahead = timedelta(days=_LONGEST_MONTH if is_open else 0)
        try:
            return read_day(text, self.brought.today + ahead) if text else None
        except CellError as error:
            raise UnreadableError(error.about(column.replace(" ", "_"))) from None

    def _count(self, cells: _Cells, column: str) -> int:
        text = self._text(cells, column)
        try:
            return read_count(text, MOST, has_dots=self.table.has_dots) if text else 0
        except CellError as error:
            raise UnreadableError(error.about(column.replace(" ", "_"))) from None
