"""How ready the organisation says it is: five drivers, each assessed by itself, with evidence and an owner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from statistics import median
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.model.rollout import Phase, Program

Driver = Literal["strategy", "technology", "experience", "culture", "governance"]
DRIVERS: tuple[Driver, ...] = ("strategy", "technology", "experience", "culture", "governance")
LOWEST, HIGHEST = 1, 5
LAGS_BY = 2
OwnerGap = Literal["defined_by", "chosen_by", "supervised_by", "judged_by", "sponsor", "phase_owner", "kpi"]


class Assessment(BaseModel):
    """What somebody said of one driver: 1 (not begun) to 5 (lived every day), why, and who owns it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    driver: Driver
    score: int
    evidence: str
    owner: str
    said_by: str
    said_at: datetime


def lagging(scores: Mapping[Driver, int]) -> list[Driver]:
    """Drivers that lie two or more below the middle of the others that were assessed."""
    found = []
    for driver, score in scores.items():
        others = [other for name, other in scores.items() if name != driver]
        if others and median(others) - score >= LAGS_BY:
            found.append(driver)
    return found


def missing_owners(program: Program, phase: Phase, active: frozenset[str]) -> list[OwnerGap]:
    """Which owners are not named, or not among the people who are here (`active`, by address)."""
    charter = program.program
    named: dict[OwnerGap, str | None] = {
        "defined_by": charter.owners.defined_by,
        "chosen_by": charter.owners.chosen_by,
        "supervised_by": charter.owners.supervised_by,
        "judged_by": charter.owners.judged_by,
        "sponsor": charter.sponsor_email,
        "phase_owner": phase.owner,
    }
    gaps = [role for role, email in named.items() if not email or email.strip().lower() not in active]
    kpi = charter.kpi
    is_complete = kpi.name.strip() and kpi.baseline.strip() and kpi.target.strip() and phase.kpi.strip()
    return gaps if is_complete else [*gaps, "kpi"]
