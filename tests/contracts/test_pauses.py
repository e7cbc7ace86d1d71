"""A pause and a claim never overlap: whoever comes second waits, on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from bot.store import programs
from bot.store.database import Database

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LOOKS = 1000  # by the last one, a pause that did not wait would have been committed and seen


def put_pause(database: Database) -> None:
    with database.transaction("main") as db:
        programs.pause(db, "pau_1", "all", "per_1", "", NOW)


def test_a_pause_is_in_force_only_after_the_claims_that_began_before_it(database: Database) -> None:
    pausing = threading.Thread(target=put_pause, args=(database,))
    with database.transaction("main") as claim:
        programs.keep_pauses(claim)
        pausing.start()
        assert not any(programs.is_paused(claim) for _ in range(LOOKS))
    pausing.join()
    with database.transaction("main") as later:
        programs.keep_pauses(later)
        assert programs.is_paused(later)


def test_a_claim_that_begins_while_a_pause_is_written_sees_it(database: Database) -> None:
    seen: list[bool] = []

    def claim() -> None:
        with database.transaction("main") as db:
            programs.keep_pauses(db)
            seen.append(programs.is_paused(db))

    claiming = threading.Thread(target=claim)
    with database.transaction("main") as db:
        programs.pause(db, "pau_1", "all", "per_1", "", NOW)
        claiming.start()
        assert all(programs.is_paused(db) for _ in range(LOOKS))
        assert seen == []
    claiming.join()
    assert seen == [True]
