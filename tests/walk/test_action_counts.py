"""`uptake summary actions`, as an operator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.store.sqlite import SqliteDatabase
from tests.actions import SALES, lead_sales, pressed, weeks
from tests.fakes.chats import SlackDouble
from tests.walk.test_command_line import uptake
from tests.world import World


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings and an empty database; the commands work in it."""
    monkeypatch.chdir(tmp_path)
    assert uptake("init") == 0
    return tmp_path


def test_what_became_of_proposed_actions_is_counted_by_rule(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert uptake("summary", "actions") == 1
    assert "no program yet" in capsys.readouterr().err
    database = SqliteDatabase(str(next(folder.glob("*.db"))))
    world = World(database, SlackDouble())
    lead_sales(world)
    users = ["cho", *SALES[:3]]
    digest = weeks(world, users, users)
    pressed(world, "cho", digest, "summary.not_now", "summary.reason_not_mine")
    database.close()
    capsys.readouterr()
    assert uptake("summary", "actions", "--format", "json") == 0
    told = {one["rule"]: one for one in json.loads(capsys.readouterr().out)}
    never = told["never_activated"]
    assert (never["proposed"], never["unanswered"], never["declined"]) == (2, 1, {"not_mine": 1})
    assert uptake("summary", "actions") == 0
    text = capsys.readouterr().out
    assert "never_activated  2         1           0      0     0     1 (not_mine 1)  0" in text
    assert "Example" not in text
