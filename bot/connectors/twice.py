"""Finds rows of one file that say different things about the same, in any number of rows.

What was seen waits in a hundred small piles, in memory while they are small and then in temporary files,
and each pile is looked through by itself at the end.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

from bot.connectors.export import Reading
from bot.connectors.problems import Problem, Wrong

_PILES = 128
_IN_MEMORY = 64 * 1024
_SEEN = struct.Struct("<qqIB")  # about what, what is stated of it, row, whether it is about an id


class Twice:
    """What was said in the rows so far. `repeated` counts rows that say the same again; it is known after
    `clashes`."""

    def __init__(self) -> None:
        self.repeated = 0
        self._piles = [bytearray() for _ in range(_PILES)]
        self._spilled: dict[int, IO[bytes]] = {}

    def __enter__(self) -> Twice:
        return self

    def __exit__(self, *raised: object) -> None:
        for file in self._spilled.values():
            file.close()

    def note(self, reading: Reading) -> None:
        """Keeps what this row says, about its person, feature and day and about its own id."""
        row, person, tool, feature, day, actions, key, is_own_id = reading
        about = hash((person, tool, feature, day))
        self._put(about, _SEEN.pack(about, hash((actions, key)), row, 0))
        if is_own_id:
            about_id = hash((key, "id"))
            self._put(about_id, _SEEN.pack(about_id, hash((about, actions)), row, 1))

    def _put(self, about: int, seen: bytes) -> None:
        pile = self._piles[about % _PILES]
        pile += seen
        if len(pile) > _IN_MEMORY:
            self._spill(about % _PILES).write(pile)
            pile.clear()

    def _spill(self, number: int) -> IO[bytes]:
        if number not in self._spilled:
            self._spilled[number] = TemporaryFile()  # noqa: SIM115 - closed at the exit
        return self._spilled[number]

    def clashes(self, most: int) -> list[Wrong]:
        """The later one of each two rows that contradict each other, by row; the same row twice is no
        contradiction. Of more than `most` the rest is not looked for."""
        self.repeated = 0
        found: list[Wrong] = []
        for number, pile in enumerate(self._piles):
            earlier = b""
            if file := self._spilled.get(number):
                file.seek(0)
                earlier = file.read()
            found += islice(self._clashes_in(earlier + pile), most + 1 - len(found))
        return sorted(found, key=lambda wrong: wrong.number)

    def _clashes_in(self, seen: bytes) -> Iterator[Wrong]:
        first: dict[int, tuple[int, int]] = {}
        for about, stated, row, is_id in _SEEN.iter_unpack(seen):
            earlier = first.setdefault(about, (stated, row))
            if earlier[1] == row:
                continue
            if earlier[0] == stated:
                self.repeated += not is_id
            else:
                problem = Problem("id_twice" if is_id else "day_twice", {"other": earlier[1]}, row)
                yield Wrong(row, (), (problem,))
