"""From what is known of a whole program in one week to what may be told of one group in it.

A group is a team, or everybody (the empty name). People without a team count in the whole only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.model.actions import Theme
from bot.model.figures import Point, SurveyFacts, UseFacts
from bot.model.ground import WHOLE, Ground, Member, answers_to
from bot.model.holiday_weeks import holidays_of, weeks_since, worked_weeks
from bot.model.statistics import people_told
from bot.model.summary import FIRST_WEEK_OF_HABIT
from bot.model.usage import Ladder, Segment, anywhere, at_least, bits_of, ladder_in, rungs


@dataclass(frozen=True)
class Use:
    """Bitmaps of a group's people in one week; holiday weeks are skipped wherever weeks are put together.
    `two_weeks` and `four_weeks` had access for so long."""

    everybody: Mapping[date, int]
    here: int
    holidays: Collection[date]
    on_ladder: tuple[date, ...]
    compared_on: date
    two_weeks: int
    four_weeks: int
    now: int
    before: int
    never: int
    dormant: int


def use_of(ground: Ground, team: str = WHOLE) -> Use:
    """Who of a group did what, without those who are left out."""
    members, out = ground.members_of(team), _left_out(ground, team, ground.monday)
    everybody = _by_since(members)
    since = {day: bits & ~out for day, bits in everybody.items()} if out else everybody
    here, ladder = anywhere(since.values()), ladder_in(ground.program_week)
    holidays = holidays_of(here, ground.short)
    weeks = worked_weeks(ground.monday, holidays, max(4, ladder.weeks))
    compared_on = _week_before(ground, holidays)
    two_weeks, four_weeks = _until(since, weeks[1]), _until(since, weeks[3])
    recent = anywhere(_week(ground, monday) for monday in weeks_since(weeks[3], ground.monday))
    return Use(
        everybody=everybody, here=here, holidays=holidays, on_ladder=weeks[: ladder.weeks],
        compared_on=compared_on, two_weeks=two_weeks, four_weeks=four_weeks,
        now=_week(ground, ground.monday) & here, before=_week(ground, compared_on) & here,
        never=two_weeks & ~ground.seen, dormant=four_weeks & ground.seen & ~recent,
    )  # fmt: skip


def power_of(ground: Ground, team: str = WHOLE) -> int:
    """The bitmap of those of a group who stand on the highest rung; nobody where nobody counted actions."""
    use = use_of(ground, team)
    busy = ground.busy.get(use.on_ladder)
    if busy is None:
        return 0
    weeks = [_week(ground, monday) for monday in use.on_ladder]
    return rungs(weeks, busy, ladder_in(ground.program_week))["power"] & use.here


def use_facts(ground: Ground, team: str = WHOLE) -> UseFacts:
    """What was counted of a group, from bitmaps."""
    use, ladder = use_of(ground, team), ladder_in(ground.program_week)
    here, now, before = use.here, use.now, use.before
    habit = at_least([_week(ground, monday) for monday in use.on_ladder], ladder.need) & here
    steps = _rungs(ground, use.on_ladder, here, ladder)
    return UseFacts(
        basis=ground.basis,
        is_known=_is_known(ground),
        is_partial=ground.basis == "measured" and _days_told(ground) < 5,
        enabled=here.bit_count(),
        active=now.bit_count(),
        active_before=before.bit_count(),
        started=(now & ~before).bit_count(),
        stopped=(before & ~now).bit_count(),
        habit=habit.bit_count(),
        ladder=ladder,
        is_habit_known=_weeks_run(ground, use.holidays) >= FIRST_WEEK_OF_HABIT,
        tried=(here & ground.seen).bit_count(),
        activated=None if ground.activated is None else (use.two_weeks & ground.activated).bit_count(),
        never=use.never.bit_count(),
        never_of=use.two_weeks.bit_count(),
        dormant=use.dormant.bit_count(),
        dormant_of=use.four_weeks.bit_count(),
        history=tuple(_history(ground, team, use)),
        is_holiday=ground.monday in use.holidays,
        compared_on=use.compared_on,
        left_out=len(ground.members_of(team)) - here.bit_count(),
        few_left_out=team in ground.few_left_out,
        untold=_untold(ground, use),
        power=steps["power"] if steps else None,
        rungs=steps,
    )


def _untold(ground: Ground, use: Use) -> frozenset[str]:
    """The figures of those with access for so long whom nothing was told of before: the newest of a group may be
    one person."""
    parts = {"never": use.two_weeks, "dormant": use.four_weeks}
    return frozenset(name for name, part in parts.items() if not _tells(ground, part, use.here))


def _tells(ground: Ground, part: int, whole: int) -> bool:
    """Whether a count of a part of the people a group's figures tell of may be told: it is all of them, or something
    was told of exactly these before. Else the difference of the two could tell of a few."""
    return part == whole or ground.known is None or part in ground.known


def ladder_weeks(ground: Ground, team: str = WHOLE) -> tuple[date, ...]:
    """The Mondays a group's ladder looks at, the newest first: no holiday weeks of the group."""
    weeks = ladder_in(ground.program_week).weeks
    if not ground.short:  # so it is in most weeks, and there may be very many people
        return worked_weeks(ground.monday, (), weeks)
    here = bits_of(member.ordinal for member in ground.members_of(team))
    here &= ~_left_out(ground, team, ground.monday)
    return worked_weeks(ground.monday, holidays_of(here, ground.short), weeks)


def _rungs(ground: Ground, weeks: tuple[date, ...], here: int, ladder: Ladder) -> dict[Segment, int] | None:
    """How many stand on each rung, who had access and used nothing at the bottom; None where nobody counted
    actions."""
    busy = ground.busy.get(weeks)
    if busy is None:
        return None
    steps = rungs([_week(ground, monday) for monday in weeks], busy, ladder)
    found = {step: (bits & here).bit_count() for step, bits in steps.items()}
    return found | {"non_user": here.bit_count() - sum(found.values())}


def _left_out(ground: Ground, team: str, monday: date) -> int:
    return ground.left_out.get(monday, {}).get(team, 0)


def _week(ground: Ground, monday: date) -> int:
    return ground.active.get(monday, 0)


def _week_before(ground: Ground, holidays: Collection[date]) -> date:
    """The Monday of the last week before this one that was no holiday week."""
    return worked_weeks(ground.monday - timedelta(weeks=1), holidays, 1)[0]


def _weeks_run(ground: Ground, holidays: Collection[date]) -> int:
    """Which week of the program this is, holiday weeks not counted."""
    return ground.program_week - sum(week >= 1 and monday in holidays for week, monday in ground.calendar)


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


def _history(ground: Ground, team: str, use: Use) -> Iterator[Point]:
    for week, monday in ground.calendar:
        enabled = _until(use.everybody, monday + timedelta(days=6)) & ~_left_out(ground, team, monday)
        active = _week(ground, monday) & enabled
        is_told = ground.known_until is None or monday <= ground.known_until
        if is_told and enabled:
            yield Point(
                week=week,
                active=active.bit_count(),
                enabled=enabled.bit_count(),
                is_holiday=monday in use.holidays,
                is_told=_tells(ground, enabled, use.here),
            )


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
