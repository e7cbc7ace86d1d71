"""What is wrong with a program's windows, in plain sentences with the key: who would be asked by two at once,
reminded too late, or asked the same too soon, and no window comes more rarely than the other and goes first."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import combinations

from bot.model.asking import LAST_HOURS
from bot.model.rollout import Phase, Program, WindowRule
from bot.model.sharing_weeks import are_too_near, ask_the_same_people, planned, turns_of
from bot.model.time import weekday_number

_MESSAGES_WITH_TWO_REMINDERS = 3


def window_problems(program: Program, cooldowns: Mapping[str, int]) -> Iterator[str]:
    """Every problem; `cooldowns` says for how many days each question set rests after it was asked."""
    for phase in program.phase:
        for rule in phase.window:
            yield from _repeat_problems(phase, rule)
            yield from _reminder_problems(program, rule)
    turns, _ = planned(program, cooldowns)
    windows = [turn.rule for turn in turns]
    written = [rule.key for phase in program.phase for rule in phase.window]
    yield from _crowded_out(written, {turn.window for turn in turns})
    keys = [one.rule.key for phase in program.phase for one in turns_of(phase.window, phase.last_week)]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"window {key}: the key is used twice; give each window its own"
    for before, after in combinations(windows, 2):
        if ask_the_same_people(before, after):
            yield from _overlap_problems(before, after)
            yield from _cooldown_problems(before, after, cooldowns)


def _crowded_out(written: Sequence[str], kept: Container[str]) -> Iterator[str]:
    """A window that gives way every time it would come asks nobody."""
    for key in dict.fromkeys(written):
        if key not in kept:
            yield (
                f"window {key}: every week of it belongs to a window that comes more rarely, so it would never "
                "come; move one of them, or leave it out"
            )


def _overlap_problems(before: WindowRule, after: WindowRule) -> Iterator[str]:
    """Nobody is asked by two windows at once, whichever phases they stand in."""
    if before.week == after.week:
        yield (
            f"window {after.key}: overlaps with window {before.key}: two windows overlap in week {after.week}; "
            "move one to another week, or give each another half"
        )


def _cooldown_problems(before: WindowRule, after: WindowRule, cooldowns: Mapping[str, int]) -> Iterator[str]:
    days, rest = abs(after.week - before.week) * 7, cooldowns.get(after.questions, 0)
    if are_too_near(before, after, cooldowns):
        yield (
            f"window {after.key}: asks {after.questions!r} {days} days after window {before.key}, but these "
            f"questions rest {rest} days; leave {-(-rest // 7)} weeks between them"
        )


def _repeat_problems(phase: Phase, rule: WindowRule) -> Iterator[str]:
    if rule.every_weeks and rule.week + rule.every_weeks > phase.last_week:
        yield (
            f"window {rule.key}: every_weeks = {rule.every_weeks}, but the phase ends with week "
            f"{phase.last_week}, so it comes once; leave every_weeks out, or let the phase end later"
        )


def _reminder_problems(program: Program, rule: WindowRule) -> Iterator[str]:
    closes = _in_week(rule.closes)
    for name, at in (("reminds", rule.reminds), ("reminds_again", rule.reminds_again)):
        if at and closes - _in_week(at) < LAST_HOURS:
            hours = LAST_HOURS // timedelta(hours=1)
            yield (
                f"window {rule.key}: {name}: {at} lies within the last {hours} hours before the close "
                f"({rule.closes}), and nobody is pressed then; write an earlier time"
            )
    if rule.reminds_again and program.program.weekly_cap < _MESSAGES_WITH_TWO_REMINDERS:
        yield (
            f"window {rule.key}: reminds_again: asking and reminding twice are {_MESSAGES_WITH_TWO_REMINDERS} "
            f"messages, but program.weekly_cap = {program.program.weekly_cap}, so it would never leave; leave "
            "reminds_again out, or raise the cap"
        )


def _in_week(day_and_time: str) -> timedelta:
    hour, _, minute = day_and_time[4:].partition(":")
    return timedelta(days=weekday_number(day_and_time[:3]), hours=int(hour), minutes=int(minute))
