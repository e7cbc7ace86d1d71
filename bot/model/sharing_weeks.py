"""Which weeks windows that come again leave to windows that come more rarely: a small question asked often never
crowds out a large one asked once a quarter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model.rollout import Program, WindowRule


@dataclass(frozen=True)
class Turn:
    """One time a window comes: `rule` says the week and has a key of its own; `window` is the key as it was
    written, `every` how many weeks lie between its turns (once: no end of them)."""

    rule: WindowRule
    window: str
    every: float


@dataclass(frozen=True)
class LeftOut:
    """A turn that gives way to another window, in whose `other_week` it would be asked too much."""

    window: str
    week: int
    other: str
    other_week: int


def turns_of(rules: Iterable[WindowRule], last_week: int) -> list[Turn]:
    """Every turn until the last week, as written: from the second time on under a key that says its week."""
    return [turn for rule in rules for turn in _turns(rule, last_week)]


def _turns(rule: WindowRule, last_week: int) -> list[Turn]:
    weeks = range(rule.week, last_week + 1, rule.every_weeks) if rule.every_weeks else ()
    every = rule.every_weeks if len(weeks) > 1 else inf
    again = [
        rule.model_copy(update={"key": f"{rule.key}-w{week}", "week": week, "every_weeks": 0})
        for week in weeks[1:]
    ]
    return [Turn(one, rule.key, every) for one in (rule, *again)]


def share_weeks(turns: Sequence[Turn]) -> tuple[list[Turn], list[LeftOut]]:
    """The turns that come, and those that leave their week to a window that comes more rarely."""
    return _give_way(turns, lambda one, rarer: one.rule.week == rarer.rule.week)


def share_rests(turns: Sequence[Turn], rests: Mapping[str, int]) -> tuple[list[Turn], list[LeftOut]]:
    """As `share_weeks`, of turns that would ask what a rarer window asks while those questions rest."""
    return _give_way(turns, lambda one, rarer: are_too_near(one.rule, rarer.rule, rests))


def planned(program: Program, rests: Mapping[str, int]) -> tuple[list[Turn], list[LeftOut]]:
    """The turns of a whole program that come, and those left out, by week; `rests` says for how many days
    each question set rests."""
    kept: list[Turn] = []
    left: list[LeftOut] = []
    for phase in program.phase:
        come, gone = share_weeks(turns_of(phase.window, phase.last_week))
        kept += come
        left += gone
    kept, gone = share_rests(kept, rests)
    return kept, sorted([*left, *gone], key=lambda one: (one.week, one.window))


def are_too_near(one: WindowRule, other: WindowRule, rests: Mapping[str, int]) -> bool:
    """Whether two windows of different weeks ask the same questions before they have rested."""
    days = abs(one.week - other.week) * 7
    return one.questions == other.questions and 0 < days < rests.get(one.questions, 0)


def ask_the_same_people(one: WindowRule, other: WindowRule) -> bool:
    """Whether somebody may be asked by both: the two halves share nobody."""
    return not (one.half and other.half and one.half != other.half)


@dataclass(frozen=True)
class Yielded:
    """The weeks in which a window gives way to another, as one sentence says it."""

    window: str
    other: str
    weeks: tuple[int, ...]
    other_week: int
    is_rest: bool

    @property
    def phrase(self) -> str:
        """What says so."""
        return "sharing.rest" if self.is_rest else "sharing.week"

    @property
    def values(self) -> dict[str, object]:
        """What fills its blanks."""
        weeks = [str(week) for week in self.weeks]
        return {"window": self.window, "other": self.other, "weeks": weeks, "other_week": self.other_week}


def yielded(left: Iterable[LeftOut]) -> tuple[Yielded, ...]:
    """The turns left out, of each pair of windows together; apart where the week itself is another's."""
    weeks: dict[tuple[str, str, bool, int], list[int]] = {}
    for one in left:
        is_rest = one.week != one.other_week
        weeks.setdefault((one.window, one.other, is_rest, one.other_week if is_rest else 0), []).append(
            one.week
        )
    return tuple(
        Yielded(window, other, tuple(found), other_week, is_rest)
        for (window, other, is_rest, other_week), found in weeks.items()
    )


def _give_way(turns: Sequence[Turn], clash: Callable[[Turn, Turn], bool]) -> tuple[list[Turn], list[LeftOut]]:
    """The rarest are seated first; two that come as often both stay, for the check to refuse."""
    kept: list[Turn] = []
    left: list[LeftOut] = []
    for turn in sorted(turns, key=lambda one: -one.every):
        rarer = next(
            (
                one
                for one in kept
                if one.every > turn.every and ask_the_same_people(one.rule, turn.rule) and clash(turn, one)
            ),
            None,
        )
        if rarer:
            left.append(LeftOut(turn.window, turn.rule.week, rarer.window, rarer.rule.week))
        else:
            kept.append(turn)
    order = {id(turn): place for place, turn in enumerate(turns)}
    return sorted(kept, key=lambda one: order[id(one)]), left
