"""What a trial needs around the real bot: a database that tells of every write edge before it is passed,
and a platform whose messages outlive the process."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.cards.card import Card
from bot.chat import Address, Outcome, Posted
from bot.store.sqlite import SqliteDatabase, sqlite3
from tests.fakes.chats import Message, SlackDouble

Watch = Callable[[str], None]
_EDGES = {"insert", "update", "delete", "commit"}


class WatchedDatabase(SqliteDatabase):
    """The product's own database; `watch` hears of each write and commit before it happens, and of each
    commit after it happened. What `watch` raises stands for what SQLite would raise there."""

    def __init__(self, path: Path, watch: Watch, *, durable: bool = True) -> None:
        super().__init__(path, durable=durable)
        self.plain, self.watch = self._raw, watch
        self._raw = _WatchedConnection(self._raw, watch)

    @property
    def failed(self) -> int:
        """How often SQLite itself said no."""
        return int(self._raw.failed)


class _WatchedConnection:
    def __init__(self, raw: Any, watch: Watch) -> None:
        self._raw = raw
        self._watch = watch
        self.failed = 0

    @property
    def in_transaction(self) -> bool:
        return bool(self._raw.in_transaction)

    def execute(self, sql: str, *values: Any) -> Any:
        word = self._tell(sql)
        try:
            found = self._raw.execute(sql, *values)
        except sqlite3.OperationalError:
            self.failed += 1
            raise
        if word == "commit":
            self._watch("committed")
        return found

    def executemany(self, sql: str, rows: Any) -> Any:
        self._tell(sql)
        return self._raw.executemany(sql, rows)

    def close(self) -> None:
        self._raw.close()

    def _tell(self, sql: str) -> str:
        word = sql.split(None, 1)[0].lower()
        if word in _EDGES:
            self._watch(word)
        return word


class KeptSlack(SlackDouble):
    """A Slack workspace in a file: a message that landed stands there whatever becomes of the bot."""

    def __init__(self, path: Path, watch: Watch) -> None:
        super().__init__()
        self._path = path
        self._watch = watch
        if path.exists():
            self.messages += [_read(line) for line in path.read_text(encoding="utf-8").splitlines()]
        self._numbers = iter(range(len(self.messages) + 1, 10**6))

    async def post(self, to: Address, card: Card, key: str) -> Outcome:
        self._watch("post")
        outcome = await super().post(to, card, key)
        self._watch("posted")
        return outcome

    def keep(self, user: str, card: Card, key: str = "") -> Posted:
        posted = super().keep(user, card, key)
        one = self.messages[-1]
        line = {
            "ref": one.ref,
            "user": user,
            "card": card.model_dump_json(),
            "at": one.at.isoformat(),
            "key": key,
        }
        append(self._path, json.dumps(line))
        return posted


def _read(line: str) -> Message:
    told = json.loads(line)
    card = Card.model_validate_json(told["card"])
    return Message(told["ref"], told["user"], card, datetime.fromisoformat(told["at"]), told["key"])


def append(path: Path, line: str) -> None:
    """One line more, in one call that no kill can cut."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


class _AtOnce(ThreadPoolExecutor):
    """Runs what it is given where it is given: one thread, one order, every time the same."""

    def submit(self, act: Callable[..., Any], /, *values: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(act(*values, **named))
        except Exception as error:
            future.set_exception(error)
        return future


class OneThread(asyncio.DefaultEventLoopPolicy):
    """Event loops whose threads are none, so that a fork copies everything and calls can be counted."""

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        loop = super().new_event_loop()
        loop.set_default_executor(_AtOnce(1))
        return loop
