"""`uptake program …` walked on the command line: two people with names, a draft, a decision, files out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.walk.test_command_line import PEOPLE, folder, uptake  # noqa: F401 - a fixture is used by its name
from tests.world import PROGRAMS

SHORT = (PROGRAMS / "short.toml").read_text(encoding="utf-8")
APPLY = ("program", "apply", "program.toml", "--people-later")
LONGER = ("weeks = 1", "weeks = 2")


@pytest.fixture
def planned(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:  # noqa: F811
    """Dana and Lin are known, and Lin wrote the first version."""
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    uptake("people", "import", "people.csv")
    (folder / "program.toml").write_text(SHORT, encoding="utf-8")
    assert uptake(*APPLY, "--by", "lin@example.com") == 0
    capsys.readouterr()
    return folder


def test_one_person_writes_another_approves(planned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert uptake("program", "approve", "--by", "lin@example.com") == 1
    assert "lin@example.com may not approve; an administrator or a sponsor may" in capsys.readouterr().err
    assert uptake("program", "approve", "--by", "dana@example.com") == 0
    assert "version 1 is in force, approved by dana@example.com" in capsys.readouterr().out

    (planned / "program.toml").write_text(SHORT.replace(*LONGER), encoding="utf-8")
    assert uptake(*APPLY, "--by", "dana@example.com") == 1
    assert "version 1 was written by 林範例" in capsys.readouterr().err
    (planned / "program.toml").write_text("based_on = 1\n" + SHORT.replace(*LONGER), encoding="utf-8")
    assert uptake(*APPLY, "--by", "dana@example.com") == 0
    assert "phase second: weeks: 1 → 2" in capsys.readouterr().out
    assert uptake("program", "approve", "--by", "dana@example.com") == 1
    assert "You wrote on this draft" in capsys.readouterr().err
    assert uptake("program", "diff") == 0
    assert capsys.readouterr().out == "version 1 → 2:\n  phase second: weeks: 1 → 2\n"


def test_what_nobody_signed_is_not_approved_where_it_was_written(
    planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (planned / "program.toml").write_text("based_on = 1\n" + SHORT.replace(*LONGER), encoding="utf-8")
    assert uptake(*APPLY) == 0
    assert uptake("program", "approve", "--by", "dana@example.com") == 1
    assert "was written at the command line without a name; approve it in chat" in capsys.readouterr().err
    assert uptake(*APPLY, "--by", "lin@example.com") == 0
    assert uptake("program", "approve", "--by", "dana@example.com") == 0
    assert "version 2 is in force" in capsys.readouterr().out


def test_a_draft_is_turned_down_and_a_program_stopped(
    planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert uptake("program", "stop", "--reason", "no budget") == 1
    assert "nothing runs that could be stopped" in capsys.readouterr().err
    uptake("program", "approve", "--by", "dana@example.com")
    (planned / "program.toml").write_text("based_on = 1\n" + SHORT.replace(*LONGER), encoding="utf-8")
    uptake(*APPLY, "--by", "lin@example.com")
    assert uptake("program", "reject", "--reason", "too long", "--by", "dana@example.com") == 0
    assert "version 2 is turned down: too long" in capsys.readouterr().out
    assert uptake("program", "diff") == 1
    assert "no draft waits for approval" in capsys.readouterr().err
    assert uptake("program", "stop", "--reason", "no budget") == 0
    assert uptake("program", "show") == 0
    assert "short: version 1, stopped" in capsys.readouterr().out


def test_files_come_out_to_edit_to_pass_on_and_to_start_from(
    planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert uptake("program", "show", "--toml") == 0
    assert capsys.readouterr().out.startswith("based_on = 1\n")
    (planned / "next.toml").write_text(SHORT.replace('key = "short"', 'key = "next"'), encoding="utf-8")
    assert uptake("program", "apply", "next.toml", "--by", "lin@example.com", "--people-later") == 0
    capsys.readouterr()
    for key in ("short", "next"):
        assert uptake("program", "show", "--toml", key) == 0
        assert f'key = "{key}"' in capsys.readouterr().out
    assert uptake("program", "show", "nothing") == 1
    assert "nothing: no program has this key" in capsys.readouterr().err
    assert uptake("program", "schema") == 0
    assert json.loads(capsys.readouterr().out)["properties"]["phase"]["description"]
    for template in ("department", "enterprise"):
        assert uptake("program", "new", "--template", template) == 0
        (planned / f"{template}.toml").write_text(capsys.readouterr().out, encoding="utf-8")
        assert uptake("check", f"{template}.toml") == 0
        capsys.readouterr()
    assert uptake("program", "export", "short") == 0
    assert "dana@example.com" not in capsys.readouterr().out
    assert uptake("program", "clone", "short", "legal", "--starts-on", "2027-03-01", "--team", "Legal") == 0
    assert 'key = "legal"' in capsys.readouterr().out
    assert uptake("program", "clone", "nothing", "legal", "--starts-on", "soon") == 1
    assert "write a date like 2027-01-04, not 'soon'" in capsys.readouterr().err
