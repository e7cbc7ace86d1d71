"""What people write into a form or after a command: whole, or refused with its length; never cut unsaid."""

from __future__ import annotations

from bot.errors import UserError


def free_text(written: str, most: int) -> str:
    """The words as they are kept; empty when nothing was written. UserError when there are more than fit."""
    words = written.strip()
    if len(words) > most:
        raise UserError("free_text.too_long", length=len(words), most=most)
    return words
