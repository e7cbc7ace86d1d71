"""GitHub Copilot's usage metrics of users: NDJSON, one line a user and day, of the one-day and the 28-day
report.

Source: the Copilot usage metrics reference and example schema (docs.github.com). Counted are prompts
really sent (`user_initiated_interaction_count`; opening a panel is none) and accepted completions.
New fields come every month: all but the day and the user are optional, unknown ones are left alone.
The old `/copilot/metrics` ended on 2 April 2026 and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.connectors.cells import read_day
from bot.connectors.export import Brought, Export, Reading
from bot.connectors.fields import block, counted, text_of
from bot.connectors.problems import CellError, Problem, UnreadableError, Wrong, unreadable
from bot.connectors.records import Record

TOOL = "github-copilot"
KNOWN_BY = ("github", "github_login")
_PROMPTS = "user_initiated_interaction_count"
_ACCEPTED = "code_acceptance_activity_count"
_COMPLETION = "code_completion"
_OLD = ("copilot_ide_code_completions", "total_active_users", "total_suggestions_count", "breakdown")
_WHOLE = ("day_totals", "daily_active_users", "monthly_active_users")


def read(brought: Brought) -> Export:
    """Reads a report of users; UnreadableError when it is the old one, or one without users."""
    export = Export((), known_by=KNOWN_BY)
    found = brought.records("records", "data")
    export.rows = _readings(found.rows, brought, export)
    return export


def _readings(rows: Iterator[Record | Wrong], brought: Brought, export: Export) -> Iterator[Reading | Wrong]:
    for row in rows:
        if isinstance(row, Wrong):
            yield row
            continue
        _refuse_others(row)
        try:
            yield from _of_user(row, brought, export)
        except UnreadableError as error:
            yield Wrong(
                row.number, (str(row.fields)[:300],), tuple(one.at(row.number) for one in error.problems)
            )


def _refuse_others(row: Record) -> None:
    fields = row.fields
    if "user_login" in fields or "user_id" in fields:
        return
    if any(name in fields for name in _OLD):
        raise unreadable("old_github", row=row.number)
    if any(name in fields for name in _WHOLE):
        raise unreadable("no_users", row=row.number, report="users-28-day")
    if fields.get("download_links"):
        raise unreadable("links", row=row.number)


def _of_user(row: Record, brought: Brought, export: Export) -> Iterator[Reading]:
    fields = row.fields
    login = text_of(fields, "user_login").lower() or text_of(fields, "user_id")
    if not login:
        raise unreadable("field_missing", field="user_login")
    try:
        day = read_day(text_of(fields, "day"), brought.today)
    except CellError as error:
        raise UnreadableError(error.about("day")) from None
    export.meet(row.number, login)
    export.reaches(day)
    for feature, actions in sorted(_actions(fields).items()):
        yield Reading(row.number, login, TOOL, feature, day, actions)


def _actions(fields: Mapping[str, Any]) -> dict[str, int]:
    """Feature → intentional actions of one user and day."""
    found: dict[str, int] = {}
    prompts = counted(fields, _PROMPTS)
    parts = 0
    for part in block(fields, "totals_by_feature", list):
        if isinstance(part, dict):
            name = text_of(part, "feature").lower() or "other"
            sent = counted(part, _PROMPTS)
            parts += sent
            accepted = counted(part, _ACCEPTED) if name == _COMPLETION else 0
            feature = name.replace("_", "-")[:60]
            found[feature] = found.get(feature, 0) + sent + accepted
    if parts > prompts and _PROMPTS in fields:
        problem = {"field": _PROMPTS, "said": prompts, "sum": parts}
        raise UnreadableError(Problem("parts", problem))
    if prompts > parts:
        found["other"] = found.get("other", 0) + prompts - parts
    if not block(fields, "totals_by_feature", list) and (accepted := counted(fields, _ACCEPTED)):
        found["code-completion"] = accepted
    if cli := counted(block(fields, "totals_by_cli", dict), "prompt_count"):
        found.setdefault("cli", cli)
    return {feature: actions for feature, actions in found.items() if actions}
