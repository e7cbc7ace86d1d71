"""Of which people a group's figures tell: a roster that stands until at least `k` people have changed.

Somebody who joins a team, leaves it or moves would be found by comparing two weeks. So a group goes on with
the people it was told of; who came since waits, who moved still counts there. When one of them has no
figures any more, others are left out with that person until they are `k`, or the group is hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from bot.model.ground import WHOLE, Ground, Member, Respondent
from bot.model.ledger import is_near, recoverable
from bot.model.privacy import visible_groups
from bot.model.usage import anywhere, bits_of, ordinals_of

Why = Literal["small", "beside", "changed"]
_Counted = TypeVar("_Counted", Member, Respondent)
_ASKED_AGAIN = 8
_MIX = 2_654_435_761  # odd, so that a person's place in the order of leaving out says nothing


@dataclass(frozen=True)
class Settled:
    """The rosters that may be told, by group (empty: everybody), and why the others are hidden."""

    told: Mapping[str, int]
    why: Mapping[str, Why] = field(default_factory=dict)
    now: Mapping[str, int] = field(default_factory=dict)

    def is_standing(self, group: str) -> bool:
        """Whether a group is told of on a roster that is not quite who is in it this week."""
        return group in self.told and self.told[group] != self.now.get(group)


def settle(told: Sequence[int], now: Mapping[str, int], before: Mapping[str, int], k: int) -> Settled:
    """Chooses each group's roster. `told` is everything published ever, `now` who is in each group this week,
    `before` the roster each group was told of last."""
    known = frozenset(told)
    chosen = _chosen(known, now, before, k)
    hidden = {team for team in now if team != WHOLE and team not in chosen}
    if WHOLE not in chosen:
        return Settled({}, {team: _why(now[team], k) for team in now}, now)
    shown = _beside(chosen, now, hidden, k)
    admitted = _admitted(told, [WHOLE, *shown], chosen, known, k)
    if WHOLE not in admitted:
        return Settled({}, {team: _why(now[team], k) for team in now}, now)
    refused = set(shown) - set(admitted)
    why = {team: _why(now[team], k) for team in hidden | refused}
    never = (chosen.keys() | hidden) - set(admitted)
    shown = _beside(chosen, now, never, k) if refused else shown
    why |= dict.fromkeys(chosen.keys() - {WHOLE, *shown} - why.keys(), "beside")
    return Settled({group: chosen[group] for group in [WHOLE, *shown]}, why, now)


def on_rosters(ground: Ground, settled: Settled) -> Ground:
    """The same week, told of the settled rosters: who is in none waits, who moved counts where the roster says."""
    whole = frozenset(ordinals_of(settled.told.get(WHOLE, 0)))
    as_now = frozenset(team for team in settled.told if team != WHOLE and not settled.is_standing(team))
    other = settled.told.keys() - as_now - {WHOLE}
    own = {n: team for team in other for n in ordinals_of(settled.told[team])}
    members = tuple(
        one
        if one.team in as_now  # so it is with most people, and there may be very many
        else _on_team(one, _team(one.team, own.get(one.ordinal), settled))
        for one in ground.members
        if one.ordinal in whole
    )
    teams = {member.person_id: member.team for member in members}
    places = ((one, _place(one, teams)) for one in ground.asked)
    asked = tuple(_named_no_more(_on_team(one, team)) for one, team in places if team is not None)
    told = frozenset(settled.told) - {WHOLE}
    return replace(ground, members=members, asked=asked, told=told, why=dict(settled.why))


def asked_only(ground: Ground, settled: Settled) -> tuple[Ground, Settled]:
    """Of a ground on its rosters, only the groups of which everybody is known to have been asked: from answers
    without a name nobody can be left out where a roster is not quite all of those asked."""
    told = {
        group: roster
        for group, roster in settled.told.items()
        if len(ground.asked_of(group)) == roster.bit_count()
    }
    told = told if WHOLE in told else {}
    untold = settled.now.keys() - told.keys() - {WHOLE}
    why: dict[str, Why] = {team: settled.why.get(team, "changed") for team in untold}
    return replace(ground, told=frozenset(told) - {WHOLE}, why=why), Settled(told, why, settled.now)


def _on_team(one: _Counted, team: str) -> _Counted:
    return one if one.team == team else replace(one, team=team)


def _named_no_more(one: Respondent) -> Respondent:
    return replace(one, among=frozenset()) if one.among else one


def _place(one: Respondent, teams: Mapping[str, str]) -> str | None:
    """The team a respondent counts in; of one who is nameless among several the team of them all, or the whole.
    None when somebody of them is on no roster."""
    if not one.among:
        return teams.get(one.person_id)
    found = {teams.get(person_id) for person_id in one.among}
    if None in found:
        return None
    return found.pop() if len(found) == 1 else WHOLE


def groups_of(ground: Ground) -> dict[str, int]:
    """Who is in each group this week; everybody under the empty name."""
    teams: dict[str, list[int]] = {}
    for member in ground.members:
        if member.team != WHOLE:
            teams.setdefault(member.team, []).append(member.ordinal)
    groups = {team: bits_of(ordinals) for team, ordinals in sorted(teams.items())}
    return {WHOLE: bits_of(member.ordinal for member in ground.members)} | groups


def _team(current: str, roster: str | None, settled: Settled) -> str:
    """The team somebody counts in: the roster's; of a told team that does not count the person yet, none."""
    if roster is not None:
        return roster
    return WHOLE if current in settled.told else current


