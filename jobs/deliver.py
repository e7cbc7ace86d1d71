"""The outbox is emptied, message by message, up to what the platforms and people allow.

Started by: the engine, when the earliest planned message is due.
Refuses:    whatever pause, stop, quiet hours, cap or expiry forbid at this last moment.
Says:       what the stories planned; the only place that sends.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.cards.card import Card
from bot.chat import Address, Chat, Doubtful, Outcome, Posted, Refused
from bot.context import Context
from bot.house import House
from bot.model.delivery import CALL_FOR, MAX_ATTEMPTS, Drop, Wait, judge, next_try
from bot.model.people import Person
from bot.store import addresses, outbox, people, programs
from bot.store.outbox import Delivery

_log = logging.getLogger("uptake.deliver")
BATCH = 50


@dataclass(frozen=True)
class Claimed:
    """A row that is ours, with where it goes and what it says."""

    delivery: Delivery
    address: Address
    card: Card


async def deliver(house: House, chats: Mapping[str, Chat]) -> None:
    """Sends everything that is due and may leave; returns when nothing is."""
    while batch := await asyncio.to_thread(_claim, house, chats):
        outcomes = await asyncio.gather(*(_send(chats, claimed) for claimed in batch))
        await asyncio.to_thread(_record, house, list(zip(batch, outcomes, strict=True)))


def _claim(house: House, chats: Mapping[str, Chat]) -> list[Claimed]:
    """Judges due rows and claims those that may leave; commits before any call is made."""
    with house.context() as ctx:
        while rows := outbox.due(ctx.db, ctx.now, BATCH):
            claimed = [one for row in rows if (one := _claim_one(house, ctx, chats, row))]
            if claimed:
                return claimed
    return []


def _claim_one(
    house: House, ctx: Context, chats: Mapping[str, Chat], row: Delivery
) -> Claimed | None:
    person = people.find(ctx.db, row.person_id)
    if person is None:
        return _drop(ctx, row, "cancelled", "the person was erased")
    verdict = judge(
        row.kind, person, programs.limits(ctx.db), outbox.recent(ctx.db, person, ctx.now), ctx.now,
        row.not_after_at, programs.is_paused(ctx.db),
    )  # fmt: skip
    if isinstance(verdict, Drop):
        return _drop(ctx, row, verdict.state, verdict.reason)
    if isinstance(verdict, Wait):
        outbox.put_off(ctx.db, row, verdict.until, verdict.reason)
        return None
    address = addresses.best(ctx.db, person.person_id, row.platform)
    if address is None or address.platform not in chats:
        return _drop(ctx, row, "undeliverable", "no way to reach this person is known")
    card = _composed(house, ctx, person, row)
    if card is None:
        return _drop(ctx, row, "cancelled", "there was nothing left to say")
    taken = outbox.claim(ctx.db, row, address, ctx.now)
    return Claimed(taken, address, card) if taken else None


def _composed(house: House, ctx: Context, person: Person, row: Delivery) -> Card | None:
    return row.card or house.router.stories[row.story](ctx, person, row.about)


def _drop(ctx: Context, row: Delivery, state: str, reason: str) -> None:
    outbox.drop(ctx.db, row, state, ctx.now, reason)  # type: ignore[arg-type]
    _log.info(
        "delivery.dropped", extra={"delivery": row.delivery_id, "state": state, "reason": reason}
    )


async def _send(chats: Mapping[str, Chat], claimed: Claimed) -> Outcome:
    chat = chats[claimed.address.platform]
    try:
        async with asyncio.timeout(CALL_FOR.total_seconds()):
            return await chat.post(claimed.address, claimed.card, claimed.delivery.delivery_id)
    except TimeoutError:
        return Doubtful("no answer in time")
    except ValueError as error:  # the renderer refused the card: no call was made
        return Refused(f"the card can't be shown: {error}", permanent=True)
    except Exception as error:
        _log.exception("delivery.failed", extra={"delivery": claimed.delivery.delivery_id})
        return Doubtful(f"unexpected: {type(error).__name__}")


def _record(house: House, results: list[tuple[Claimed, Outcome]]) -> None:
    with house.context() as ctx:
        for claimed, outcome in results:
            _record_one(ctx, claimed, outcome)


def _record_one(ctx: Context, claimed: Claimed, outcome: Outcome) -> None:
    row = claimed.delivery
    match outcome:
        case Posted():
            _record_sent(ctx, claimed, outcome)
        case Doubtful():
            outbox.settle(ctx.db, row, "in_doubt", ctx.now, outcome.reason)
        case Refused(permanent=True):
            outbox.settle(ctx.db, row, "undeliverable", ctx.now, outcome.reason)
            if outcome.recipient_gone:
                addresses.close_address(ctx.db, claimed.address)
        case Refused():
            if row.attempts >= MAX_ATTEMPTS:
                outbox.settle(ctx.db, row, "dead", ctx.now, outcome.reason)
            else:
                at = next_try(ctx.now, row.attempts, outcome.retry_after, ctx.chance.random())
                outbox.try_again(ctx.db, row, at, outcome.reason)


def _record_sent(ctx: Context, claimed: Claimed, posted: Posted) -> None:
    outbox.settle(
        ctx.db, claimed.delivery, "sent", ctx.now, ref=posted.ref, conversation=posted.conversation
    )
    if posted.conversation and posted.conversation != claimed.address.conversation:
        addresses.keep_conversation(ctx.db, claimed.address, posted.conversation)
    if claimed.delivery.story == "privacy.disclosure":
        people.mark_disclosed(ctx.db, claimed.delivery.person_id, ctx.now)
