"""A program as a file for others: with what it brought about, and without anybody's name; or for the next unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from bot.context import Context
from bot.errors import BadInput
from bot.model.program_diff import Table, tree
from bot.model.rollout import Program
from bot.model.time import first_monday
from bot.model.toml_text import toml_text
from bot.steps.program_effects import effect_lines
from bot.store import people, programs
from bot.store.programs import Running
from bot.store.versions import PlanVersion

_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]*\w")
_WRITTEN = {"human": "person-to-ask", "owner": "owner", "sponsor_email": "sponsor"}
_NOTE = (
    "# Exported without personal data: addresses are placeholders, lists of people and groups are left out,\n"
    "# and names from the people file give way to “somebody”. Read the free text once more before you pass it on."
)


def version_file(version: PlanVersion) -> str:
    """A version as its file, with `based_on`, so that an edit of it is seen to build on it."""
    return toml_text({"based_on": version.version, **tree(version.program)})


def exported(ctx: Context, running: Running) -> str:
    """The program's file with what was measured as comments, and nobody in it."""
    names = sorted({one.name for one in people.everyone(ctx.db) if len(one.name) > 2}, key=len, reverse=True)
    table = _without_people(tree(running.program), lambda text: _clean(text, names))
    lines = [_NOTE, "#", "# Measured effects:", *(f"#   {line}" for line in effect_lines(ctx, running))]
    return "\n".join(lines) + "\n\n" + toml_text(table)


def cloned(ctx: Context, program: Program, key: str, starts_on: date, teams: Sequence[str]) -> str:
    """The program's file under another key and from another Monday, for other teams when some are named.

    BadInput when the key is taken or the day is no Monday.
    """
    problems = []
    if programs.find(ctx.db, key):
        problems.append(f"{key}: there is a program of this key already; choose another")
    if starts_on.weekday() != 0:
        problems.append(f"--starts-on: {starts_on} is no Monday; write {first_monday(starts_on)}")
    if problems:
        raise BadInput(problems)
    later = starts_on - program.program.starts_on
    table = _moved(tree(program), later)
    table["program"]["key"] = key
    if teams:
        table["program"]["cohort"] = {"teams": list(teams)}
    advice = "Look at owners, cohorts and dates before you apply it."
    return f"# Cloned from {program.program.key}. {advice}\n{toml_text(table)}"


def _moved(value: Any, later: timedelta) -> Any:
    """The same table with every date so much later."""
    if isinstance(value, dict):
        return {key: _moved(one, later) for key, one in value.items()}
    if isinstance(value, list):
        return [_moved(one, later) for one in value]
    return value + later if isinstance(value, date) else value


def _without_people(table: Table, clean: Callable[[str], str]) -> Table:
    """Addresses become placeholders, lists of people and groups go."""
    table = _cleaned(table, clean)
    charter = table["program"]
    charter["sponsor"] = "Sponsor"
    for name in charter.get("owners", {}):
        charter["owners"][name] = f"{name.replace('_', '-')}@example.com"
    for part in (charter, *table["phase"]):
        for key, written in _WRITTEN.items():
            if key in part:
                part[key] = f"{written}@example.com"
        for group in ("people", "slack_groups", "teams_groups"):
            part.get("cohort", {}).pop(group, None)
    return table


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {key: _cleaned(one, clean) for key, one in value.items()}
    if isinstance(value, list):
        return [_cleaned(one, clean) for one in value]
    return clean(value) if isinstance(value, str) else value


def _clean(text: str, names: Sequence[str]) -> str:
    """Free text without addresses and names; keys and single words stay as they are."""
    text = _ADDRESS.sub("somebody@example.com", text)
    if text.isascii() and " " not in text:
        return text
    for name in names:
        text = re.sub(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", "somebody", text)
    return text
