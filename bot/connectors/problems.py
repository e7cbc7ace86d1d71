"""What is wrong with a file, as a phrase of `content/phrases/files.toml` with its blanks: readers of
files know no language."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: in `row` of the file (0: in the file as a whole)."""

    phrase: str
    values: dict[str, object] = field(default_factory=dict)
    row: int = 0

    def at(self, row: int) -> Problem:
        """The same, of this row."""
        return replace(self, row=row)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that can't be taken, as it was written, with everything that is wrong with it."""

    number: int
    raw: tuple[str, ...]
    problems: tuple[Problem, ...]


class UnreadableError(Exception):
    """The file as a whole can't be read, or not any further."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.phrase for problem in problems))
        self.problems = problems


def unreadable(phrase: str, row: int = 0, **values: object) -> UnreadableError:
    """The error of one problem with the file as a whole, seen in `row` if that is known."""
    return UnreadableError(Problem(phrase, values, row))


class CellError(ValueError):
    """A cell can't be read; `problem` says why, `about` whose cell it is."""

    def __init__(self, phrase: str, **values: object) -> None:
        super().__init__(phrase)
        self.phrase = phrase
        self.values = values

    def about(self, field_name: str) -> Problem:
        """The problem, told of the field of this name."""
        return Problem(self.phrase, {**self.values, "field": field_name})
