"""Reads a program file and makes it the organisation's program; every problem at once."""

from __future__ import annotations

import tomllib

from pydantic import ValidationError

from bot.context import Context
from bot.errors import BadInput
from bot.model.complaints import complaints
from bot.model.program_check import problems
from bot.model.rollout import Program
from bot.store import audit, job_runs, people, programs
from bot.store.programs import Running
from bot.words import Words


def read_program(text: str, file_name: str) -> Program:
    """The program in a TOML text; BadInput names file and key of everything that is wrong."""
    try:
        return Program.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadInput([f"{file_name}: can't be read as TOML: {error}"]) from None
    except ValidationError as error:
        raise BadInput([f"{file_name}: {one}" for one in complaints(error, Program)]) from None


def check_program(program: Program, words: Words, emails: set[str] | None, file_name: str) -> None:
    """Raises BadInput with everything that keeps the program from starting."""
    content = words.content
    found = problems(program, set(content.nudges), set(content.question_sets), emails)
    if found:
        raise BadInput([f"{file_name}: {problem}" for problem in found])


def apply_program(ctx: Context, text: str, file_name: str) -> Running:
    """Checks a program file against content and people, and stores it as the next version."""
    program = read_program(text, file_name)
    emails = {person.email for person in people.everyone(ctx.db) if person.state == "active"}
    check_program(program, ctx.words, emails, file_name)
    if programs.has_ended(ctx.db, program.program.key):
        key = program.program.key
        raise BadInput([f"{file_name}: program.key: {key} has ended; give the next program a key of its own"])
    running = programs.put(ctx.db, program, ctx.now)
    audit.record(ctx, None, "program.applied", running.program_id, version=running.version)
    job_runs.look_again(ctx.db, ctx.now)
    return running
