"""A program changed key by key: the parts a form shows, and `phase.habit.weeks = 6` as somebody types it."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from bot.errors import BadInput
from bot.model.program_diff import Table

Kind = Literal["text", "long", "date", "number", "list"]
Path = tuple[str | int, ...]
_LOCALES = ("en", "zh-Hant", "zh-Hans")


@dataclass(frozen=True)
class Entry:
    """One line of a form: the key it fills, relative to its part, and what kind of value that takes."""

    key: str
    kind: Kind = "text"
    required: bool = True

    @property
    def path(self) -> Path:
        return tuple(self.key.split("."))


@dataclass(frozen=True)
class Part:
    """A piece of a program that one form shows. `mark` is its opaque id within one version."""

    mark: str
    sort: Literal["words", "people", "dates", "phase", "window", "nudge"]
    path: Path
    name: str = ""


def _worded(key: str) -> tuple[Entry, ...]:
    return tuple(Entry(f"{key}.{locale}", "long") for locale in _LOCALES)


FORMS: Mapping[str, tuple[Entry, ...]] = {
    "words": (*_worded("title"), *_worded("why")),
    "people": (
        Entry("sponsor"),
        Entry("sponsor_email", required=False),
        Entry("human"),
        *(
            Entry(f"owners.{name}", required=False)
            for name in ("defined_by", "chosen_by", "supervised_by", "judged_by")
        ),
        Entry("kpi.name", "long"),
        Entry("kpi.baseline"),
        Entry("kpi.target"),
        Entry("risk_appetite", required=False),
        Entry("budget", required=False),
    ),
    "dates": (
        Entry("starts_on", "date"),
        Entry("graduates_on", "date", required=False),
        Entry("timezone"),
        Entry("weekly_cap", "number", required=False),
        Entry("hours_apart", "number", required=False),
        Entry("working_hours", required=False),
    ),
    "phase": (
        *_worded("title"),
        Entry("weeks", "number"),
        Entry("owner"),
        Entry("kpi", "long"),
        Entry("gate.metric", required=False),
        Entry("gate.target", "number", required=False),
        Entry("gate.minimum_people", "number", required=False),
    ),
    "window": (
        Entry("questions"),
        Entry("week", "number"),
        Entry("opens"),
        Entry("reminds", required=False),
        Entry("reminds_again", required=False),
        Entry("closes"),
        Entry("clock", required=False),
        Entry("every_weeks", "number", required=False),
        Entry("half", required=False),
        Entry("mode", required=False),
    ),
    "nudge": (Entry("week", "number"), Entry("day"), Entry("at"), Entry("use", "list")),
}


def parts(table: Table) -> list[Part]:
    """The charter in three, then every phase."""
    charter = ("program",)
    return [
        Part("a", "words", charter),
        Part("b", "people", charter),
        Part("c", "dates", charter),
        *(
            Part(f"{number}", "phase", ("phase", number), str(phase["key"]))
            for number, phase in enumerate(table["phase"])
        ),
    ]


def parts_within(table: Table, part: Part) -> list[Part]:
    """The windows and slots of a phase; none of anything else."""
    return list(_within(table, part)) if part.sort == "phase" else []


def _within(table: Table, part: Part) -> Iterator[Part]:
    phase = look(table, part.path)
    for number, window in enumerate(phase.get("window", ())):
        path = (*part.path, "window", number)
        yield Part(f"{part.mark}w{number}", "window", path, str(window["key"]))
    for number, slot in enumerate(phase.get("nudge", ())):
        name = f"{slot['week']} {slot['day']} {slot['at']}"
        yield Part(f"{part.mark}n{number}", "nudge", (*part.path, "nudge", number), name)


def part_marked(table: Table, mark: str) -> Part | None:
    """The part of this mark; None when this version has none."""
    every = [one for part in parts(table) for one in (part, *parts_within(table, part))]
    return next((part for part in every if part.mark == mark), None)


def shown(table: Table, part: Part) -> dict[str, str]:
    """What a part's form is filled with, as text."""
    return {entry.key: _as_text(look(table, (*part.path, *entry.path))) for entry in FORMS[part.sort]}


