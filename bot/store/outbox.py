"""The outbox: what will be said, is being said, was said. The truth of delivery in every edition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Card
from bot.chat import Reply, Sender
from bot.model.delivery import KINDS, Recent, State, settles_at
from bot.model.people import Person
from bot.model.time import LocalTime, local_instant, monday_of
from bot.store import addresses, lanes
from bot.store.database import Row, Transaction
from bot.store.lanes import Lane

NewId = Callable[[str], str]
_WEEK = timedelta(days=7)
_LOOK_AFTER = timedelta(seconds=30)  # a doubt that could not be settled when its time had come


class Delivery(BaseModel):
    """One row: a message for one person, told by `story` about `about` unless the card is kept until sent."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    delivery_id: str
    delivery_key: str
    kind: str
    person_id: str
    platform: str
    workspace: str
    story: str
    about: str
    card: Card | None = None
    state: State
    due_at: datetime
    not_before_at: datetime
    not_after_at: datetime
    is_ordered: bool = True
    token: int
    attempts: int
    resends: int = 0
    first_attempt_at: datetime | None = None
    claimed_at: datetime | None = None
    settled_at: datetime | None = None
    reason: str = ""
    ref: str = ""
    conversation: str = ""


def plan(
    db: Transaction,
    new_id: NewId,
    person: Person,
    kind: str,
    story: str,
    about: str = "",
    *,
    due_at: datetime,
    not_after: datetime | None = None,
    planned_at: datetime | None = None,
    wall: LocalTime | None = None,
) -> bool:
    """Plans a message once: the same kind, story, subject and person never give a second row.

    `wall` is the local rule that `due_at` comes from, if it comes from one.
    """
    key = _key(kind, story, about, person)
    return _insert(
        db, new_id, key, person, kind, story, about, due_at, not_after, planned_at or due_at, wall=wall
    )


def plan_anew(db: Transaction, new_id: NewId, person: Person, kind: str, story: str, at: datetime) -> None:
    """Plans a message due at once; one that was dropped before is planned again, one that was sent is not."""
    plan_all_anew(db, new_id, [person], kind, story, at)


def plan_all_anew(
    db: Transaction, new_id: NewId, persons: Sequence[Person], kind: str, story: str, at: datetime
) -> None:
    """As `plan_anew` for many people, without a statement for each."""
    keys = {_key(kind, story, "", one): one for one in persons}
    stored = {row["delivery_key"] for row in db.all("outbox.list_of_keys", delivery_keys=list(keys))}
    new = [Planned(one, kind, story, "", at, at) for key, one in keys.items() if key not in stored]
    plan_many(db, new_id, new)
    ends = at + KINDS[kind].late_for
    db.run("outbox.plan_all_again", delivery_keys=sorted(stored), due_at=at, not_after_at=ends)


