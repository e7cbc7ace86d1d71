"""One voice for many: the answer that has most in common with the others, without what points to a
person."""

from __future__ import annotations

from bot.model.privacy import K_TEXT
from bot.model.redaction import HIDDEN, redact
from bot.model.tips import terms

_LENGTHS = range(12, 161)


def choose_quote(answers: tuple[str, ...], names: frozenset[str]) -> str:
    """The answer that has most in common with the others, redacted; empty below ten answers."""
    if len(answers) < K_TEXT:
        return ""
    clean = sorted({redact(answer, names) for answer in answers})
    fit = [text for text in clean if len(text) in _LENGTHS and HIDDEN not in text]
    all_terms = [terms(answer) for answer in answers]
    return max(fit, key=lambda text: (_common(text, all_terms), text), default="")


def _common(text: str, others: list[frozenset[str]]) -> float:
    own = terms(text)
    return sum(len(own & other) for other in others) / (len(own) + 5)
