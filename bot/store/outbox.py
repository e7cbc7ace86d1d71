"""The outbox: what will be said, is being said, was said. The truth of delivery in every edition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.cards.card import Card
from bot.chat import Address, Sender
from bot.model.delivery import KINDS, LEASE_FOR, Recent, State
from bot.model.people import Person
from bot.model.time import local_instant, monday_of
from bot.store.database import Row, Transaction

NewId = Callable[[str], str]


class Delivery(BaseModel):
    """One row: a message for one person, told by `story` about `about` unless the card is frozen."""

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
    not_after_at: datetime
    token: int
    attempts: int
    first_attempt_at: datetime | None = None
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
) -> bool:
    """Plans a message once: the same kind, story, subject and person never give a second row."""
    key = _key(kind, story, about, person)
    return _insert(db, new_id, key, person, kind, story, about, due_at, not_after, planned_at or due_at)


def plan_anew(db: Transaction, new_id: NewId, person: Person, kind: str, story: str, at: datetime) -> None:
    """Plans a message due at once; one that was dropped before is planned again, one that was sent is not."""
    if not plan(db, new_id, person, kind, story, due_at=at):
        key = _key(kind, story, "", person)
        db.run("outbox.plan_again", delivery_key=key, due_at=at, not_after_at=at + KINDS[kind].late_for)


def plan_reply(
    db: Transaction, new_id: NewId, person: Person, sender: Sender, card: Card, at: datetime
) -> None:
    """Plans the answer to what a person just wrote, on the platform where it was written."""
    delivery_id = new_id("msg")
    _insert(
        db, lambda _: delivery_id, delivery_id, person, "reply", "", "", at, None, at,
        card=card, platform=sender.platform,
    )  # fmt: skip


def _key(kind: str, story: str, about: str, person: Person) -> str:
    return f"{kind}|{story}|{about}|{person.person_id}"


def _insert(
    db: Transaction, new_id: NewId, key: str, person: Person, kind: str, story: str, about: str,
    due_at: datetime, not_after: datetime | None, planned_at: datetime,
    card: Card | None = None, platform: str = "",
) -> bool:  # fmt: skip
    changed = db.run(
        "outbox.plan_delivery",
        delivery_id=new_id("msg"), delivery_key=key, kind=kind, person_id=person.person_id, platform=platform,
        workspace="", story=story, about=about, card_json=card.model_dump_json() if card else None,
        due_at=due_at, not_after_at=not_after or due_at + KINDS[kind].late_for, planned_at=planned_at,
    )  # fmt: skip
    return changed == 1


def due(db: Transaction, now: datetime, most: int) -> list[Delivery]:
    """Planned rows whose time has come, at most one a person, oldest first; nobody with a message
    still under way or in doubt."""
    first: dict[str, Delivery] = {}
    for row in db.all("outbox.list_due", now_at=now, most=most):
        first.setdefault(row["person_id"], _made(row))
    return list(first.values())


def next_due(db: Transaction) -> datetime | None:
    """When the next planned row is due."""
    row = db.one("outbox.next_due")
    return row["due_at"] if row else None


def claim(db: Transaction, delivery: Delivery, address: Address, now: datetime) -> Delivery | None:
    """Takes a row before the call; None when another worker was faster."""
    taken = db.run(
        "outbox.claim",
        delivery_id=delivery.delivery_id,
        token=delivery.token,
        now_at=now,
        lease_until_at=now + LEASE_FOR,
        platform=address.platform,
        workspace=address.workspace,
    )
    if not taken:
        return None
    started = delivery.first_attempt_at or now
    update = {
        "token": delivery.token + 1,
        "attempts": delivery.attempts + 1,
        "first_attempt_at": started,
    }
    return delivery.model_copy(update=update)


def settle(
    db: Transaction, delivery: Delivery, state: State, now: datetime, reason: str = "", ref: str = "",
    conversation: str = "",
) -> bool:  # fmt: skip
    """Ends a claimed row; False when the lease was lost meanwhile, and nothing was written."""
    changed = db.run(
        "outbox.settle", delivery_id=delivery.delivery_id, token=delivery.token, state=state, settled_at=now,
        reason=reason, ref=ref, conversation=conversation,
    )  # fmt: skip
    return changed == 1


def drop(db: Transaction, delivery: Delivery, state: State, now: datetime, reason: str) -> None:
    """Ends a row that was never claimed."""
    db.run(
        "outbox.drop_planned",
        delivery_id=delivery.delivery_id,
        state=state,
        settled_at=now,
        reason=reason,
    )


def put_off(db: Transaction, delivery: Delivery, until: datetime, reason: str) -> None:
    """Moves a planned row to a later instant."""
    db.run("outbox.put_off", delivery_id=delivery.delivery_id, due_at=until, reason=reason)


def try_again(db: Transaction, delivery: Delivery, at: datetime, reason: str) -> None:
    """Gives a claimed row back after a definite refusal."""
    db.run(
        "outbox.try_again",
        delivery_id=delivery.delivery_id,
        token=delivery.token,
        due_at=at,
        reason=reason,
    )


def doubtful(db: Transaction, now: datetime) -> list[Delivery]:
    """Rows nobody can vouch for; expired leases join them, and never go back to planned by themselves."""
    db.run("outbox.doubt_expired_leases", now_at=now)
    return [_made(row) for row in db.all("outbox.list_doubtful")]


def recent(db: Transaction, person: Person, now: datetime) -> Recent:
    """What counts against the person's promises: this local week's messages, and the last one."""
    week_starts = local_instant(
        monday_of(now.astimezone(person.zone).date()), datetime.min.time(), person.zone
    )
    since = min(week_starts, now - timedelta(days=7))
    rows = db.all("outbox.list_recent_of_person", person_id=person.person_id, since_at=since)
    counted = [row["sent_at"] for row in rows if KINDS[row["kind"]].counts and row["sent_at"] >= week_starts]
    apart = [row["sent_at"] for row in rows if KINDS[row["kind"]].keeps_apart or row["kind"] == "prompt"]
    return Recent(this_week=len(counted), last_at=max(apart, default=None))


def cancel_of_person(db: Transaction, person_id: str, now: datetime, reason: str) -> int:
    """Cancels everything planned for a person except answers; returns how many."""
    return db.run("outbox.cancel_planned_of_person", person_id=person_id, settled_at=now, reason=reason)


def cancel_about(db: Transaction, story: str, about: str, now: datetime, reason: str) -> int:
    """Cancels what is planned of one story about one subject; returns how many."""
    return db.run("outbox.cancel_planned_about", story=story, about=about, settled_at=now, reason=reason)


def of_person(db: Transaction, person_id: str) -> list[Delivery]:
    """Everything planned for or sent to a person, oldest first."""
    return [_made(row) for row in db.all("outbox.list_of_person", person_id=person_id)]


def in_state(db: Transaction, state: str, most: int = 100) -> list[Delivery]:
    """Rows in one state, oldest first."""
    return [_made(row) for row in db.all("outbox.list_in_state", state=state, most=most)]


def counts(db: Transaction) -> list[Row]:
    """Rows `state, messages, oldest_at`, for health and metrics."""
    return db.all("outbox.count_by_state")


def forget_before(db: Transaction, before: datetime) -> int:
    """Drops settled rows older than `before`; returns how many."""
    return db.run("outbox.forget_settled", before_at=before)


def has_open(db: Transaction) -> bool:
    """Whether anything is under way or in doubt."""
    return bool(db.value("outbox.count_open"))


def _made(row: dict[str, Any]) -> Delivery:
    return Delivery(**{**row, "card": row["card_json"]})
