"""Copies of the SQLite file: made while the bot runs, looked through, taken back into use; and what a
database of either kind must doubt after it was brought back from a backup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from bot.errors import BadInput
from bot.model.delivery import PAUSED
from bot.store import addresses, job_runs
from bot.store.database import Transaction
from bot.store.sqlite import SqliteDatabase

WHY = "restored from a backup"
_CAN_BE_LOCKED = ("database is locked", "database table is locked")
_PARTS = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Contents:
    """What stands in a database file that was found whole: rows by table."""

    rows: dict[str, int]


@dataclass(frozen=True)
class Doubts:
    """How many messages were being sent when the backup was made, how many may have left since, and
    the last instant the backup knows of."""

    sending: int
    perhaps_sent: int
    since: datetime


def write_copy(source: Path, target: Path, org_id: str, now: datetime) -> Contents:
    """Copies the file as it stands at one instant, beside a running bot; the copy is looked through.

    Raises BadInput, and leaves no file behind, when `target` exists or the copy can't be made whole.
    """
    with _new_file(target):
        _copy(source, target)
        _sign(target, org_id, now)
        contents = look_through(target)
        _sync(target)
    return contents


def look_through(path: Path) -> Contents:
    """Checks every page and every reference; BadInput with what is wrong."""
    if not path.is_file():
        raise BadInput([f"{path}: there is no such file"])
    try:
        with closing(_opened(path, "ro")) as raw:
            broken = [row[0] for row in raw.execute("pragma integrity_check") if row[0] != "ok"]
            orphans = raw.execute("pragma foreign_key_check").fetchall()
            tables = _tables(raw)
            rows = {name: raw.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables}  # noqa: S608
    except sqlite3.Error as error:
        raise BadInput([f"{path}: is no whole database: {error}"]) from None
    problems = [f"{path}: {text}" for text in broken[:10]]
    problems += [
        f"{path}: {row[0]}, row {row[1]}: belongs to a {row[2]} that is not there" for row in orphans[:10]
    ]
    if "outbox" not in rows:
        problems.append(f"{path}: holds no Uptake database")
    if problems:
        raise BadInput(problems)
    return Contents(rows)


def bring_back(source: Path, target: Path, now: datetime) -> Path | None:
    """Puts a copy of `source` in the place of `target`; returns where the old file now stands, if any.

    Raises BadInput while anybody has `target` open. Nothing is ever deleted.
    """
    _refuse_if_open(target)
    arriving = target.with_name(f".{target.name}.arriving")
    arriving.unlink(missing_ok=True)  # of a restore that was cut off
    copy_whole(source, arriving)
    aside = target.with_name(f"{target.stem}-before-restore-{now:%Y-%m-%d-%H%M%S}{target.suffix}")
    is_there = target.exists()
    for part in _PARTS:
        with suppress(FileNotFoundError):
            os.rename(f"{target}{part}", f"{aside}{part}")
    os.rename(arriving, target)
    _sync(target)
    return aside if is_there else None


def copy_whole(source: Path, target: Path) -> None:
    """A copy of a database file with what its log holds, readable by its owner alone, safely on the disk."""
    with _new_file(target):
        _copy(source, target)
        _sync(target)


def doubt_what_may_have_left(db: Transaction, now: datetime) -> Doubts:
    """After a restore nobody can vouch for what the backup was sending, nor for what was due between the
    backup and now: all of it becomes in doubt, to be read back or to be taken as sent.

    What a pause held back joins it, for the pause may have been lifted in between; what has no address
    stays planned, because it can't have left. Every job looks again.
    """
    since: datetime = db.value("backup.last_instant") or now
    sending = db.run("backup.doubt_sending", reason=WHY, now_at=now)
    rows = db.all("backup.list_perhaps_sent", now_at=now, paused=PAUSED)
    doubted = [row for row in rows if _doubt(db, row, min(since, now), now)]
    job_runs.look_again(db, now)
    return Doubts(sending, len(doubted), since)


def _doubt(db: Transaction, row: dict[str, Any], since: datetime, now: datetime) -> bool:
    address = addresses.best(db, row["person_id"], (row["platform"],) if row["platform"] else ())
    if address is None:
        return False
    changed = db.run(
        "backup.doubt_planned", delivery_id=row["delivery_id"], reason=WHY, since_at=since, now_at=now,
        platform=address.platform, workspace=address.workspace,
    )  # fmt: skip
    return changed == 1


@contextmanager
def _new_file(target: Path) -> Iterator[None]:
    """An empty file that only its owner can read, to be filled; an existing one is never written over, and
    one that could not be filled is taken away."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise BadInput([f"{target} is there already; name a new file"]) from None
    except OSError as error:
        raise BadInput([f"{target}: {error.strerror}"]) from None
    try:
        yield
    except BaseException as error:
        for part in _PARTS:
            Path(f"{target}{part}").unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error):
            raise BadInput([f"{target} was not written: {error}"]) from None
        raise


def _copy(source: Path, target: Path) -> None:
    """In one step: page by page, a busy bot would make it begin anew for ever."""
    with closing(_opened(source, "ro")) as raw:
        raw.execute("vacuum into ?", [str(target)])


def _opened(path: Path, mode: str) -> Any:
    raw = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=10
    )
    raw.execute("pragma busy_timeout=10000").fetchall()
    return raw


def _sign(path: Path, org_id: str, now: datetime) -> None:
    """Writes into the copy when it was made, and makes it a single file."""
    database = SqliteDatabase(path)
    try:
        with database.transaction(org_id) as db:
            job_runs.is_first(db, "backup", now, now)
        database.pragma("journal_mode=delete")
    finally:
        database.close()


def _tables(raw: Any) -> list[str]:
    found = raw.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
    )
    return [row[0] for row in found]


def _sync(path: Path) -> None:
    """The file, and its name in its folder, outlast a power cut."""
    for place in (path, path.resolve().parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refuse_if_open(target: Path) -> None:
    """Leaving WAL needs the file alone: it fails while any other connection is there, and it folds the
    log into the file otherwise. A file too broken for that is put aside as it is."""
    if not target.exists():
        return
    try:
        with closing(_opened(target, "rw")) as raw:
            raw.execute("pragma busy_timeout=0").fetchall()
            raw.execute("pragma journal_mode=delete").fetchall()
    except sqlite3.OperationalError as error:
        if str(error) in _CAN_BE_LOCKED:
            raise BadInput([f"{target} is in use; stop the bot first, then restore"]) from None
    except sqlite3.DatabaseError:
        return
