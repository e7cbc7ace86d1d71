"""Two sorts of error: the user's, said kindly and translated; and ours, logged with a short id."""

from __future__ import annotations


class UserError(Exception):
    """Something the person can understand and act on.

    `phrase` is a key of `content/phrases`, `values` fill its blanks. The phrase says what happened,
    why, and what to do next. Raising it undoes the effect of the interaction, never the record
    that the interaction was seen.
    """

    def __init__(self, phrase: str, **values: object) -> None:
        super().__init__(phrase)
        self.phrase = phrase
        self.values = values


class BadInput(Exception):  # noqa: N818 - the name is what happened
    """A file, row or field a person brought is wrong: every problem found, in plain sentences.

    `advice` says what to do about all of them; `unsaid` counts further problems like these.
    """

    def __init__(self, problems: list[str], advice: str = "", unsaid: int = 0) -> None:
        super().__init__("\n".join([*problems, *([advice] if advice else [])]))
        self.problems = problems
        self.advice = advice
        self.unsaid = unsaid


class CannotSave(Exception):  # noqa: N818 - the name is what happened
    """The database takes no writes now (disk full, I/O error, connection lost); nothing of the transaction
    was kept, and the same may succeed later."""


class ConfigurationError(Exception):
    """A setting is missing or dangerous; the message says which one and what to write."""
