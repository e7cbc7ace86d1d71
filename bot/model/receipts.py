"""Receipts: what a code looks like in what somebody writes, and what asks to erase by one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

ERASE = ("erase", "刪除", "删除")
LENGTH = 8
_CODE = re.compile(rf"(?<![A-Z0-9])[A-Z0-9]{{{LENGTH}}}(?![A-Z0-9])")
_ERASES = re.compile(rf"\W*(?:{'|'.join(ERASE)})\W*([A-Z0-9]{{{LENGTH}}})\W*", re.IGNORECASE)


def codes_in(words: str) -> Iterator[str]:
    """Whatever in the words may be a receipt, in the form in which receipts are kept."""
    return (found[0] for found in _CODE.finditer(_plain(words)))


def code_to_erase(words: str) -> str:
    """The receipt of words that say nothing but to erase it, however they are joined; empty for any others."""
    found = _ERASES.fullmatch(_plain(words).strip())
    return found[1] if found else ""


def _plain(words: str) -> str:
    """In half width and capitals, without signs nobody sees."""
    seen = (sign for sign in unicodedata.normalize("NFKC", words) if unicodedata.category(sign) != "Cf")
    return "".join(seen).upper()
