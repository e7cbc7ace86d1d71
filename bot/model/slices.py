"""From what is known of a whole program in one week to what may be told of one group in it.

A group is a team, or everybody (the empty name). People without a team count in the whole only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from bot.model.actions import Theme
from bot.model.figures import Point, SurveyFacts, UseFacts
from bot.model.ground import WHOLE, Ground, Member, answers_to
from bot.model.statistics import people_told
from bot.model.summary import FIRST_WEEK_OF_HABIT
from bot.model.usage import anywhere, at_least, bits_of, ladder_in


def use_facts(ground: Ground, team: str = WHOLE) -> UseFacts:
    """What was counted of a group, from bitmaps."""
    members = ground.members_of(team)
    after, ladder = ground.monday + timedelta(weeks=1), ladder_in(ground.program_week)
    since = _by_since(members)
    here = anywhere(since.values())
    two_weeks = _until(since, after - timedelta(weeks=2))
    four_weeks = _until(since, after - timedelta(weeks=4))
    now, before = _week(ground, 0) & here, _week(ground, 1) & here
    seen = ground.seen
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
        history=tuple(_history(ground, since)),
    )


def _week(ground: Ground, ago: int) -> int:
    return ground.active.get(ground.monday - timedelta(weeks=ago), 0)


def _days_told(ground: Ground) -> int:
    """How many days of the week the data reaches into; at least five are a working week."""
    return (ground.known_until - ground.monday).days + 1 if ground.known_until else 0


def _is_known(ground: Ground) -> bool:
    return ground.basis == "chat" or (ground.basis == "measured" and _days_told(ground) >= 1)


def _by_since(members: Sequence[Member]) -> dict[date, int]:
    """The day since when people have access → their bitmap; few days come, of very many people."""
    ordinals: dict[date, list[int]] = {}
    for member in members:
        ordinals.setdefault(member.since, []).append(member.ordinal)
    return {day: bits_of(found) for day, found in ordinals.items()}


def _until(since: Mapping[date, int], day: date) -> int:
    return anywhere(bits for began, bits in since.items() if began <= day)


def _history(ground: Ground, since: Mapping[date, int]) -> Iterator[Point]:
    for week, monday in ground.calendar:
        enabled = _until(since, monday + timedelta(days=6))
        active = ground.active.get(monday, 0) & enabled
        is_told = ground.known_until is None or monday <= ground.known_until
        if is_told and enabled:
            yield Point(week=week, active=active.bit_count(), enabled=enabled.bit_count())


def survey_facts(ground: Ground, team: str = WHOLE) -> SurveyFacts:
    """What a group answered; what may not be told of it beside the others is named in `hidden`."""
    facts, asked = ground.answered, ground.asked_of(team)
    rated = [facts.rated[one.person_id] for one in asked if one.person_id in facts.rated]
    saved = [facts.saved[one.person_id] for one in asked if one.person_id in facts.saved]
    return SurveyFacts(
        asked=len(asked),
        answered=sum(bool(one.answers) for one in asked),
        rated=len(rated),
        favourable=sum(rated),
        minutes=tuple(sorted(saved)),
        is_before_after=facts.is_before_after,
        hidden=frozenset(name for name, told in facts.told.items() if team not in told),
    )


def themes(ground: Ground, team: str = WHOLE) -> tuple[Theme, ...]:
    """What got in the way, most named first; only what `k` people named and subtraction can't find. Where fewer
    than `k` of those who answered did not name it, only a lower bound is told."""
    asked = ground.asked_of(team)
    answered = sum(bool(one.answers) for one in asked)
    counts = [
        (sum(one.by_team.values()) if team == WHOLE else one.by_team.get(team, 0), one)
        for one in ground.named
        if team in one.told
    ]
    counts.sort(key=lambda found: (-found[0], found[1].key))
    told = [(people_told(n, len(asked), ground.k, answered - n >= ground.k), one) for n, one in counts]
    return tuple(
        Theme(key=one.key, labels=dict(one.labels), people=people, is_least=is_least)
        for (people, is_least), one in told
    )


def open_answers(ground: Ground, team: str = WHOLE) -> tuple[str, ...]:
    """What people who may be quoted wrote where we asked for one thing to change, one text a person, in
    no order that points to anybody."""
    here = (one for one in ground.asked_of(team) if one.person_id not in ground.unquoted)
    said = (next((v.strip() for _, v in answers_to(ground, one, "open") if v.strip()), "") for one in here)
    return tuple(sorted(filter(None, said)))
