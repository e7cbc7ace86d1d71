"""What both databases promise, and what the embedded one is set to."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store import inbox, job_runs, people
from bot.store.database import Database, Transaction, instant, microseconds, query
from bot.store.sqlite import WAL_SAFE, SqliteDatabase

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_what_is_written_in_a_transaction_that_fails_is_not_there(database: Database) -> None:
    with pytest.raises(RuntimeError, match="stop"), database.transaction("main") as db:
        assert inbox.is_new(db, "slack", "Ev1", NOW)
        raise RuntimeError("stop")
    with database.transaction("main") as db:
        assert inbox.is_new(db, "slack", "Ev1", NOW)


def test_a_savepoint_undoes_its_own_part_only(database: Database) -> None:
    with database.transaction("main") as db:
        assert inbox.is_new(db, "slack", "Ev1", NOW)
        with pytest.raises(RuntimeError, match="stop"), db.savepoint():
            inbox.is_new(db, "slack", "Ev2", NOW)
            raise RuntimeError("stop")
    with database.transaction("main") as db:
        assert not inbox.is_new(db, "slack", "Ev1", NOW)
        assert inbox.is_new(db, "slack", "Ev2", NOW)


def test_one_organisation_never_sees_the_rows_of_another(database: Database) -> None:
    with database.transaction("one") as db:
        assert inbox.is_new(db, "slack", "Ev1", NOW)
    with database.transaction("other") as db:
        assert inbox.is_new(db, "slack", "Ev1", NOW)


def test_instants_come_back_to_the_microsecond(database: Database) -> None:
    at = datetime(2026, 11, 22, 9, 0, 0, 123457, tzinfo=UTC)
    with database.transaction("main") as db:
        assert job_runs.is_first(db, "a", at, at)
        assert job_runs.present(db, at) == {("a", at)}
    assert instant(microseconds(at)) == at


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        microseconds(datetime(2026, 11, 22))  # noqa: DTZ001


def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert database.migrate() == []


def test_three_processes_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    path, applied, failed = tmp_path / "uptake.db", [], []

    def start() -> None:
        try:
            database = SqliteDatabase(path)
            applied.append(database.migrate())
            database.close()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(map(len, applied))[:2] == [0, 0]
    assert max(map(len, applied)) >= 1


def test_the_embedded_database_checks_references_syncs_fully_and_erases_for_good(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "uptake.db")
    found = {
        name: database.pragma(name)
        for name in ("journal_mode", "foreign_keys", "synchronous", "secure_delete")
    }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "secure_delete": 1}
    database.close()


def test_only_the_owner_can_read_the_file_and_its_companions(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "uptake.db")
    database.migrate()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    database.close()
    assert set(modes.values()) == {0o600}
    assert "uptake.db-wal" in modes


def test_the_sqlite_in_use_is_free_of_the_wal_reset_bug_or_is_known_not_to_be() -> None:
    database = SqliteDatabase(":memory:")
    assert database.is_wal_safe == (database.version >= WAL_SAFE)
    assert database.is_wal_safe, "the locked pysqlite3 brings a safe SQLite"
    database.close()


def test_a_transaction_inside_a_transaction_is_refused_instead_of_mixing_two() -> None:
    database = SqliteDatabase(":memory:")
    with (
        database.transaction("main"),
        pytest.raises(RuntimeError, match="inside"),
        database.transaction("main"),
    ):
        pass
    database.close()


def test_parameters_take_each_dialects_form() -> None:
    assert ":event_id" in query("sqlite", "inbox.record_event")
    assert "%(event_id)s" in query("postgres", "inbox.record_event")


def test_what_is_kept_is_asked_again_once_something_was_written(database: Database) -> None:
    with database.transaction("main") as db:
        assert people.find_by_email(db, "ada@example.com") is None
        add_person(db, "ada")
        assert people.find_by_email(db, "ada@example.com") is not None
        with pytest.raises(ZeroDivisionError), db.savepoint():
            add_person(db, "eva")
            assert people.find_by_email(db, "eva@example.com") is not None
            raise ZeroDivisionError
        assert people.find_by_email(db, "eva@example.com") is None


def test_several_people_are_read_at_once(database: Database) -> None:
    with database.transaction("main") as db:
        add_person(db, "ada")
        add_person(db, "eva")
        assert set(people.find_some(db, ["per_ada", "per_eva", "per_nobody"])) == {"per_ada", "per_eva"}


def add_person(db: Transaction, name: str) -> None:
    people.add(
        db, f"per_{name}", people.next_ordinal(db), NOW,
        email=f"{name}@example.com", name=name, team="", manager="", timezone="Asia/Taipei", locale="en",
        role="pilot_user", attributes_json={},
    )  # fmt: skip
