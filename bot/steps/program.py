"""Reads a program file and writes it down as the next draft; every problem at once."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

from bot import workdays
from bot.context import Context
from bot.errors import BadInput
from bot.model.people import Person
from bot.model.program_check import problems
from bot.model.program_diff import Table
from bot.model.program_mend import is_of_mending, read
from bot.model.rollout import Program
from bot.steps.program_writing import write_draft
from bot.store import people
from bot.store.versions import PlanVersion
from bot.words import Content


def read_program(text: str, file_name: str) -> Program:
    """The program in a TOML text; BadInput names file and key of everything that can't be read."""
    program, said = read(_table(text, file_name)[0])
    if program is None or said:
        raise BadInput([f"{file_name}: {one}" for one in said])
    return program


def checked_program(
    text: str, file_name: str, content: Content, known: Sequence[Person] | None = None, are_all: bool = True
) -> Program:
    """The program in a TOML text. BadInput names file and key of everything that keeps it from starting: what
    can't be read and what breaks a rule, at once. `known` people and `are_all` as in `problems`."""
    return _checked(_table(text, file_name)[0], file_name, content, known, are_all)


def rule_problems(
    program: Program, content: Content, known: Sequence[Person] | None, are_all: bool = True
) -> list[str]:
    """Every rule that a program which can be read breaks; `known` people and `are_all` as in `problems`."""
    found = problems(program, set(content.nudges), content.rests(), known, are_all)
    return [*found, *calendar_problems(program)]


def calendar_problems(program: Program) -> list[str]:
    """What is wrong with the program's holiday calendar."""
    country = program.calendar.country
    known = not country or workdays.is_known(country)
    return [] if known else [f"calendar.country: {workdays.problem_with(country)}"]


def apply_program(
    ctx: Context, text: str, file_name: str, by: Person | None = None, are_all: bool = True
) -> PlanVersion:
    """Checks a program file against content and people, and writes it as the next draft: nothing that runs
    changes. `by` wrote it; None is whoever sits at the command line. With `are_all` = False more people will
    be imported, so nothing is said about how many they are."""
    table, based_on = _table(text, file_name)
    program = _checked(table, file_name, ctx.words.content, _present(ctx), are_all)
    return write_draft(ctx, program, by, based_on, file_name)


def apply_table(ctx: Context, table: Table, file_name: str, by: Person, based_on: int) -> PlanVersion:
    """As `apply_program`, for what was edited in chat; how many people there are was settled before."""
    program = _checked(table, file_name, ctx.words.content, _present(ctx), are_all=False)
    return write_draft(ctx, program, by, based_on, file_name)


def _present(ctx: Context) -> list[Person]:
    return [person for person in people.everyone(ctx.db) if person.state == "active"]


def _table(text: str, file_name: str) -> tuple[Table, int | None]:
    """The table of a file, and the version it says it is based on."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput([f"{file_name}: can't be read as TOML: {error}"]) from None
    based_on = table.pop("based_on", None)
    if based_on is not None and not (type(based_on) is int and based_on >= 0):
        raise BadInput([f"{file_name}: based_on: write the number of a version, not {based_on!r}"])
    return table, based_on


def _checked(
    table: Table, file_name: str, content: Content, known: Sequence[Person] | None, are_all: bool
) -> Program:
    program, said = read(table)
    found = rule_problems(program, content, known, are_all) if program else []
    if said:
        found = [one for one in found if not is_of_mending(one)]
    if said or found or program is None:
        raise BadInput([f"{file_name}: {one}" for one in (*said, *found)])
    return program
