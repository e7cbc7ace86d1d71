"""The command line: `uptake …`. Each file adds its commands to one parser; problems are sentences."""

from __future__ import annotations

import argparse
import os
import sys

from pydantic import ValidationError

from bot.cli import (
    backup,
    content,
    demo,
    feedback,
    metrics,
    nudges,
    outbox,
    pause,
    people,
    privacy,
    program,
    rehearse,
    server,
    signals,
    simulate,
    summary,
    themes,
    value,
)
from bot.errors import BadInput, CannotSave, ConfigurationError
from bot.model.complaints import complaints
from bot.settings import Settings

_PARTS = (
    server,
    people,
    program,
    rehearse,
    pause,
    signals,
    summary,
    metrics,
    value,
    feedback,
    nudges,
    themes,
    privacy,
    outbox,
    content,
    backup,
    simulate,
    demo,
)


def build_parser() -> argparse.ArgumentParser:
    """Every command with its help."""
    parser = argparse.ArgumentParser(
        prog="uptake",
        description="Makes generative-AI rollouts succeed in Slack and Microsoft Teams.",
    )
    commands = parser.add_subparsers(metavar="command", required=True)
    for part in _PARTS:
        part.add_to(commands)
    return parser


def main(arguments: list[str] | None = None) -> None:
    """Runs a command; exits 0 when it is done, 1 when something brought is wrong, 2 when it was misspelt."""
    os.umask(0o077)
    options = build_parser().parse_args(arguments)
    try:
        code = options.run(options)
    except BadInput as error:
        _complain(error.problems, error.advice, error.unsaid)
        code = 1
    except ConfigurationError as error:
        _complain([str(error)])
        code = 1
    except CannotSave as error:
        _complain([f"the database takes no writes now, and nothing was changed: {error}"])
        code = 1
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        _complain([_as_written(problem) for problem in complaints(error, Settings)])
        code = 1
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code or 0)


def _as_written(problem: str) -> str:
    """A problem of a setting under the setting's own name."""
    name, _, sentence = problem.partition(":")
    return f"UPTAKE_{name.upper()}:{sentence}"


def _complain(problems: list[str], advice: str = "", unsaid: int = 0) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)
    if unsaid:
        print(f"… and {unsaid} more of this kind", file=sys.stderr)
    if (count := len(problems) + unsaid) > 1:
        print(f"{count} problems; nothing was changed.", file=sys.stderr)
    if advice:
        print(advice, file=sys.stderr)
