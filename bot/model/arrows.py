"""Which way a number went since it was last told: only where that is at least nine parts in ten likely.

Everything is worked out from what the two summaries tell, so an arrow says nothing that they don't. Use is a
matter of the same people in two weeks: a sign test on who started and who stopped. Shares are compared by
Newcombe's interval, medians by the same construction from their told ranges (recovered variances).
"""

from __future__ import annotations

from datetime import date
from math import sqrt
from typing import Protocol

from bot.model.figures import Arrow, Number, UseFacts
from bot.model.statistics import TOO_FEW, newcombe, sign_test
from bot.model.usage import Basis

Numbers = tuple[Number, Number, Number, Number]
SURE = 0.90  # how likely the direction must be
_BOTH_SIDES = 2 * SURE - 1  # an interval that leaves out as much above as below


def of_moves(started: int, stopped: int) -> Arrow:
    """Of the same people: whether more started than stopped, or fewer."""
    if sign_test(started, stopped) / 2 > 1 - SURE:
        return "flat"
    return "up" if started > stopped else "down"


def between(now: Number, before: Number) -> Arrow:
    """From one told number to a later one; empty where they can't be compared."""
    if not _are_comparable(now, before):
        return ""
    return _of_medians(now, before) if now.key == "minutes" else _of_shares(now, before)


def _are_comparable(now: Number, before: Number) -> bool:
    """Both told, asked alike, over the same weeks, and this one not told before."""
    alike = (now.key, now.grade, now.weeks) == (before.key, before.grade, before.weeks)
    return now.state == before.state == "shown" and alike and now.asked_in is None


def _of_shares(now: Number, before: Number) -> Arrow:
    new, old = now.share, before.share
    if new is None or old is None or min(new.of, old.of) < TOO_FEW:
        return ""
    if new.edge or old.edge or new.is_least or old.is_least:
        return ""
    _, low, high = newcombe(new.count, new.of, old.count, old.of, _BOTH_SIDES)
    return _side(low, high)


def _of_medians(now: Number, before: Number) -> Arrow:
    told = (now.minutes, now.low, now.high, before.minutes, before.low, before.high)
    if any(value is None for value in told):
        return ""
    new, new_low, new_high, old, old_low, old_high = (value or 0 for value in told)
    below = sqrt((new - new_low) ** 2 + (old_high - old) ** 2)
    above = sqrt((new_high - new) ** 2 + (old - old_low) ** 2)
    return _side(new - old - below, new - old + above)


def _side(low: float, high: float) -> Arrow:
    if low > 0:
        return "up"
    return "down" if high < 0 else "flat"


class Told(Protocol):
    """What is looked at of the summary a week is compared with."""

    @property
    def week_on(self) -> date: ...
    @property
    def numbers(self) -> Numbers: ...
    @property
    def basis(self) -> Basis: ...
    @property
    def is_partial(self) -> bool: ...


def with_arrows(numbers: Numbers, use: UseFacts, last: Told | None, tells_moves: bool) -> Numbers:
    """The numbers, each with where it went since `last`, the last week that was told and was no holiday week. A
    holiday week itself is compared with nothing, nor is use that isn't told to the end or comes from elsewhere."""
    if last is None or use.is_holiday:
        return numbers
    before = {one.key: one for one in last.numbers}
    habit, active, minutes, favourable = numbers
    arrows: dict[str, Arrow] = {one.key: between(one, before[one.key]) for one in (minutes, favourable)}
    if use.is_known and not use.is_partial and not last.is_partial and use.basis == last.basis:
        arrows["habit"] = between(habit, before["habit"])
        is_next = tells_moves and last.week_on == use.compared_on and between(active, before["active"])
        arrows["active"] = of_moves(use.started, use.stopped) if is_next else ""
    found = [one.model_copy(update={"arrow": arrows.get(one.key, "")}) for one in numbers]
    return found[0], found[1], found[2], found[3]
