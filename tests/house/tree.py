"""The tree as the house tests read it: which files there are, each read and parsed once."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOLE = "\0"
SHIPPED = ("bot", "handlers", "jobs")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def python_files(*rooms: str) -> tuple[Path, ...]:
    """Every Python file under these folders."""
    return tuple(sorted(path for room in rooms for path in (ROOT / room).rglob("*.py")))


def stories() -> tuple[Path, ...]:
    """Every file of `handlers/` and `jobs/` that tells a story."""
    return tuple(path for path in python_files("handlers", "jobs") if path.name != "__init__.py")


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file that is in git, or would be with the next `git add`; all of them in an unpacked archive."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [
            path for path in ROOT.rglob("*") if ".venv" not in path.parts and "__pycache__" not in path.parts
        ]
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def text_of(path: Path) -> str:
    """The file's text."""
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(text_of(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every node of the file."""
    return tuple(ast.walk(tree_of(path)))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Where something stands, as an editor wants it: `bot/words.py:12`."""
    name = path.relative_to(ROOT).as_posix()
    return f"{name}:{node.lineno}" if isinstance(node, (ast.expr, ast.stmt, ast.arg)) else name


def functions_of(path: Path) -> Iterator[Function]:
    """Every function of the file, methods and inner ones too."""
    return (node for node in nodes_of(path) if isinstance(node, Function))


def lines_of(function: Function) -> int:
    """How long the function is, from `def` to its end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


@cache
def imported_names(path: Path) -> dict[str, str]:
    """What each imported name of the file stands for: `{"uuid4": "uuid.uuid4", "dt": "datetime"}`."""
    names: dict[str, str] = {}
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def dotted(path: Path, node: ast.AST) -> str:
    """What a name or attribute means, imports followed: `datetime.datetime.now`; "" for all else."""
    if isinstance(node, ast.Attribute):
        owner = dotted(path, node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return imported_names(path).get(node.id, "") if isinstance(node, ast.Name) else ""


def literals_of(node: ast.AST) -> Iterator[str]:
    """Every text an expression may be; an f-string has a HOLE where a value is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)
        case ast.IfExp():
            yield from literals_of(node.body)
            yield from literals_of(node.orelse)
        case ast.BoolOp():
            for part in node.values:
                yield from literals_of(part)


@cache
def written_in(*rooms: str) -> frozenset[str]:
    """Every text that stands in the code of these folders."""
    return frozenset(
        text for path in python_files(*rooms) for node in nodes_of(path) for text in literals_of(node)
    )


@cache
def filled(text: str) -> re.Pattern[str]:
    """What an f-string may become."""
    return re.compile(r"([\w-]*)".join(re.escape(part) for part in text.split(HOLE)))


def may_name(text: str, names: Collection[str]) -> bool:
    """Whether a text of the code is one of these names, or may become one."""
    return text in names if HOLE not in text else any(filled(text).fullmatch(name) for name in names)


def is_written(name: str, words: frozenset[str]) -> bool:
    """Whether the code can say the name: as it is, or by an f-string whose holes words of the code fill."""
    if name in words:
        return True
    noun = name.partition(".")[0] + "."
    hits = (filled(text).fullmatch(name) for text in words if HOLE in text and text.startswith(noun))
    return any(hit and all(not part or part.lstrip("_") in words for part in hit.groups()) for hit in hits)
