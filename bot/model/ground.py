"""Everything known of one program in one week, and what of it may be told of which group: all groups at once.

A group is a team, or everybody (the empty name). People without a team count in the whole only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol, TypeVar

from bot.model.answers import minutes_of
from bot.model.content import STANDARD, Question
from bot.model.privacy import visible_groups
from bot.model.themes import Lexicon
from bot.model.usage import Basis, Busy, anywhere

RATED = ("satisfaction", "sentiment")
NO_OBSTACLE = {
    "blocker": "none",
    "non_use": "prefer-not-to-say",
}  # role → the answer that names none
_TIMED = ("time_without", "time_with")
SPENT = ("time_checking", "time_rework")  # what a result still costs; taken off where it was asked
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
    """Somebody who was asked, in the team of that moment; answers by question, empty when silent.

    Asked anonymously, `person_id` is a slip's, and `among` are those of whom it is one: for the roster it counts
    on, and nothing else."""

    person_id: str
    team: str
    answers: Mapping[str, str]
    among: frozenset[str] = frozenset()


class InTeam(Protocol):
    """What counts in a team."""

    @property
    def team(self) -> str: ...


_Grouped = TypeVar("_Grouped", bound=InTeam)


@dataclass(frozen=True)
class Ground:
    """Everything known of one program and week. `active` maps a Monday to that week's bitmap, `short` to who hardly
    worked, `left_out` to whom each group leaves out; `few_left_out` would be, were they more; `activated` began in
    earnest, None where nobody counted days; `known` were told of before. `calendar`: (program week, Monday)."""

    monday: date
    program_week: int
    k: int
    members: tuple[Member, ...]
    active: Mapping[date, int]
    basis: Basis
    known_until: date | None
    calendar: tuple[tuple[int, date], ...]
    asked: tuple[Respondent, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    baseline: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=Lexicon)
    told: frozenset[str] | None = None
    why: Mapping[str, str] = field(default_factory=dict)
    unquoted: frozenset[str] = frozenset()
    short: Mapping[date, int] = field(default_factory=dict)
    left_out: Mapping[date, Mapping[str, int]] = field(default_factory=dict)
    few_left_out: frozenset[str] = frozenset()
    busy: Mapping[tuple[date, ...], Busy] = field(default_factory=dict)
    activated: int | None = None
    known: Container[int] | None = None

    @cached_property
    def shown_teams(self) -> frozenset[str]:
        """Teams that may be told about beside the whole; `told` are those the ledger let pass."""
        if self.told is not None:
            return self.told
        return frozenset(visible_groups(_sizes(m.team for m in self.members), self.k, {WHOLE}))

    @cached_property
    def hidden_teams(self) -> frozenset[str]:
        """Teams with people that are not told about."""
        return frozenset(m.team for m in self.members if m.team) - self.shown_teams

    @property
    def is_tellable(self) -> bool:
        """Whether the whole is big enough to be told about."""
        return len(self.members) >= self.k

    def tells_of(self, people: Collection[str], k: int | None = None) -> frozenset[str]:
        """The groups of which a figure that counts one person per entry of `people` (their teams) may be
        told, given that it is told of the whole and of all others among them, too; `k` where it is not the
        smallest group."""
        unshown, least = set(people) - self.shown_teams, k or self.k
        teams = frozenset(visible_groups(_sizes(people), least, unshown)) - {WHOLE}
        return teams | {WHOLE} if len(people) >= least else teams

    def tells_rest_of(self, people: Collection[str]) -> frozenset[str]:
        """The groups of which it may be told how many of those asked are not among the counted `people` (their
        teams)."""
        rest = Counter(one.team for one in self.asked) - Counter(people)
        return self.tells_of(list(rest.elements()))

    def members_of(self, team: str) -> Sequence[Member]:
        """Who is in a group; everybody for the empty name."""
        return self.members if team == WHOLE else self._members_by_team.get(team, ())

    def asked_of(self, team: str) -> Sequence[Respondent]:
        """Who of a group was asked; everybody for the empty name."""
        return self.asked if team == WHOLE else self._asked_by_team.get(team, ())

    def questions_of(self, roles: tuple[str, ...]) -> tuple[Question, ...]:
        """The questions of these roles, in their order; looked for once, not for each of many people."""
        if roles not in self._by_roles:
            self._by_roles[roles] = tuple(one for one in self.questions.values() if one.role in roles)
        return self._by_roles[roles]

    # Worked out once for all groups: there may be a thousand of them.

    @cached_property
    def _by_roles(self) -> dict[tuple[str, ...], tuple[Question, ...]]:
        return {}

    @cached_property
    def _members_by_team(self) -> Mapping[str, Sequence[Member]]:
        return by_team(self.members)

    @cached_property
    def _asked_by_team(self) -> Mapping[str, Sequence[Respondent]]:
        return by_team(self.asked)

    @cached_property
    def seen(self) -> int:
        """Who was active in any week up to this one."""
        return anywhere(bits for monday, bits in self.active.items() if monday <= self.monday)

    @cached_property
    def answered(self) -> Answered:
        """What was answered, as figures, with the groups each may be told of."""
        return _answered(self)

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """What people said got in the way, with the groups each may be told of."""
        return tuple(_named(self))


@dataclass(frozen=True)
class Answered:
    """By person: whether the ratings are favourable, and minutes saved; by figure: the groups it is told of."""

    rated: Mapping[str, bool]
    saved: Mapping[str, float]
    is_before_after: bool
    told: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Named:
    """One obstacle: how many of each team named it, and the groups it may be told of."""

    key: str
    labels: Mapping[str, str]
    by_team: Mapping[str, int]
    told: frozenset[str]


def by_team(people: Iterable[_Grouped]) -> dict[str, list[_Grouped]]:
    """Team → those who count in it."""
    found: dict[str, list[_Grouped]] = {}
    for one in people:
        found.setdefault(one.team, []).append(one)
    return found


def _sizes(teams: Iterator[str] | Collection[str]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for team in teams:
        sizes[team] = sizes.get(team, 0) + 1
    return sizes


def _answered(ground: Ground) -> Answered:
    teams = {one.person_id: one.team for one in ground.asked}
    rated = _ratings(ground)
    saved, is_before_after = _minutes(ground)
    figures = {"response": teams.keys(), "favourable": rated.keys(), "minutes": saved.keys()}
    counted = {name: [teams[one] for one in people] for name, people in figures.items()}
    told = {name: ground.tells_of(people) for name, people in counted.items()}
    told |= {f"{name}_rest": ground.tells_rest_of(counted[name]) for name in ("favourable", "minutes")}
    return Answered(rated, saved, is_before_after, told)


def _ratings(ground: Ground) -> dict[str, bool]:
    """Person → whether most of the person's ratings are favourable; who rated nothing is left out."""
    found: dict[str, bool] = {}
    for respondent in ground.asked:
        good = [
            value in question.favourable
            for question, value in answers_to(ground, respondent, *RATED)
            if value not in STANDARD
        ]
        if good:
            found[respondent.person_id] = 2 * sum(good) > len(good)
    return found


