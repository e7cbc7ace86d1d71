"""Freezing a window and answering in it never overlap: on PostgreSQL one of the two waits for the
other (SQLite has one writer at a time anyway)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.errors import CannotSave
from bot.store import feedback
from bot.store.database import Database
from tests.fakes.chats import SlackDouble
from tests.world import World

if TYPE_CHECKING:
    from bot.store.postgres import PostgresDatabase

NOW = datetime(2026, 12, 4, 9, 6, tzinfo=UTC)


@pytest.fixture
def asked(postgres: PostgresDatabase, request: pytest.FixtureRequest) -> Iterator[tuple[Database, str]]:
    """A database in which a window is open, and that window's id."""
    from tests.conftest import _empty

    world = World(postgres, SlackDouble())
    world.roster("dana,Office,admin", "ada,Sales,pilot_user")
    world.program()
    world.says("dana", "ai-rollout start")
    world.at("Tue 10:00")
    far = world.instant("week 3 Mon 00:00")
    (window,) = world.run(lambda ctx: feedback.due_to_close(ctx.db, far))
    yield postgres, window.window_id
    _empty(request.getfixturevalue("postgres_server"))


def test_a_window_is_not_frozen_while_an_answer_is_being_kept(asked: tuple[Database, str]) -> None:
    database, window_id = asked
    with database.transaction("main") as answering:
        assert feedback.hold_open(answering, window_id)
        with pytest.raises(CannotSave, match="lock timeout"), database.transaction("main") as freezing:
            freezing._connection.execute("set local lock_timeout = '50ms'", {})
            feedback.close(freezing, window_id, NOW)

    with database.transaction("main") as freezing:
        assert feedback.close(freezing, window_id, NOW)
        assert not feedback.hold_open(freezing, window_id)


def test_two_answers_do_not_wait_for_each_other(asked: tuple[Database, str]) -> None:
    database, window_id = asked
    with database.transaction("main") as one, database.transaction("main") as other:
        other._connection.execute("set local lock_timeout = '50ms'", {})
        assert feedback.hold_open(one, window_id)
        assert feedback.hold_open(other, window_id)
