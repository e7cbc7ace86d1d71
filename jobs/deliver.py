"""The outbox is emptied, message by message, up to what the platforms and people allow.

Started by: the engine, when the earliest planned message is due.
Refuses:    whatever pause, stop, quiet hours, cap or expiry forbid at this last moment.
Says:       what the stories planned; the only place that sends.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.cards.card import Card
from bot.chat import Address, Chat, Doubtful, Outcome, Posted, Refused
from bot.context import Context
from bot.errors import CannotSave
from bot.house import House
from bot.model.delivery import CALL_FOR, MAX_ATTEMPTS, Drop, Go, Rules, Wait, judge, next_try
from bot.store import addresses, outbox, people, programs
from bot.store.outbox import Delivery

_log = logging.getLogger("uptake.deliver")
BATCH = 50
TURN_FOR = 20.0  # seconds of sending before the clockwork looks at everything else again


@dataclass(frozen=True)
class Claimed:
    """A row that is ours, with where it goes and what it says."""

    delivery: Delivery
    address: Address
    card: Card


async def deliver(house: House, chats: Mapping[str, Chat]) -> None:
    """Sends what is due and may leave, at each platform's pace; returns when nothing is left, or after
    a while, so that a long queue holds up neither the other jobs nor the end of the process."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + TURN_FOR
    pace = house.settings.sends_per_second
    most = min([BATCH, *(max(1, int(pace(platform))) for platform in chats)])
    while loop.time() < ends and (batch := await asyncio.to_thread(_claim, house, chats, most)):
        outcomes = await asyncio.gather(*(_send(chats, claimed) for claimed in batch))
        await asyncio.to_thread(_record, house, list(zip(batch, outcomes, strict=True)))
        counts = Counter(claimed.address.platform for claimed in batch)
        await asyncio.sleep(max(count / pace(platform) for platform, count in counts.items()))


def _claim(house: House, chats: Mapping[str, Chat], most: int) -> list[Claimed]:
    """Judges due rows and claims those that may leave; commits before any call is made."""
    with house.context() as ctx:
        rules = Rules(programs.limits(ctx.db), programs.is_paused(ctx.db))
        while rows := outbox.due(ctx.db, ctx.now, most):
            claimed = [one for row in rows if (one := _claim_one(house, ctx, chats, row, rules))]
            if claimed:
                return claimed
    return []


def _claim_one(
    house: House, ctx: Context, chats: Mapping[str, Chat], row: Delivery, rules: Rules
) -> Claimed | None:
    """Claims a row or says why not; one that can't be composed is set aside, so that it blocks nobody."""
    try:
        with ctx.db.savepoint():
            ready = _ready(house, ctx, chats, row, rules)
    except CannotSave:
        raise  # the disk's fault, not the message's
    except Exception as error:
        _log.exception("delivery.not_composed", extra={"delivery": row.delivery_id})
        ready = Drop("dead", f"can't be composed: {type(error).__name__}")
    match ready:
        case Drop():
            outbox.drop(ctx.db, row, ready.state, ctx.now, ready.reason)
            fields = {"delivery": row.delivery_id, "state": ready.state, "reason": ready.reason}
            _log.info("delivery.dropped", extra=fields)
        case Wait():
            outbox.put_off(ctx.db, row, ready.until, ready.reason)
        case (address, card):
            taken = outbox.claim(ctx.db, row, address, ctx.now)
            return Claimed(taken, address, card) if taken else None
    return None


def _ready(
    house: House, ctx: Context, chats: Mapping[str, Chat], row: Delivery, rules: Rules
) -> Drop | Wait | tuple[Address, Card]:
    person = people.find(ctx.db, row.person_id)
    if person is None:
        return Drop("cancelled", "the person was erased")
    recent = outbox.recent(ctx.db, person, ctx.now)
    verdict = judge(row.kind, person, rules, recent, ctx.now, row.not_after_at)
    if not isinstance(verdict, Go):
        return verdict
    address = addresses.best(ctx.db, person.person_id, row.platform)
    if address is None or address.platform not in chats:
        return Drop("undeliverable", "no way to reach this person is known")
    card = row.card or house.router.stories[row.story](ctx, person, row.about)
    return (address, card) if card else Drop("cancelled", "there was nothing left to say")


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
    outbox.settle(ctx.db, claimed.delivery, "sent", ctx.now, ref=posted.ref, conversation=posted.conversation)
    if posted.conversation and posted.conversation != claimed.address.conversation:
        addresses.keep_conversation(ctx.db, claimed.address, posted.conversation)
    if claimed.delivery.story == "privacy.disclosure":
        people.mark_disclosed(ctx.db, claimed.delivery.person_id, ctx.now)
