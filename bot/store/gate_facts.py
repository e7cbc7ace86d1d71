"""Gathers what a gate is judged by, from the grounds the summaries are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.model.delivery import IsWorkday
from bot.model.feedback import FrozenQuestions
from bot.model.gate import Gate, GateMetric
from bot.model.gate_count import OF_SURVEYS, count_metric, groups_behind
from bot.model.gate_rules import Count, Evidence, Rail, counted_week, rail
from bot.model.ground import RATED, WHOLE, Ground
from bot.model.incidents import STOPPING
from bot.model.rollout import Phase
from bot.model.rosters import Settled
from bot.model.schedule import PhaseStatus
from bot.store import gates, incidents, ledger, programs
from bot.store.database import Transaction
from bot.store.grounds import ground_of
from bot.store.programs import Running


@dataclass(frozen=True)
class Basis:
    """What a phase's metric is counted from: the ground of its week on the rosters that may be told of, and
    since when the phase runs."""

    ground: Ground | None
    since: date
    gate: Gate
    settled: Settled = field(default_factory=lambda: Settled({}))

    @property
    def count(self) -> Count:
        """The metric; nothing where no week or window of the phase can be counted."""
        if self.ground is None:
            state = "not_asked" if self.gate.metric in OF_SURVEYS else "no_figures"
            return Count(metric=self.gate.metric, state=state)
        if WHOLE not in self.settled.told:
            return Count(metric=self.gate.metric, state="hidden")
        return count_metric(self.gate.metric, self.ground, self.since)


def basis_of(
    db: Transaction, running: Running, phase: Phase, status: PhaseStatus, gate: Gate, today: date,
    now: datetime, is_workday: IsWorkday, at_hand: tuple[Ground, Settled] | None = None,
) -> Basis:  # fmt: skip
    """What the gate of a phase that was begun is judged by, as things stand on `today`; `at_hand` is a week
    that was read already."""
    since = status.week_one_on or today
    if gate.metric in OF_SURVEYS:
        found = _window_week(db, running, phase, gate.metric, now)
    else:
        calendars = programs.calendars(db, running.program_id)
        found = counted_week(phase, status, today, running.program.limits(), is_workday, calendars)
    if found is None:
        return Basis(None, since, gate)
    week, monday = found
    if at_hand and at_hand[0].monday == monday:
        return Basis(at_hand[0], since, gate, at_hand[1])
    ground, _ = ground_of(db, running, monday, week, now, is_workday)
    ground, settled = ledger.settled(db, running.program_id, ground)
    return Basis(ground, since, gate, settled)


def _window_week(
    db: Transaction, running: Running, phase: Phase, metric: GateMetric, now: datetime
) -> tuple[int, date] | None:
    """The week of the phase's last closed window; for ratings of the last one that asked for any."""
    for row in gates.closed_windows(db, running.program_id, phase.key, now):
        frozen = FrozenQuestions.model_validate(row["frozen_json"])
        if metric == "response" or any(one.role in RATED for one in frozen.questions.values()):
            return row["week"], row["week_on"]
    return None


def rails_of(db: Transaction, running: Running, basis: Basis) -> Iterator[Rail]:
    """The guardrails about people, kept with the look; the smallest group holds for them, too."""
    allowed, whole = basis.gate.guardrails, rosters_of(db, running, basis).get(WHOLE, 0)
    if whole.bit_count() >= running.program.program.group_minimum:
        stopped = gates.stopped(db, running.program_id) & whole
        yield rail("opt_outs", 100 * stopped.bit_count() / whole.bit_count(), allowed.opt_outs)
    if basis.ground:
        behind = max(
            groups_behind(basis.gate.metric, basis.ground, basis.since), key=lambda one: one[1], default=None
        )
        if behind:
            yield rail("behind", max(0, behind[1]), allowed.behind, behind[0])


def rosters_of(db: Transaction, running: Running, basis: Basis) -> Mapping[str, int]:
    """The people whom the evidence tells of, by group; where no week can be counted, those told of last."""
    return basis.settled.told or {WHOLE: ledger.last_whole(db, running.program_id)}


def enter(
    db: Transaction, running: Running, look_id: str, basis: Basis, evidence: Evidence, at: datetime
) -> None:
    """Writes the evidence of a look down in the ledger: each number, and of whom it tells."""
    told: dict[str, list[str]] = {}
    if evidence.number:
        told[WHOLE] = [f"gate:{evidence.metric}"]
    for one in evidence.rails:
        for group in {WHOLE, one.group}:
            told.setdefault(group, []).append(f"gate:{one.key}")
    rosters = rosters_of(db, running, basis)
    week_on = basis.ground.monday if basis.ground else basis.since
    ledger.enter_beside(
        db, running.program_id, gate_key(look_id), week_on, rosters, told, at, basis.settled.why
    )


def gate_key(look_id: str) -> str:
    """Under which the evidence of a look stands in the ledger."""
    return f"gate/{look_id}"


def incident_rails(db: Transaction, running: Running, gate: Gate) -> Iterator[Rail]:
    """The guardrails about incidents, as they stand now: closing one counts at once."""
    found = incidents.open_ones(db, running.program_id)
    safety = sum(one.kind in STOPPING for one in found)
    yield rail("incidents", len(found) - safety, gate.guardrails.incidents)
    yield rail("safety", safety, gate.guardrails.safety_incidents)
