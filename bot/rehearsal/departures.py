"""Delivery without a platform: every row that comes due is judged by the production rules at the instant
its lane would let it leave, and settled in bulk. No card is posted; of each kind of card one a language
is composed, so that what can't be said comes out here and not on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from types import SimpleNamespace
from typing import Any, cast

from bot.cards.limits import problems
from bot.chat import Address
from bot.context import Context
from bot.house import House
from bot.model.delivery import Drop, Go, Verdict, Wait
from bot.model.pace import Pace
from bot.model.people import Person
from bot.rehearsal.tally import Tally
from bot.steps.policy import Known, Policy, look_up, part_takers, policy_now, verdict_on
from bot.store import addresses, outbox, rehearsal
from bot.store.database import Row
from bot.store.lanes import Lane
from bot.store.outbox import Delivery

KEPT_FOR = timedelta(days=15)  # of what was sent to a person; promises look back a week
_UNREACHED = Drop("undeliverable", "no way to reach this person is known")
_NOTHING = Drop("cancelled", "there was nothing left to say")
_Queue = list[tuple[datetime, datetime, str, Row]]


@dataclass
class _Step:
    """What was decided in one step, to be written at its end."""

    ctx: Context
    policy: Policy
    known: Known
    until: datetime
    sent: list[Row] = field(default_factory=list)
    dropped: list[Row] = field(default_factory=list)
    put_off: list[Row] = field(default_factory=list)
    told: list[Row] = field(default_factory=list)
    composed: dict[tuple[str, ...], Verdict] = field(default_factory=dict)


class Departures:
    """The lanes of a rehearsed house, and what every person was sent lately."""

    def __init__(self, house: House, tally: Tally) -> None:
        self._house = house
        self._tally = tally
        self._opens: dict[Lane, datetime] = {}
        self._paces: dict[Lane, Pace] = {}
        self._lately: dict[str, list[Row]] = {}
        self._persons: dict[str, Person] = {}
        self._addresses: dict[str, Sequence[Address]] = {}
        self._groups: dict[str, frozenset[str]] = {}
        self._checked: set[tuple[str, ...]] = set()

    def leave_until(self, ctx: Context, until: datetime) -> None:
        """Everything due before `until` leaves, waits or is dropped, in the order of each lane."""
        rows = rehearsal.due(ctx.db, until)
        if not rows:
            return
        policy = policy_now(ctx)
        step = _Step(ctx, policy, self._learn(ctx, policy, rows), until)
        for lane, queue in self._queues(rows).items():
            self._drain(step, lane, queue)
        rehearsal.settle(ctx.db, step.sent, step.dropped, step.put_off, step.told)

    def _learn(self, ctx: Context, policy: Policy, rows: list[Row]) -> Known:
        """Nobody acts in a rehearsal, so a person is looked up once; where people belong is asked every time."""
        fresh = [row for row in rows if row["person_id"] not in self._persons]
        if fresh:
            found = look_up(ctx, policy, [_delivery(row) for row in fresh], "")
            self._persons |= found.persons
            self._addresses |= found.addresses
            self._groups |= found.groups
        enrolled, in_phase = part_takers(ctx, policy.running, sorted({row["person_id"] for row in rows}))
        return Known(
            persons=self._persons, recent={}, enrolled=enrolled, in_phase=in_phase, groups=self._groups,
            addresses=self._addresses,
        )  # fmt: skip

    def _queues(self, rows: list[Row]) -> dict[Lane, _Queue]:
        queues: dict[Lane, _Queue] = {}
        for row in rows:
            place = addresses.choose(self._addresses[row["person_id"]])
            lane = Lane(place.platform, place.workspace) if place else Lane("", "")
            queues.setdefault(lane, []).append((row["due_at"], row["not_before_at"], row["delivery_id"], row))
        for queue in queues.values():
            heapify(queue)
        return queues

    def _drain(self, step: _Step, lane: Lane, queue: _Queue) -> None:
        """The oldest row first, each at the first instant its lane is open; what can leave only after this
        step stays planned."""
        pace = self._paces.setdefault(lane, self._house.settings.pace(lane.platform))
        opens_at = self._opens.get(lane, step.ctx.now)
        while queue:
            due_at, not_before_at, delivery_id, row = heappop(queue)
            at = max(due_at, opens_at)
            if at >= step.until:
                break
            match verdict := self._judge(step, lane, row, at):
                case Wait():
                    due_at = max(verdict.until, at + timedelta.resolution)
                    row |= {"due_at": due_at, "reason": verdict.reason}
                    if due_at < step.until:
                        heappush(queue, (due_at, not_before_at, delivery_id, row))
                    else:
                        step.put_off.append(_written(row, "delivery_id", "due_at", "reason"))
                case Drop():
                    self._drop(step, row, verdict, at)
                case Go():
                    self._send(step, row, lane, at)
                    opens_at = pace.after(opens_at, at, 1)
        self._opens[lane] = opens_at

    def _judge(self, step: _Step, lane: Lane, row: Row, at: datetime) -> Verdict:
        """As a claim asks it: the rules, then where to, then whether the conversation rests, then the card."""
        person = step.known.persons.get(row["person_id"])
        if person is None:
            return Drop("cancelled", "the person was erased")
        lately = self._lately.get(person.person_id, [])
        week = outbox.week_starts(person.zone, at)
        step.known.recent[person.person_id] = outbox.recent_of(lately, week, at)  # type: ignore[index]
        ctx = replace(step.ctx, now=at)
        verdict = verdict_on(ctx, step.policy, step.known, person, _delivery(row))
        if not isinstance(verdict, Go):
            return verdict
        if not lane.platform:
            return _UNREACHED
        rests_until = lately[-1]["sent_at"] + self._house.settings.rest(lane.platform) if lately else at
        if at < rests_until:
            return Wait(rests_until, "the conversation rests a moment")
        return self._compose(step, ctx, person, row)

    def _compose(self, step: _Step, ctx: Context, person: Person, row: Row) -> Verdict:
        """Within a step nothing happens on which a card depends, so one of a kind speaks for all."""
        kind = _card_kind(row, person)
        if kind and kind in step.composed:
            return step.composed[kind]
        try:
            card = self._house.router.stories[row["story"]](ctx, person, row["about"])
        except Exception as error:
            self._tally.complain(row, person.language, f"{type(error).__name__}: {error}")
            verdict: Verdict = Drop("dead", f"can't be composed: {type(error).__name__}")
        else:
            verdict = Go() if card else _NOTHING
            if card and kind not in self._checked:
                self._checked.add(kind)
                for problem in problems(card):
                    self._tally.complain(row, person.language, problem)
        if kind:
            step.composed[kind] = verdict
        return verdict

    def _drop(self, step: _Step, row: Row, verdict: Drop, at: datetime) -> None:
        ended = {"state": verdict.state, "settled_at": at, "reason": verdict.reason}
        step.dropped.append({"delivery_id": row["delivery_id"], **ended})
        self._tally.lose(row, verdict.state, verdict.reason)

    def _send(self, step: _Step, row: Row, lane: Lane, at: datetime) -> None:
        step.sent.append({"delivery_id": row["delivery_id"], "left_at": at})
        lately = self._lately.setdefault(row["person_id"], [])
        if lately and lately[0]["sent_at"] < at - KEPT_FOR:
            del lately[0]
        lately.append({"kind": row["kind"], "sent_at": at})
        if row["story"] == "privacy.disclosure":
            step.told.append({"person_id": row["person_id"], "disclosed_at": at})
        self._tally.send(row, step.known.persons[row["person_id"]], lane, at)


def _delivery(row: Row) -> Delivery:
    """The row as the rules read it; building and checking the whole of it takes longer than judging it."""
    return cast(Delivery, SimpleNamespace(**row))


def _card_kind(row: Row, person: Person) -> tuple[str, ...]:
    """What all cards of a kind have in common; empty when each is its own."""
    if row["slot"]:
        return (row["story"], row["phase_key"], row["item"], person.language)
    if row["window_key"]:
        return (row["story"], row["window_phase"], row["window_key"], person.language)
    is_first = row["story"] == "privacy.disclosure" and person.disclosed_at is None
    return (row["story"], person.language) if is_first else ()


def _written(row: Row, *columns: str) -> dict[str, Any]:
    return {column: row[column] for column in columns}
