"""Gemini in Workspace: activity events of the Reports API (`gemini_in_workspace_apps`), JSON.

Source: Gemini in Workspace Apps Activity Events (developers.google.com). Events of `feature_utilization`
are counted by person, app and UTC day. What Gemini offers by itself is no use of it: inactive events and
proactive suggestions do not count. An event is counted once, however often it stands in the file.
Every page of a time span belongs into one file: a second file of the same day would replace its counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.connectors.cells import MOST, read_day
from bot.connectors.export import Brought, Export, Reading
from bot.connectors.fields import block, text_of
from bot.connectors.problems import CellError, UnreadableError, Wrong, unreadable
from bot.connectors.records import Record, Records

TOOL = "gemini"
_EVENT = "feature_utilization"
_APPLICATION = "gemini_in_workspace_apps"
_BY_ITSELF = ("proactive", "starter", "suggest")
_MOST_WAITING = 400_000


def read(brought: Brought) -> Export:
    """Reads activities; UnreadableError when they are of another application, or pages are missing."""
    export = Export(())
    found = brought.records("items")
    export.rows = _Activities(found, brought, export).readings()
    return export


@dataclass
class _Activities:
    """Activities being counted. Whole days leave when too many wait; the events come sorted by time."""

    found: Records
    brought: Brought
    export: Export
    counts: dict[date, dict[tuple[str, str], list[int]]] = field(default_factory=dict)
    seen: dict[date, set[int]] = field(default_factory=dict)
    told: set[date] = field(default_factory=set)
    waiting: int = 0

    def readings(self) -> Iterator[Reading | Wrong]:
        """Every person's count in every app and day, once the day is through."""
        for row in self.found.rows:
            if isinstance(row, Wrong):
                yield row
                continue
            try:
                day = self._take(row)
            except UnreadableError as error:
                problems = tuple(one.at(row.number) for one in error.problems)
                yield Wrong(row.number, (str(row.fields.get("id"))[:300],), problems)
                continue
            if self.waiting > _MOST_WAITING:
                for done in [one for one in self.counts if one != day]:
                    yield from self._told(done)
        if self.found.page.get("nextPageToken"):
            raise unreadable("one_page", field="nextPageToken")
        for done in sorted(self.counts):
            yield from self._told(done)

    def _take(self, row: Record) -> date:
        identity = block(row.fields, "id", dict)
        if text_of(identity, "applicationName") not in ("", _APPLICATION):
            raise unreadable("other_application", text=text_of(identity, "applicationName")[:60])
        person = text_of(block(row.fields, "actor", dict), "email").lower()
        if not person or not text_of(identity, "time"):
            raise unreadable("field_missing", field="actor.email, id.time")
        try:
            day = read_day(text_of(identity, "time"), self.brought.today)
        except CellError as error:
            raise UnreadableError(error.about("id.time")) from None
        if day in self.told:
            raise unreadable("unsorted", text=day.isoformat())
        self.export.meet(row.number, person)
        self.export.reaches(day)
        mark = hash((person, text_of(identity, "time"), text_of(identity, "uniqueQualifier")))
        seen = self.seen.setdefault(day, set())
        if mark not in seen:
            seen.add(mark)
            self._count(row, day, person)
        return day

    def _count(self, row: Record, day: date, person: str) -> None:
        self.waiting += 1
        counts = self.counts.setdefault(day, {})
        for event in block(row.fields, "events", list):
            if isinstance(event, dict) and (app := _used_app(event)):
                counts.setdefault((person, app), [row.number, 0])[1] += 1

    def _told(self, day: date) -> Iterator[Reading]:
        for (person, app), (row, count) in sorted(self.counts.pop(day).items()):
            yield Reading(row, person, TOOL, app, day, min(count, MOST))
        self.waiting -= len(self.seen.pop(day, ()))
        self.told.add(day)


def _used_app(event: Mapping[str, Any]) -> str:
    """The app somebody used Gemini in; empty when the event is no use by intention."""
    if text_of(event, "name") != _EVENT:
        return ""
    said = {
        text_of(one, "name"): text_of(one, "value").lower()
        for one in block(event, "parameters", list)
        if isinstance(one, dict)
    }
    is_offered = any(word in said.get("action", "") for word in _BY_ITSELF)
    if is_offered or said.get("event_category", "").startswith(("inactive", "passive")):
        return ""
    return "-".join(said.get("app_name", "").replace("_", " ").split())[:60] or "gemini"
