"""Defects planted on purpose, one at a time: the simulator has to find each of them, or it proves nothing.

Each is one change of the kind that a tired day brings: a condition left out, two steps in the wrong order,
a state that is taken for another. `python -m bench.planted` plays seeds until each is found.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import bot.cards.nudges
import bot.reception
import bot.steps.claiming
import bot.steps.policy
import bot.steps.recording
import bot.store.database
import handlers.pause
import jobs.deliver
import jobs.settle_doubts
from bot.chat import Doubtful, Refused
from bot.model.delivery import KINDS, Go, judge
from bot.model.feedback import FeedbackPrompt
from bot.model.pace import Pace
from bot.model.people import Person
from bot.simulation.company import Company, company
from bot.simulation.seed import play
from bot.store import claims, inbox, lanes, outbox
from bot.store.lanes import Held, Lane

MOST_SEEDS = 500
# Found by one of the first seeds, so that every run of the tests can afford to look for them. A claim written after
# the call is, too, but it sends the same message over and over until the simulator stops it: minutes on a busy machine.
QUICK = (
    "an ended lease goes back to planned",
    "an event is not known when it comes again", "a doubt counts as a refusal", "a doubt is sent again unseen",
    "a doubt is never settled", "what surely was not posted counts as sent", "a refusal counts as sent",
    "what came too late counts as sent", "working hours are not kept", "a message leaves before its time",
    "the same decision is planned twice", "a late answer counts",
    "a nudge counts wrongly in its why-me line",
)  # fmt: skip
_original_query = bot.store.database.query


@dataclass(frozen=True)
class Bug:
    """A planted defect: its name, and how it is put in for a while."""

    name: str
    plant: Callable[[ExitStack], None]


@contextmanager
def swapped(owner: Any, name: str, value: Any) -> Iterator[None]:
    """`owner.name` is `value` for a while."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def swap(owner: Any, name: str, value: Any) -> Callable[[ExitStack], None]:
    """Plants another function or constant."""
    return lambda stack: stack.enter_context(swapped(owner, name, value))


def sql(name: str, before: str, after: str) -> Callable[[ExitStack], None]:
    """Plants another condition in one query."""
    text = _original_query("sqlite", name)
    if before not in text:
        raise LookupError(f"{name} does not say {before!r} any more: mend the planted bug")

    def query(dialect: str, asked: str) -> str:
        found = _original_query(dialect, asked)
        return found.replace(before, after) if asked == name else found

    return swap(bot.store.database, "query", query)


def kinds(**changes: Any) -> Callable[[ExitStack], None]:
    """Plants other properties in every kind of message."""

    def plant(stack: ExitStack) -> None:
        before = dict(KINDS)
        KINDS.update({name: replace(kind, **changes) for name, kind in before.items()})
        stack.callback(KINDS.update, before)

    return plant


def _judge_without(what: str) -> Callable[..., Any]:
    """The rules, blind to one of them."""

    def blind(*asked: Any) -> Any:
        verdict = judge(*asked)
        return Go() if what in getattr(verdict, "reason", "") else verdict

    return blind


def _why_of_another_week(say: Any, why: Any, phase: str) -> str:
    return why_line(say, why.model_copy(update={"number_this_week": why.number_this_week + 1}), phase)


def _known_nothing(*_: Any) -> bool:
    return True


def _taken_as_refused(outcome: Any) -> Any:
    return Refused(outcome.reason, permanent=False) if isinstance(outcome, Doubtful) else outcome


def _record_refusing(ctx: Any, results: Any) -> None:
    record(ctx, [(claimed, _taken_as_refused(outcome)) for claimed, outcome in results])


def _record_all_sent(ctx: Any, claimed: Any, refused: Any) -> None:
    claims.settle(ctx.db, claimed.delivery, "sent", ctx.now, refused.reason)


def _claim_nothing(db: Any, delivery: Any, now: Any) -> Any:
    return delivery.model_copy(update={"token": delivery.token, "attempts": 1, "claimed_at": now})


def _resend_unseen(db: Any, row: Any, state: Any, now: Any, reason: str = "", *rest: Any) -> bool:
    if reason.startswith("can't be read back"):
        return claims.try_again(db, row, now, reason)
    return settle(db, row, state, now, reason, *rest)


def _drop_as_sent(db: Any, row: Any, state: Any, now: Any, reason: str) -> None:
    taken: Any = "sent" if state == "expired" else state
    drop(db, row, taken, now, reason)


def _held_for_ever(db: Any, lane: Lane, owner: str, now: Any) -> Held | None:
    row = db.one("lanes.find_lane", platform=lane.platform, workspace=lane.workspace)
    if row and row["owner"] not in ("", owner):
        return None
    return hold(db, lane, owner, now)


def _handle_in_two(self: Any, interaction: Any, only_known: bool) -> Any:
    """Notes the event in a transaction of its own, before its effect."""
    with self._house.context() as ctx:
        if not is_new(ctx.db, interaction.sender.platform, interaction.event_id, ctx.now):
            return None, False
    with swapped(inbox, "is_new", _known_nothing):
        return handle(self, interaction, only_known)


def _handle_acking_early(self: Any, interaction: Any, only_known: bool) -> Any:
    """Says yes before the commit."""
    try:
        return handle(self, interaction, only_known)
    except BaseException:
        return None, False


