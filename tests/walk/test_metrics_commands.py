"""`uptake metrics …` as somebody types it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.opened import opened_context
from bot.model.summary import build
from bot.settings import HOUSE
from bot.store import programs, summaries, summary_complaints
from tests.model.test_summary import MONDAY, facts
from tests.walk.test_command_line import PEOPLE, folder, uptake

__all__ = ["folder"]
THURSDAY = MONDAY + timedelta(days=3)


def test_every_number_is_listed_in_the_language_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert uptake("metrics", "list", "--locale", "zh-Hant") == 0
    assert "habit\t使用習慣\t" in capsys.readouterr().out
    assert uptake("metrics", "list", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {"key": "revenue", "family": "value", "fed_by": [], "grades": []}.items() <= next(
        one for one in told["groupings"] if one["key"] == "revenue"
    ).items()
    assert next(one for one in told["metrics"] if one["key"] == "minutes")["grades"] == ["B", "C"]


def test_the_reference_page_is_what_the_command_prints(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert uptake("metrics", "list", "--format", "markdown") == 0
    assert capsys.readouterr().out == (HOUSE / "docs/reference/metrics.md").read_text(encoding="utf-8")


def test_a_number_is_explained_by_name_or_title_and_by_day(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert uptake("metrics", "explain", "使用習慣", "--on", "2026-11-20") == 0
    told = capsys.readouterr().out
    assert "Habit (habit)" in told
    assert "program weeks up to 12" in told
    assert "Evidence: D: something is counted" in told
    assert uptake("metrics", "explain", "habit", "--on", "1999-01-01") == 1
    assert (
        "no definition was in force on 1999-01-01; the first holds from 2025-01-01" in capsys.readouterr().err
    )
    assert uptake("metrics", "explain", "habit", "--on", "soon") == 1
    assert "'soon' is no date" in capsys.readouterr().err


def test_an_unknown_name_is_answered_with_near_ones(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert uptake("metrics", "explain", "habbit") == 1
    assert "habbit: there is no such number; did you mean habit?" in capsys.readouterr().err
    assert uptake("metrics", "explain", "qqqq") == 1
    assert "there are enabled, activation" in capsys.readouterr().err


def test_without_a_database_definitions_are_told_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert uptake("metrics", "explain", "active", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["key"], told["newest"]) == ("active", None)


def test_without_a_summary_nothing_was_published_and_nothing_questioned(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    uptake("people", "import", "people.csv")
    capsys.readouterr()
    assert uptake("metrics", "explain", "active") == 0
    assert "Newest published" not in capsys.readouterr().out
    assert uptake("metrics", "complaints") == 0
    assert "no number was questioned so far" in capsys.readouterr().out
    assert uptake("metrics", "complaints", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_the_newest_published_number_stands_below_its_definition(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"p{n}@example.com,Person {n},A,,Asia/Taipei,en,pilot_user\n" for n in range(18))
    (folder / "people.csv").write_text(PEOPLE + rows, encoding="utf-8")
    uptake("people", "import", "people.csv")
    capsys.readouterr()
    uptake("program", "new")
    (folder / "program.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert uptake("program", "apply", "program.toml") == 0
    with opened_context() as ctx:
        running, made = programs.latest(ctx.db), build(facts(team="", sources=(("generic", THURSDAY),)))
        assert running is not None
        found = summaries.publish(ctx.db, ctx.new_id, running.program_id, made, ["p"], ctx.now)
        summary_complaints.report(ctx.db, "c1", found.summary_id, "active", "Too\nlow", "p", ctx.now)
    capsys.readouterr()
    assert uptake("metrics", "explain", "active") == 0
    told = capsys.readouterr().out
    assert "Newest published, week of Mon 16 Nov: 41 of 60 (68 %)" in told
    assert "D: something is counted" in told
    assert "days of the week without figures: 3" in told
    assert uptake("metrics", "explain", "favourable", "--format", "json") == 0
    newest = json.loads(capsys.readouterr().out)["newest"]
    assert (newest["grade"], newest["n"], newest["days_missing"]) == ("C", 25, 0)
    assert uptake("metrics", "explain", "breadth") == 0
    assert "Weekly summaries do not tell it so far." in capsys.readouterr().out
    assert uptake("metrics", "complaints") == 0
    assert "active\topen\t" in capsys.readouterr().out
