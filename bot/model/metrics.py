"""Numbers beside the four of a summary, each from the same facts: who came back, how broad the use is, of how
many the week tells anything, what is left of the minutes, and what a habit costs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from statistics import median

from bot.model.figures import UseFacts
from bot.model.ground import SPENT, WHOLE, Ground
from bot.model.usage import bits_of


@dataclass(frozen=True)
class Part:
    """`count` of `of` people; `is_least` where there may be more who can't be told apart."""

    count: int
    of: int
    is_least: bool = False


def returning(use: UseFacts) -> Part | None:
    """People active this week of those active in the week before; None while the week is not told in full, or
    when nobody was active before."""
    if not use.is_known or use.is_partial or not use.active_before:
        return None
    return Part(use.active_before - use.stopped, use.active_before)


def breadth(features: Iterable[Collection[str]]) -> float | None:
    """The median of how many different features each person used; who used none is left out. None for nobody.

    `features` holds those of one person of four weeks, with repeats or without.
    """
    counts = [len(used) for one in features if (used := set(one))]
    return float(median(counts)) if counts else None


def coverage(ground: Ground, team: str = WHOLE) -> Part | None:
    """People seen in use or heard in answers this week, of those with access; None where nobody has it.

    Answers given anonymously can't be laid beside use: they are left out, and the count is a least one then.
    """
    members = ground.members_of(team)
    if not members:
        return None
    heard = {one.person_id for one in ground.asked if one.answers and not one.among}
    seen = ground.active.get(ground.monday, 0)
    found = bits_of(one.ordinal for one in members if one.person_id in heard)
    found |= seen & bits_of(one.ordinal for one in members)
    return Part(
        found.bit_count(),
        len(members),
        is_least=any(one.among and one.answers for one in ground.asked_of(team)),
    )


def net_minutes(ground: Ground, team: str = WHOLE) -> tuple[float, ...]:
    """Each person's minutes saved on one task after checking and rework, ascending; none in a week that did not
    ask for both, or that was laid beside the baseline."""
    asked = {question.role for question in ground.questions.values()}
    if ground.answered.is_before_after or not asked.issuperset(SPENT):
        return ()
    saved = ground.answered.saved
    return tuple(sorted(saved[one.person_id] for one in ground.asked_of(team) if one.person_id in saved))


def cost_per_habitual_user(seats: int, seat_price: float, habitual: int) -> float | None:
    """What all seats cost in a month for each person with the habit, in the currency of `seat_price` (one seat, one
    month); None while nobody has the habit. ValueError for a negative seat, price or person."""
    if min(seats, seat_price, habitual) < 0:
        raise ValueError(f"{seats} seats at {seat_price}, {habitual} people")
    return seats * seat_price / habitual if habitual else None
