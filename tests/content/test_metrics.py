"""Definitions that can't be relied on are refused, with file and key."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.check import check_content
from tests.house.tree import ROOT

SECOND = """
[[versions]]
version = 2
effective_from = {since}
sources = ["usage"]
window = "week"
lag = "usage"
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content shipped, to be spoilt."""
    return shutil.copytree(ROOT / "content", tmp_path / "content")


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text, before
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def add_version(path: Path, since: str) -> None:
    """A second version with the words of the first."""
    text = path.read_text(encoding="utf-8")
    words = text[text.index("[versions.sentence]") :]
    path.write_text(text + SECOND.format(since=since) + words, encoding="utf-8")


def test_the_content_shipped_has_no_problem(content: Path) -> None:
    assert check_content(content) == []


@pytest.mark.parametrize(
    ("file", "before", "after", "problem"),
    [
        ("metrics/active.toml", "zh-Hans = 2026-11-22", "zh-Hans = 2026-11-01", "zh-Hans is older"),
        ("metrics/active.toml", '"usage", "roster"', '"gossip"', "sources"),
        ("metrics/active.toml", 'key = "active"', 'key = "lively"', "key: is 'lively'"),
        ("metrics/active.toml", "lag =", 'grade = "A"\nlag =', "grade"),
        ("metrics/active.toml", 'owner = "program_owner"', 'owner = "Dana"', "owner"),
        ("metrics/active.toml", "本週使用", "反饋", "反饋"),
        ("metrics/habit.toml", "first_program_week = 13", "first_program_week = 15", "from week 13 on"),
        ("metrics/habit.toml", "first_program_week = 13", "first_program_week = 12", "versions 1 and 2: overlap"),
        ("groupings/cost.toml", '"dormant"', '"dormouse"', "'dormouse' is not in content/metrics"),
        ("groupings/cost.toml", 'family = "value"', 'family = "tree"', "family"),
    ],
)
def test_a_spoilt_definition_is_named(
    content: Path, file: str, before: str, after: str, problem: str
) -> None:
    change(content / file, before, after)
    found = "\n".join(check_content(content))
    assert file in found
    assert problem in found


def test_a_missing_language_is_named(content: Path) -> None:
    path = content / "metrics" / "never.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"zh-Hant = \"[^\"]+\"\n", "", text, count=1), encoding="utf-8")
    assert "missing in zh-Hant" in "\n".join(check_content(content))


def test_a_number_without_a_definition_is_missed_and_one_of_no_number_refused(content: Path) -> None:
    (content / "metrics" / "never.toml").rename(content / "metrics" / "ever.toml")
    found = "\n".join(check_content(content))
    assert "metrics/never.toml: missing" in found
    assert "metrics/ever.toml: key: there is no number of this name" in found


def test_dates_of_versions_must_meet(content: Path) -> None:
    path = content / "metrics" / "active.toml"
    add_version(path, "2027-01-01")
    assert "versions 1 and 2: overlap from 2027-01-01 on" in "\n".join(check_content(content))
    change(path, "effective_from = 2025-01-01", "effective_from = 2025-01-01\nuntil = 2026-12-01")
    assert "nothing holds from 2026-12-01 until 2027-01-01" in "\n".join(check_content(content))
    change(path, "until = 2026-12-01", "until = 2027-01-01")
    assert check_content(content) == []
