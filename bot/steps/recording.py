"""What the platform said of a call becomes the state of the row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.chat import Doubtful, Outcome, Posted, Refused
from bot.context import Context
from bot.model.delivery import MAX_ATTEMPTS, next_try
from bot.steps.claiming import Claimed
from bot.store import addresses, claims, lanes, people
from bot.store.lanes import Lane

Result = tuple[Claimed, Outcome | None]


def record(ctx: Context, results: Sequence[Result]) -> None:
    """Writes down how calls ended; None: the call was never made."""
    for claimed, outcome in results:
        _record_one(ctx, claimed, outcome)


def _record_one(ctx: Context, claimed: Claimed, outcome: Outcome | None) -> None:
    row = claimed.delivery
    match outcome:
        case None:
            claims.unclaim(ctx.db, row, ctx.now, "claimed too long ago to call")
        case Posted():
            _record_sent(ctx, claimed, outcome)
        case Doubtful():
            claims.settle(ctx.db, row, "in_doubt", ctx.now, outcome.reason)
        case Refused(permanent=True):
            claims.settle(ctx.db, row, "undeliverable", ctx.now, outcome.reason)
            if outcome.recipient_gone:
                addresses.close_address(ctx.db, claimed.address)
        case Refused() if outcome.retry_after > 0:
            lane = Lane(claimed.address.platform, claimed.address.workspace)
            lanes.close(ctx.db, lane, ctx.now, outcome.retry_after)
            claims.unclaim(ctx.db, row, ctx.now + timedelta(seconds=outcome.retry_after), outcome.reason)
        case Refused():
            _record_refused(ctx, claimed, outcome)


def _record_refused(ctx: Context, claimed: Claimed, refused: Refused) -> None:
    row = claimed.delivery
    if row.attempts >= MAX_ATTEMPTS:
        claims.settle(ctx.db, row, "dead", ctx.now, refused.reason)
    else:
        at = next_try(ctx.now, row.attempts, refused.retry_after, ctx.chance.random())
        claims.try_again(ctx.db, row, at, refused.reason)


def _record_sent(ctx: Context, claimed: Claimed, posted: Posted) -> None:
    row = claimed.delivery
    claims.settle(ctx.db, row, "sent", ctx.now, ref=posted.ref, conversation=posted.conversation)
    if posted.conversation and posted.conversation != claimed.address.conversation:
        addresses.keep_conversation(ctx.db, claimed.address, posted.conversation)
    if row.story == "privacy.disclosure":
        people.mark_disclosed(ctx.db, row.person_id, ctx.now)
