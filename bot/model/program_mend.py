"""What else is wrong with a file that can't be read as a program yet.

Whoever brings a file hears of everything at once: each wrong value gives way to a stand-in that breaks no
rule, so that the rules can judge the rest. Nothing that was mended is ever stored.
"""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.model.complaints import complaints
from bot.model.program_diff import Table
from bot.model.rollout import Program

STAND_IN = "stand-in-for-what-is-wrong"
_ROUNDS = 4  # a check of a whole table runs only when its parts are right, so mistakes come in layers
_WORDED = dict.fromkeys(("en", "zh-Hant", "zh-Hans"), STAND_IN)
_CHARTER: Table = {
    "key": STAND_IN,
    "tool": STAND_IN,
    "tool_key": STAND_IN,
    "sponsor": STAND_IN,
    "human": f"{STAND_IN}@example.com",
    "starts_on": date(2027, 1, 4),
    "timezone": "UTC",
    "title": _WORDED,
    "why": _WORDED,
    "kpi": {"name": STAND_IN, "baseline": STAND_IN, "target": STAND_IN},
}
_PHASE: Table = {"title": _WORDED, "owner": f"{STAND_IN}@example.com", "kpi": STAND_IN}


def read(table: Table) -> tuple[Program | None, list[str]]:
    """The program a table says, and everything that keeps it from being read; with complaints the program is
    one for looking on only, or None when too little is left."""
    said: list[str] = []
    for _ in range(_ROUNDS):
        try:
            return Program.model_validate(table), said
        except ValidationError as error:
            said += [one for one in complaints(error, Program) if one not in said]
            table = copy.deepcopy(table)
            for part in _deepest_first(error.errors()):
                _mend(table, part)
    return None, said


def is_of_mending(problem: str) -> bool:
    """Whether a rule only complains about a stand-in."""
    return STAND_IN in problem


def _deepest_first(parts: list[ErrorDetails]) -> list[ErrorDetails]:
    """Later rows of a list before earlier ones, so that taking one out moves none that follows."""
    return sorted(parts, key=lambda part: [_sortable(step) for step in part["loc"]], reverse=True)


def _sortable(step: int | str) -> str:
    return f"{step:06}" if isinstance(step, int) else step


def _mend(table: Table, part: ErrorDetails) -> None:
    path = part["loc"]
    if part["type"] == "extra_forbidden":
        _take_out(table, path)
    elif path[:1] == ("program",):
        _mend_charter(table, path)
    elif path[:1] == ("phase",) and len(path) >= 2 and isinstance(path[1], int):
        _mend_phase(table, path[1], path)
    elif path == ("schema",):
        table["schema"] = 1
    elif path:
        _take_out(table, path[:1])


def _mend_charter(table: Table, path: tuple[int | str, ...]) -> None:
    if not isinstance(table.get("program"), dict):
        table["program"] = copy.deepcopy(_CHARTER)
    elif len(path) > 1 and path[1] in _CHARTER:
        table["program"][path[1]] = copy.deepcopy(_CHARTER[str(path[1])])
    elif len(path) > 1:
        table["program"].pop(path[1], None)


def _mend_phase(table: Table, number: int, path: tuple[int | str, ...]) -> None:
    phases = table["phase"]
    if not isinstance(phases, list) or number >= len(phases):
        return
    phase = phases[number]
    if not isinstance(phase, dict):
        del phases[number]
        return
    key = path[2] if len(path) > 2 else ""
    if key in _PHASE:
        phase[key] = copy.deepcopy(_PHASE[str(key)])
    elif key == "key":
        phase["key"] = f"{STAND_IN}-{number}"
    elif key == "first_week":
        phase["first_week"] = _week_after(phases, number)
    elif key == "weeks":
        phase["weeks"] = _weeks_until(phases, number)
    elif not key:  # its dates contradict each other
        phase.pop("starts_on", None)
        phase.pop("ends_on", None)
        phase["weeks"] = _weeks_until(phases, number)
    elif len(path) > 3 and isinstance(path[3], int):
        _take_out(table, path[:4])
    else:
        phase.pop(key, None)


def _week_after(phases: list[Any], number: int) -> int:
    before = phases[number - 1] if number else {}
    first, weeks = (before.get(key) for key in ("first_week", "weeks"))
    return int(first) + int(weeks) if isinstance(first, int) and isinstance(weeks, int) else 1


def _weeks_until(phases: list[Any], number: int) -> int:
    """As long as the next phase allows; the last one as long as its windows and slots need."""
    first = phases[number].get("first_week")
    if not isinstance(first, int):
        return 1
    if number + 1 < len(phases) and isinstance(phases[number + 1], dict):
        following = phases[number + 1].get("first_week")
        return min(52, max(1, following - first)) if isinstance(following, int) else 1
    rows = [*phases[number].get("window", ()), *phases[number].get("nudge", ())]
    weeks = [row["week"] for row in rows if isinstance(row, dict) and isinstance(row.get("week"), int)]
    return min(52, int(max([first, *weeks])) - first + 1)


def _take_out(table: Any, path: tuple[int | str, ...]) -> None:
    here = table
    for step in path[:-1]:
        if not _has(here, step):
            return
        here = here[step]
    if _has(here, path[-1]):
        del here[path[-1]]


def _has(here: Any, step: int | str) -> bool:
    if isinstance(here, list):
        return isinstance(step, int) and step < len(here)
    return isinstance(here, dict) and step in here
