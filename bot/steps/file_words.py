"""Says what is wrong with a file, in the reader's language: file, row, field, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from bot.cards.card import Say
from bot.connectors.problems import Problem, UnreadableError, Wrong
from bot.connectors.table import BadRow
from bot.errors import BadInput
from bot.words import Words

_MOST_NAMES = 20


def file_say(words: Words, locale: str) -> Say:
    """Words about files: days in them are told as they are written."""
    return words.say(locale, ZoneInfo("UTC"))


def sentence(say: Say, file_name: str, problem: Problem) -> str:
    """One problem as a sentence that begins with the file's name."""
    values = {name: _shown(value) for name, value in problem.values.items()}
    what = say(f"files.{problem.phrase}", **values)
    if problem.row:
        return say("files.in_row", file=file_name, row=problem.row, what=what)
    return say("files.in_file", file=file_name, what=what)


def _shown(value: object) -> object:
    """What a file says, to be read on a terminal: signs that would steer it are replaced."""
    if isinstance(value, (list, tuple)):
        return tuple(_shown(one) for one in value[:_MOST_NAMES])
    if isinstance(value, str) and not value.isprintable():
        return "".join(sign if sign.isprintable() else "\ufffd" for sign in value)
    return value


def sentences(say: Say, file_name: str, problems: Iterable[Problem]) -> list[str]:
    """Each problem as a sentence."""
    return [sentence(say, file_name, problem) for problem in problems]


def bad_row(say: Say, file_name: str, wrong: Wrong) -> BadRow:
    """A row that can't be taken, with its problems in words."""
    return BadRow(wrong.number, wrong.raw, tuple(sentences(say, file_name, wrong.problems)))


@contextmanager
def said(say: Say, file_name: str) -> Iterator[None]:
    """Turns the error of a file that can't be read into BadInput, in words."""
    try:
        yield
    except UnreadableError as error:
        raise BadInput(sentences(say, file_name, error.problems)) from None
