"""The pause drill: proves that a pause stops a message that would have left, and measures how fast.

Everything happens in one transaction and under the lock every claim needs. So while the drill lasts
nothing starts anywhere, and after a crash there never was a pause. Only the drill's own pauses are lifted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from bot.cards.pause import Receipt
from bot.clock import Stopwatch
from bot.context import Context
from bot.errors import UserError
from bot.model.delivery import Go, Limits, Recent, Scope, judge, plain_weeks
from bot.model.people import Person
from bot.steps.policy import policy_now
from bot.store import audit, claims, outbox, programs

_STORY = "pause.probe"
_ALWAYS = Limits(
    weekly_cap=1_000_000,
    apart_for=timedelta(0),
    from_time=time.min,
    until_time=time.max,
    days=frozenset(range(7)),
)
_KINDS: dict[Scope, str] = {"all": "urgent", "program": "nudge", "team": "urgent"}  # what each must hold


class _UndoProbeError(Exception):
    """Leaves the savepoint of a probe, so that nothing of it stays."""


def drill(ctx: Context, person: Person, by: Person | None, watch: Stopwatch | None = None) -> Receipt:
    """Pauses, probes and lifts in every scope; the receipt is in the audit.

    `person` lends the probe an id; nothing is sent to anybody. `watch` runs since the command was given;
    without one the time counts from here. UserError while sending is paused for good: a drill would
    prove nothing then.
    """
    watch = watch or Stopwatch()
    programs.await_claims(ctx.db)
    code = ctx.ids.code(6)
    probe = _probe(person, code)
    if not _starts(ctx, probe, _KINDS["all"]):
        raise UserError("pause.drill_paused")
    scopes = [scope for scope in _KINDS if _starts(ctx, probe, _KINDS[scope])]
    who = by.person_id if by else "system"
    took, held = 0.0, []
    for scope in scopes:
        if _is_held(ctx, probe, scope, who, code):
            held.append(scope)
        took = took or watch.milliseconds()  # the first scope is everything
    receipt = _receipt(ctx, code, by, took, held, [scope for scope in scopes if scope not in held])
    audit.record(
        ctx, by, "pause.drilled", code, milliseconds=round(took, 1), under_way=receipt.under_way,
        waiting=receipt.waiting, held=held, open_scopes=list(receipt.open_scopes),
    )  # fmt: skip
    return receipt


def _probe(person: Person, code: str) -> Person:
    """The person without anything personal that could hold a message, in a team of nobody else."""
    free = {"quiet_from": "", "quiet_until": "", "paused_until_on": None, "stopped_at": None}
    return person.model_copy(update={**free, "state": "active", "team": f"drill {code}"})


def _is_held(ctx: Context, probe: Person, scope: Scope, who: str, code: str) -> bool:
    """Whether a pause of this scope, in force for a moment, holds back what started before."""
    target = probe.team if scope == "team" else ""
    pause_id = ctx.new_id("pau")
    programs.pause(ctx.db, pause_id, scope, who, f"drill {code}", ctx.now, target)
    starts = _starts(ctx, probe, _KINDS[scope])
    programs.lift_one_pause(ctx.db, pause_id, who, ctx.now)
    return not starts


def _starts(ctx: Context, probe: Person, kind: str) -> bool:
    """Whether a message due now would be claimed: a real row, the stored pauses, the real claim; undone."""
    starts = False
    try:
        with ctx.db.savepoint():
            outbox.plan(ctx.db, ctx.new_id, probe, kind, _STORY, due_at=ctx.now)
            rows = outbox.of_person(ctx.db, probe.person_id)
            row = next(one for one in rows if one.story == _STORY)
            rules = replace(policy_now(ctx).rules, limits=_ALWAYS, is_workday=plain_weeks)
            verdict = judge(kind, probe, rules, Recent(), ctx.now, row.not_after_at)
            starts = isinstance(verdict, Go) and claims.claim(ctx.db, row, ctx.now) is not None
            raise _UndoProbeError
    except _UndoProbeError:
        return starts


def _receipt(
    ctx: Context, code: str, by: Person | None, took: float, held: list[Scope], leaks: list[Scope]
) -> Receipt:
    counts = {row["state"]: row["messages"] for row in outbox.counts(ctx.db)}
    return Receipt(
        code=code,
        at=ctx.now,
        by=by.name if by else "system",
        milliseconds=took,
        under_way=counts.get("sending", 0),
        waiting=counts.get("planned", 0),
        held=tuple(held),
        open_scopes=tuple(leaks),
    )
