"""What a champion could do this week: at most three actions, each from a rule of `bot.model.action_rules`.

An action that nobody takes three times is retired: it was not useful, and repeating it would teach
people to skip the digest. One that was answered rests for a while, unless its number got worse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from bot.model.action_rules import RULE, RULES, ActionRule, RuleName, Who
from bot.model.figures import LEAST_USE, Frozen, Share, SurveyFacts, UseFacts, share

ActionState = Literal["proposed", "taken", "sent", "done", "declined", "lapsed", "retired"]
REASONS = ("no_time", "not_mine", "not_useful", "done", "other")
UNANSWERED: tuple[ActionState, ...] = ("proposed", "lapsed")
MOST = 3
FOLLOWED_FOR = timedelta(weeks=4)  # an action that was taken and is not done is asked about for so long


class Theme(Frozen):
    """What got in the way, named by `people` people (`is_least`: at least); `labels` in every language."""

    key: str
    labels: dict[str, str]
    people: int
    is_least: bool = False


class Again(Frozen):
    """Why an action comes back after it was answered: it rested long enough, or its number got worse. `share` or
    `theme` is what was told then."""

    why: Literal["rested", "worse"]
    state: ActionState
    answered_on: date
    share: Share | None = None
    theme: Theme | None = None


class Action(Frozen):
    """One thing to do: why (`evidence`), who, by when (a local date)."""

    rule: RuleName
    about: str = ""
    evidence: Share | None = None
    theme: Theme | None = None
    who: Who
    due_on: date
    again: Again | None = None

    @property
    def key(self) -> str:
        """The same key means the same action proposed again."""
        return f"{self.rule}/{self.about}" if self.about else self.rule


class Moved(Frozen):
    """What was told of an action's number when it was proposed, and what is told of it now; `now_*` are empty
    where it may not be told, or cannot be told yet. One says nothing about having caused the other."""

    action_id: str
    key: str
    then: Share | None = None
    now: Share | None = None
    then_theme: Theme | None = None
    now_theme: Theme | None = None


class Retired(Frozen):
    """An action that this group is not offered any more, from this digest on."""

    rule: RuleName
    about: str = ""
    theme: Theme | None = None

    @property
    def key(self) -> str:
        """The key of the action it was."""
        return f"{self.rule}/{self.about}" if self.about else self.rule


class Answered(Frozen):
    """What a group last said to an action: `action` as it was proposed, answered on a local date. `is_news`: since
    the last digest."""

    action_id: str
    action: Action
    state: ActionState
    answered_on: date
    is_news: bool = False


@dataclass(frozen=True)
class Proposal:
    """An action as it stands with a team: open, answered by somebody, or not offered any more. `sent_to` is how
    many it was sent to where that may be told; `moved` stands with what was answered before this digest;
    `is_back`: it was retired, and somebody wants it back."""

    action_id: str
    summary_id: str
    team: str
    week_on: date
    state: ActionState
    action: Action
    taken_by: str = ""
    is_again: bool = False
    answered_at: datetime | None = None
    reason: str = ""
    sent_to: int | None = None
    moved: Moved | None = None
    is_back: bool = False


@dataclass(frozen=True)
class Situation:
    """What the rules look at. `monday` is the day of the digest's week, `today` the day it is made;
    `retired` holds action keys, `past` the last answer to each."""

    use: UseFacts
    survey: SurveyFacts
    themes: tuple[Theme, ...]
    team: str
    program_week: int
    monday: date
    today: date
    k: int
    retired: frozenset[str] = frozenset()
    past: Mapping[str, Answered] = field(default_factory=dict)


def propose(situation: Situation) -> tuple[Action, ...]:
    """At most three actions, the weightiest first."""
    found = (action for rule in RULES for action in _due(situation, rule))
    standing = (_rested(situation, action) for action in found if action.key not in situation.retired)
    return tuple(action for action in standing if action)[:MOST]


def measured(now: Situation, name: RuleName) -> Share | None:
    """What may be told of the number a rule looks at; None where the rule has no share, it can't be told yet or of
    exactly these people, or the group is too small."""
    counted, rule = _counted(now, name), RULE[name]
    if counted is None or counted[1] < now.k or _is_untold(now.use, name):
        return None
    return share(*counted, now.k if rule.is_floor else LEAST_USE)


def followed(now: Situation, answered: Iterable[Answered]) -> tuple[Moved, ...]:
    """What a digest tells the end of: what was answered since the last one, and what somebody took and has not
    called done; each with its number then and now."""
    return tuple(
        _moved(now, one)
        for one in answered
        if one.is_news or (one.state == "taken" and now.today - one.answered_on <= FOLLOWED_FOR)
    )


def _moved(now: Situation, answered: Answered) -> Moved:
    action = answered.action
    return Moved(
        action_id=answered.action_id,
        key=action.key,
        then=action.evidence,
        now=measured(now, action.rule) if action.evidence else None,
        then_theme=action.theme,
        now_theme=next((theme for theme in now.themes if theme.key == action.about), None),
    )


def told_count(action: Action, sent: int, k: int) -> int | None:
    """How many people an action was sent to, if that may be told: enough of them, and nobody can be found by
    subtracting them from those its number was told of; near nobody or everybody that is not told either."""
    told = action.evidence
    if told is None or told.edge or told.is_least:
        return None
    counted = told.of - told.count if RULE[action.rule].is_floor else told.count
    left_out = abs(counted - sent)
    return sent if sent >= k and (left_out == 0 or left_out >= k) else None


def _counted(now: Situation, name: RuleName) -> tuple[int, int] | None:
    use, survey = now.use, now.survey
    match name:
        case "never_activated" if use.is_known:
            return use.never, use.never_of
        case "not_returning" if use.is_known and not use.is_partial and not use.is_holiday:
            return use.stopped, use.active_before
        case "dormant" if use.is_known and not use.is_holiday:
            return use.dormant, use.dormant_of
        case "low_response" if "response" not in survey.hidden:
            return survey.answered, survey.asked
    return None


def _is_untold(use: UseFacts, name: RuleName) -> bool:
    """Whether the people a rule counts its number of would say more than the summary's other figures do."""
    match name:
        case "never_activated":
            return "never" in use.untold
        case "dormant":
            return "dormant" in use.untold
        case "not_returning":
            return use.is_before_bound
    return False


