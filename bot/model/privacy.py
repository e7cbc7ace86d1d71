"""What may be told about groups, and what is taken out of words before they are shown.

A group is told about when it has `k` people; whatever a reader could find by subtracting the shown
groups from the total has `k` people, too. We count people, never answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

K_TEXT = 10  # quotes need this many people's words
HIDDEN = "[…]"


def visible_groups(sizes: Mapping[str, int], k: int, never: Collection[str] = ()) -> set[str]:
    """The groups that may be shown beside their total (source: complementary suppression, SDC
    handbook).

    Shown groups have `k` people. Those hidden are none, or two and more with `k` people in all:
    otherwise the next smallest is hidden as well. `never` are hidden whatever their size; groups of
    nobody neither show nor hide anything.
    """
    peopled = {name: size for name, size in sizes.items() if size > 0}
    shown = [name for name, size in peopled.items() if size >= k and name not in never]
    shown.sort(key=lambda name: (-peopled[name], name))
    hidden = [name for name in peopled if name not in shown]
    while hidden and shown and (len(hidden) < 2 or sum(peopled[name] for name in hidden) < k):
        hidden.append(shown.pop())
    return set(shown)


_PATTERNS = (
    re.compile(r"<[@#!][^>\s]*>|<at>.*?</at>", re.IGNORECASE),
    re.compile(r"(?:https?://|www\.)[^\s，。、）」”]+", re.IGNORECASE),
    re.compile(r"[A-Za-z0-9._%+-]+[@＠][A-Za-z0-9.-]+"),
    re.compile(r"\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|ai|dev|tw|cn|eu|de|fr|uk|jp|hk)\b\S*", re.I | re.A),
    re.compile(r"[@＠][\w.-]+"),
    re.compile(r"\b(?:sk|xox[a-z]|xapp|gh[a-z]|eyJ)[-_.]?[A-Za-z0-9_.-]{8,}"),
    re.compile(r"[A-Za-z]{0,3}[+＋(（]?\d(?:[\s().（）－–-]*\d){5,}"),
)


def redact(text: str, names: Iterable[str] = ()) -> str:
    """`text` without addresses, numbers that point to a person or account, mentions and `names`.

    Unseen characters (zero width, direction marks, controls) are dropped. Doing it twice changes
    nothing.
    """
    shown = " ".join("".join(_seen(character) for character in text).split())
    for pattern in (*_PATTERNS, *_name_patterns(frozenset(names))):
        shown = pattern.sub(HIDDEN, shown)
    return re.sub(r"(?:\[…\]\s*){2,}", f"{HIDDEN} ", shown).strip()


def _seen(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("Cf", "Co", "Cs", "Cn"):
        return ""
    return " " if kind in ("Cc", "Zl", "Zp") else character


@lru_cache(maxsize=8)
def _name_patterns(names: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    parts = sorted({part for name in names for part in _name_parts(name)}, key=lambda p: (-len(p), p))
    han = [re.escape(part) for part in parts if not part.isascii()]
    latin = [re.escape(part) for part in parts if part.isascii()]
    patterns = [re.compile("|".join(han))] if han else []
    return (*patterns, *([re.compile(rf"\b(?:{'|'.join(latin)})(?:'s)?\b")] if latin else []))


def _name_parts(name: str) -> list[str]:
    """The full name and what colleagues call each other by; single letters and characters stay."""
    whole = " ".join(name.split())
    words = [word for word in whole.split() if len(word) >= 3 or not word.isascii()]
    given = [whole[1:]] if not whole.isascii() and len(whole) == 3 else []
    folded = [whole.lower(), whole.upper()] if whole.isascii() else []
    return [part for part in (whole, *words, *given, *folded) if len(part) >= 2]
