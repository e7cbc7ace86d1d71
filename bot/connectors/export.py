"""What every connector gives: readings of use by somebody, and the rows that can't be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.connectors.table import BadRow


@dataclass(frozen=True, slots=True)
class Reading:
    """One row's word on one person, feature and day; `person` is an e-mail address or a person's
    id.

    `key` is what the signal's id is made of: alone when the export brings ids, together with the
    person when it does not.
    """

    row: int
    person: str
    tool: str
    feature: str
    day: date
    actions: int
    key: str
    is_own_id: bool = False

    def signal_id(self, person_id: str) -> str:
        """The id of the signal within its source."""
        return self.key if self.is_own_id else f"{person_id}|{self.key}"


@dataclass(frozen=True)
class Export:
    """A whole export as read. `complete_to` is the day up to which the vendor has counted.

    `remarks` are phrases of `usage` with their blanks, to be said in the report; `concealed` counts
    rows whose person the vendor hides; `note` keeps what is known of them in all.
    """

    header: tuple[str, ...]
    readings: Sequence[Reading]
    bad: Sequence[BadRow]
    people: Sequence[tuple[int, str]]
    complete_to: date | None
    concealed: int = 0
    note: str = ""
    remarks: Sequence[tuple[str, dict[str, object]]] = field(default_factory=tuple)
