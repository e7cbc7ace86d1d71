"""From what is known of a whole program in one week to what may be told of one group in it.

A group is a team, or everybody (the empty name). People without a team count in the whole only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from bot.model.actions import Theme
from bot.model.content import Question
from bot.model.figures import Point, SurveyFacts, UseFacts
from bot.model.privacy import visible_groups
from bot.model.summary import FIRST_WEEK_OF_HABIT
from bot.model.usage import Basis, anywhere, at_least, bits_of, ladder_in

_RATED = ("satisfaction", "sentiment")
_OBSTACLES = {
    "blocker": "none",
    "non_use": "prefer-not-to-say",
}  # role → the answer that names none
_NOT_APPLICABLE = "na"
WHOLE = ""


@dataclass(frozen=True)
class Member:
    """Somebody with access, since a local date."""

    person_id: str
    ordinal: int
    name: str
    team: str
    since: date


@dataclass(frozen=True)
class Respondent:
    """Somebody who was asked, in the team of that moment; answers by question, empty when silent."""

    person_id: str
    team: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Ground:
    """Everything known of one program and week, of all groups at once. `active` maps a Monday to the
    bitmap of that week; `calendar` lists (program week, Monday) up to this one."""

    monday: date
    program_week: int
    k: int
    members: tuple[Member, ...]
    active: Mapping[date, int]
    basis: Basis
    data_until: date | None
    calendar: tuple[tuple[int, date], ...]
    asked: tuple[Respondent, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    baseline: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def shown_teams(self) -> frozenset[str]:
        """Teams that may be told about beside the whole."""
        return frozenset(visible_groups(_sizes(m.team for m in self.members), self.k, {WHOLE}))

    @cached_property
    def hidden_teams(self) -> frozenset[str]:
        """Teams with people that are not told about."""
        return frozenset(m.team for m in self.members if m.team) - self.shown_teams

    @property
    def is_tellable(self) -> bool:
        """Whether the whole is big enough to be told about."""
        return len(self.members) >= self.k

    def tells(self, people: Collection[str], team: str) -> bool:
        """Whether a figure that counts one person per entry of `people` (their teams) may be told of
        `team`, given that it is told of the whole and of other teams, too."""
        if team == WHOLE:
            return len(people) >= self.k
        unshown = set(people) - self.shown_teams
        return team in visible_groups(_sizes(people), self.k, unshown)


def _sizes(teams: Iterator[str] | Collection[str]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for team in teams:
        sizes[team] = sizes.get(team, 0) + 1
    return sizes


def use_facts(ground: Ground, team: str = WHOLE) -> UseFacts:
    """What was counted of a group, from bitmaps."""
    members = [m for m in ground.members if team in (WHOLE, m.team)]
    sunday, ladder = ground.monday + timedelta(days=6), ladder_in(ground.program_week)
    here = bits_of(m.ordinal for m in members)
    two_weeks = bits_of(m.ordinal for m in members if m.since <= sunday - timedelta(weeks=2))
    four_weeks = bits_of(m.ordinal for m in members if m.since <= sunday - timedelta(weeks=4))
    now, before = _week(ground, 0) & here, _week(ground, 1) & here
    seen = anywhere(bits for monday, bits in ground.active.items() if monday <= ground.monday)
    recent = anywhere(_week(ground, ago) for ago in range(4))
    habit = at_least([_week(ground, ago) for ago in range(ladder.weeks)], ladder.need) & here
    return UseFacts(
        basis=ground.basis,
        has_data=_has_data(ground),
        is_partial=ground.basis == "measured" and _days_told(ground) < 5,
        enabled=len(members),
        active=now.bit_count(),
        active_before=before.bit_count(),
        started=(now & ~before).bit_count(),
        stopped=(before & ~now).bit_count(),
        habit=habit.bit_count(),
        ladder=ladder,
        is_habit_known=ground.program_week >= FIRST_WEEK_OF_HABIT,
        never=(two_weeks & ~seen).bit_count(),
        never_of=two_weeks.bit_count(),
        dormant=(four_weeks & seen & ~recent).bit_count(),
        dormant_of=four_weeks.bit_count(),
        history=tuple(_history(ground, members)),
    )


def _week(ground: Ground, ago: int) -> int:
    return ground.active.get(ground.monday - timedelta(weeks=ago), 0)


def _days_told(ground: Ground) -> int:
    """How many days of the week the data reaches into; at least five are a working week."""
    return (ground.data_until - ground.monday).days + 1 if ground.data_until else 0


def _has_data(ground: Ground) -> bool:
    return ground.basis == "chat" or (ground.basis == "measured" and _days_told(ground) >= 1)


def _history(ground: Ground, members: list[Member]) -> Iterator[Point]:
    for week, monday in ground.calendar:
        enabled = [m.ordinal for m in members if m.since <= monday + timedelta(days=6)]
        active = ground.active.get(monday, 0) & bits_of(enabled)
        is_told = ground.data_until is None or monday <= ground.data_until
        if is_told and enabled:
            yield Point(week=week, active=active.bit_count(), enabled=len(enabled))


def survey_facts(ground: Ground, team: str = WHOLE) -> SurveyFacts:
    """What a group answered; what may not be told of it beside the others is named in `hidden`."""
    rated = {r: good for r in ground.asked if (good := _favourable(ground, r)) is not None}
    saved, is_before_after = _all_minutes(ground)
    here = [r for r in ground.asked if team in (WHOLE, r.team)]
    figures = {"response": list(ground.asked), "favourable": list(rated), "minutes": list(saved)}
    hidden = {
        name for name, people in figures.items() if not ground.tells([r.team for r in people], team)
    }
    return SurveyFacts(
        asked=len(here),
        answered=sum(bool(r.answers) for r in here),
        rated=sum(r in rated for r in here),
        favourable=sum(rated.get(r, False) for r in here),
        minutes=tuple(sorted(saved[r] for r in here if r in saved)),
        is_before_after=is_before_after,
        hidden=frozenset(hidden),
    )
