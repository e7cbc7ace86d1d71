"""A mapping file (TOML): which column of an export holds what, and what is the same in every row."""

from __future__ import annotations

import tomllib
from collections.abc import Collection

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import BadInput
from bot.model.complaints import complaints


class ColumnMap(BaseModel):
    """`[columns]` says what this file calls a column, `[constants]` what is the same in every row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)


def read_column_map(text: str, file_name: str, known: Collection[str] = ()) -> ColumnMap:
    """A mapping file; BadInput says which key is wrong. `known` are the only keys there may be, if any
    are given."""
    try:
        found = ColumnMap.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadInput([f"{file_name}: can't be read as TOML: {error}"]) from None
    except ValidationError as error:
        raise BadInput([f"{file_name}: {one}" for one in complaints(error, ColumnMap)]) from None
    named = {*found.columns, *found.constants}
    if known and (unknown := sorted(named - set(known))):
        raise BadInput([f"{file_name}: {', '.join(unknown)}: unknown; use {', '.join(known)}"])
    return found
