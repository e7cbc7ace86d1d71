"""The totals of a file put in order, in any number of rows: by week and people, each as one number.

What was read waits in piles, one a week and four thousand people, in blocks of a temporary file; a pile is
looked at by itself, so that memory holds no more of a file than that.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile

from bot.connectors.problems import Problem, Wrong

Piled = tuple[int, int, int, int, int]  # week, person, stream, day of the week, actions
_PEOPLE = 12  # bits of a person's number that one pile holds
_BLOCK = 1024
_STREAM, _DAY, _ACTIONS = 20, 3, 17  # bits
_PERSON = _STREAM + _DAY + _ACTIONS
MOST_STREAMS = 1 << _STREAM
MOST_ACTIONS = (1 << _ACTIONS) - 1
_Pile = tuple[int, int]  # week, the upper bits of the person's number


class Piles:
    """Totals by week and people. `repeated` counts rows that said the same again, and is whole once all
    piles have been looked at."""

    def __init__(self) -> None:
        self.repeated = 0
        self._open: dict[_Pile, tuple[array[int], array[int]]] = {}
        self._blocks: dict[_Pile, list[int]] = {}
        self._file = TemporaryFile()  # noqa: SIM115 - closed at the exit
        self._written = 0

    def __enter__(self) -> Piles:
        return self

    def __exit__(self, *raised: object) -> None:
        self._file.close()

    def put(self, row: int, week: int, person: int, stream: int, day: int, actions: int) -> None:
        """Adds what a row says; its stream is below `MOST_STREAMS`, its actions are at most `MOST_ACTIONS`."""
        pile = week, person >> _PEOPLE
        try:
            totals, rows = self._open[pile]
        except KeyError:
            totals, rows = self._open[pile] = array("Q"), array("I")
        totals.append(((person << _STREAM | stream) << _DAY | day) << _ACTIONS | actions)
        rows.append(row)
        if len(rows) == _BLOCK:
            self._write(pile, totals, rows)

    def _write(self, pile: _Pile, totals: array[int], rows: array[int]) -> None:
        self._file.seek(0, 2)
        totals.tofile(self._file)
        rows.tofile(self._file)
        self._blocks.setdefault(pile, []).append(self._written)
        self._written += 1
        del self._open[pile]

    def weeks(self) -> Iterator[tuple[int, list[int], list[Wrong]]]:
        """Week after week the totals of some of its people, in order and each said once, to be read by
        `totals_of`; and the later one of each two rows that contradict each other, whose total is left out."""
        for pile in sorted({*self._blocks, *self._open}):
            totals, rows = self._read(pile)
            wrong: list[Wrong] = []
            ordered = sorted(totals)
            if len({total >> _ACTIONS for total in ordered}) < len(ordered):
                ordered, wrong = _said_once(totals, rows)
                self.repeated += len(totals) - len(ordered) - len(wrong)
            yield pile[0], ordered, wrong

    def _read(self, pile: _Pile) -> tuple[array[int], array[int]]:
        totals, rows = self._open.get(pile) or (array("Q"), array("I"))
        size = _BLOCK * (totals.itemsize + rows.itemsize)
        for block in self._blocks.get(pile, ()):
            self._file.seek(block * size)
            totals.fromfile(self._file, _BLOCK)
            rows.fromfile(self._file, _BLOCK)
        return totals, rows


def totals_of(week: int, ordered: list[int], streams: Sequence[int]) -> Iterator[Piled]:
    """A pile's totals; `streams` are the numbers under which its streams are kept."""
    for total in ordered:
        yield (
            week,
            total >> _PERSON,
            streams[total >> _DAY + _ACTIONS & MOST_STREAMS - 1],
            total >> _ACTIONS & 7,
            total & MOST_ACTIONS,
        )


def _said_once(totals: array[int], rows: array[int]) -> tuple[list[int], list[Wrong]]:
    first: dict[int, tuple[int, int]] = {}
    wrong = []
    for row, total in sorted(zip(rows, totals, strict=True)):
        about = total >> _ACTIONS
        earlier = first.setdefault(about, (row, total))
        if earlier[1] != total:
            wrong.append(Wrong(row, (), (Problem("day_twice", {"other": earlier[0]}, row),)))
    return sorted(total for _, total in first.values()), wrong
