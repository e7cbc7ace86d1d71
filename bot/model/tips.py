"""Tips people find by words, in three languages, without a model or a word list.

Chinese has no blanks between words, so text is cut into overlapping pairs of characters; a search
for a two-character word finds it anywhere in a sentence. Latin text is cut into words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.model.people import LOCALES

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+")
_NO_PLURALS = ("ss", "us", "is")
_PLURALS_IN_ES = ("ches", "shes", "sses", "xes", "zes")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


class SharedTip(BaseModel):
    """A tip a power user offered; shown to others once a champion approved it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    tip_id: str
    author_id: str | None
    credited: bool
    state: Literal["offered", "approved", "declined"]
    locale: str
    title: str
    body: str
    offered_at: datetime


class Found(BaseModel):
    """A tip as search shows it: `key` is a content key or a shared tip's id."""

    model_config = ConfigDict(frozen=True)

    key: str
    title: str
    body: str
    copy_text: str = ""
    data_class: str = ""
    checked_on: date | None = None
    expires_on: date | None = None
    credit: str = ""


def terms(text: str) -> frozenset[str]:
    """The search terms of a text: Latin words, and pairs of neighbouring Chinese characters.

    A single Chinese character standing alone is a term of its own. An English plural counts as its
    singular, so that “meetings” finds “meeting”.
    """
    found: set[str] = set()
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).casefold()):
        if _CJK.match(run) and len(run) > 1:
            found.update(run[place : place + 2] for place in range(len(run) - 1))
        else:
            found.add(run if _CJK.match(run) else _singular(run))
    return frozenset(found)


def _singular(word: str) -> str:
    if len(word) < 4 or word.endswith(_NO_PLURALS):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(_PLURALS_IN_ES) else word.removesuffix("s")


def ranked(query: str, texts: Mapping[str, Iterable[str]], most: int) -> list[str]:
    """Keys of the texts that hold most of the query's terms, best first, ties by key.

    `texts` maps a key to its texts in any language, the weightiest first (a title counts double).
    """
    wanted = terms(query)
    if not wanted:
        return []
    scores = {key: _score(wanted, list(parts)) for key, parts in texts.items()}
    found = [key for key, score in scores.items() if score > 0]
    return sorted(found, key=lambda key: (-scores[key], key))[:most]


def _score(wanted: frozenset[str], parts: list[str]) -> float:
    inside = [wanted & terms(part) for part in parts]
    heavy = set().union(*inside[: len(LOCALES)]) if inside else set()
    return len(set().union(*inside)) + len(heavy) if inside else 0
