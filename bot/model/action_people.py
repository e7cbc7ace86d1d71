"""Whom an action concerns: exactly the people its number counts, and never told to whoever sends to them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model.action_rules import RuleName
from bot.model.ground import Ground
from bot.model.slices import power_of, use_of
from bot.model.usage import ordinals_of


def concerned(ground: Ground, team: str, rule: RuleName, later: int = 0) -> frozenset[str]:
    """The ids of those a rule's number counts in a group; `later` is the bitmap of who used the tool since, to whom
    “you have not used it” would not be true any more. Nobody for a rule that concerns somebody with a name.
    """
    if rule == "low_response":
        return _silent(ground, team)
    among = set(ordinals_of(_bits(ground, team, rule, later)))
    return frozenset(one.person_id for one in ground.members_of(team) if one.ordinal in among)


def _bits(ground: Ground, team: str, rule: RuleName, later: int) -> int:
    if rule == "power_users":
        return power_of(ground, team)
    use = use_of(ground, team)
    found = {"never_activated": use.never, "not_returning": use.before & ~use.now, "dormant": use.dormant}
    return found.get(rule, 0) & ~later


def _silent(ground: Ground, team: str) -> frozenset[str]:
    """Who was asked and has not answered; of those asked anonymously everybody, so that no message tells who did."""
    asked = ground.asked_of(team)
    slips = _all(one.among for one in asked if one.among)
    here = _all([one.person_id] for one in ground.members_of(team)) if team else slips
    return frozenset({one.person_id for one in asked if not one.among and not one.answers} | (slips & here))


def _all(groups: Iterable[Iterable[str]]) -> set[str]:
    return {person_id for group in groups for person_id in group}
