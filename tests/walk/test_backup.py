"""A copy made beside a running bot, tried out and taken back: nothing is overwritten, nothing comes twice."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.context import Context
from bot.store import backup, claims
from bot.store.outbox import Delivery
from bot.store.sqlite import SqliteDatabase
from tests.fakes.chats import SlackDouble, TeamsDouble
from tests.world import World


def uptake(*arguments: str) -> int:
    """Runs a command; its exit code."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of an installation without its database."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("UPTAKE_")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture(params=[SlackDouble, TeamsDouble])
def running(request: pytest.FixtureRequest, folder: Path) -> Iterator[World]:
    """A bot on the file `uptake.db`; Ada's prompt is due in a minute."""
    world = World(SqliteDatabase(folder / "uptake.db"), request.param())
    world.roster("dana,Office,admin", "ada,Sales,pilot_user", "ben,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 09:59")
    world.chat.can_read_back = world.chat.platform == "slack"
    yield world
    world.house.database.close()


def back_from(world: World, backup_file: Path) -> World:
    """Some minutes later the file is lost, the backup is restored, and the bot starts on it again; the
    platform has kept everything it was sent."""
    world.house.database.close()
    now = world.clock.now()
    backup.bring_back(backup_file, Path("uptake.db"), now)
    again = World(SqliteDatabase("uptake.db"), world.chat)
    again.clock.set(now)
    again.run(lambda ctx: backup.doubt_what_may_have_left(ctx.db, ctx.now))
    return again


def prompt_of(world: World) -> Delivery:
    return next(d for d in world.deliveries("ada") if d.kind == "prompt")


def people_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as raw:
        found: int = raw.execute("select count(*) from person").fetchone()[0]
        return found


def make(world: World, name: str = "copy.db") -> Path:
    """A backup at the world's instant."""
    backup.write_copy(Path("uptake.db"), Path(name), "main", world.clock.now())
    return Path(name)


def test_a_backup_is_one_whole_file_that_only_its_owner_reads(running: World, folder: Path) -> None:
    assert uptake("backup", "copy.db") == 0
    assert stat.S_IMODE((folder / "copy.db").stat().st_mode) == 0o600
    assert [path.name for path in folder.glob("copy.db*")] == ["copy.db"]
    with closing(sqlite3.connect("copy.db")) as copied:
        assert copied.execute("select count(*) from person").fetchone() == (3,)


def test_a_backup_without_a_name_stands_beside_the_database_with_the_date(
    running: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert uptake("backup") == 0
    (made,) = folder.glob("uptake-20??-??-??-??????.db")
    assert f"{made.name}: whole," in capsys.readouterr().out


def test_a_backup_never_writes_over_a_file(
    running: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "copy.db").write_text("something dear")
    assert uptake("backup", "copy.db") == 1
    assert (folder / "copy.db").read_text() == "something dear"
    assert "is there already" in capsys.readouterr().err


def test_a_backup_is_made_while_the_bot_is_in_the_middle_of_writing(running: World) -> None:
    with running.house.context() as ctx:
        ctx.db.run("job_runs.forget_runs", before_at=ctx.now)
        assert uptake("backup", "copy.db") == 0
    running.at("Tue 10:01")
    assert len(running.inbox("ada")) > 0


def test_a_drill_lives_a_day_on_a_copy_and_changes_nothing(
    running: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    running.house.database.close()
    assert uptake("backup", "copy.db") == 0
    before = (folder / "copy.db").read_bytes(), (folder / "uptake.db").read_bytes()
    capsys.readouterr()
    assert uptake("restore", "copy.db", "--drill") == 0
    said = capsys.readouterr().out
    assert "pages and references" in said
    assert "rows of person" in said
    assert "jobs that failed" in said
    assert "NOT GOOD" not in said
    assert ((folder / "copy.db").read_bytes(), (folder / "uptake.db").read_bytes()) == before


def test_a_drill_fails_when_a_job_can_t_live_with_what_was_restored(
    running: World, capsys: pytest.CaptureFixture[str]
) -> None:
    make(running)
    with closing(sqlite3.connect("copy.db")) as copied, copied:
        copied.execute("update program set plan_json = '{}'")
    assert uptake("restore", "copy.db", "--drill") == 1
    assert "NOT GOOD" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (b"no database at all, but long enough to be looked at", "is no whole database"),
        (b"", "holds no Uptake database"),
    ],
)
def test_what_is_no_backup_is_refused_before_anything_is_touched(
    running: World, folder: Path, capsys: pytest.CaptureFixture[str], damage: bytes, said: str
) -> None:
    (folder / "copy.db").write_bytes(damage)
    assert uptake("restore", "copy.db") == 1
    assert said in capsys.readouterr().err
    assert not list(folder.glob("*before-restore*"))


