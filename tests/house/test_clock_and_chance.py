"""The time is read and chance is drawn in `bot/clock.py` alone, so that everything else can be replayed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT, SHIPPED, dotted, nodes_of, place, python_files

OWN = ROOT / "bot/clock.py"
READS = re.compile(
    r"datetime\.datetime\.(now|utcnow|today)|datetime\.date\.today"
    r"|time\.(time|time_ns|monotonic|monotonic_ns|perf_counter|perf_counter_ns|localtime|gmtime)"
    r"|random\.(?!Random$)\w+|uuid\.uuid[1467]|secrets\.\w+|os\.(urandom|getrandom)"
)
ALLOWED = {
    (
        "bot/cli/server.py",
        "secrets.token_bytes",
    ): "`uptake init` writes a signing secret, once, before there is a clock",
}


def test_nothing_but_the_clock_reads_the_time_or_draws_chance() -> None:
    assert [found for found in _found() if found[1:] not in ALLOWED] == []


def test_every_exception_is_still_needed() -> None:
    assert set(ALLOWED) == {found[1:] for found in _found()}


def _found() -> list[tuple[str, str, str]]:
    files = [path for path in python_files(*SHIPPED) if path != OWN]
    return [(place(path, node), place(path), name) for path in files for node, name in _reads(path)]


def _reads(path: Path) -> Iterator[tuple[ast.AST, str]]:
    for node in nodes_of(path):
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = dotted(path, node)
            if READS.fullmatch(name):
                yield node, name
        # `random.Random` is a fine type, and a generator of one's own when it is called.
        elif isinstance(node, ast.Call) and dotted(path, node.func) == "random.Random":
            yield node, "random.Random()"
