"""What the answers of a closed window came to, in the only form that is ever kept of a group.

Shares move in steps of five under fifty people and are words under ten; nobody and one person look alike, and so
do everybody and all but one. How many people stand behind a figure is exact only where the rest of those who
answered is nobody, or as many as make a group.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.model.content import Kind
from bot.model.figures import Frozen
from bot.model.modes import Mode
from bot.model.statistics import TOO_FEW, Certainty, Edge, percent

Word = Literal["nearly_all", "most", "half", "some", "few", "half_or_more", "under_half"]


class Part(Frozen):
    """A share of a group: in percent from ten people on, `edge` where only a bound is told; else a word."""

    percent: int | None = None
    edge: Edge = ""
    word: Word | None = None


class Picked(Frozen):
    """One option. `part` is None where fewer than a group chose it; a ranking lists the best place first."""

    key: str
    labels: dict[str, str]
    part: Part | None = None


class Amount(Frozen):
    """A number, or the middle of a band of time, with how it is said."""

    value: float
    labels: dict[str, str]


class Middle(Frozen):
    """The typical value, and from ten people on the range in which the middle half lies."""

    typical: Amount
    low: Amount | None = None
    high: Amount | None = None


class Topic(Frozen):
    """A theme of what was written."""

    key: str
    labels: dict[str, str]
    part: Part


class Paired(Frozen):
    """The same people, asked the same before: how many (`is_least`: at least), then and now, and how sure the
    direction is."""

    people: int
    is_least: bool
    then: Amount
    now: Amount
    less: Part
    more: Part
    certainty: Certainty


class Saved(Frozen):
    """Minutes saved on one task, checking and rework taken off, in steps of five: the typical value, and from ten
    people on the middle half. `is_before_after`: against the baseline, else as people compare themselves."""

    people: int
    is_least: bool
    minutes: int
    low: int | None = None
    high: int | None = None
    is_before_after: bool = False


class QuestionResult(Frozen):
    """One question. `people` said something about the matter, `is_least`: so many at least. Those for whom it
    does not apply, and who prefer not to say, stand apart: None where fewer than a group did."""

    key: str
    kind: Kind
    text: dict[str, str]
    is_told: bool
    people: int = 0
    is_least: bool = False
    not_applicable: int | None = None
    not_said: int | None = None
    options: tuple[Picked, ...] = ()
    favourable: Part | None = None
    middle: Middle | None = None
    topics: tuple[Topic, ...] = ()
    before: Paired | None = None


class WindowResult(Frozen):
    """A window's results of one group (empty: everybody). `asked` are the people of its roster; without
    `is_told` nothing else is said of it. Numbers never change once this was made."""

    schema_version: Literal[1] = 1
    window_key: str
    week: int
    titles: dict[str, str]
    tool: str
    mode: Mode
    closed_at: datetime
    team: str
    k: int
    is_told: bool
    asked: int = 0
    response: Part | None = None
    hidden_teams: int = 0
    is_standing: bool = False
    saved: Saved | None = None
    questions: tuple[QuestionResult, ...] = ()


def part(x: int, n: int, k: int = 2) -> Part:
    """`x` of `n` people as it may be told; ValueError for nobody. With the smallest group as `k`, neither all nor
    nobody nor all but fewer than `k` can be told from it; without, everybody and all but one look alike."""
    if not 0 <= x <= n or n < 1:
        raise ValueError(f"{x} of {n}")
    if n < TOO_FEW:
        return Part(word=_word(x, n, k))
    told, edge = percent(x, n, k)
    return Part(percent=told, edge=edge)


def _word(x: int, n: int, k: int) -> Word:
    if k > 2:
        return "half_or_more" if 2 * x >= n else "under_half"
    if x <= 1:
        return "few"
    if n - x <= 1:
        return "nearly_all"
    if 5 * x > 3 * n:
        return "most"
    return "half" if 5 * x >= 2 * n else "some"


def rounded(value: float) -> float:
    """A number that belongs to nobody: whole under twenty, in steps of 5 under a hundred, of 50 under a
    thousand, and so on."""
    if abs(value) < 20:
        return float(round(value))
    step = 5.0
    while abs(value) >= 20 * step:
        step *= 10
    return step * round(value / step)
