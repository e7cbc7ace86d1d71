"""The rules asked at the last moment, gathered from what is stored: pauses, promises, working days, and
whether the person still takes part. The decision itself is `bot.model.delivery.judge`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.context import Context
from bot.model.delivery import Pause, Rules, Verdict, judge
from bot.model.people import Person
from bot.store import outbox, programs
from bot.store.outbox import Delivery
from bot.store.programs import Running


@dataclass(frozen=True)
class Policy:
    """What holds for every message of one transaction; no pause can come into force before it ends."""

    rules: Rules
    running: Running | None


def policy_now(ctx: Context) -> Policy:
    """Read at the start of a claim: a pause waits for the claims that began before it, and every
    later claim sees it."""
    programs.keep_pauses(ctx.db)
    pauses = tuple(Pause(row["scope"], row["target"]) for row in programs.pauses(ctx.db))
    return Policy(Rules(programs.limits(ctx.db), pauses, ctx.workdays), programs.current(ctx.db))


def verdict_on(ctx: Context, policy: Policy, person: Person, row: Delivery) -> Verdict:
    """Whether this message to this person may start now."""
    recent = outbox.recent(ctx.db, person, ctx.now)
    is_member = takes_part(ctx, policy.running, person)
    return judge(row.kind, person, policy.rules, recent, ctx.now, row.not_after_at, is_member)


def takes_part(ctx: Context, running: Running | None, person: Person) -> bool:
    """Whether the person is in the program and, as things stand this minute, still in its cohort."""
    if running is None or not running.program.program.cohort.has_team(person.team):
        return False
    return programs.is_enrolled(ctx.db, running.program_id, person.person_id)