def _why(group: int, k: int) -> Why:
    return "small" if group.bit_count() < k else "changed"


def _chosen(
    known: frozenset[int], now: Mapping[str, int], before: Mapping[str, int], k: int
) -> dict[str, int]:
    """The first roster of each group that is big enough and near none told before; teams never overlap."""
    here, covered, left_out = now[WHOLE], 0, 0
    teams: dict[str, int] = {}
    for team in sorted(
        now.keys() - {WHOLE}, key=lambda team: (now[team] != before.get(team), team not in before, team)
    ):
        own = now[team] if team in before else now[team] & ~covered
        for roster, without in _options(own, before.get(team), here, k):
            if not roster & covered and _is_free(roster, known, k):
                teams[team] = roster
                covered |= roster
                left_out |= without
                break
    for whole in _wholes(here, before.get(WHOLE), left_out, k):
        if _is_free(whole, known, k):
            fit = {team: roster for team, roster in teams.items() if not roster & ~whole}
            return {WHOLE: whole} | fit
    return {}


def _is_free(roster: int, known: frozenset[int], k: int) -> bool:
    return roster in known or (roster.bit_count() >= k and not is_near(roster, known, k))


def _options(now: int, before: int | None, here: int, k: int) -> Iterator[tuple[int, int]]:
    """Who could be told of, the best first: those of now, those of before, those of before without some; and
    who they are."""
    yield now, 0
    if before is None:
        return
    stay, gone = before & here, (before & ~here).bit_count()
    if not gone:
        yield before, 0
        return
    for fewer in (max(0, k - gone), k):
        roster = _thinned(stay, fewer)
        yield roster, stay & ~roster


def _wholes(here: int, before: int | None, left_out: int, k: int) -> Iterator[int]:
    """As `_options` for everybody; whom a team leaves out is left out here, too, or could be told apart."""
    yield here
    if before is None:
        return
    stay, gone = before & here & ~left_out, (before & ~(here & ~left_out)).bit_count()
    if not before & ~here:
        yield before
    yield _thinned(stay, max(0, k - gone))
    yield _thinned(stay, k)


def _thinned(group: int, fewer: int) -> int:
    order = sorted(ordinals_of(group), key=lambda ordinal: ordinal * _MIX % 2**32)
    return group & ~bits_of(order[:fewer]) if fewer else group


def _beside(chosen: Mapping[str, int], now: Mapping[str, int], hidden: Collection[str], k: int) -> list[str]:
    """The chosen teams that may be told beside the whole, the biggest first; so may nobody's remainder."""
    sizes = {team: roster.bit_count() for team, roster in chosen.items() if team != WHOLE}
    rest = (chosen[WHOLE] & ~anywhere(roster for team, roster in chosen.items() if team != WHOLE)).bit_count()
    away = {team: (now.get(team, 0) & chosen[WHOLE]).bit_count() for team in hidden if team not in chosen}
    sizes |= away | {WHOLE: max(0, rest - sum(away.values()))}
    shown = visible_groups(sizes, k, {WHOLE, *hidden})
    return sorted(shown, key=lambda team: (-sizes[team], team))


def _admitted(
    told: Sequence[int], groups: list[str], chosen: Mapping[str, int], known: frozenset[int], k: int
) -> list[str]:
    """The groups by which nothing small can be solved for: the new ones that hold somebody who could be found
    are dropped, or the smallest where nobody in one could; a few of them are asked again one by one."""
    left = list(groups)
    while new := [group for group in left if chosen[group] not in known]:
        found = anywhere(recoverable([*told, *(chosen[group] for group in new)], k))
        if not found:
            break
        holding = [group for group in new if chosen[group] & found and group != WHOLE]
        left = [group for group in left if group not in (holding or new[-1:])]
    for group in [group for group in groups if group not in left][:_ASKED_AGAIN]:
        if WHOLE in left and not recoverable([*told, *(chosen[one] for one in [*left, group])], k):
            left.append(group)
    return left
