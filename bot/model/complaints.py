"""What is wrong with a file's keys and values, said to somebody who knows neither Python nor pydantic."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError

_WANTED = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "string": 'text in quotes, "…"',
    "date": "a date like 2027-01-04",
    "time": "a time like 09:30",
    "datetime": "a date and time like 2027-01-04T09:30:00",
    "tuple": "a list in square brackets, […]",
    "list": "a list in square brackets, […]",
    "dict": "a table of keys and values",
    "model": "a table of keys and values",
    "path": "the path of a file or folder",
}
_BOUNDS = {
    "greater_than_equal": "{ge:g} or more",
    "greater_than": "more than {gt:g}",
    "less_than_equal": "{le:g} or less",
    "less_than": "less than {lt:g}",
    "literal_error": "{expected}",
}
_LENGTHS = {
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
}


def complaints(error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
    """A sentence a problem, each with its key: what was expected, which keys are known.

    `model` is what the file was read as.
    """
    for part in error.errors():
        where = ".".join(str(step + 1 if isinstance(step, int) else step) for step in part["loc"])
        sentence = _sentence(dict(part), model)
        yield f"{where}: {sentence}" if where else sentence


def _sentence(part: dict[str, Any], model: type[BaseModel]) -> str:
    kind, values = part["type"], part.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(str(part["loc"][-1]), _keys_at(model, part["loc"][:-1]))
    if kind == "missing":
        return "is missing; write it"
    if kind in _LENGTHS:
        return f"write {_LENGTHS[kind].format(**values)}"
    if kind == "literal_error" and (meant := _meant(part["input"], values["expected"])):
        return f"write {values['expected']}, not {_short(part['input'])}; did you mean {meant}?"
    wanted = _BOUNDS[kind].format(**values) if kind in _BOUNDS else _WANTED.get(kind.split("_")[0], "")
    if wanted:
        return f"write {wanted}, not {_short(part['input'])}"
    return str(part["msg"]).removeprefix("Value error, ")


def _meant(given: object, expected: str) -> str:
    """The nearest of the words that may stand there; '' when none is near."""
    words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    return next(iter(get_close_matches(str(given).lower(), words, n=1)), "")


def _unknown(key: str, known: list[str]) -> str:
    meant = get_close_matches(key, known, n=1)
    hint = f"did you mean {meant[0]}? " if meant else ""
    return f"this key is unknown here; {hint}Known are: {', '.join(known)}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _keys_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The keys a table knows, found by walking from the whole file to it."""
    here: Any = model
    for step in path:
        here = _below(here, step)
    return list(_fields(here)) if _is_model(here) else []


def _below(kind: Any, step: int | str) -> Any:
    if _is_model(kind):
        return _inner(_fields(kind).get(str(step)))
    parts = [part for part in get_args(kind) if part is not Ellipsis]
    return _inner(parts[-1]) if parts else None


def _inner(kind: Any) -> Any:
    """What an optional value holds when there is one."""
    if get_origin(kind) in (Union, UnionType):
        return next(part for part in get_args(kind) if part is not type(None))
    return kind


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """Key as it is written in a file → its type."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel) and not issubclass(kind, RootModel)
