"""From a due row to a claim: everything is asked again at the last moment, and the claim is committed
before any call is made."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards.card import Card
from bot.chat import Address
from bot.context import Context
from bot.errors import CannotSave
from bot.house import House
from bot.model.delivery import Drop, Go, Wait
from bot.model.mark import mark
from bot.steps.policy import Known, Policy, look_up, policy_now, verdict_on
from bot.store import addresses, claims, lanes, outbox
from bot.store.lanes import Held, Lane
from bot.store.outbox import Delivery

_log = logging.getLogger("uptake.deliver")
Ready = Drop | Wait | Lane | tuple[Address, Card]
_ROWS = 20  # read at once: most can be claimed, some are dropped or put off
_LOOKS = 500  # rows judged in one transaction: a long queue of what is dropped must not hold the database


@dataclass(frozen=True)
class Claimed:
    """A row that is ours, with where it goes, what it says, and the mark that will stand beside it."""

    delivery: Delivery
    address: Address
    card: Card
    mark: str


@dataclass(frozen=True)
class Claims:
    """What was claimed in a lane, and when its next call may start (None: the lane isn't ours)."""

    claimed: tuple[Claimed, ...] = ()
    opens_at: datetime | None = None


def claim_due(house: House, ctx: Context, lane: Lane, most: int) -> Claims:
    """Claims up to `most` rows of a lane that may start now, at the lane's pace."""
    held = lanes.hold(ctx.db, lane, house.worker, ctx.now)
    if held is None:
        return Claims()
    pace = house.settings.pace(lane.platform)
    free = pace.free(held.opens_at, ctx.now, most)
    claimed = _claim_rows(house, ctx, held, free) if free else []
    if not claimed:
        return Claims((), max(held.opens_at, ctx.now))
    opens_at = pace.after(held.opens_at, ctx.now, len(claimed))
    lanes.move_opening(ctx.db, held, opens_at)
    return Claims(tuple(claimed), opens_at)


def lanes_due(house: House, ctx: Context, platforms: Collection[str]) -> list[Lane]:
    """The lanes in which this worker may start something now."""
    found = lanes.look(ctx.db)
    strays = [one.lane for one in found if one.platform not in platforms and _is_due(one.due_at, ctx.now)]
    if strays:
        _place(ctx, strays, platforms)
        found = lanes.look(ctx.db)
    mine = [one for one in found if one.platform in platforms]
    return [one.lane for one in mine if _is_due(one.starts_at(house.worker, ctx.now), ctx.now)]


def _is_due(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def _place(ctx: Context, strays: Collection[Lane], platforms: Collection[str]) -> None:
    """Rows planned before anybody knew where the person is reached, or for a platform that was switched
    off, are given a lane; whoever can't be reached at all is said so."""
    for lane in strays:
        for row in outbox.due(ctx.db, lane, ctx.now, _LOOKS):
            address = addresses.best(ctx.db, row.person_id, among=platforms)
            if address is None:
                outbox.drop(ctx.db, row, "undeliverable", ctx.now, "no way to reach this person is known")
            else:
                outbox.move_to_lane(ctx.db, row, Lane(address.platform, address.workspace))


def _claim_rows(house: House, ctx: Context, held: Held, free: int) -> list[Claimed]:
    policy = policy_now(ctx)
    secret = lanes.secret(ctx.db, ctx.chance)
    claimed: list[Claimed] = []
    looks = 0
    while len(claimed) < free and looks < _LOOKS:
        rows = outbox.due(ctx.db, held.lane, ctx.now, max(_ROWS, free))
        if not rows:
            break
        judged = _judge_rows(house, ctx, held.lane, rows, policy, free - len(claimed))
        looks += len(judged)
        for row, ready in judged:
            claimed += _claim_one(ctx, row, ready, secret)
    return claimed


def _judge_rows(
    house: House, ctx: Context, lane: Lane, rows: Sequence[Delivery], policy: Policy, free: int
) -> list[tuple[Delivery, Ready]]:
    """Rows with what becomes of each, until `free` of them may start; no two are for the same person, so
    all can be judged before anything is written."""
    known = look_up(ctx, policy, rows, lane.platform)
    judged: list[tuple[Delivery, Ready]] = []
    for row in rows:
        ready = _judge_one(house, ctx, lane, row, policy, known)
        judged.append((row, ready))
        free -= isinstance(ready, tuple)
        if not free:
            break
    return judged


def _judge_one(house: House, ctx: Context, lane: Lane, row: Delivery, policy: Policy, known: Known) -> Ready:
    """What becomes of a row; one that can't be composed is set aside, so that it blocks nobody."""
    try:
        with ctx.db.savepoint():
            return _ready(house, ctx, lane, row, policy, known)
    except CannotSave:
        raise  # the disk's fault, not the message's
    except Exception as error:
        _log.exception("delivery.not_composed", extra={"delivery": row.delivery_id})
        return Drop("dead", f"can't be composed: {type(error).__name__}")


def _claim_one(ctx: Context, row: Delivery, ready: Ready, secret: str) -> list[Claimed]:
    """Claims a row or notes why not."""
    match ready:
        case Drop():
            outbox.drop(ctx.db, row, ready.state, ctx.now, ready.reason)
            fields = {"delivery": row.delivery_id, "state": ready.state, "reason": ready.reason}
            _log.info("delivery.dropped", extra=fields)
        case Wait():
            outbox.put_off(ctx.db, row, max(ready.until, ctx.now + timedelta.resolution), ready.reason)
        case Lane():
            outbox.move_to_lane(ctx.db, row, ready)
        case (address, card):
            taken = claims.claim(ctx.db, row, ctx.now)
            return [Claimed(taken, address, card, mark(secret, row.delivery_id))] if taken else []
    return []


def _ready(house: House, ctx: Context, lane: Lane, row: Delivery, policy: Policy, known: Known) -> Ready:
    person = known.persons.get(row.person_id)
    if person is None:
        return Drop("cancelled", "the person was erased")
    verdict = verdict_on(ctx, policy, known, person, row)
    if not isinstance(verdict, Go):
        return verdict
    address = addresses.choose(
        known.addresses[person.person_id], (row.platform,) if row.kind == "reply" else ()
    )
    if address is None:
        return Drop("undeliverable", "no way to reach this person is known")
    if Lane(address.platform, address.workspace) != lane:
        return Lane(address.platform, address.workspace)
    if wait := _conversation_rests(house, ctx, lane.platform, known.last_calls.get(row.person_id)):
        return wait
    card = row.card or house.router.stories[row.story](ctx, person, row.about)
    return (address, card) if card else Drop("cancelled", "there was nothing left to say")


def _conversation_rests(house: House, ctx: Context, platform: str, last: datetime | None) -> Wait | None:
    """Platforms limit each conversation too; the rows of the outbox remember its last call."""
    until = last + house.settings.rest(platform) if last else ctx.now
    is_soon = ctx.now < until <= ctx.now + house.settings.rest(platform)
    return Wait(until, "the conversation rests a moment") if is_soon else None
