"""One usage export on its way in: row by row, joined to people, in pieces of bounded size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.cards.card import Say
from bot.connectors.export import Export, Reading
from bot.connectors.piles import MOST_STREAMS, Piles, totals_of
from bot.connectors.problems import Problem, UnreadableError, Wrong, unreadable
from bot.connectors.table import BadRow
from bot.connectors.twice import Twice
from bot.context import Context
from bot.errors import BadInput
from bot.model.usage import Signal, week_number
from bot.steps.file_words import bad_row, sentence
from bot.store import intake, people
from bot.store.intake import Kept

PIECE = 20_000
MOST_SENTENCES = 50
MOST_BAD = 10_000


def contradicting(export: Export) -> dict[int, Wrong]:
    """The rows of a file that say something else than an earlier row about the same, by their number."""
    with Twice() as twice:
        for made in export.rows:
            if isinstance(made, Reading):
                twice.note(made)
        found = twice.clashes(MOST_BAD)
    if len(found) > MOST_BAD:
        raise unreadable("many_wrong", row=found[-1].number, most=f"{MOST_BAD:,}")
    return {wrong.number: wrong for wrong in found}


@dataclass
class Taking:
    """A file being taken in. Without `is_partial` one wrong row ends it in BadInput, when all of the file
    has been looked at; rows `left_out` are known to be wrong before."""

    ctx: Context
    source: str
    export: Export
    say: Say
    file_name: str
    period: tuple[date, date] | None
    left_out: Mapping[int, Wrong]
    is_partial: bool
    kept: Kept = field(default_factory=Kept)
    bad: list[BadRow] = field(default_factory=list)
    _twice: Twice = field(default_factory=Twice)
    _piles: Piles = field(default_factory=Piles)
    _streams: dict[tuple[str, str], int] = field(default_factory=dict)
    _placed: dict[date, tuple[int, int]] = field(default_factory=dict)
    _ids: dict[int, str] = field(default_factory=dict)
    _problems: int = 0
    _outside: int = 0
    _first_outside: int = 0
    _days_outside: set[date] = field(default_factory=set)

    def take(self) -> None:
        """Takes the whole file in; UnreadableError or BadInput when that can't be."""
        with self._twice, self._piles:
            self._take_rows(self._known())
            for wrong in self._twice.clashes(MOST_BAD):
                self._refuse(wrong)
            self._keep_piles()
        self.bad.sort(key=lambda row: row.number)
        self._conclude()

    def _take_rows(self, known: Mapping[str, int]) -> None:
        """Rows that are named by what they are about go on the piles, others are kept as signals."""
        piece: list[Signal] = []
        left_out, put, has_ids = self.left_out, self._piles.put, self.export.has_ids
        streams, placed, closed = self._streams, self._placed, intake.closed_until(self.ctx.db)
        begin, end = self.period or (date.min, date.max)
        for made in self.export.rows:
            if isinstance(made, Wrong):
                self._refuse(made)
                continue
            row, person, tool, feature, day, actions, key, _ = made
            if row in left_out:
                self._refuse(left_out[row])
                continue
            if not begin <= day <= end:
                self._leave(made)
                continue
            ordinal = known.get(person)
            if key or has_ids or ordinal is None:
                self._twice.note(made)
            if ordinal is None:
                continue
            if closed and tool in closed and day <= closed[tool]:
                self.kept = self.kept.plus(Kept(closed=1))
                continue
            stream = streams.get((tool, feature))
            if stream is None:
                stream = self._new_stream(row, tool, feature)
            place = placed.get(day) or self._place(day)
            if not key:
                put(row, place[0], ordinal, stream, place[1], actions)
            else:
                person_id = self._ids[ordinal]
                signal_id = made.signal_id(person_id)
                piece.append(Signal(self.source, signal_id, person_id, tool, feature, day, actions))
                if len(piece) >= PIECE:
                    self._keep(piece)
                    piece = []
        self._keep(piece)

    def _new_stream(self, row: int, tool: str, feature: str) -> int:
        number = self._streams[tool, feature] = len(self._streams)
        if number == MOST_STREAMS:
            raise unreadable("many_streams", row=row, most=f"{MOST_STREAMS:,}")
        return number

    def _place(self, day: date) -> tuple[int, int]:
        self._placed[day] = week_number(day), day.weekday()
        return self._placed[day]

    def _keep_piles(self) -> None:
        """Looks through every pile, and keeps it while nothing is wrong that can't stay out."""
        numbers: dict[tuple[str, str], int] = {}
        for week, ordered, wrong in self._piles.weeks():
            for one in wrong:
                self._refuse(one)
            if self._problems and not self.is_partial:
                continue
            db, now = self.ctx.db, self.ctx.now
            numbers = numbers or intake.stream_numbers(db, self.source, self._streams)
            totals = totals_of(week, ordered, [numbers[stream] for stream in self._streams])
            kept = intake.keep_totals(db, week, totals, len(ordered), self.tools, now)
            self.kept = self.kept.plus(kept)

    def _leave(self, made: Reading) -> None:
        """Notes a reading outside the period."""
        self._first_outside = self._first_outside or made.row
        self._outside += 1
        self._days_outside.add(made.day)

    @property
    def tools(self) -> set[str]:
        """The tools that known people used."""
        return {tool for tool, _ in self._streams}

    @property
    def days(self) -> list[date]:
        """The days on which they did, ascending."""
        return sorted(self._placed)

    @property
    def repeated(self) -> int:
        """How many rows said the same as an earlier one."""
        return self._twice.repeated + self._piles.repeated

    def unknown(self) -> list[tuple[int, str]]:
        """Row and name of the people who are in no people file."""
        known = self._known()
        return [(row, person) for person, row in self.export.met.items() if person not in known]

    def _known(self) -> dict[str, int]:
        """Address, id, or account's name where the tool knows people by it, to the person's number."""
        everyone = people.everyone(self.ctx.db)
        self._ids = {person.ordinal: person.person_id for person in everyone}
        known = {person.email.lower(): person.ordinal for person in everyone}
        known |= {person.person_id.lower(): person.ordinal for person in everyone}
        for name in self.export.known_by:
            known |= {
                account.strip().lower(): person.ordinal
                for person in everyone
                if (account := person.attributes.get(name))
            }
        return known

    def _keep(self, piece: list[Signal]) -> None:
        if piece and (self.is_partial or not self._problems):
            self.kept = self.kept.plus(intake.keep(self.ctx.db, piece, self.ctx.now))

    def _refuse(self, wrong: Wrong) -> None:
        """Keeps a wrong row, or of very many only their number."""
        if self.bad and self.bad[-1].number == wrong.number:
            return
        self._problems += len(wrong.problems)
        if len(self.bad) >= MOST_BAD:
            raise unreadable("many_wrong", row=wrong.number, most=f"{MOST_BAD:,}")
        self.bad.append(bad_row(self.say, self.file_name, wrong))

    def _conclude(self) -> None:
        """Ends with BadInput when something is wrong that can't stay out."""
        if self._outside and (not self.is_partial or not self._placed):
            raise UnreadableError(self._wrong_period())
        if self.bad and not self.is_partial:
            raise self._bad_input()
        unknown = self.unknown()
        if unknown and len(unknown) == len(self.export.met):
            row, person = unknown[0]
            problem = Problem("strangers", {"person": person, "at": row})
            raise BadInput([sentence(self.say, self.file_name, problem)])

    def _wrong_period(self) -> Problem:
        days = sorted({*self._days_outside, *self.days})
        begin, end = self.period or (days[0], days[-1])
        values: dict[str, object] = {
            "first": str(days[0]), "last": str(days[-1]), "begin": str(begin), "end": str(end),
            "rows": self._outside,
        }  # fmt: skip
        return Problem("wrong_period", values, self._first_outside)

    def _bad_input(self) -> BadInput:
        problems = [problem for row in self.bad for problem in row.problems]
        advice = "advice_one" if len(self.bad) == 1 else "advice"
        said = self.say(f"files.{advice}", rows=len(self.bad))
        return BadInput(problems[:MOST_SENTENCES], said, max(0, len(problems) - MOST_SENTENCES))
