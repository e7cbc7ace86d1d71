"""The command line: `uptake …`. Each file adds its commands to one parser; problems are sentences."""

from __future__ import annotations

import argparse
import os
import sys

from pydantic import ValidationError

from bot.cli import backup, content, demo, people, program, server, signals, summary
from bot.errors import BadInput, CannotSave, ConfigurationError

_PARTS = (server, people, program, signals, summary, content, backup, demo)


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
        _complain(error.problems)
        code = 1
    except ConfigurationError as error:
        _complain([str(error)])
        code = 1
    except CannotSave as error:
        _complain([f"the database takes no writes now, and nothing was changed: {error}"])
        code = 1
    except ValidationError as error:
        _complain([f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors()])
        code = 1
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code or 0)


def _complain(problems: list[str]) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)
    if len(problems) > 1:
        print(f"{len(problems)} problems; nothing was changed.", file=sys.stderr)
