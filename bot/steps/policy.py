"""The rules asked at the last moment, gathered from what is stored: pauses, promises, working days, and
whether the person still takes part. The decision itself is `bot.model.delivery.judge`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.chat import Address
from bot.context import Context
from bot.model.corrections import quiet_until
from bot.model.delivery import Drop, Pause, Recent, Rules, Verdict, judge
from bot.model.people import Person
from bot.steps.enrolment import groups_named, is_named, present_phase
from bot.store import addresses, corrections, groups, members, outbox, people, programs
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
    running = programs.current(ctx.db)
    pauses = [Pause(row["scope"], row["target"]) for row in programs.pauses(ctx.db)]
    if running and running.state == "held":  # at a gate that nobody decided by the graduation date
        pauses.append(Pause("phase"))
    return Policy(Rules(programs.limits(ctx.db), tuple(pauses), ctx.workdays), running)


@dataclass(frozen=True)
class Known:
    """What is stored of the people some rows are for, by their ids: read once for all of them."""

    persons: Mapping[str, Person] = field(default_factory=dict)
    recent: Mapping[str, Recent] = field(default_factory=dict)
    enrolled: Set[str] = frozenset()
    in_phase: Set[str] = frozenset()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    addresses: Mapping[str, Sequence[Address]] = field(default_factory=dict)
    last_calls: Mapping[str, datetime] = field(default_factory=dict)
    quiet_days: Mapping[str, Collection[date]] = field(default_factory=dict)
    withdrawn: Set[str] = frozenset()


def look_up(ctx: Context, policy: Policy, rows: Sequence[Delivery], platform: str) -> Known:
    """Everything the rules ask of the people of these rows, who are about to get them on `platform`."""
    ids = [row.person_id for row in rows]
    persons = people.find_some(ctx.db, ids)
    running = policy.running
    enrolled, in_phase = part_takers(ctx, running, ids)
    return Known(
        persons=persons,
        recent=outbox.recent(ctx.db, list(persons.values()), ctx.now),
        enrolled=enrolled,
        in_phase=in_phase,
        groups=groups.of_some(ctx.db, groups_named(running), ids) if running else {},
        addresses=addresses.of_some(ctx.db, ids),
        last_calls=outbox.last_calls(ctx.db, ids, platform),
        quiet_days=corrections.quiet_days(ctx.db, ids, ctx.now.date() - timedelta(days=1)),
        withdrawn=_withdrawn(ctx, running, rows),
    )


def part_takers(ctx: Context, running: Running | None, ids: Sequence[str]) -> tuple[Set[str], Set[str]]:
    """Which of these people take part in the program, and which in the phase that stands now."""
    if running is None:
        return frozenset(), frozenset()
    enrolled, present = programs.enrolled_among(ctx.db, running.program_id, ids), running.present
    if present is None:
        return enrolled, frozenset()
    return enrolled, members.among(ctx.db, running.program_id, present.phase_key, ids)


def verdict_on(ctx: Context, policy: Policy, known: Known, person: Person, row: Delivery) -> Verdict:
    """Whether this message to this person may start now."""
    if row.about.partition("@")[0] in known.withdrawn:
        return Drop("cancelled", corrections.WITHDRAWN)
    recent = known.recent[person.person_id]
    if quiet := known.quiet_days.get(person.person_id):
        recent = replace(recent, quiet_until=quiet_until(quiet, person, policy.rules, ctx.now))
    is_member = _takes_part(policy.running, known, person, row.kind)
    return judge(row.kind, person, policy.rules, recent, ctx.now, row.not_after_at, is_member)


def _withdrawn(ctx: Context, running: Running | None, rows: Sequence[Delivery]) -> Set[str]:
    """What was told to be wrong after it was decided: a doubt that turns out not to have landed, too."""
    return (
        corrections.withdrawn(ctx.db, running.program_id, [row.about for row in rows]) if running else set()
    )


def _takes_part(running: Running | None, known: Known, person: Person, kind: str) -> bool:
    """Whether the person is in the program and, as things stand this minute, still in its cohort; for all
    but the first contact also whether this holds for the present phase."""
    if running is None or person.person_id not in known.enrolled:
        return False
    is_phased = running.present is not None and kind != "disclosure"
    phase = present_phase(running) if is_phased else None
    own = known.groups.get(person.person_id, groups.NO_GROUPS)
    return is_named(running, phase, person, own) and (not is_phased or person.person_id in known.in_phase)
