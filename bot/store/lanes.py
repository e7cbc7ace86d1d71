"""One lane a workspace: who may send there, when the next call may start, in one row.

The row is the election of the one who sends, the limit of its rate, and with both the order of what
it sends: whoever holds the lease claims; everybody else waits for it to end.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.pace import LONGEST_CLOSED, closed_until
from bot.store.database import Row, Transaction

HELD_FOR = timedelta(seconds=30)


@dataclass(frozen=True)
class Lane:
    """A platform's workspace; two empty parts: nobody knows yet where to."""

    platform: str
    workspace: str


@dataclass(frozen=True)
class Held:
    """A lane that is ours until its lease ends: when the next post and the next read may start."""

    lane: Lane
    owner: str
    token: int
    opens_at: datetime
    reads_at: datetime


@dataclass(frozen=True)
class Waiting:
    """A lane as it stands: who holds it until when, and what waits in it (`due_at` None: nothing)."""

    platform: str
    workspace: str
    owner: str
    lease_until_at: datetime
    opens_at: datetime
    due_at: datetime | None

    @property
    def lane(self) -> Lane:
        return Lane(self.platform, self.workspace)

    def starts_at(self, owner: str, now: datetime) -> datetime | None:
        """The earliest instant at which this owner may start the next post; None when nothing waits.

        A lease or a silence that seems to last longer than any does was written by a clock that was wrong.
        """
        if self.due_at is None:
            return None
        ends_at = now if self.owner == owner else self.lease_until_at
        times = (self.opens_at, ends_at if ends_at <= now + 2 * HELD_FOR else now)
        return max(self.due_at, *(at for at in (now, *times) if at <= now + LONGEST_CLOSED))


def hold(db: Transaction, lane: Lane, owner: str, now: datetime) -> Held | None:
    """Takes or renews the lease of a lane; None while somebody else has it.

    A lease that seems to last longer than any lease does was written by a clock that was wrong.
    """
    row = _hold(db, lane, owner, now)
    if row is None and db.run("lanes.open_lane", platform=lane.platform, workspace=lane.workspace):
        row = _hold(db, lane, owner, now)
    return Held(lane, owner, row["token"], row["opens_at"], row["reads_at"]) if row else None


def move_opening(db: Transaction, held: Held, opens_at: datetime) -> None:
    """Notes when the next post may start."""
    _move(db, "lanes.move_opening", held, opens_at=opens_at)


def move_reading(db: Transaction, held: Held, reads_at: datetime) -> None:
    """Notes when the next read may start."""
    _move(db, "lanes.move_reading", held, reads_at=reads_at)


def close(db: Transaction, lane: Lane, now: datetime, retry_after: float) -> None:
    """The platform asked for silence in this workspace: no post starts before it is over."""
    row = _row(db, lane)
    opens_at = closed_until(row["opens_at"] if row else now, now, retry_after)
    db.run("lanes.close_lane", platform=lane.platform, workspace=lane.workspace, opens_at=opens_at)


def look(db: Transaction) -> list[Waiting]:
    """Every lane, with the next row in it that nothing holds up."""
    return [Waiting(**row) for row in db.all("lanes.list_lanes")]


def open_lane(db: Transaction, lane: Lane) -> None:
    """Makes sure that somebody will look into the lane."""
    db.run("lanes.open_lane", platform=lane.platform, workspace=lane.workspace)


def release(db: Transaction, owner: str) -> None:
    """Gives every lane back, so that the next one need not wait for the leases to end."""
    db.run("lanes.release_lanes", owner=owner)


def secret(db: Transaction, chance: random.Random) -> str:
    """The secret messages are marked with: drawn once an installation, kept with its data."""
    found = db.value("lanes.find_secret")
    if found is None:
        db.run("lanes.keep_secret", secret=f"{chance.getrandbits(256):064x}")
        found = db.value("lanes.find_secret")
    return str(found)


def _hold(db: Transaction, lane: Lane, owner: str, now: datetime) -> Row | None:
    return db.one(
        "lanes.hold_lane", platform=lane.platform, workspace=lane.workspace, owner=owner, now_at=now,
        lease_until_at=now + HELD_FOR, never_so_late_at=now + 2 * HELD_FOR,
    )  # fmt: skip


def _move(db: Transaction, name: str, held: Held, **values: datetime) -> None:
    changed = db.run(
        name, platform=held.lane.platform, workspace=held.lane.workspace, owner=held.owner, token=held.token, **values
    )  # fmt: skip
    if changed != 1:
        raise RuntimeError("the lane was lost in the middle of a transaction that held it")


def _row(db: Transaction, lane: Lane) -> Row | None:
    return db.one("lanes.find_lane", platform=lane.platform, workspace=lane.workspace)