def _key_of_the_moment(kind: str, story: str, about: str, person: Person) -> str:
    _key_of_the_moment.calls += 1  # type: ignore[attr-defined]
    return f"{kind}|{story}|{about}|{person.person_id}|{_key_of_the_moment.calls}"  # type: ignore[attr-defined]


_key_of_the_moment.calls = 0  # type: ignore[attr-defined]
settle, drop, hold = claims.settle, outbox.drop, lanes.hold
why_line = bot.cards.nudges.why_line
record, is_new, handle = bot.steps.recording.record, inbox.is_new, bot.reception.Reception._handle
LEASES = ("lease_until_at < :now_at or lease_until_at > :never_so_late_at",)

BUGS = (
    Bug("an ended lease goes back to planned", sql("outbox.doubt_expired_leases", "'in_doubt'", "'planned'")),
    Bug("an ended lease is never noticed", sql("outbox.doubt_expired_leases", LEASES[0], "1 = 0")),
    Bug("the claim is written after the call", swap(claims, "claim", _claim_nothing)),
    Bug("a claim does not look at the state", sql("outbox.claim", "state = 'planned' and", "")),
    Bug("the token is not looked at when a call ends", sql("outbox.settle", "and token = :token", "")),
    Bug("the token is not looked at when a row goes back", sql("outbox.try_again", "and token = :token", "")),
    Bug("an event is not known when it comes again", swap(inbox, "is_new", _known_nothing)),
    Bug("an event is noted before its effect", swap(bot.reception.Reception, "_handle", _handle_in_two)),
    Bug("an event is acknowledged before the commit", swap(bot.reception.Reception, "_handle", _handle_acking_early)),
    Bug("a doubt counts as a refusal", swap(jobs.deliver, "record", _record_refusing)),
    Bug("a doubt is settled at once", swap(jobs.settle_doubts, "settles_at", lambda at: at)),
    Bug("a doubt trusts the wall clock", swap(jobs.settle_doubts, "SETTLES_AFTER", timedelta(0))),
    Bug("a doubt is sent again unseen", swap(claims, "settle", _resend_unseen)),
    Bug("a doubt is never settled", swap(jobs.settle_doubts, "_ripe", lambda _: [])),
    Bug("every kind is sent once more", kinds(resends=True)),
    Bug("what surely was not posted counts as sent", sql("outbox.try_again", "state = 'planned'", "state = 'sent'")),
    Bug("a refusal counts as sent", swap(bot.steps.recording, "_record_refused", _record_all_sent)),
    Bug("what came too late counts as sent", swap(outbox, "drop", _drop_as_sent)),
    Bug("an old claim makes its call", swap(jobs.deliver, "may_start", _known_nothing)),
    Bug("two calls at once into one conversation", sql("outbox.list_due", "b.state = 'sending' or", "0 = 1 or")),
    Bug("a younger message overtakes", sql("outbox.list_due", "o.is_ordered = 1", "1 = 0")),
    Bug("the pace is not kept", swap(Pace, "free", lambda self, opens_at, now, most: most)),
    Bug("a request for silence is not kept", swap(lanes, "close", lambda *_: None)),
    Bug("a conversation never rests", swap(bot.steps.claiming, "_conversation_rests", lambda *_: None)),
    Bug("a lane is never inherited", swap(lanes, "hold", _held_for_ever)),
    Bug("a pause is not asked for", swap(bot.steps.policy, "judge", _judge_without("paused"))),
    Bug("a stop word is not heard", swap(bot.steps.policy, "judge", _judge_without("said stop"))),
    Bug("working hours are not kept", swap(bot.steps.policy, "judge", _judge_without("outside the person's hours"))),
    Bug("the end of sense is not looked at", swap(bot.steps.policy, "judge", _judge_without("too late"))),
    Bug("a message leaves before its time", sql("outbox.list_due", "o.due_at <= :now_at", "1 = 1")),
    Bug("the same decision is planned twice", swap(outbox, "_key", _key_of_the_moment)),
    Bug("a late answer counts", swap(FeedbackPrompt, "timeliness", lambda self, at: "in_time")),
    Bug("a window never closes", sql("feedback.close_window", "and state = 'open'", "and 1 = 0")),
    Bug("a nudge counts wrongly in its why-me line", swap(bot.cards.nudges, "why_line", _why_of_another_week)),
    Bug("anybody may pause", swap(handlers.pause, "authorize", _known_nothing)),
)  # fmt: skip


@contextmanager
def planted(bug: Bug) -> Iterator[None]:
    """The bug is in the code for a while."""
    with ExitStack() as stack:
        bug.plant(stack)
        yield


def found_at(founded: Company, bug: Bug, most: int = MOST_SEEDS) -> int | None:
    """The first seed that shows the bug; None when `most` seeds don't."""
    with planted(bug):
        for seed in range(most):
            try:
                if play(founded, seed).violations:
                    return seed
            except Exception:
                return seed
    return None


def main() -> int:
    """Prints at which seed each bug is found; 1 when one isn't."""
    founded, missed = company(), 0
    for bug in BUGS:
        seed = found_at(founded, bug)
        missed += seed is None
        print(f"{'not found' if seed is None else f'seed {seed}':>10}  {bug.name}", flush=True)
    print(f"{len(BUGS) - missed} of {len(BUGS)} planted bugs found within {MOST_SEEDS} seeds")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
