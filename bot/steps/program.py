"""Reads a program file and writes it down as the next draft; every problem at once."""

from __future__ import annotations

import tomllib
from typing import Any

from pydantic import ValidationError

from bot import workdays
from bot.context import Context
from bot.errors import BadInput
from bot.model.complaints import complaints
from bot.model.people import Person
from bot.model.program_check import problems
from bot.model.rollout import Program
from bot.steps.program_writing import write_draft
from bot.store import people
from bot.store.versions import PlanVersion
from bot.words import Words


def read_program(text: str, file_name: str) -> Program:
    """The program in a TOML text; BadInput names file and key of everything that is wrong."""
    return read_version(text, file_name)[0]


def read_version(text: str, file_name: str) -> tuple[Program, int | None]:
    """The program in a TOML text, and the version it says it is based on."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput([f"{file_name}: can't be read as TOML: {error}"]) from None
    based_on = table.pop("based_on", None)
    if based_on is not None and not (type(based_on) is int and based_on >= 0):
        raise BadInput([f"{file_name}: based_on: write the number of a version, not {based_on!r}"])
    return _program(table, file_name), based_on


def _program(table: dict[str, Any], file_name: str) -> Program:
    try:
        return Program.model_validate(table)
    except ValidationError as error:
        raise BadInput([f"{file_name}: {one}" for one in complaints(error, Program)]) from None


def check_program(program: Program, words: Words, emails: set[str] | None, file_name: str) -> None:
    """Raises BadInput with everything that keeps the program from starting."""
    content = words.content
    found = problems(program, set(content.nudges), set(content.question_sets), emails)
    found += calendar_problems(program)
    if found:
        raise BadInput([f"{file_name}: {problem}" for problem in found])


def calendar_problems(program: Program) -> list[str]:
    """What is wrong with the program's holiday calendar."""
    country = program.calendar.country
    known = not country or workdays.is_known(country)
    return [] if known else [f"calendar.country: {workdays.problem_with(country)}"]


def apply_program(ctx: Context, text: str, file_name: str, by: Person | None = None) -> PlanVersion:
    """Checks a program file against content and people, and writes it as the next draft: nothing that runs
    changes. `by` wrote it; None is whoever sits at the command line."""
    program, based_on = read_version(text, file_name)
    return _write(ctx, program, by, based_on, file_name)


def apply_table(
    ctx: Context, table: dict[str, Any], file_name: str, by: Person, based_on: int
) -> PlanVersion:
    """As `apply_program`, for what was edited in chat."""
    return _write(ctx, _program(table, file_name), by, based_on, file_name)


def _write(
    ctx: Context, program: Program, by: Person | None, based_on: int | None, file_name: str
) -> PlanVersion:
    emails = {person.email for person in people.everyone(ctx.db) if person.state == "active"}
    check_program(program, ctx.words, emails, file_name)
    return write_draft(ctx, program, by, based_on, file_name)
