"""Everything stays of a size that a person can hold, and is called what it is."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import SHIPPED, functions_of, lines_of, nodes_of, place, python_files, stories, text_of

FILE, STORY = 300, 150
MEDIAN, NINETY_FIFTH, CAP = 10, 35, 60

VAGUE = re.compile(r"(manager|helper|util|utilitie|service|data|info|process|processe)s?")
# Names other people gave; ours say what they mean.
GIVEN = {
    "manager": "the roster's column: the person somebody reports to",
    "service_url": "the Bot Framework's name for where an answer goes",
    "data_class": "how sensitive a tip's material may be: the customer's word, in content files too",
}
GIVEN_IN = {
    ("bot/playground/inbound.py", "data"): "the part of that name in Teams' Action.Execute",
}


def test_no_file_is_longer_than_its_budget() -> None:
    told = set(stories())
    lengths = {path: text_of(path).count("\n") for path in python_files(*SHIPPED)}
    long = [
        f"{place(path)}: {lines} lines, at most {STORY if path in told else FILE}"
        for path, lines in lengths.items()
        if lines > (STORY if path in told else FILE)
    ]
    assert not long, "\n".join(long)


def test_functions_are_short_on_the_whole() -> None:
    lengths = sorted(lines_of(one) for path in python_files(*SHIPPED) for one in functions_of(path))
    assert statistics.median(lengths) <= MEDIAN
    assert lengths[int(len(lengths) * 0.95)] <= NINETY_FIFTH


def test_no_function_is_long() -> None:
    long = [
        f"{place(path, one)} {one.name}: {lines_of(one)} lines, at most {CAP}"
        for path in python_files(*SHIPPED)
        for one in functions_of(path)
        if lines_of(one) > CAP
    ]
    assert not long, "\n".join(long)


def test_names_say_what_a_thing_is() -> None:
    vague = [
        f"{where} {name}"
        for path in python_files(*SHIPPED)
        for where, name in _names(path)
        if _is_vague(name) and name not in GIVEN and (place(path), name) not in GIVEN_IN
    ]
    assert not vague, "\n".join(vague)


def test_every_given_name_is_still_there() -> None:
    names = {(place(path), name) for path in python_files(*SHIPPED) for _, name in _names(path)}
    assert set(GIVEN) <= {name for _, name in names}
    assert set(GIVEN_IN) <= names


def _is_vague(name: str) -> bool:
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return name.lstrip("_").startswith("do_") or any(VAGUE.fullmatch(word.lower()) for word in words)


def _names(path: Path) -> Iterator[tuple[str, str]]:
    yield place(path), path.stem
    yield place(path), path.parent.name
    for node in nodes_of(path):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield place(path, node), name
            case (
                ast.arg(arg=name)
                | ast.Name(id=name, ctx=ast.Store())
                | ast.Attribute(attr=name, ctx=ast.Store())
            ):
                yield place(path, node), name
