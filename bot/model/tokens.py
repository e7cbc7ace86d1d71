"""Words of a comment, Chinese and English alike, made once and used by both databases' search.

Latin words are taken whole. A run of Chinese, Japanese or Korean signs has no spaces between words, so
every two neighbours are a token, and a sign that stands alone is one: 「會議紀錄」 gives 會議 議紀 紀錄.
A word of two signs or more is found wherever its neighbours stand beside each other in that order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_SIGN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = f"[^\\W_{_SIGN}]"
_RUN = re.compile(f"([{_SIGN}]+)|({_LETTER}+(?:'{_LETTER}+)*)")


def folded(text: str) -> str:
    """The text as it is compared: one width, one case, nothing unseen."""
    shown = "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf"
    )
    return unicodedata.normalize("NFKC", shown.casefold()).replace("’", "'")


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order, repeated as often as they stand in it."""
    return [token for run in _runs(text) for token in run]


def phrases(query: str) -> list[list[str]]:
    """What a search asks for: each run of tokens must stand in a comment unbroken, all of them somewhere."""
    return [run for run in _runs(query) if run]


def contains(found: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether a phrase stands in the tokens of a comment, unbroken and in order."""
    length = len(phrase)
    return any(list(found[at : at + length]) == list(phrase) for at in range(len(found) - length + 1))


def _runs(text: str) -> Iterator[list[str]]:
    for signs, word in _RUN.findall(folded(text)):
        yield [signs[at : at + 2] for at in range(len(signs) - 1)] or [signs] if signs else [word]
