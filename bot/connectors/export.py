"""What every connector takes and gives: a file, and readings of use by somebody as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TextIO

from bot.connectors.mapping import ColumnMap
from bot.connectors.opening import MAX_BYTES, Raw, open_text
from bot.connectors.problems import Wrong, unreadable
from bot.connectors.records import Records, is_json, open_records
from bot.connectors.table import Table, open_table

MAX_ROWS = 20_000_000
MAX_PEOPLE = 300_000


@dataclass(frozen=True)
class Brought:
    """A file as somebody brought it. `day` is the one day it is about, where it does not say so itself."""

    raw: Raw
    name: str
    today: date
    mapping: ColumnMap | None = None
    encoding: str = ""
    day: date | None = None
    _opened: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Brought:
        return self

    def __exit__(self, *raised: object) -> None:
        self._opened.close()

    def is_json(self) -> bool:
        """Whether it holds JSON rather than a table."""
        with open_text(self.raw, MAX_BYTES, self.encoding) as text:
            return is_json(text)

    def table(self) -> Table:
        """The file as a table; it is closed with this."""
        return open_table(self._text(), MAX_ROWS)

    def records(self, *lists: str) -> Records:
        """The file as JSON records, on pages that hold them under one of these names; it is closed with
        this."""
        return open_records(self._text(), lists)

    def _text(self) -> TextIO:
        return self._opened.enter_context(open_text(self.raw, MAX_BYTES, self.encoding))

    @property
    def renamed(self) -> dict[str, str]:
        """What the file calls the vendor's columns, by the mapping file."""
        return self.mapping.columns if self.mapping else {}


class Reading(NamedTuple):
    """One row's word on one person, feature and day; `person` is an e-mail address, a person's id, or
    an account's name.

    `key` is what the signal's id is made of: alone when the export brings ids, together with the
    person when it does not. It is empty where the id says no more than the row does.
    """

    row: int
    person: str
    tool: str
    feature: str
    day: date
    actions: int
    key: str = ""
    is_own_id: bool = False

    def signal_id(self, person_id: str) -> str:
        """The id of the signal within its source; empty where what it is about is its name."""
        return self.key if self.is_own_id or not self.key else f"{person_id}|{self.key}"


@dataclass
class Export:
    """An export being read. Everything but `header` is whole only once `rows` are through.

    `complete_to` is the day up to which the vendor has counted. `met` are the people of the file with
    their first row. `remarks` are phrases of `usage` with their blanks, to be said in the report;
    `concealed` counts rows whose person the vendor hides; `note` keeps what is known of them in all.
    `known_by` are attributes of a person that may hold the account's name, instead of the address.
    `has_ids` tells that rows may have ids of their own, some of them or all.
    """

    header: tuple[str, ...]
    rows: Iterator[Reading | Wrong] = field(default_factory=lambda: iter(()))
    known_by: tuple[str, ...] = ()
    has_ids: bool = False
    complete_to: date | None = None
    met: dict[str, int] = field(default_factory=dict)
    concealed: int = 0
    note: str = ""
    remarks: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def meet(self, row: int, person: str) -> None:
        """Notes that the file is about this person, in use or not."""
        if person not in self.met:
            if len(self.met) >= MAX_PEOPLE:
                raise unreadable("many_people", row=row, most=f"{MAX_PEOPLE:,}")
            self.met[person] = row

    def reaches(self, day: date) -> None:
        """Notes that the file tells of this day."""
        if self.complete_to is None or day > self.complete_to:
            self.complete_to = day
