"""`uptake value`, `uptake leak` and `uptake brief`, as an operator types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.store.sqlite import SqliteDatabase
from tests.fakes.chats import SlackDouble
from tests.valued import company, first_week
from tests.walk.test_command_line import uptake
from tests.world import World

ADD = (
    "value", "add", "cost", "--amount", "8000..12000", "--from", "2026-11-02", "--to", "2026-11-20",
    "--basis", "before_after",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings and an empty database; the commands work in it."""
    monkeypatch.chdir(tmp_path)
    assert uptake("init") == 0
    return tmp_path


def published(folder: Path) -> None:
    """A company with one published week and its first brief."""
    database = SqliteDatabase(str(next(folder.glob("*.db"))))
    world = World(database, SlackDouble())
    company(world)
    first_week(world)
    database.close()


def test_worth_is_printed_and_what_was_measured_is_entered_and_withdrawn(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published(folder)
    capsys.readouterr()
    assert uptake("value", "show") == 0
    assert "return −70 % to +20 % of what it cost (evidence C)" in capsys.readouterr().out
    assert uptake(*ADD, "--by", "rob@example.com", "--note", "Invoices") == 0
    benefit_id, _, line = capsys.readouterr().out.partition(": ")
    assert "USD 8,000 to 12,000" in line
    assert uptake("value", "show", "--format", "json", "--locale", "zh-Hant") == 0
    told = json.loads(capsys.readouterr().out)
    (entered,) = told["entered"]
    assert (entered["benefit_id"], entered["grade"], entered["by"]) == (benefit_id, "B", "Rob Example")
    assert [one["key"] for one in told["metrics"]][:2] == ["quality", "roi"]
    assert told["value"]["roi"]["effects"] == 1
    assert uptake("value", "withdraw", benefit_id, "--reason", "Counted twice") == 0
    assert uptake("value", "withdraw", benefit_id, "--reason", "Again") == 1
    assert "or it was withdrawn before" in capsys.readouterr().err


def test_what_may_not_be_entered_is_said_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert uptake(*ADD) == 1
    assert "no program yet" in capsys.readouterr().err
    published(folder)
    assert uptake(*ADD, "--by", "cho@example.com") == 1
    assert "cho@example.com is no administrator, sponsor or owner of a phase" in capsys.readouterr().err
    wrong = [
        ("--amount", "much", "The amount can't be read"),
        ("--to", "2099-01-01", "The days can't be right"),
    ]
    for option, value, said in wrong:
        assert uptake(*ADD, option, value) == 1
        assert said in capsys.readouterr().err
    assert uptake("value", "add", "fame", *ADD[3:]) == 2


def test_the_leak_is_printed_of_everybody_and_of_a_team(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published(folder)
    capsys.readouterr()
    assert uptake("leak", "--locale", "zh-Hans") == 0
    assert "最多人卡在“有许可”到“试用过”之间：15 人。" in capsys.readouterr().out
    assert uptake("leak", "Sales", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [step["key"] for step in told["steps"]] == ["seat", "tried", "habit", "changed", "kpi"]
    assert (told["team"], told["worst"]["people"]) == ("Sales", 4)
    assert uptake("leak", "Mars") == 1
    assert "no summary of Mars has been published" in capsys.readouterr().err


def test_a_brief_is_printed_as_it_was_made_and_proven(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published(folder)
    capsys.readouterr()
    assert uptake("brief") == 0
    text = capsys.readouterr().out
    assert "Monthly brief · A short pilot · week 1 of 3" in text
    assert "[" not in text  # no buttons on paper
    assert uptake("brief", "--month", "2026-12", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["month"] == "2026-12"
    assert uptake("brief", "--prove") == 0
    assert "brief of 2026-12: made again from 1 summaries, the same" in capsys.readouterr().out
    assert uptake("brief", "--month", "2027-12") == 1
    assert "no brief of 2027-12 was made; made were: 2026-12" in capsys.readouterr().err


def test_a_brief_that_was_changed_by_hand_is_found_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published(folder)
    database = SqliteDatabase(str(next(folder.glob("*.db"))))
    forge = "update sponsor_brief set brief_json = replace(brief_json, :was, :now)"
    database.tables.conn.execute(forge, {"was": '"status":"early"', "now": '"status":"on_track"'})
    database.tables.conn.commit()
    database.close()
    assert uptake("brief", "--prove") == 1
    assert "made again it differs from what was kept" in capsys.readouterr().err
