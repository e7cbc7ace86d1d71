"""What keeps a program from starting, in plain sentences with the key: all of it at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.model.rollout import Phase, Program
from bot.model.schedule import PhaseStatus
from bot.model.time import first_monday


def problems(
    program: Program, nudges: set[str], question_sets: set[str], emails: set[str] | None
) -> list[str]:
    """Everything that keeps this program from starting, in plain sentences with the key.

    `emails` are those of the people imported so far; None skips the questions about people.
    """
    return [
        *_phase_problems(program),
        *(p for phase in program.phase for p in _content_problems(phase, nudges, question_sets)),
        *(p for phase in program.phase for p in _week_problems(phase)),
        *(p for phase in program.phase for p in _hours_problems(program, phase)),
        *(_people_problems(program, emails) if emails is not None else []),
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
    windows = [window.key for phase in program.phase for window in phase.window]
    for key in sorted({key for key in windows if windows.count(key) > 1}):
        yield f"window {key}: the key is used twice; give each window its own"
    for before, after in zip(program.phase, program.phase[1:], strict=False):
        if after.first_week != before.last_week + 1:
            yield (
                f"phase {after.key}: first_week = {after.first_week}, but {before.key} ends with week "
                f"{before.last_week}; write first_week = {before.last_week + 1}"
            )
    if program.program.starts_on.weekday() != 0:
        monday = first_monday(program.program.starts_on)
        yield f"program.starts_on: {program.program.starts_on} is no Monday; write {monday}"


def _content_problems(phase: Phase, nudges: set[str], question_sets: set[str]) -> Iterator[str]:
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
    weeks = [window.week for window in phase.window]
    for week in sorted({week for week in weeks if weeks.count(week) > 1}):
        yield f"phase {phase.key}: two windows overlap in week {week}; move one to another week"


def _hours_problems(program: Program, phase: Phase) -> Iterator[str]:
    """A nudge or tip outside the promised hours would never leave."""
    start, _, end = program.program.working_hours.partition("-")
    slots = [(f"nudge {rule.use[0]}", rule.day, rule.at) for rule in phase.nudge]
    slots += [("tips", phase.tips.day, phase.tips.at)] if phase.tips else []
    for name, day, at in slots:
        if day not in program.program.working_days or not start <= at < end:
            hours = f"{', '.join(program.program.working_days)} {start}-{end}"
            yield f"phase {phase.key}: {name}: {day} {at} is outside the working hours ({hours}) and would never leave"


def _people_problems(program: Program, emails: set[str]) -> Iterator[str]:
    asked = [("program.human", program.program.human)]
    asked += [(f"phase {phase.key}: owner", phase.owner) for phase in program.phase]
    for where, email in asked:
        if email.strip().lower() not in emails:
            yield f"{where}: {email} is not among the people; import that person or name another"
