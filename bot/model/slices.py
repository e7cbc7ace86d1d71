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
from bot.model.themes import Lexicon
from bot.model.usage import Basis, anywhere, at_least, bits_of, ladder_in

RATED = ("satisfaction", "sentiment")
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
    known_until: date | None
    calendar: tuple[tuple[int, date], ...]
    asked: tuple[Respondent, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    baseline: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=Lexicon)
    told: frozenset[str] | None = None
    why: Mapping[str, str] = field(default_factory=dict)
    unquoted: frozenset[str] = frozenset()

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
    after, ladder = ground.monday + timedelta(weeks=1), ladder_in(ground.program_week)
    here = bits_of(m.ordinal for m in members)
    two_weeks = bits_of(m.ordinal for m in members if m.since <= after - timedelta(weeks=2))
    four_weeks = bits_of(m.ordinal for m in members if m.since <= after - timedelta(weeks=4))
    now, before = _week(ground, 0) & here, _week(ground, 1) & here
    seen = anywhere(bits for monday, bits in ground.active.items() if monday <= ground.monday)
    recent = anywhere(_week(ground, ago) for ago in range(4))
    habit = at_least([_week(ground, ago) for ago in range(ladder.weeks)], ladder.need) & here
    return UseFacts(
        basis=ground.basis,
        is_known=_is_known(ground),
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
    return (ground.known_until - ground.monday).days + 1 if ground.known_until else 0


def _is_known(ground: Ground) -> bool:
    return ground.basis == "chat" or (ground.basis == "measured" and _days_told(ground) >= 1)


def _history(ground: Ground, members: list[Member]) -> Iterator[Point]:
    for week, monday in ground.calendar:
        enabled = [m.ordinal for m in members if m.since <= monday + timedelta(days=6)]
        active = ground.active.get(monday, 0) & bits_of(enabled)
        is_told = ground.known_until is None or monday <= ground.known_until
        if is_told and enabled:
            yield Point(week=week, active=active.bit_count(), enabled=len(enabled))


def survey_facts(ground: Ground, team: str = WHOLE) -> SurveyFacts:
    """What a group answered; what may not be told of it beside the others is named in `hidden`."""
    teams = {r.person_id: r.team for r in ground.asked}
    rated = _ratings(ground)
    saved, is_before_after = _minutes(ground)
    figures = {"response": teams.keys(), "favourable": rated.keys(), "minutes": saved.keys()}
    hidden = {
        name
        for name, people in figures.items()
        if not ground.tells([teams[person] for person in people], team)
    }
    here = {person for person, own in teams.items() if team in (WHOLE, own)}
    return SurveyFacts(
        asked=len(here),
        answered=sum(bool(r.answers) for r in ground.asked if r.person_id in here),
        rated=len(here & rated.keys()),
        favourable=sum(rated[person] for person in here & rated.keys()),
        minutes=tuple(sorted(saved[person] for person in here & saved.keys())),
        is_before_after=is_before_after,
        hidden=frozenset(hidden),
    )


def _ratings(ground: Ground) -> dict[str, bool]:
    """Person → whether most of the person's ratings are favourable; who rated nothing is left out."""
    found: dict[str, bool] = {}
    for respondent in ground.asked:
        good = [
            value in question.favourable
            for question, value in _answers(ground, respondent, *RATED)
            if value != _NOT_APPLICABLE
        ]
        if good:
            found[respondent.person_id] = 2 * sum(good) > len(good)
    return found


def _answers(ground: Ground, respondent: Respondent, *roles: str) -> Iterator[tuple[Question, str]]:
    for key, value in respondent.answers.items():
        question = ground.questions.get(key)
        if question and question.role in roles:
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
        for question, value in _answers(ground, respondent, "baseline")
        if (was := _band(question, before.get(question.key, ""))) is not None
        and (now := _band(question, value)) is not None
    ]
    return sum(saved) / len(saved) if saved else None


def _as_said(ground: Ground, respondent: Respondent) -> float | None:
    found = {q.role: _band(q, v) for q, v in _answers(ground, respondent, "time_without", "time_with")}
    without, with_tool = found.get("time_without"), found.get("time_with")
    return None if without is None or with_tool is None else without - with_tool


def _band(question: Question, value: str) -> float | None:
    option = question.option(value)
    return option.minutes if option else None


def themes(ground: Ground, team: str = WHOLE) -> tuple[Theme, ...]:
    """What got in the way, most named first; only what `k` people named and subtraction can't find.

    A person names it by a tap, in own words, or both, and counts once.
    """
    named: dict[str, list[str]] = {}
    labels: dict[str, Mapping[str, str]] = {}
    for respondent in ground.asked:
        found = _obstacles(ground, respondent)
        for key, label in found.items():
            named.setdefault(key, []).append(respondent.team)
            labels.setdefault(key, label)
    told = [
        Theme(key=key, labels=dict(labels[key]), people=sum(team in (WHOLE, own) for own in teams))
        for key, teams in named.items()
        if ground.tells(teams, team)
    ]
    return tuple(sorted(told, key=lambda theme: (-theme.people, theme.key)))


def _obstacles(ground: Ground, respondent: Respondent) -> dict[str, Mapping[str, str]]:
    """What one person named: theme key → its label. Where we ask for a change, only what can stand in the
    way counts; a theme of the dictionary and the option of the same name are one."""
    found: dict[str, Mapping[str, str]] = {}
    for _, value in _answers(ground, respondent, "open"):
        for theme in ground.lexicon.themes_of(value):
            if theme in ground.lexicon.obstacles:
                found[f"blocker:{theme}"] = ground.lexicon.titles[theme]
    for question, value in _answers(ground, respondent, *_OBSTACLES):
        option = question.option(value)
        if option and value != _OBSTACLES[question.role]:
            found[f"{question.role}:{value}"] = option.label
    return found


def open_answers(ground: Ground, team: str = WHOLE) -> tuple[str, ...]:
    """What people who may be quoted wrote where we asked for one thing to change, one text a person, in
    no order that points to anybody."""
    here = (r for r in ground.asked if team in (WHOLE, r.team) and r.person_id not in ground.unquoted)
    said = (next((v.strip() for _, v in _answers(ground, r, "open") if v.strip()), "") for r in here)
    return tuple(sorted(filter(None, said)))
