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
    _record_sent(ctx, [(claimed, said) for claimed, said in results if isinstance(said, Posted)])
    for claimed, outcome in results:
        if not isinstance(outcome, Posted):
            _record_unsent(ctx, claimed, outcome)


def _record_unsent(ctx: Context, claimed: Claimed, outcome: Doubtful | Refused | None) -> None:
    row = claimed.delivery
    match outcome:
        case None:
            claims.unclaim(ctx.db, row, ctx.now, "claimed too long ago to call")
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


def _record_sent(ctx: Context, sent: Sequence[tuple[Claimed, Posted]]) -> None:
    claims.settle_sent(ctx.db, [(claimed.delivery, posted) for claimed, posted in sent], ctx.now)
    opened = [
        (claimed.address, posted.conversation)
        for claimed, posted in sent
        if posted.conversation and posted.conversation != claimed.address.conversation
    ]
    addresses.keep_conversations(ctx.db, opened)
    rows = [claimed.delivery for claimed, _ in sent]
    told = [row.person_id for row in rows if row.story == "privacy.disclosure"]
    people.mark_all_disclosed(ctx.db, told, ctx.now)
