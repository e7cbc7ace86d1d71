"""An administrator looks at what did not arrive, and sends it again or drops it."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.cli import main
from bot.clock import SetClock, seeded_chance
from bot.settings import Settings
from bot.steps.people import import_people
from bot.store import claims, outbox, people
from bot.store.sqlite import SqliteDatabase
from bot.wiring import build_house
from tests.world import FIRST_DAY, ZONE, local_instant

NOW = local_instant(FIRST_DAY, time(10), ZONE)
PEOPLE = (
    b"email,name,team,manager,timezone,locale,role\nada@example.com,Ada,Sales,,Asia/Taipei,en,pilot_user\n"
)


@pytest.fixture
def dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a dead message in the database of the working folder."""
    monkeypatch.chdir(tmp_path)
    house = build_house(
        Settings(_env_file=None), SqliteDatabase("uptake.db"), SetClock(NOW), seeded_chance(3)
    )
    with house.context() as ctx:
        import_people(ctx, PEOPLE, "people.csv")
        ada = people.find_by_email(ctx.db, "ada@example.com")
        assert ada is not None
        outbox.plan(ctx.db, ctx.new_id, ada, "disclosure", "privacy.disclosure", due_at=NOW)
        (row,) = outbox.of_person(ctx.db, ada.person_id)
        taken = claims.claim(ctx.db, row, NOW)
        assert taken is not None
        assert claims.settle(ctx.db, taken, "dead", NOW, "invalid_blocks")
    house.database.close()
    return row.delivery_id


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(["outbox", *arguments])
    out = capsys.readouterr()
    return int(left.value.code or 0), out.out + out.err


def test_what_did_not_arrive_is_listed_with_its_reason(dead: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = said(capsys, "list")
    assert code == 0
    assert dead in text
    assert "invalid_blocks" in text
    assert said(capsys)[1] == "dead\t1\n"


def test_one_message_is_shown_with_what_it_says_and_a_plain_fix(
    dead: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = said(capsys, "show", dead)
    assert code == 0
    assert "ada@example.com" in text
    assert "uptake check" in text
    assert "nothing left to say" in text.partition("\n\n")[2]


def test_a_dead_message_is_planned_again_and_a_second_retry_is_refused(
    dead: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "retry", dead) == (0, "1 retried\n")
    assert said(capsys)[1] == "planned\t1\n"
    code, text = said(capsys, "retry", dead)
    assert code == 1
    assert "is planned" in text


def test_dropping_is_all_or_nothing(dead: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = said(capsys, "drop", dead, "msg_nonsense")
    assert code == 1
    assert "msg_nonsense" in text
    assert said(capsys)[1] == "dead\t1\n"
    assert said(capsys, "drop", dead)[0] == 0
    assert said(capsys)[1] == "cancelled\t1\n"
