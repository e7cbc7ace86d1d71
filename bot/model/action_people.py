"""Whom an action concerns: exactly the people its number counts, and never told to whoever sends to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.model.action_rules import RuleName
from bot.model.ground import Ground
from bot.model.usage import anywhere, ordinals_of


def concerned(
    ground: Ground, team: str, rule: RuleName, later: int = 0, power: frozenset[int] = frozenset()
) -> frozenset[str]:
    """The ids of those a rule's number counts in a group; `later` is the bitmap of who used the tool since, to whom
    “you have not used it” would not be true any more; `power` are the ordinals of those who use it most. Nobody
    for a rule that concerns somebody with a name.
    """
    if rule == "low_response":
        return _silent(ground, team)
    among = power if rule == "power_users" else _ordinals(ground, rule) - set(ordinals_of(later))
    weeks = {"never_activated": 2, "dormant": 4}.get(rule, 0)
    since = ground.monday + timedelta(weeks=1 - weeks)
    return frozenset(
        one.person_id
        for one in ground.members_of(team)
        if one.ordinal in among and (not weeks or one.since <= since)
    )


def _ordinals(ground: Ground, rule: RuleName) -> set[int]:
    """Everybody, of any group, in whose weeks of use the rule sees something."""
    weeks = [ground.active.get(ground.monday - timedelta(weeks=ago), 0) for ago in range(4)]
    match rule:
        case "never_activated":
            return {one.ordinal for one in ground.members} - set(ordinals_of(ground.seen))
        case "not_returning":
            return set(ordinals_of(weeks[1] & ~weeks[0]))
        case "dormant":
            return set(ordinals_of(ground.seen & ~anywhere(weeks)))
        case _:
            return set()


def _silent(ground: Ground, team: str) -> frozenset[str]:
    """Who was asked and has not answered; of those asked anonymously everybody, so that no message tells who did."""
    asked = ground.asked_of(team)
    slips = _all(one.among for one in asked if one.among)
    here = _all([one.person_id] for one in ground.members_of(team)) if team else slips
    return frozenset({one.person_id for one in asked if not one.among and not one.answers} | (slips & here))


def _all(groups: Iterable[Iterable[str]]) -> set[str]:
    return {person_id for group in groups for person_id in group}
