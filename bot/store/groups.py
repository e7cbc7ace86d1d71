"""Groups of the platforms: which of our people they hold, as they were read last."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat import Platform
from bot.store.database import Row, Transaction

NO_GROUPS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """How reading a group went: when it worked last, and since when and why it does not."""

    platform: Platform
    group_id: str
    read_at: datetime | None
    failed_at: datetime | None
    reason: str


def of_everyone(db: Transaction, group_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Person id → ids of those of these groups the person is in; people in none are absent."""
    if not group_ids:
        return {}
    return _by_person(db.all("groups.list_of_everyone", group_ids=list(group_ids)))


def of_some(
    db: Transaction, group_ids: Sequence[str], person_ids: Sequence[str]
) -> dict[str, frozenset[str]]:
    """The same for some people only."""
    if not group_ids:
        return {}
    rows = db.all("groups.list_of_some", group_ids=list(group_ids), person_ids=list(person_ids))
    return _by_person(rows)


def of_person(db: Transaction, person_id: str) -> list[tuple[Platform, str]]:
    """Platform and id of every group a person was last read in."""
    rows = db.all("groups.list_of_person", person_id=person_id)
    return [(row["platform"], row["group_id"]) for row in rows]


def keep(db: Transaction, platform: Platform, group_id: str, persons: Collection[str], at: datetime) -> bool:
    """Stores who is in a group now; whether that is anything new."""
    group = {"platform": platform, "group_id": group_id}
    before = {row["person_id"] for row in db.all("groups.list_members", **group)}
    now = set(persons)
    if gone := sorted(before - now):
        db.run("groups.drop_members", person_ids=gone, **group)
    if new := sorted(now - before):
        db.run("groups.add_members", person_ids=new, **group)
    db.run("groups.note_read", read_at=at, **group)
    return before != now


def note_failed(db: Transaction, platform: Platform, group_id: str, reason: str, at: datetime) -> None:
    """A group could not be read; its last members stay."""
    db.run("groups.note_failed", platform=platform, group_id=group_id, reason=reason, failed_at=at)


def readings(db: Transaction, group_ids: Sequence[str]) -> list[Reading]:
    """How reading these groups went; one that was never tried is absent."""
    return [Reading(**row) for row in db.all("groups.list_readings", group_ids=list(group_ids))]


def persons_of(db: Transaction, platform: Platform, members: Mapping[str, str]) -> dict[str, str]:
    """Account → id of the person it belongs to, by the account, else by its e-mail address; of accounts
    nobody of ours has, nothing is said. `members`: account → lower-case e-mail address, "" where unknown."""
    rows = db.all("groups.list_accounts", platform=platform, users=list(members))
    found: dict[str, str] = {row["user_ref"]: row["person_id"] for row in rows}
    asked = {email: user for user, email in members.items() if email and user not in found}
    for row in db.all("groups.list_by_email", emails=list(asked)):
        found[asked[row["email"]]] = row["person_id"]
    return found


def connector(db: Transaction) -> str:
    """The Teams connector that was used last; empty when nobody was ever reached through one."""
    row = db.one("groups.find_connector")
    return row["service_url"] if row else ""


def _by_person(rows: list[Row]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["person_id"], set()).add(row["group_id"])
    return {person_id: frozenset(ids) for person_id, ids in found.items()}