def test_a_page_that_went_bad_is_found(running: World, capsys: pytest.CaptureFixture[str]) -> None:
    path = make(running)
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288:])
    assert uptake("restore", "copy.db") == 1
    assert "copy.db" in capsys.readouterr().err


def test_an_orphan_is_found(running: World, capsys: pytest.CaptureFixture[str]) -> None:
    path = make(running)
    with closing(sqlite3.connect(path)) as copied, copied:
        copied.execute("update preference set person_id = 'nobody'")
        copied.execute("update address set person_id = 'nobody'")
    assert uptake("restore", "copy.db", "--drill") == 1
    assert "belongs to a person that is not there" in capsys.readouterr().err


def test_a_restore_is_refused_while_the_bot_has_the_file(
    running: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(running)
    assert uptake("restore", "copy.db") == 1
    assert "stop the bot first" in capsys.readouterr().err
    running.at("Tue 10:01")
    assert any(d.state == "sent" for d in running.deliveries("ada"))


def test_a_restore_puts_the_old_file_aside_and_says_what_is_next(
    running: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(running)
    running.roster("cai,Sales,pilot_user")
    running.house.database.close()
    assert uptake("restore", "copy.db") == 0
    said = capsys.readouterr().out
    assert "in doubt: 0 that were being sent" in said
    assert "uptake run" in said
    (aside,) = folder.glob("uptake-before-restore-*.db")
    assert (people_in(aside), people_in(folder / "uptake.db")) == (4, 3)
    assert stat.S_IMODE((folder / "uptake.db").stat().st_mode) == 0o600


def test_what_was_sent_after_the_backup_is_not_sent_again(running: World) -> None:
    copy = make(running)
    running.at("Tue 10:05")
    seen = [len(running.inbox(name)) for name in ("ada", "ben")]
    assert seen[0] > 0
    again = back_from(running, copy)
    assert prompt_of(again).state == "in_doubt"
    again.at("Tue 10:30")
    assert prompt_of(again).state == "sent"
    assert [len(again.inbox(name)) for name in ("ada", "ben")] == seen


def test_what_was_being_sent_when_the_backup_was_made_is_nobodys_any_more(running: World) -> None:
    running.clock.set(running.instant("Tue 10:00"))
    claimed = prompt_of(running)

    def claim(ctx: Context) -> None:
        assert claims.claim(ctx.db, claimed, ctx.now) is not None

    running.run(claim)
    copy = make(running)
    running.chat.keep(running.chat.account("ada"), running.last("dana").card, running.mark_of(claimed))
    running.clock.set(running.instant("Tue 10:01"))
    again = back_from(running, copy)
    assert (prompt_of(again).state, prompt_of(again).reason) == ("in_doubt", "restored from a backup")
    again.at("Tue 10:30")
    assert prompt_of(again).state == "sent"
    assert [message.key for message in again.chat.messages].count(again.mark_of(claimed)) == 1


def test_what_was_due_after_the_backup_and_never_left_is_sent_where_that_can_be_seen(running: World) -> None:
    copy = make(running)
    running.clock.set(running.instant("Tue 10:05"))  # the machine was off in between
    before = len(running.inbox("ada"))
    again = back_from(running, copy)
    again.at("Tue 10:30")
    assert prompt_of(again).state == "sent"
    assert len(again.inbox("ada")) == before + (1 if isinstance(again.chat, SlackDouble) else 0)


def test_a_database_restored_by_other_means_is_only_doubted(
    running: World, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    running.house.database.close()
    before = sorted(path.name for path in folder.iterdir())
    assert uptake("restore", "--after-restore") == 0
    assert "in doubt:" in capsys.readouterr().out
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "said"), [(("backup",), "pg_dump"), (("restore", "copy.db"), "pg_restore")]
)
def test_postgresql_is_left_to_its_own_tools(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.setenv("UPTAKE_DATABASE", "postgresql://nowhere.invalid/uptake")
    assert uptake(*arguments) == 1
    assert said in capsys.readouterr().err
