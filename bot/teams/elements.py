"""The few Adaptive Card elements everything is made of, with text that stays text."""

from __future__ import annotations

from typing import Any

from bot.teams.escape import escaped, inert

Json = dict[str, Any]


def title(text: str) -> Json:
    """A heading, for the eye and for the screen reader."""
    return {
        "type": "TextBlock",
        "text": escaped(" ".join(text.split())),
        "style": "heading",
        "size": "Large",
        "weight": "Bolder",
        "wrap": True,
    }


def paragraphs(text: str, **look: Any) -> list[Json]:
    """One rich text element a line, because Teams runs the lines of one element together."""
    return lines(inert(text), look)


def lines(text: str, look: Json) -> list[Json]:
    """The same for text that is inert already; a blank line makes a gap."""
    elements: list[Json] = []
    is_close = False
    for line in text.split("\n"):
        if line.strip():
            run = {"type": "TextRun", "text": line, **look}
            spacing: Json = {"spacing": "None"} if is_close else {}
            elements.append({"type": "RichTextBlock", "inlines": [run], **spacing})
        is_close = bool(line.strip())
    return elements


def facts(pairs: list[tuple[str, str]]) -> Json:
    """Pairs of label and value, escaped already."""
    return {"type": "FactSet", "facts": [{"title": t, "value": v} for t, v in pairs]}
