"""Reads single fields of the vendors' JSON: leniently what is missing, strictly what is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from bot.connectors.cells import MOST
from bot.connectors.problems import unreadable

_Block = TypeVar("_Block", dict[str, Any], list[Any])


def text_of(fields: Mapping[str, Any], name: str) -> str:
    """A text or number as text, trimmed; empty when it is missing or something else."""
    value = fields.get(name)
    return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def counted(fields: Mapping[str, Any], name: str) -> int:
    """A count; 0 when it is missing. UnreadableError when it is no whole number that can be one."""
    value = fields.get(name)
    if value is None:
        return 0
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int or not 0 <= value <= MOST:
        raise unreadable("no_count", field=name, text=str(value)[:60], most=MOST)
    return value


def block(fields: Mapping[str, Any], name: str, kind: type[_Block]) -> _Block:
    """A part of the record; an empty one when it is missing or of another kind."""
    value = fields.get(name)
    return value if isinstance(value, kind) else kind()
