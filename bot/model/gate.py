"""A gate: what a phase has to show before it may end, and a person decides."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.model.written import Part, Percent

GateMetric = Literal["activation", "active", "habit", "favourable", "response"]


class Guardrails(Part):
    """What holds a gate whatever the metric says; a safety guardrail stops.

    `opt_outs`: percent of people who said stop · `incidents`: open ones · `behind`: points by which one
    group of tellable size lies below the whole · `safety_incidents`: open ones of the kind that stops.
    """

    opt_outs: Percent = 10
    incidents: int = Field(0, ge=0)
    behind: Percent = 30
    safety_incidents: int = Field(0, ge=0)


class Gate(Part):
    """When a phase may end: its time is over, enough people are counted, the metric reaches `target`
    percent, and a person approves."""

    metric: GateMetric
    target: float = Field(ge=1, le=99)
    minimum_people: int = Field(15, ge=10)
    guardrails: Guardrails = Guardrails()
