"""What a champion could do this week: at most three actions, each from a rule with a threshold.

An action that nobody takes three times is retired: it was not useful, and repeating it would teach
people to skip the digest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.model.figures import Frozen, Share, SurveyFacts, UseFacts, share

Rule = Literal["no_figures", "never_activated", "blocker", "not_returning", "dormant", "low_response"]
Who = Literal["champion", "owner"]
ActionState = Literal["proposed", "taken", "declined", "lapsed", "retired"]
REASONS = ("no_time", "not_mine", "not_useful", "done", "other")
MOST = 3
FEWEST = 3  # no rule speaks about one or two people
NEVER_ACTIVATED = 0.20
NOT_RETURNING = 0.30
DORMANT = 0.15
LOW_RESPONSE = 0.40
FIRST_WEEK_OF_USE = 1
FIRST_WEEK_TO_MISS = 2
_OWNERS: frozenset[Rule] = frozenset({"no_figures", "blocker", "dormant"})
_WEDNESDAY, _FRIDAY = 2, 4


class Theme(Frozen):
    """What got in the way, named by `people` people (`is_least`: at least); `labels` in every language."""

    key: str
    labels: dict[str, str]
    people: int
    is_least: bool = False


class Action(Frozen):
    """One thing to do: why (`evidence`), who, by when (a local date)."""

    rule: Rule
    about: str = ""
    evidence: Share | None = None
    theme: Theme | None = None
    who: Who
    due_on: date

    @property
    def key(self) -> str:
        """The same key means the same action proposed again."""
        return f"{self.rule}/{self.about}" if self.about else self.rule


@dataclass(frozen=True)
class Proposal:
    """An action as it stands with a team: open, taken by somebody, or not."""

    action_id: str
    summary_id: str
    team: str
    week_on: date
    state: ActionState
    action: Action
    taken_by: str = ""
    is_again: bool = False


@dataclass(frozen=True)
class Situation:
    """What the rules look at. `monday` is the day of the digest's week, `today` the day it is made;
    `retired` holds action keys."""

    use: UseFacts
    survey: SurveyFacts
    themes: tuple[Theme, ...]
    team: str
    program_week: int
    monday: date
    today: date
    k: int
    retired: frozenset[str] = frozenset()


def propose(situation: Situation) -> tuple[Action, ...]:
    """At most three actions, the weightiest first."""
    found = [action for action in _due(situation) if action.key not in situation.retired]
    return tuple(found[:MOST])


def _due(now: Situation) -> Iterator[Action]:
    use, survey = now.use, now.survey
    if not use.is_known:
        if not now.team and now.program_week >= FIRST_WEEK_OF_USE:
            yield _action(now, "no_figures", None, _WEDNESDAY)
    else:
        if now.program_week >= FIRST_WEEK_TO_MISS:
            yield from _when(now, "never_activated", use.never, use.never_of, NEVER_ACTIVATED, _WEDNESDAY)
        yield from _blockers(now)
        if not use.is_partial and not use.is_holiday:
            yield from _when(now, "not_returning", use.stopped, use.active_before, NOT_RETURNING)
        if not use.is_holiday:
            yield from _when(now, "dormant", use.dormant, use.dormant_of, DORMANT)
    silent = survey.asked >= now.k and "response" not in survey.hidden
    if silent and survey.answered < LOW_RESPONSE * survey.asked:
        yield _action(now, "low_response", share(survey.answered, survey.asked, now.k))


def _blockers(now: Situation) -> Iterator[Action]:
    """The theme most people named."""
    for theme in now.themes[:1]:
        yield Action(
            rule="blocker",
            about=theme.key,
            theme=theme,
            who=_who(now, "blocker"),
            due_on=_due_on(now, _FRIDAY),
        )


def _when(
    now: Situation, rule: Rule, x: int, n: int, threshold: float, weekday: int = _FRIDAY
) -> Iterator[Action]:
    if n >= now.k and x >= max(FEWEST, threshold * n):
        yield _action(now, rule, share(x, n), weekday)


def _action(now: Situation, rule: Rule, evidence: Share | None, weekday: int = _FRIDAY) -> Action:
    return Action(rule=rule, evidence=evidence, who=_who(now, rule), due_on=_due_on(now, weekday))


def _who(now: Situation, rule: Rule) -> Who:
    return "owner" if rule in _OWNERS or not now.team else "champion"


def _due_on(now: Situation, weekday: int) -> date:
    """The weekday in the digest's week; for a digest made late, the first such day still to come."""
    due_on = now.monday + timedelta(days=weekday)
    weeks_late = max(0, (now.today - due_on).days // 7 + 1)
    return due_on + timedelta(weeks=weeks_late)