def plan_reply(
    db: Transaction, new_id: NewId, person: Person, sender: Sender, reply: Reply, at: datetime
) -> None:
    """Plans the answer to what a person just wrote, where it was written; its card is kept if no story tells it."""
    delivery_id = new_id("msg")
    _insert(
        db, lambda _: delivery_id, delivery_id, person, "reply", reply.story, reply.about, at, None, at,
        card=None if reply.story else reply.card, lane=Lane(sender.platform, sender.workspace),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """One of many messages to plan at once; with `skipped`, one whose time passed before it could be."""

    person: Person
    kind: str
    story: str
    about: str
    due_at: datetime
    planned_at: datetime
    not_after: datetime | None = None
    wall: LocalTime | None = None
    skipped: str = ""


def plan_many(db: Transaction, new_id: NewId, plans: Sequence[Planned]) -> None:
    """As `plan`, with one statement for all: nothing is planned twice."""
    if not plans:
        return
    known = addresses.of_some(db, list({one.person.person_id for one in plans}))
    best = {person_id: addresses.choose(found) for person_id, found in known.items()}
    to = {
        person_id: Lane(at.platform, at.workspace) if at else Lane("", "") for person_id, at in best.items()
    }
    rows = (_row_of(one, new_id("msg"), to[one.person.person_id]) for one in plans)
    if db.run_many("outbox.plan_delivery", rows):
        for lane in sorted(set(to.values()), key=str):
            lanes.open_lane(db, lane)


def _row_of(one: Planned, delivery_id: str, lane: Lane) -> Row:
    kind = KINDS[one.kind]
    return {
        "delivery_id": delivery_id, "delivery_key": _key(one.kind, one.story, one.about, one.person),
        "kind": one.kind, "person_id": one.person.person_id, "platform": lane.platform,
        "workspace": lane.workspace, "is_ordered": int(kind.in_hours), "story": one.story, "about": one.about,
        "card_json": None, "due_at": one.due_at, "not_after_at": one.not_after or one.due_at + kind.late_for,
        "planned_at": one.planned_at, "wall": one.wall.text if one.wall else "",
        "zone": one.wall.zone if one.wall else "", "rule_at": one.wall.instant() if one.wall else None,
        "state": "expired" if one.skipped else "planned",
        "settled_at": one.planned_at if one.skipped else None, "reason": one.skipped,
    }  # fmt: skip


def _key(kind: str, story: str, about: str, person: Person) -> str:
    return f"{kind}|{story}|{about}|{person.person_id}"


def _insert(
    db: Transaction, new_id: NewId, key: str, person: Person, kind: str, story: str, about: str,
    due_at: datetime, not_after: datetime | None, planned_at: datetime,
    card: Card | None = None, lane: Lane | None = None, wall: LocalTime | None = None,
) -> bool:  # fmt: skip
    to = lane or _lane_of(db, person)
    row = _row_of(Planned(person, kind, story, about, due_at, planned_at, not_after, wall), new_id("msg"), to)
    row |= {"delivery_key": key, "card_json": card.model_dump_json() if card else None}
    changed = db.run_many("outbox.plan_delivery", [row])
    if changed:
        lanes.open_lane(db, to)
    return changed == 1


def _lane_of(db: Transaction, person: Person) -> Lane:
    address = addresses.best(db, person.person_id)
    return Lane(address.platform, address.workspace) if address else Lane("", "")


def due(db: Transaction, lane: Lane, now: datetime, most: int) -> list[Delivery]:
    """Planned rows of a lane whose time has come, at most one a person, oldest first; nobody with a
    call under way, and nobody's ordered message before an older one that was tried."""
    first: dict[str, Delivery] = {}
    found = db.all("outbox.list_due", platform=lane.platform, workspace=lane.workspace, now_at=now, most=most)
    for row in found:
        first.setdefault(row["person_id"], made(row))
    return list(first.values())


def next_due(db: Transaction) -> datetime | None:
    """When the next row that nothing holds up is due."""
    return min((one.due_at for one in lanes.look(db) if one.due_at), default=None)


def move_to_lane(db: Transaction, delivery: Delivery, lane: Lane) -> None:
    """The person is reached elsewhere than was thought when the row was planned."""
    db.run(
        "outbox.move_to_lane",
        delivery_id=delivery.delivery_id, platform=lane.platform, workspace=lane.workspace,
    )  # fmt: skip
    lanes.open_lane(db, lane)


def drop(db: Transaction, delivery: Delivery, state: State, now: datetime, reason: str) -> None:
    """Ends a row that was never claimed."""
    row = {"delivery_id": delivery.delivery_id, "state": state, "settled_at": now, "reason": reason}
    db.run("outbox.drop_planned", **row)


def put_off(db: Transaction, delivery: Delivery, until: datetime, reason: str) -> None:
    """Moves a planned row to a later instant."""
    db.run("outbox.put_off", delivery_id=delivery.delivery_id, due_at=until, reason=reason)


def recent(db: Transaction, persons: Sequence[Person], now: datetime) -> dict[str, Recent]:
    """What counts against each person's promises, by id: this local week's messages, and the last one."""
    weeks = {zone: week_starts(zone, now) for zone in {person.zone for person in persons}}
    since = min((*weeks.values(), now - _WEEK), default=now)
    rows: dict[str, list[Row]] = {person.person_id: [] for person in persons}
    for row in db.all("outbox.list_recent", person_ids=list(rows), since_at=since):
        rows[row["person_id"]].append(row)
    return {one.person_id: recent_of(rows[one.person_id], weeks[one.zone], now) for one in persons}


def week_starts(zone: ZoneInfo, now: datetime) -> datetime:
    """When the local week of `now` began."""
    return local_instant(monday_of(now.astimezone(zone).date()), datetime.min.time(), zone)


def recent_of(rows: Sequence[Row], week_began: datetime, now: datetime) -> Recent:
    """What counts, out of rows `kind, sent_at` of one person."""
    since = min(week_began, now - _WEEK)
    counted = [row for row in rows if KINDS[row["kind"]].counts and row["sent_at"] >= week_began]
    apart = [
        row["sent_at"]
        for row in rows
        if row["sent_at"] >= since and (KINDS[row["kind"]].keeps_apart or row["kind"] in ("prompt", "rescue"))
    ]
    return Recent(this_week=len(counted), last_at=max(apart, default=None))


def cancel_of_person(db: Transaction, person_id: str, now: datetime, reason: str) -> int:
    """Cancels everything planned for a person except answers and what somebody waits for; returns how many."""
    return db.run("outbox.cancel_planned_of_person", person_id=person_id, settled_at=now, reason=reason)


def cancel_about(db: Transaction, story: str, about: str, now: datetime, reason: str) -> int:
    """Cancels what is planned of one story about one subject; returns how many."""
    return db.run("outbox.cancel_planned_about", story=story, about=about, settled_at=now, reason=reason)


def cancel_ahead(db: Transaction, story: str, now: datetime, reason: str) -> int:
    """Cancels what one story has planned for later than now and never tried; returns how many."""
    return db.run("outbox.cancel_planned_ahead", story=story, settled_at=now, reason=reason)


def cancel_kind(db: Transaction, kind: str, now: datetime, reason: str) -> int:
    """Cancels what is planned of one kind; returns how many."""
    return db.run("outbox.cancel_planned_kind", kind=kind, settled_at=now, reason=reason)


def last_calls(db: Transaction, person_ids: Sequence[str], platform: str) -> dict[str, datetime]:
    """When the last call into each person's conversation on a platform ended, or was claimed, by id."""
    rows = db.all("outbox.list_last_calls", person_ids=list(person_ids), platform=platform)
    return {row["person_id"]: row["called_at"] for row in rows}


def find(db: Transaction, delivery_id: str) -> Delivery | None:
    """One row, or None."""
    row = db.one("outbox.find_delivery", delivery_id=delivery_id)
    return made(row) if row else None


def of_person(db: Transaction, person_id: str) -> list[Delivery]:
    """Everything planned for or sent to a person, oldest first."""
    return [made(row) for row in db.all("outbox.list_of_person", person_id=person_id)]


def in_state(db: Transaction, state: str, most: int = 100) -> list[Delivery]:
    """Rows in one state, oldest first."""
    return [made(row) for row in db.all("outbox.list_in_state", state=state, most=most)]


def counts(db: Transaction) -> list[Row]:
    """Rows `state, messages, oldest_at`, for health and metrics."""
    return db.all("outbox.count_by_state")


def forget_before(db: Transaction, before: datetime) -> int:
    """Drops settled rows older than `before`; returns how many."""
    return db.run("outbox.forget_settled", before_at=before)


def next_doubt(db: Transaction, now: datetime) -> datetime | None:
    """When the next doubt can be settled, or the next lease ends."""
    times = [
        settles_at(row["claimed_at"]) if row["state"] == "in_doubt" else row["claimed_at"]
        for row in db.all("outbox.next_doubt")
    ]
    return min((at if at > now else now + _LOOK_AFTER for at in times), default=None)


def made(row: dict[str, Any]) -> Delivery:
    """A row as a delivery."""
    return Delivery(**{**row, "card": row["card_json"]})
