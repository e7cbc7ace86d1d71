"""What can stand as an answer: read from a tap or from words, checked, and put into its stored form.

Several options stand in one answer with commas between them: of a multiple choice in the order the question
has them, of a ranking in the order of their places. A number is stored without needless zeros.

A comma in a number is never read: 1,5 and 1,500 mean one thing in Berlin and another in London, and a guess at
somebody's answer would be counted without anybody noticing. It is refused by name, with what to write instead.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from bot.model.content import STANDARD, Option, Question
from bot.model.draw import bucket

Problem = Literal[
    "", "not_an_option", "empty", "too_long", "not_a_number", "comma", "out_of_range", "too_many", "one_alone"
]
_NUMBER = re.compile(r"[-+]?[0-9]{1,9}(\.[0-9]{1,9})?")
_WITH_COMMA = re.compile(r"[-+]?(?=[.,]*[0-9])[0-9.]*,[0-9.,]*")
# Full width is how these are typed in Chinese; other digits (², ③, ٣) are no plain number, and are not guessed at.
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")


def read_answer(question: Question, raw: str) -> str:
    """What was written or tapped, as it is stored where it has no problem."""
    written = raw.strip()
    if question.kind == "number" and question.option(written) is None:
        written = written.translate(_HALF_WIDTH)
        if _NUMBER.fullmatch(written):
            return f"{Decimal(written).normalize() + 0:f}"
    return written


def problem_with(question: Question, value: str) -> Problem:
    """What is wrong with an answer in its stored form; empty when it can be kept."""
    if question.kind == "text":
        return _problem_with_words(question, value)
    if question.takes_several:
        return _problem_with_several(question, value.split(","))
    if question.option(value):
        return ""
    return _problem_with_number(question, value) if question.kind == "number" else "not_an_option"


def _problem_with_words(question: Question, value: str) -> Problem:
    if not value.strip():
        return "empty"
    return "too_long" if len(value) > question.max_characters else ""


def _problem_with_number(question: Question, value: str) -> Problem:
    if not value:
        return "empty"
    if _WITH_COMMA.fullmatch(value):
        return "comma"
    if not _NUMBER.fullmatch(value) or len(value.partition(".")[2]) > question.decimals:
        return "not_a_number"
    return "" if question.least <= float(value) <= question.most else "out_of_range"


def _problem_with_several(question: Question, keys: list[str]) -> Problem:
    if len(set(keys)) < len(keys) or any(question.option(key) is None for key in keys):
        return "not_an_option"
    if len(keys) > 1 and set(keys) & set(STANDARD):
        return "one_alone"
    return "too_many" if question.kind == "ranking" and len(keys) > question.most_picks else ""


def with_mark(question: Question, value: str, key: str, is_on: bool) -> str:
    """An answer of several options after one was marked or unmarked; the same mark twice changes nothing.

    "Not applicable" and "prefer not to say" replace what was marked, and are replaced by it.
    """
    before = [one for one in value.split(",") if one]
    if not is_on:
        return ",".join(one for one in before if one != key)
    if key in before:
        return value
    kept = [] if key in STANDARD else [one for one in before if one not in STANDARD]
    if question.kind == "ranking":
        return ",".join([*kept, key])
    return ",".join(option.key for option in question.options if option.key in (*kept, key))


def in_order(question: Question, prompt_id: str) -> tuple[Option, ...]:
    """The options as one prompt shows them: the same whenever it is shown, and on every machine, so that
    the order can be told again from what is stored."""
    own = list(question.own_options)
    if question.shuffle:
        own.sort(key=lambda option: (bucket("options", prompt_id, question.key, option.key), option.key))
    return (*own, *(option for option in question.options if option.key in STANDARD))


def minutes_of(question: Question, value: str) -> float | None:
    """The minutes an answer stands for: a band's, or the number itself; None for one that says none."""
    option = question.option(value)
    if option is None and question.kind == "number" and value:
        return float(value)
    return option.minutes if option else None
