"""The words are all there, all said somewhere, and all fit to be sent."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from bot.check import check_content
from bot.words import load_content
from tests.house.tree import (
    ROOT,
    SHIPPED,
    is_written,
    literals_of,
    may_name,
    nodes_of,
    place,
    python_files,
    written_in,
)

CONTENT = ROOT / "content"
SPEAKERS = {"say", "_say", "UserError"}


def test_all_content_can_be_sent() -> None:
    problems = check_content(CONTENT)
    assert not problems, "\n".join(problems)


def test_every_phrase_that_is_said_exists() -> None:
    phrases = _phrases()
    missing = [f"{where} {text}" for where, text in _said() if not may_name(text, phrases)]
    assert not missing, "\n".join(missing)


def test_every_phrase_is_said_somewhere() -> None:
    words = written_in(*SHIPPED)
    unsaid = [phrase for phrase in sorted(_phrases()) if not is_written(phrase, words)]
    assert not unsaid, "\n".join(unsaid)


@cache
def _phrases() -> frozenset[str]:
    return frozenset(load_content(CONTENT).phrases)


def _said() -> Iterator[tuple[str, str]]:
    """Every text that stands where the key of a phrase is expected."""
    for path in python_files(*SHIPPED):
        for node in nodes_of(path):
            match node:
                case ast.Call(func=called, args=[key]) if _speaks(called):
                    yield from ((place(path, key), text) for text in literals_of(key))
                case ast.Assign(targets=[ast.Name(id="phrase")], value=key):
                    yield from ((place(path, key), text) for text in literals_of(key) if "." in text)


def _speaks(called: ast.expr) -> bool:
    """`say(…)`, `self._say(…)`, `ctx.say_to(person)(…)`, `UserError(…)`."""
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in SPEAKERS
        case ast.Call(func=ast.Attribute(attr="say_to" | "say")):
            return True
    return False