def answers_to(ground: Ground, respondent: Respondent, *roles: str) -> Iterator[tuple[Question, str]]:
    """A respondent's answers to the questions of these roles, each with its question."""
    for question in ground.questions_of(roles):
        if (value := respondent.answers.get(question.key)) is not None:
            yield question, value


def _minutes(ground: Ground) -> tuple[dict[str, float], bool]:
    """Person → minutes saved on one task: against the baseline where it was asked again, else as the
    person compares."""
    paired = {r.person_id: _against_baseline(ground, r) for r in ground.asked}
    known = {person: saved for person, saved in paired.items() if saved is not None}
    if known:
        return known, True
    said = {r.person_id: _as_said(ground, r) for r in ground.asked}
    return {person: saved for person, saved in said.items() if saved is not None}, False


def _against_baseline(ground: Ground, respondent: Respondent) -> float | None:
    before = ground.baseline.get(respondent.person_id, {})
    saved = [
        was - now
        for question, value in answers_to(ground, respondent, "baseline")
        if (was := minutes_of(question, before.get(question.key, ""))) is not None
        and (now := minutes_of(question, value)) is not None
    ]
    return sum(saved) / len(saved) if saved else None


def _as_said(ground: Ground, respondent: Respondent) -> float | None:
    found = {q.role: minutes_of(q, v) for q, v in answers_to(ground, respondent, *_TIMED, *SPENT)}
    without = found.get("time_without")
    asked = {question.role for question in ground.questions.values()}
    spent = [found.get(role) for role in ("time_with", *SPENT) if role == "time_with" or role in asked]
    if without is None or any(minutes is None for minutes in spent):
        return None
    return without - sum(minutes for minutes in spent if minutes is not None)


def _named(ground: Ground) -> Iterator[Named]:
    teams: dict[str, list[str]] = {}
    labels: dict[str, Mapping[str, str]] = {}
    for respondent in ground.asked:
        for key, label in _obstacles(ground, respondent).items():
            teams.setdefault(key, []).append(respondent.team)
            labels.setdefault(key, label)
    for key, people in teams.items():
        yield Named(key, labels[key], _sizes(people), ground.tells_of(people))


def named_by(ground: Ground) -> dict[str, set[str]]:
    """Theme → the ids of those who named it; for telling them what becomes of it, never to be shown."""
    found: dict[str, set[str]] = {}
    for respondent in ground.asked:
        for key in _obstacles(ground, respondent):
            found.setdefault(key, set()).add(respondent.person_id)
    return found


def _obstacles(ground: Ground, respondent: Respondent) -> dict[str, Mapping[str, str]]:
    """What one person named, by a tap, in own words, or both: theme key → its label. Where we ask for a
    change, only what can stand in the way counts; a theme of the dictionary and the option of the same name
    are one."""
    found: dict[str, Mapping[str, str]] = {}
    for _, value in answers_to(ground, respondent, "open"):
        for theme in ground.lexicon.themes_of(value):
            if theme in ground.lexicon.obstacles:
                found[f"blocker:{theme}"] = ground.lexicon.titles[theme]
    for question, value in answers_to(ground, respondent, *NO_OBSTACLE):
        for option in question.chosen(value):
            if option.key not in (NO_OBSTACLE[question.role], *STANDARD):
                found[f"{question.role}:{option.key}"] = option.label
    return found