def _due(now: Situation, rule: ActionRule) -> Iterator[Action]:
    """The rule's action as the week alone would have it."""
    if now.program_week < rule.first_week:
        return
    if rule.name == "blocker":
        for theme in now.themes[:1]:  # the one most people named
            if now.use.is_known and theme.people >= rule.fewest:
                yield _action(now, rule).model_copy(update={"about": theme.key, "theme": theme})
    elif rule.name == "no_figures":
        if not now.use.is_known and not now.team:
            yield _action(now, rule)
    elif rule.name == "power_users":
        if now.use.is_known and (now.use.power or 0) >= rule.fewest and now.use.enabled >= now.k:
            yield _action(now, rule)
    elif _is_past(now, rule):
        yield _action(now, rule).model_copy(update={"evidence": measured(now, rule.name)})


def _is_past(now: Situation, rule: ActionRule) -> bool:
    """Whether the number lies beyond the threshold, in a group big enough; in whole numbers, so that a share of
    exactly the threshold is never lost to rounding."""
    counted = _counted(now, rule.name)
    if counted is None or counted[1] < now.k:
        return False
    x, n = counted
    if rule.is_floor:
        return 100 * x < rule.percent * n
    return x >= rule.fewest and 100 * x >= rule.percent * n


def _rested(now: Situation, action: Action) -> Action | None:
    """The action with why it comes back; None while it rests."""
    before = now.past.get(action.key)
    if before is None:
        return action
    rule, was = RULE[action.rule], before.action
    is_rested = now.monday - before.answered_on >= timedelta(weeks=rule.rests)
    if not is_rested and not _is_worse(rule, was, action):
        return None
    again = Again(
        why="rested" if is_rested else "worse", state=before.state, answered_on=before.answered_on,
        share=was.evidence, theme=was.theme,
    )  # fmt: skip
    return action.model_copy(update={"again": again})


def _is_worse(rule: ActionRule, was: Action, now: Action) -> bool:
    """Whether the number, as it was told and is told, got worse by the rule's step."""
    if was.theme and now.theme:
        return now.theme.people - was.theme.people >= rule.worse_by
    if was.evidence is None or now.evidence is None:
        return False
    then, here = was.evidence, now.evidence
    grown = here.count * then.of - then.count * here.of
    return 100 * (-grown if rule.is_floor else grown) >= rule.worse_by * then.of * here.of


def _action(now: Situation, rule: ActionRule) -> Action:
    who: Who = "owner" if not now.team else rule.who
    return Action(rule=rule.name, who=who, due_on=_due_on(now, rule.by))


def _due_on(now: Situation, weekday: int) -> date:
    """The weekday in the digest's week; for a digest made late, the first such day still to come."""
    due_on = now.monday + timedelta(days=weekday)
    weeks_late = max(0, (now.today - due_on).days // 7 + 1)
    return due_on + timedelta(weeks=weeks_late)
