"""What people, or programs in their name, may write to do harm: into a mention, a formula, a template, a line."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".txt")
_ESCAPE = re.compile(r'\\(?:([ntr"\'\\])|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))')
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r"}


@cache
def hostile() -> tuple[str, ...]:
    """Every string of the corpus, as it would arrive."""
    lines = _FILE.read_text(encoding="utf-8").split("\n")[1:]
    return tuple(_told(line) for line in lines if line)


def _told(line: str) -> str:
    if line.startswith("@@"):
        text, _, times = line[2:].rpartition("*")
        return _unescaped(text) * int(times)
    return _unescaped(line)


def _unescaped(line: str) -> str:
    return _ESCAPE.sub(_character, line)


def _character(escape: re.Match[str]) -> str:
    simple, *codes = escape.groups()
    return _SIMPLE.get(simple, simple) if simple else chr(int(next(code for code in codes if code), 16))
