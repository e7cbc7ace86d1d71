"""Tells counts of what people wrote from what they wrote: contents never come in."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from typing import Any

from bot.connectors.problems import Problem

_CONTENT = {
    "prompt", "content", "contents", "text", "message", "body", "transcript", "completion",
    "response", "answer", "question", "query", "input", "output", "conversation", "reply",
    "comment", "snippet",
}  # fmt: skip
_COUNTED = {
    "count", "counts", "counted", "number", "total", "totals", "length", "tokens", "chars", "n", "id", "rank",
    "date", "sum",
}  # fmt: skip
_CHINESE_CONTENT = re.compile("提示詞|提示词|內容|内容|訊息|消息|文本|對話|对话|回覆|回复")
_CHINESE_COUNT = re.compile("數$|数$|次數|次数|日期|總計|总计")
_LONGEST = 300  # a text longer than that, with spaces in it, is no name of anything
_DEEPEST = 20
_WORDS = re.compile("[a-z]+")
_HUMP = re.compile(r"([a-z])([A-Z])")


@lru_cache(maxsize=4096)
def looks_like_content(name: str) -> bool:
    """Whether a field of this name could hold what people wrote, rather than how often."""
    words = set(_WORDS.findall(_HUMP.sub(r"\1 \2", name).lower()))
    if words & _COUNTED:
        return False
    return bool(words & _CONTENT or (_CHINESE_CONTENT.search(name) and not _CHINESE_COUNT.search(name)))


def content_in(fields: Any) -> str:
    """The first field, however deep, that looks like contents by its name or by its length; empty when
    there is none."""
    return next(_found(fields, 0), "")


def _found(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        yield "…"
    elif isinstance(value, dict):
        for name, inner in value.items():
            if looks_like_content(name):
                yield name
            elif isinstance(inner, str):
                if _is_prose(inner) or (not inner.isdigit() and looks_like_content(name.removesuffix("s"))):
                    yield name
                elif name == "name" and "value" in value and looks_like_content(inner):
                    yield inner
            elif isinstance(inner, list) and any(isinstance(one, str) for one in inner):
                if looks_like_content(name.removesuffix("s")) or any(map(_is_prose, inner)):
                    yield name
            elif isinstance(inner, (dict, list)):
                yield from _found(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _found(inner, depth + 1)


def _is_prose(text: Any) -> bool:
    return (
        isinstance(text, str)
        and len(text) > _LONGEST
        and (" " in text or "\u3000" in text or not text.isascii())
    )


def content_columns(header: Iterable[str], used: Container[str]) -> list[Problem]:
    """A problem for each column of a table that looks like contents and is none that is `used`."""
    return [
        Problem("content", {"column": name}, row=1)
        for name in header
        if name not in used and looks_like_content(name)
    ]
