"""`.env.example` and the settings say the same."""

from __future__ import annotations

import re

import pytest

from bot.settings import Settings
from tests.house.tree import ROOT, SHIPPED, dotted, nodes_of, place, python_files, text_of

EXAMPLE = ROOT / ".env.example"
PREFIX = "UPTAKE_"


def test_the_example_names_every_setting_once_and_nothing_else() -> None:
    named = re.findall(r"^(?:# ?)?([A-Z][A-Z0-9_]+)=", text_of(EXAMPLE), re.MULTILINE)
    assert sorted(named) == sorted(PREFIX + name.upper() for name in Settings.model_fields)


def test_every_setting_is_explained_by_a_sentence() -> None:
    mute = [
        name for name, field in Settings.model_fields.items() if not (field.description or "").endswith(".")
    ]
    assert not mute, mute


def test_the_example_can_be_read_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    settings = Settings(_env_file=EXAMPLE)
    assert not settings.slack_is_on
    assert not settings.teams_is_on


def test_settings_are_read_in_one_place() -> None:
    """A second place that reads the environment would be a setting nobody can look up."""
    readers = [
        place(path, node)
        for path in python_files(*SHIPPED)
        for node in nodes_of(path)
        if dotted(path, node) in {"os.environ", "os.getenv", "os.environb"}
    ]
    assert not readers, "\n".join(readers)
