"""Finds rows of one file that say different things about the same, in any number of rows.

What was seen waits in a hundred small piles, in memory while they are small and then in temporary files,
and each pile is looked through by itself at the end.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile

from bot.connectors.export import Reading
from bot.connectors.problems import Problem, Wrong

_PILES = 128
_IN_MEMORY = 64 * 1024
_SEEN = struct.Struct("<qqI?")  # about what, what is stated of it, row, whether it is about an id


class Twice:
    """What was said in the rows so far. `repeated` counts rows that say the same again; it is known after
    `clashes`."""

    def __init__(self) -> None:
        self.repeated = 0
        self._piles: dict[int, SpooledTemporaryFile[bytes]] = {}

    def __enter__(self) -> Twice:
        return self

    def __exit__(self, *raised: object) -> None:
        for pile in self._piles.values():
            pile.close()

    def note(self, reading: Reading) -> None:
        """Keeps what this row says, about its person, feature and day and about its own id."""
        day = reading.day.toordinal()
        about = hash((reading.person, reading.tool, reading.feature, day))
        self._put(about, hash((reading.actions, reading.key)), reading.row, is_id=False)
        if reading.is_own_id:
            self._put(hash((reading.key, "id")), hash((about, reading.actions)), reading.row, is_id=True)

    def _put(self, about: int, stated: int, row: int, *, is_id: bool) -> None:
        number = about % _PILES
        pile = self._piles.get(number)
        if pile is None:
            pile = self._piles[number] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed in exit
        pile.write(_SEEN.pack(about, stated, row, is_id))

    def clashes(self, most: int) -> list[Wrong]:
        """The later one of each two rows that contradict each other, by row; the same row twice is no
        contradiction. Of more than `most` the rest is not looked for."""
        self.repeated = 0
        found: list[Wrong] = []
        for pile in self._piles.values():
            pile.seek(0)
            found += islice(self._clashes_in(pile.read()), most + 1 - len(found))
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
