"""Claude Enterprise: a day of `/v1/organizations/analytics/users` of the Analytics API, JSON.

Source: Claude Enterprise Analytics API reference (support.claude.com, platform.claude.com). One record a
user; the answer does not name its day, so the day comes from the file's name (`users-2026-11-16.json`),
from a field `date` beside the list or in the record, or from `--day`. The vendor calls a person active who
used tokens; counted here are messages sent and sessions of Claude Code, Cowork and the Office add-ins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bot.connectors.cells import read_day
from bot.connectors.export import Brought, Export, Reading
from bot.connectors.fields import block, counted, text_of
from bot.connectors.problems import CellError, UnreadableError, Wrong, unreadable
from bot.connectors.records import Record, Records

TOOL = "claude-enterprise"
_OFFICE = ("excel", "powerpoint", "word", "outlook")
_DAY_NAMES = ("date", "day", "starting_date", "starting_at")
_IN_NAME = re.compile(r"(?<![0-9])20[0-9]{2}-?[0-9]{2}-?[0-9]{2}(?![0-9])")


def read(brought: Brought) -> Export:
    """Reads the answer for one day; UnreadableError when it is of another endpoint or names no day."""
    export = Export(())
    found = brought.records("data")
    export.rows = _readings(found, brought, export)
    return export


def _readings(found: Records, brought: Brought, export: Export) -> Iterator[Reading | Wrong]:
    for row in found.rows:
        if isinstance(row, Wrong):
            yield row
            continue
        if "daily_active_user_count" in row.fields or "assigned_seat_count" in row.fields:
            raise unreadable("no_users", row=row.number, report="/users")
        try:
            yield from _of_user(row, _day(row, found, brought), export)
        except UnreadableError as error:
            yield Wrong(
                row.number, (_email(row.fields),), tuple(one.at(row.number) for one in error.problems)
            )
    if found.page.get("next_page") and not found.is_lines:
        export.remarks.append(("next_page", {"field": "next_page"}))
        export.complete_to = None


def _day(row: Record, found: Records, brought: Brought) -> date:
    if brought.day:
        return brought.day
    for fields in (row.fields, found.page):
        for name in _DAY_NAMES:
            if text := text_of(fields, name):
                return _read_day(text, brought.today)
    in_name = _IN_NAME.findall(brought.name)
    if len(in_name) == 1:
        return _read_day(in_name[0], brought.today)
    raise unreadable("no_day")


def _read_day(text: str, today: date) -> date:
    try:
        return read_day(text, today)
    except CellError as error:
        raise UnreadableError(error.about("date")) from None


def _email(fields: Mapping[str, Any]) -> str:
    user = block(fields, "user", dict)
    return (text_of(user, "email_address") or text_of(user, "email")).lower()


def _of_user(row: Record, day: date, export: Export) -> Iterator[Reading]:
    person = _email(row.fields)
    if not person:
        raise unreadable("field_missing", field="user.email_address")
    export.meet(row.number, person)
    export.reaches(day)
    for feature, actions in _actions(row.fields).items():
        if actions:
            yield Reading(row.number, person, TOOL, feature, day, actions)


def _actions(fields: Mapping[str, Any]) -> dict[str, int]:
    """Feature → what a person did in it that day."""
    chat = block(fields, "chat_metrics", dict)
    code = block(block(fields, "claude_code_metrics", dict), "core_metrics", dict)
    office = block(fields, "office_metrics", dict)
    messages, thinking = counted(chat, "message_count"), counted(chat, "thinking_message_count")
    if thinking > messages and "message_count" in chat:
        raise unreadable("parts", field="message_count", said=messages, sum=thinking)
    found = {
        "chat": messages,
        "code": counted(code, "distinct_session_count"),
        "cowork": _messages_or_sessions(block(fields, "cowork_metrics", dict)),
    }
    return found | {app: _messages_or_sessions(block(office, app, dict)) for app in _OFFICE}


def _messages_or_sessions(part: Mapping[str, Any]) -> int:
    return counted(part, "message_count") or counted(part, "distinct_session_count")
