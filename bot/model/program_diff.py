"""What one version of a program changes in another, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from bot.model.rollout import Program

Table = dict[str, Any]
_NAMED = {"phase": "key", "window": "key"}


@dataclass(frozen=True)
class Change:
    """One key that differs: where it stands, and what it said before and says now; '' when it was not there."""

    kind: Literal["changed", "added", "removed"]
    path: tuple[str, ...]
    before: str = ""
    after: str = ""

    @property
    def place(self) -> str:
        """The part it belongs to, as sentences name it: `phase habit: window pulse-6`; '' for the whole file."""
        names = list(self.path[:-1])
        pairs: list[str] = []
        while names:
            first = names.pop(0)
            pairs.append(f"{first} {names.pop(0)}" if first in (*_NAMED, "nudge") and names else first)
        return ": ".join(pairs)

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.place, self.path[-1]) if part)
        if self.kind == "changed":
            return f"{where}: {self.before} → {self.after}"
        return f"{where}: new: {self.after}" if self.kind == "added" else f"{where}: gone: {self.before}"


def changes(before: Program, after: Program) -> list[Change]:
    """Everything that differs, in the order of the file."""
    return list(_tables((), _keyed(tree(before)), _keyed(tree(after))))


def tree(program: Program) -> Table:
    """A program as its file says it: what is left at its default is left out."""
    table: Table = _bare(program.model_dump(by_alias=True, exclude_defaults=True))
    return table


def _bare(value: Any) -> Any:
    """Without what is None, for which a TOML file has no word; 20.0 as somebody writes it, 20."""
    if isinstance(value, dict):
        return {str(key): _bare(one) for key, one in value.items() if one is not None}
    if isinstance(value, (list, tuple)):
        return [_bare(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _keyed(table: Table) -> Table:
    """Lists of tables as tables by what names their parts, so that one moved part is one change."""
    return {key: _keyed_value(key, value) for key, value in table.items()}


def _keyed_value(key: str, value: Any) -> Any:
    if key in _NAMED:
        return {str(one[_NAMED[key]]): _keyed(one) for one in value}
    if key == "nudge":
        return {f"{one['week']} {one['day']} {one['at']}": _keyed(one) for one in value}
    return _keyed(value) if isinstance(value, dict) else value


def _tables(path: tuple[str, ...], before: Table, after: Table) -> Iterator[Change]:
    for key in [*after, *(key for key in before if key not in after)]:
        here = (*path, key)
        if key not in before:
            yield Change("added", here, after=said(after[key]))
        elif key not in after:
            yield Change("removed", here, before=said(before[key]))
        elif isinstance(before[key], dict) and isinstance(after[key], dict):
            yield from _tables(here, before[key], after[key])
        elif before[key] != after[key]:
            yield Change("changed", here, said(before[key]), said(after[key]))


def said(value: Any) -> str:
    """A value as a sentence says it, never longer than a line or two."""
    if isinstance(value, dict):
        if "en" in value and len(value) == 3:
            return said(value["en"])
        text = ", ".join(f"{key} = {said(one)}" for key, one in value.items())
    elif isinstance(value, (list, tuple)):
        text = ", ".join(said(one) for one in value)
    elif isinstance(value, float):
        text = f"{value:g}"
    else:
        text = str(value)
    return text if len(text) <= 160 else f"{text[:159]}…"
