"""Nudges and tips: one best message for a person and a slot, and the why-me line it came with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.model.content import Cause
from bot.model.draw import Arm
from bot.model.people import Person
from bot.model.rollout import NudgeRule, Phase
from bot.model.schedule import PhaseStatus, monday_for
from bot.model.time import LocalTime, weekday_number

Outcome = Literal[
    "", "did", "later", "not_for_me", "helpful", "not_helpful", "planned", "failed", "lost", "held_out"
]  # fmt: skip
REASONS = ("not-my-job", "no-data", "not-allowed", "not-trusted", "do-it-already", "other")


class Why(BaseModel):
    """Everything a why-me line is made of, as it stood when the message was decided."""

    model_config = ConfigDict(frozen=True)

    week: int
    phase_key: str
    last_use_on: date | None = None
    use_is_known: bool = False
    number_this_week: int
    weekly_cap: int
    failed: Cause | None = None  # a rescue: how the person told us that a try had failed


class Nudge(BaseModel):
    """One decision: this person, this slot, this item, for these reasons.

    `item` is empty when nothing fitted; `considered` holds the candidates that lost, by reason. The
    outcome is `lost` with a reason, or `held_out`, when the message never goes out.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    nudge_id: str
    program_id: str
    person_id: str
    slot: str
    kind: Literal["nudge", "tip"]
    item: str
    why: Why
    decided_at: datetime
    outcome: Outcome = ""
    reason: str = ""
    slot_on: date | None = None
    arm: Arm = "nudged"
    segment: str = ""
    considered: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    """A week, weekday and wall time at which one message may come; `rule` is None for the tip."""

    key: str
    week: int
    monday: date
    day: str
    at: str
    rule: NudgeRule | None

    @property
    def day_on(self) -> date:
        return self.monday + timedelta(days=weekday_number(self.day))

    @property
    def kind(self) -> Literal["nudge", "tip"]:
        return "nudge" if self.rule else "tip"

    def wall(self, person: Person) -> LocalTime:
        """When the slot comes for a person."""
        return self.wall_in(person.timezone)

    def wall_in(self, zone: str) -> LocalTime:
        """When the slot comes in a zone."""
        return LocalTime(self.day_on, time.fromisoformat(self.at), zone)


def slots(phase: Phase, status: PhaseStatus) -> Iterator[Slot]:
    """A phase's slots by week; nudges before tips, so that a tip never takes the place of a planned ask."""
    for week in range(phase.first_week, phase.last_week + 1):
        monday = monday_for(phase, status, week)
        if monday is None:
            continue
        for number, rule in enumerate(phase.nudge):
            if rule.week == week:
                yield Slot(f"{phase.key}/{week}/nudge{number}", week, monday, rule.day, rule.at, rule)
        if phase.tips:
            yield Slot(f"{phase.key}/{week}/tip", week, monday, phase.tips.day, phase.tips.at, None)
