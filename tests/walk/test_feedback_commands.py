"""`uptake feedback results`, as an operator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.store import feedback, people
from bot.store.sqlite import SqliteDatabase
from tests.fakes.chats import SlackDouble
from tests.walk.test_command_line import uptake
from tests.world import World

NAMES = [f"p{n}" for n in range(12)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings and an empty database; the commands work in it."""
    monkeypatch.chdir(tmp_path)
    assert uptake("init") == 0
    return tmp_path


def answered(folder: Path) -> None:
    """Twelve people were asked about readiness, all answered one question, and the window was closed."""
    database = SqliteDatabase(str(next(folder.glob("*.db"))))
    world = World(database, SlackDouble())
    world.roster("dana,Office,admin", *(f"{name},Sales,pilot_user" for name in NAMES))
    world.program(**{'questions = "pulse-a"': 'questions = "readiness"'})
    world.says("dana", "ai-rollout start")
    world.clock.set(world.instant("Tue 12:00"))
    world.turn()
    for person in world.run(lambda ctx: people.everyone(ctx.db)):
        (row,) = world.run(lambda ctx, of=person.person_id: feedback.prompts_of(ctx.db, of))
        prompt = row["prompt_id"]
        world.run(
            lambda ctx, to=prompt: feedback.keep_answer(ctx.db, to, "ready-culture", "4", ctx.now, late=False)
        )
    world.clock.set(world.instant("Sat 01:00"))
    world.turn()
    database.close()


def test_published_results_are_printed_as_text_and_as_json(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(folder)
    capsys.readouterr()
    assert uptake("feedback", "results", "--lang", "zh-Hant") == 0
    text = capsys.readouterr().out
    assert "整體：詢問了 13 人；有回答的人：至少 65%。" in text
    assert "至少 8 人 · 正面回答：至少 65%" in text
    assert uptake("feedback", "results", "--window", "w1", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["asked"], told["mode"], told["response"]["edge"]) == (13, "confidential", "at_least")
    assert [one["is_told"] for one in told["questions"]] == [False, False, False, True, False]
    assert uptake("privacy", "audit") == 0
    assert "results: told 3 times of 1 sets of people." in capsys.readouterr().out


def test_what_is_not_published_is_said_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert uptake("feedback", "results") == 1
    assert "no program yet" in capsys.readouterr().err
    answered(folder)
    assert uptake("feedback", "results", "--window", "w9") == 1
    assert "no results of that window are published; published are: w1" in capsys.readouterr().err
    assert uptake("feedback", "results", "--team", "Sales") == 1
    assert "window w1: nothing is told of Sales" in capsys.readouterr().err