def edited(table: Table, part: Part, fields: Mapping[str, str]) -> Table:
    """The table with what was typed into a part's form; a field left empty takes its key out."""
    after = copy.deepcopy(table)
    for entry in FORMS[part.sort]:
        typed = fields.get(entry.key, "").strip()
        if typed != _as_text(look(table, (*part.path, *entry.path))):
            put(after, (*part.path, *entry.path), _as_value(entry.kind, typed))
    _drop_empty_gate(look(after, part.path))
    return after


def assigned(table: Table, line: str) -> Table:
    """The table with a line like `phase.habit.weeks = 6` done; without a value the key is taken out.

    BadInput: the line can't be read, or names a phase, window or slot that is not there.
    """
    written, equals, value = line.partition("=")
    if not equals or not written.strip():
        typed = f"{line.strip()}: " if line.strip() else ""
        raise BadInput([f'{typed}write a key and a value, like phase.first-use.owner = "bo@example.com"'])
    after = copy.deepcopy(table)
    put(after, _path(table, written.strip()), _read(written.strip(), value.strip()))
    return after


def look(table: Any, path: Path) -> Any:
    """What stands at a path; None when nothing does."""
    here = table
    for step in path:
        if isinstance(here, dict):
            here = here.get(str(step))
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            return None
    return here


def put(table: Table, path: Path, value: Any) -> None:
    """Writes a value at a path, with the tables on the way; None takes the key out.

    BadInput when the way leads through a single value.
    """
    here: Any = table
    for step in path[:-1]:
        if isinstance(here, dict) and step not in here:
            if value is None:
                return
            here[step] = {}
        here = here[step]
        if not isinstance(here, (dict, list)):
            raise BadInput([f"{_named(path)}: {step} is a single value and has no keys below it"])
    last: Any = path[-1]
    if value is not None:
        here[last] = value
    elif isinstance(here, list):
        del here[last]
    else:
        here.pop(last, None)


def _path(table: Table, written: str) -> Path:
    """`phase.habit.window.pulse-6.opens` with lists of tables entered by key, or by number from 1."""
    path: list[str | int] = []
    for name in (part.strip().strip('"') for part in written.split(".")):
        here = look(table, tuple(path))
        path.append(_place_in(here, name, ".".join(map(str, path))) if isinstance(here, list) else name)
    return tuple(path)


def _place_in(rows: list[Any], name: str, where: str) -> int:
    names = [str(row.get("key", number)) for number, row in enumerate(rows, 1) if isinstance(row, dict)]
    if name in names:
        return names.index(name)
    if name.isdecimal() and 1 <= int(name) <= len(rows):
        return int(name) - 1
    raise BadInput([f"{where}.{name}: there is no {name!r} here; there are {', '.join(names) or 'none'}"])


def _read(key: str, value: str) -> Any:
    if not value:
        return None
    straight = value.translate(str.maketrans("“”„’‘", '"""\'\''))  # as chats and phones turn quotes
    try:
        return tomllib.loads(f"value = {straight}")["value"]
    except tomllib.TOMLDecodeError:
        raise BadInput(
            [f'{key}: {value} can\'t be read; write text in quotes, like "bo@example.com"']
        ) from None


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _as_value(kind: Kind, typed: str) -> Any:
    """What was typed as the value its key takes; what can't be one stays text, and is refused as such."""
    if not typed:
        return None
    if kind == "list":
        return [
            part.strip() for part in typed.replace("、", ",").replace("，", ",").split(",") if part.strip()
        ]
    try:
        if kind == "number":
            return float(typed) if "." in typed else int(typed)
        return date.fromisoformat(typed) if kind == "date" else typed
    except ValueError:
        return typed


def _drop_empty_gate(part: Any) -> None:
    if isinstance(part, dict) and part.get("gate") == {}:
        del part["gate"]


def _named(path: Path) -> str:
    return ".".join(str(step + 1 if isinstance(step, int) else step) for step in path)
