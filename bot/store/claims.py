"""A row of the outbox from its claim to its end. Every write of a sender carries the claim's token: who
lost the lease writes nothing. Only a tap needs none: whoever has the message proves that it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat import Posted
from bot.model.delivery import LEASE_FOR, State
from bot.model.mark import marked
from bot.model.people import Person
from bot.store.database import Transaction
from bot.store.outbox import Delivery, made


def claim(db: Transaction, delivery: Delivery, now: datetime) -> Delivery | None:
    """Takes a row before the call; None when another worker was faster."""
    taken = db.run(
        "outbox.claim",
        delivery_id=delivery.delivery_id,
        token=delivery.token,
        now_at=now,
        lease_until_at=now + LEASE_FOR,
    )
    if not taken:
        return None
    update = {
        "state": "sending",
        "token": delivery.token + 1,
        "attempts": delivery.attempts + 1,
        "first_attempt_at": delivery.first_attempt_at or now,
        "claimed_at": now,
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


def settle_sent(db: Transaction, sent: Sequence[tuple[Delivery, Posted]], now: datetime) -> None:
    """Ends claimed rows whose messages were accepted; nothing is written where the lease was lost."""
    rows = [
        {
            "delivery_id": delivery.delivery_id, "token": delivery.token, "state": "sent", "settled_at": now,
            "reason": "", "ref": posted.ref, "conversation": posted.conversation,
        }
        for delivery, posted in sent
    ]  # fmt: skip
    db.run_many("outbox.settle", rows)


def try_again(db: Transaction, delivery: Delivery, at: datetime, reason: str) -> bool:
    """Gives a claimed row back after a definite refusal, or once it surely was not posted."""
    return _give_back(db, "outbox.try_again", delivery, at, reason)


def unclaim(db: Transaction, delivery: Delivery, at: datetime, reason: str) -> bool:
    """Gives a claimed row back as if it had not been tried: no call was made, or the platform asked
    everybody to wait, which is not this message's fault."""
    return _give_back(db, "outbox.unclaim", delivery, at, reason)


def send_once_more(db: Transaction, delivery: Delivery, at: datetime, reason: str) -> bool:
    """Plans a row in doubt again that may stand there already: a stated policy, never a guess."""
    return _give_back(db, "outbox.send_once_more", delivery, at, reason)


def prove(
    db: Transaction, key: str, person: Person, now: datetime, ref: str, conversation: str
) -> Delivery | None:
    """Settles as sent what this person has tapped, if nobody could vouch for it until now.

    `key` is what the message was posted with; whoever holds it has seen the message, and it is
    worth nothing for somebody else's. None when there was no doubt.
    """
    if db.one("outbox.is_provable", delivery_id=marked(key), person_id=person.person_id) is None:
        return None  # nearly every tap: to look is cheaper than to write nothing
    rows = db.all(
        "outbox.prove", delivery_id=marked(key), person_id=person.person_id, settled_at=now,
        reason="a tap proved it", ref=ref, conversation=conversation,
    )  # fmt: skip
    return made(rows[0]) if rows else None


def doubtful(db: Transaction, now: datetime) -> list[Delivery]:
    """Rows nobody can vouch for; expired leases join them, and never go back to planned by themselves."""
    db.run("outbox.doubt_expired_leases", now_at=now, never_so_late_at=now + 2 * LEASE_FOR)
    return [made(row) for row in db.all("outbox.list_doubtful")]


def replay(db: Transaction, delivery: Delivery, now: datetime, not_after: datetime) -> bool:
    """Plans a row again that ended without being sent; False when it ended otherwise."""
    changed = db.run(
        "outbox.replay_dead", delivery_id=delivery.delivery_id, due_at=now, not_after_at=not_after
    )
    return changed == 1


def give_up(db: Transaction, delivery: Delivery, now: datetime, reason: str) -> bool:
    """Cancels a row that waits or is dead; False when it is under way or ended otherwise."""
    changed = db.run("outbox.drop_dead", delivery_id=delivery.delivery_id, settled_at=now, reason=reason)
    return changed == 1


def _give_back(db: Transaction, name: str, delivery: Delivery, at: datetime, reason: str) -> bool:
    changed = db.run(name, delivery_id=delivery.delivery_id, token=delivery.token, due_at=at, reason=reason)
    return changed == 1
