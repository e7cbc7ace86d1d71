"""What keeps a program from starting, in plain sentences with the key: all of it at once."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from bot.model.people import Person
from bot.model.program_people import cohort_problems, owner_problems, size_problems
from bot.model.program_windows import window_problems
from bot.model.rollout import Phase, Program
from bot.model.schedule import PhaseStatus
from bot.model.time import first_monday
from bot.model.usage import EARLY

_WEEK = re.compile(r"-?\d{1,3}")
_HABIT_WEEKS = EARLY.weeks


def problems(
    program: Program,
    nudges: set[str],
    question_sets: Mapping[str, int],
    people: Sequence[Person] | None,
    are_all: bool = True,
) -> list[str]:
    """Everything that keeps this program from starting, in plain sentences with the key.

    `question_sets` says for how many days each rests after it was asked. `people` are those imported so far;
    None skips the questions about people, `are_all` = False those about how many they are.
    """
    return [
        *_phase_problems(program),
        *_date_problems(program),
        *window_problems(program, question_sets),
        *(p for phase in program.phase for p in _content_problems(phase, nudges, question_sets)),
        *(p for phase in program.phase for p in _week_problems(phase)),
        *(p for phase in program.phase for p in _hours_problems(program, phase)),
        *(p for phase in program.phase for p in _promise_problems(phase)),
        *cohort_problems(program, people),
        *(owner_problems(program, people) if people is not None else []),
        *(size_problems(program, people) if people is not None and are_all else []),
    ]


def begun_problems(program: Program, statuses: Iterable[PhaseStatus]) -> list[str]:
    """Where a new version would lose a phase that has begun: its weeks and answers are counted by its key."""
    kept = {phase.key for phase in program.phase}
    return [
        f"phase {one.phase_key}: has begun and can't be left out or renamed; keep it, or stop the program"
        for one in statuses
        if one.state != "planned" and one.phase_key not in kept
    ]


def _phase_problems(program: Program) -> Iterator[str]:
    keys = [phase.key for phase in program.phase]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"phase {key}: the key is used twice; give each phase its own"
    for before, after in pairwise(program.phase):
        if after.first_week != before.last_week + 1:
            yield (
                f"phase {after.key}: first_week = {after.first_week}, but {before.key} ends with week "
                f"{before.last_week}; write first_week = {before.last_week + 1}"
            )
    for name, curve in (("active", program.plan.active), ("habit", program.plan.habit)):
        for week in curve:
            if not _WEEK.fullmatch(week):
                yield f'plan.{name}: {week!r} is no week; write its number in quotes, like "4"'


def _date_problems(program: Program) -> Iterator[str]:
    starts = program.program.starts_on
    monday = first_monday(starts)
    if starts.weekday() != 0:
        yield f"program.starts_on: {starts} is no Monday; write {monday}"
    for phase in program.phase:
        if phase.starts_on and phase.starts_on != monday:
            yield (
                f"phase {phase.key}: starts_on = {phase.starts_on}, but what comes before it ends on "
                f"{monday - timedelta(days=1)}; write starts_on = {monday}"
            )
            monday = phase.starts_on
        monday += timedelta(weeks=phase.weeks)
    yield from _graduation_problems(program, monday - timedelta(days=1))


def _graduation_problems(program: Program, ends_on: date) -> Iterator[str]:
    graduates = program.program.graduates_on
    if graduates and graduates < program.program.starts_on:
        yield (f"program.graduates_on: {graduates} lies before the start; write {ends_on} or a later day")
    elif graduates and graduates < ends_on:
        yield (
            f"program.graduates_on: on {graduates} the last phase has not ended yet; write {ends_on} or a later day, "
            "or shorten a phase"
        )


def _content_problems(phase: Phase, nudges: set[str], question_sets: Container[str]) -> Iterator[str]:
    for rule in phase.nudge:
        for key in rule.use:
            if key not in nudges:
                yield f"phase {phase.key}: nudge {key!r} is not in content/nudges; write it or name another"
    for window in phase.window:
        if window.questions not in question_sets:
            yield f"window {window.key}: question set {window.questions!r} is not in content/question_sets"


def _week_problems(phase: Phase) -> Iterator[str]:
    named = [(f"window {w.key}", w.week) for w in phase.window]
    named += [(f"nudge {n.use[0]}", n.week) for n in phase.nudge]
    for name, week in named:
        if not phase.first_week <= week <= phase.last_week:
            yield (
                f"phase {phase.key}: {name} is in week {week}, but the phase has weeks "
                f"{phase.first_week} to {phase.last_week}"
            )


def _hours_problems(program: Program, phase: Phase) -> Iterator[str]:
    """A nudge or tip outside the promised hours would never leave."""
    start, _, end = program.program.working_hours.partition("-")
    slots = [(f"nudge {rule.use[0]}", rule.day, rule.at) for rule in phase.nudge]
    slots += [("tips", phase.tips.day, phase.tips.at)] if phase.tips else []
    for name, day, at in slots:
        if day not in program.program.working_days or not start <= at < end:
            hours = f"{', '.join(program.program.working_days)} {start}-{end}"
            yield f"phase {phase.key}: {name}: {day} {at} is outside the working hours ({hours}) and would never leave"


def _promise_problems(phase: Phase) -> Iterator[str]:
    """A phase says who answers for it and what it is judged by, and its gate asks what can be computed."""
    if not phase.kpi.strip():
        yield f"phase {phase.key}: kpi: is empty; say in one sentence what the phase is judged by"
    if not phase.owner.strip():
        yield f"phase {phase.key}: owner: is empty; write the address of who answers for the phase"
    if phase.gate is None:
        return
    if phase.gate.metric in ("favourable", "response") and not phase.window:
        yield (
            f"phase {phase.key}: gate.metric: {phase.gate.metric} is counted from answers, and the phase has no "
            'window; add one, or write metric = "active"'
        )
    if phase.gate.metric == "habit" and phase.last_week < _HABIT_WEEKS:
        yield (
            f"phase {phase.key}: gate.metric: a habit shows in {_HABIT_WEEKS} weeks, but the phase ends with week "
            f'{phase.last_week}; write metric = "active", or let it end later'
        )
