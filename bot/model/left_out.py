"""Who does not use a tool for a reason, and is therefore left out of the use figures of a group.

A champion agrees to it by name, until a date, at the next gate at the latest; from the first use on the person
counts again. Figures without one person, told beside figures with that person, would tell of one person. So they
are told only where the ledger lets them: of whom they are counted is one more set of people, and stands there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.model.ledger import may_publish
from bot.model.usage import anywhere, bits_of

State = Literal["declined", "proposed", "agreed", "refused", "withdrawn"]


@dataclass(frozen=True)
class Agreement:
    """Somebody is left out from a Monday on, and before another one."""

    ordinal: int
    from_on: date
    until_on: date


def agreed_in(monday: date, agreements: Iterable[Agreement]) -> int:
    """The bitmap of those whom an agreement stands for in the week of `monday`, whether they used the tool or not."""
    return bits_of(one.ordinal for one in agreements if one.from_on <= monday < one.until_on)


def left_in(monday: date, agreements: Iterable[Agreement], active: Mapping[date, int]) -> int:
    """The bitmap of those who are left out in the week of `monday`: agreed to, not over, and not a single use
    since. `active` maps Mondays to who was active."""
    standing: dict[date, list[int]] = {}
    for one in agreements:
        if one.from_on <= monday < one.until_on:
            standing.setdefault(one.from_on, []).append(one.ordinal)
    found = 0
    for from_on, ordinals in standing.items():
        used = anywhere(bits for week, bits in active.items() if from_on <= week <= monday)
        found |= bits_of(ordinals) & ~used
    return found


@dataclass(frozen=True)
class Counted:
    """Group → whom its use figures leave out, none of whom can be found by it; and the groups (empty: everybody) in
    which somebody of those `agreed` to is counted all the same. Whoever agreed knows the names: so that is the same
    whether too few are left out or somebody used the tool since."""

    out: Mapping[str, int]
    few: frozenset[str]


def settle_left_out(
    told: Collection[int], rosters: Mapping[str, int], left: int, before: Mapping[str, int], k: int,
    agreed: int = 0,
) -> Counted:  # fmt: skip
    """Whom each group leaves out, given everything `told` ever, the `rosters` of this week, those who are `left`
    out in it, and whom each group left out when that was told last. A group leaves out all of them, or those of
    last time, if none of these came back, or nobody."""
    known = [*told, *rosters.values()]
    out: dict[str, int] = {}
    for group in sorted(rosters, key=lambda name: (-rosters[name].bit_count(), name)):
        everybody, earlier = rosters[group] & left, before.get(group, 0)
        stays = earlier if not earlier & ~everybody else 0
        for choice in (everybody, stays):
            if choice and may_publish(known, rosters[group] & ~choice, k):
                out[group] = choice
                known.append(rosters[group] & ~choice)
                break
    few = {group for group, roster in rosters.items() if roster & (left | agreed) & ~out.get(group, 0)}
    return Counted(out, frozenset(few))
