"""Keeps Teams from reading anything into a person's words; on the screen they look the same.

Source: learn.microsoft.com/adaptive-cards/authoring-cards/text-features (which Markdown and which
functions a text block knows).
"""

from __future__ import annotations

import re

from bot.cards.clean import clean

_JOINER = "\N{WORD JOINER}"
_BRACES = re.compile(r"\{(?=\{)")
_FUNCTION = re.compile(r"\{(?=\{\s*(?:DATE|TIME)\b)", re.IGNORECASE)
_MENTION = re.compile(r"<(?=\s*/?\s*at\b)", re.IGNORECASE)
_MARKDOWN = re.compile(r"[\\`*_\[\]<]|~~")
_LIST_OR_HEADING = re.compile(r"^(\s*)(?:(#+(?=\s)|>|[+-](?=\s|-))|(\d+)(?=[.)]\s))", re.MULTILINE)


def inert(text: str) -> str:
    """`text` in which Teams finds no function to run and nobody to mention."""
    return _MENTION.sub("<" + _JOINER, _BRACES.sub("{" + _JOINER, clean(text)))


def to_copy(text: str) -> str:
    """The same for text that will be copied: only what Teams would run is broken, so that the
    `{{name}}` of a template comes out as it went in."""
    return _MENTION.sub("<" + _JOINER, _FUNCTION.sub("{" + _JOINER, clean(text)))


def escaped(text: str) -> str:
    """`text` for the places where Teams reads Markdown, so that it is shown as it was written."""
    quiet = _MARKDOWN.sub(r"\\\g<0>", inert(text))
    return _LIST_OR_HEADING.sub(_escape_line_start, quiet)


def _escape_line_start(match: re.Match[str]) -> str:
    space, sign, number = match.groups()
    return f"{space}\\{sign}" if sign else f"{space}{number}\\"
