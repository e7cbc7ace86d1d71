"""Usage signals and what becomes of them: who was active in which ISO week, and who has the habit.

A bitmap is a Python int: bit *n* stands for the person with ordinal *n*. Any group is one more
bitmap, so a question about a group is an AND and a population count.
Ladder: Microsoft's Viva Insights usage segments (rolling 12 weeks, or 4 in an early rollout).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Segment = Literal["power", "habitual", "novice", "low", "non_user"]
Basis = Literal["measured", "chat", "none"]
CHAT = "chat"  # the source of what people tell us by a tap; never proof of use
POWER_ACTIONS = 15  # mean actions a week
EARLY_UNTIL_WEEK = 12
ACTIVATION_ACTIONS, ACTIVATION_DAYS, ACTIVATION_WITHIN = 3, 2, 14  # so many, on so many days, within so many
ALL_DAYS = 0b1111111  # of a week, Monday is the lowest bit
WEEK_ZERO = date(1970, 1, 5)  # a Monday
_ANYBODY = re.compile(rb"[^\0]", re.DOTALL)  # a byte of a bitmap with anybody in it; of most teams few are
_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Signal:
    """On `day` a person did `actions` intentional things in one feature of a tool.

    A daily total, not an event: a second signal for the same source, person, tool, feature and day
    replaces the first. `signal_id` may be empty: then it is named by what it is about.
    """

    source: str
    signal_id: str
    person_id: str
    tool: str
    feature: str
    day: date
    actions: int

    @property
    def natural(self) -> tuple[str, str, str, date]:
        """What it is about, within its source."""
        return self.person_id, self.tool, self.feature, self.day

    @property
    def own_id(self) -> str:
        """The sender's id, empty where it says no more than what the signal is about."""
        plain = f"{self.person_id}|{self.tool}|{self.feature}|{self.day}"
        return "" if self.signal_id == plain else self.signal_id


def week_number(day: date) -> int:
    """The number of the day's week, counted from `WEEK_ZERO`."""
    return (day - WEEK_ZERO).days // 7


def day_of(week: int, day: int = 0) -> date:
    """The day of a numbered week; 0 is its Monday."""
    return WEEK_ZERO + timedelta(days=7 * week + day)


def days_in(bits: int, monday: date) -> list[date]:
    """The days of a week from its bits: 1 is Monday, 64 Sunday."""
    return [monday + timedelta(days=day) for day in range(7) if bits >> day & 1]


@dataclass(frozen=True)
class Ladder:
    """Habit: active in at least `need` of the last `weeks` ISO weeks."""

    weeks: int
    need: int


EARLY = Ladder(weeks=4, need=4)
STANDARD = Ladder(weeks=12, need=9)


def ladder_in(program_week: int) -> Ladder:
    """Four weeks until week 12 of a program, twelve weeks after it."""
    return EARLY if program_week <= EARLY_UNTIL_WEEK else STANDARD


def segment(actions: Sequence[int], ladder: Ladder) -> Segment:
    """The step of one person, from the actions in each of the ladder's weeks; a missing week is 0.

    Only for people who had access in these weeks.
    """
    recent = actions[-ladder.weeks :]
    return rung(sum(count > 0 for count in recent), sum(recent), ladder)


def rung(weeks: int, actions: int, ladder: Ladder) -> Segment:
    """The same from how many of the ladder's weeks had any use, and all the actions in them."""
    mean = actions / ladder.weeks
    if weeks >= ladder.need:
        return "power" if mean >= POWER_ACTIONS else "habitual"
    if mean >= 1:
        return "novice"
    return "low" if mean > 0 else "non_user"


@dataclass(frozen=True)
class Busy:
    """Who took so many actions in the weeks of a ladder: bitmaps of one a week and more, and of fifteen."""

    some: int
    much: int


def rungs(weeks: Sequence[int], busy: Busy, ladder: Ladder) -> dict[Segment, int]:
    """The bitmap of each rung, best first, of who was active in any of these weeks' bitmaps; nobody stands on two.
    Non-users are who stands on none of the others, and had access."""
    regular = at_least(weeks, ladder.need)
    others = anywhere(weeks) & ~regular
    return {
        "power": regular & busy.much,
        "habitual": regular & ~busy.much,
        "novice": others & busy.some,
        "low": others & ~busy.some,
    }


def bits_of(ordinals: Iterable[int]) -> int:
    """The bitmap of these people."""
    return with_bits(0, ordinals, ())


def with_bits(bits: int, on: Iterable[int], off: Iterable[int]) -> int:
    """The bitmap with these people in it and those out of it."""
    put_in, put_out = list(on), list(off)
    most = max(put_in + put_out, default=0)
    cells = bytearray(bits.to_bytes(max(bits.bit_length(), most + 1) // 8 + 1, "little"))
    for ordinal in put_in:
        cells[ordinal // 8] |= 1 << ordinal % 8
    for ordinal in put_out:
        cells[ordinal // 8] &= ~(1 << ordinal % 8)
    return int.from_bytes(cells, "little")


def ordinals_of(bits: int) -> list[int]:
    """The people in a bitmap, ascending."""
    stored = stored_bits(bits)
    return [
        8 * found.start() + bit for found in _ANYBODY.finditer(stored) for bit in _BITS[stored[found.start()]]
    ]


def at_least(weeks: Sequence[int], need: int) -> int:
    """Who is in at least `need` of these bitmaps."""
    reached = [-1] + [0] * need
    for bits in weeks:
        for step in range(need, 0, -1):
            reached[step] |= reached[step - 1] & bits
    return reached[need]


def anywhere(weeks: Iterable[int]) -> int:
    """Who is in any of these bitmaps."""
    together = 0
    for bits in weeks:
        together |= bits
    return together


def stored_bits(bits: int) -> bytes:
    """A bitmap as kept in the database: little-endian bytes."""
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def read_bits(stored: bytes) -> int:
    """A bitmap from the database."""
    return int.from_bytes(stored, "little")
