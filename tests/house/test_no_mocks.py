"""Our own code is tested as it is: no mocks, no patches, no waiting."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import SHIPPED, dotted, nodes_of, place, python_files

MOCKS = re.compile(r"(unittest\.)?mock(\..*)?|pytest_mock(\..*)?")
OURS = re.compile(rf"({'|'.join(SHIPPED)})(\.|$)")
PATCHES = {"setattr", "delattr", "setitem", "delitem"}
TESTS = python_files("tests")


def test_no_test_uses_mocks() -> None:
    used = [
        place(path, node)
        for path in TESTS
        for node in nodes_of(path)
        if any(MOCKS.fullmatch(name) for name in _imports(node))
        or (isinstance(node, ast.arg) and node.arg == "mocker")
    ]
    assert not used, "\n".join(used)


def test_no_test_patches_our_own_code() -> None:
    patched = [
        place(path, node)
        for path in TESTS
        for node in nodes_of(path)
        if any(OURS.match(target) for target in _patched(path, node))
    ]
    assert not patched, "\n".join(patched)


def test_no_test_sleeps() -> None:
    sleeping = [
        place(path, node)
        for path in TESTS
        for node in nodes_of(path)
        if isinstance(node, (ast.Name, ast.Attribute)) and dotted(path, node) == "time.sleep"
    ]
    assert not sleeping, "\n".join(sleeping)


def _imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _patched(path: Path, node: ast.AST) -> Iterator[str]:
    """What a statement puts something else in the place of: `monkeypatch.setattr("bot.x.y", …)`, `x.y = …`."""
    match node:
        case ast.Call(func=ast.Attribute(attr=verb), args=[target, *_]) if verb in PATCHES:
            yield str(target.value) if isinstance(target, ast.Constant) else dotted(path, target)
        case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[target, *_]):
            yield dotted(path, target)
        case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
            yield dotted(path, node.value)
