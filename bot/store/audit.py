"""Who did what of consequence, when. Rows are only ever added."""

from __future__ import annotations

from typing import Any, Protocol

from bot.model.people import Person
from bot.store.database import Row, Transaction


class _Act(Protocol):
    @property
    def db(self) -> Transaction: ...
    @property
    def now(self) -> Any: ...
    def new_id(self, prefix: str) -> str: ...


def record(act: _Act, actor: Person | None, action: str, target: str, **detail: Any) -> None:
    """Adds a row; without an actor the command line or a job did it."""
    act.db.run(
        "audit.record",
        audit_id=act.new_id("aud"),
        happened_at=act.now,
        actor=actor.person_id if actor else "system",
        action=action,
        object=target,
        detail_json=detail,
    )


def newest(db: Transaction, action: str, target: str) -> Row | None:
    """The last time this was done to it."""
    return db.one("audit.find_newest", action=action, object=target)


def recent(db: Transaction, most: int = 50) -> list[Row]:
    """The newest rows first."""
    return db.all("audit.list_recent", most=most)
