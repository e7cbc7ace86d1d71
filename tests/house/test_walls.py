"""Who may know whom: the contracts of `.importlinter`, and what an import can't show."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from bot.wiring import STORIES
from tests.house.tree import (
    ROOT,
    Function,
    functions_of,
    imported_names,
    nodes_of,
    place,
    python_files,
    stories,
    tree_of,
)

# The jobs that wait for a platform: everything else that tells a story or keeps a fact is plain `def`.
ASYNC_JOBS = {
    "jobs/deliver.py",
    "jobs/find_accounts.py",
    "jobs/pull_usage.py",
    "jobs/read_groups.py",
    "jobs/rehearse_program.py",
    "jobs/settle_doubts.py",
}


def test_no_room_knows_a_room_it_may_not_know() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr


def test_stories_steps_and_store_are_plain_functions() -> None:
    files = python_files("handlers", "jobs", "bot/model", "bot/cards", "bot/store", "bot/steps")
    waiting = [
        place(path, function)
        for path in files
        for function in functions_of(path)
        if isinstance(function, ast.AsyncFunctionDef) and place(path) not in ASYNC_JOBS
    ]
    assert not waiting, "\n".join(waiting)


def test_only_deliver_sends() -> None:
    files = [*python_files("handlers", "jobs", "bot/steps", "bot/engine"), ROOT / "bot/reception.py"]
    sending = [
        place(path, node)
        for path in files
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and node.attr == "post" and place(path) != "jobs/deliver.py"
    ]
    assert not sending, "\n".join(sending)


def test_the_store_alone_runs_queries() -> None:
    verbs = {"all", "one", "value", "run", "run_many"}
    outside = [
        place(path, node)
        for path in python_files("handlers", "jobs", "bot")
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute)
        and node.attr in verbs
        and ast.unparse(node.value).split(".")[-1] == "db"
        and not place(path).startswith("bot/store/")
    ]
    assert not outside, "\n".join(outside)


def test_every_story_people_start_is_wired() -> None:
    written = {path.stem for path in stories() if path.parent.name == "handlers"}
    assert {story.__name__.removeprefix("handlers.") for story in STORIES} == written


def test_every_story_time_starts_is_one_function_of_that_name_and_wired() -> None:
    jobs = [path for path in stories() if path.parent.name == "jobs"]
    wired = {
        name
        for file in ("jobs/__init__.py", "bot/wiring.py")
        for name in imported_names(ROOT / file).values()
    }
    for path in jobs:
        public = [one.name for one in tree_of(path).body if isinstance(one, Function) and one.name[0] != "_"]
        assert public == [path.stem], place(path)
        assert f"jobs.{path.stem}.{path.stem}" in wired, f"{place(path)} is started by nothing"
