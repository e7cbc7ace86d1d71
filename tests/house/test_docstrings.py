"""Every story says on its first lines what it is, and everything that others may call says what it gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import SHIPPED, Function, place, python_files, stories, tree_of

# One sentence, a blank line, then the three parts at one indent; a part may go on in lines of its own.
FORM = re.compile(
    r"[^\n]+[.]\n\n"
    r"Started by: \S[^\n]*(\n {12}\S[^\n]*)*\n"
    r"Refuses:    \S[^\n]*(\n {12}\S[^\n]*)*\n"
    r"Says:       \S[^\n]*(\n {12}\S[^\n]*)*"
)


def test_every_story_opens_with_its_sentence_who_starts_it_what_it_refuses_and_says() -> None:
    odd = [place(path) for path in stories() if not FORM.fullmatch(ast.get_docstring(tree_of(path)) or "")]
    assert not odd, "\n".join(odd)


def test_every_module_says_what_it_is() -> None:
    silent = [
        place(path)
        for path in python_files(*SHIPPED)
        if tree_of(path).body and not ast.get_docstring(tree_of(path))
    ]
    assert not silent, "\n".join(silent)


def test_everything_others_may_call_says_what_it_gives() -> None:
    silent = [
        f"{place(path, one)} {one.name}"
        for path in python_files(*SHIPPED)
        for one in _public(path)
        if not ast.get_docstring(one)
    ]
    assert not silent, "\n".join(silent)


def _public(path: Path) -> Iterator[ast.ClassDef | Function]:
    for one in tree_of(path).body:
        if isinstance(one, (ast.ClassDef, Function)) and not one.name.startswith("_"):
            yield one
            if isinstance(one, ast.ClassDef):
                yield from (
                    method for method in one.body if isinstance(method, Function) and _needs_words(method)
                )


def _needs_words(method: Function) -> bool:
    """Whether a method is public and longer than one line; a single line says by itself what it gives."""
    (first, *more) = method.body
    is_long = bool(more) or first.lineno != first.end_lineno
    return is_long and not method.name.startswith("_")
