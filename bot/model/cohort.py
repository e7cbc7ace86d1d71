"""Whom a program or a phase is for."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.model.people import Person, Stratum
from bot.model.written import Email, Part, Percent


def _slack_group(text: str) -> str:
    if not re.fullmatch(r"S[A-Z0-9]{2,20}", text):
        raise ValueError(f"write the user group's id, like S0614TZR7, not {text!r}")
    return text


def _teams_group(text: str) -> str:
    if not re.fullmatch(r"19:[^\s/]+@thread\.[a-z0-9]+", text):
        raise ValueError(
            f"write the team's id as it stands in the team's link, like 19:abc@thread.tacv2, not {text!r}"
        )
    return text


SlackGroup = Annotated[str, AfterValidator(_slack_group)]
TeamsGroup = Annotated[str, AfterValidator(_teams_group)]


class Cohort(Part):
    """Whom a program or phase is for: whoever any of these names, everybody when none is given.

    `teams` by name, `*` for all · `people` by address · `slack_groups` and `teams_groups` by the
    platform's id of the group · `attributes` by columns of the people file. Of those, a sticky share:
    `percent` of all, or of one stratum by `strata`; whoever is in once stays in. One lot holds for the
    program and all of its phases, so a larger share always holds everybody of a smaller one.
    """

    teams: tuple[str, ...] = ()
    people: tuple[Email, ...] = ()
    slack_groups: tuple[SlackGroup, ...] = ()
    teams_groups: tuple[TeamsGroup, ...] = ()
    attributes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    percent: Percent = 100
    strata: dict[Stratum, Percent] = Field(default_factory=dict)

    @property
    def is_everybody(self) -> bool:
        """Whether nothing narrows it but the share."""
        named = self.people or self.slack_groups or self.teams_groups or self.attributes
        return "*" in self.teams or not (self.teams or named)

    @property
    def groups(self) -> tuple[str, ...]:
        """Ids of every group of either platform."""
        return (*self.slack_groups, *self.teams_groups)

    @cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(email.lower() for email in self.people)

    def names(self, person: Person, groups: frozenset[str] = frozenset()) -> bool:
        """Whether the person is meant, before any share is taken; `groups` are ids of the person's groups."""
        return (
            self.is_everybody
            or person.team in self.teams
            or person.email in self._addresses
            or not groups.isdisjoint(self.groups)
            or any(
                person.attributes.get(name.lower(), "") in values for name, values in self.attributes.items()
            )
        )

    def share_of(self, stratum: Stratum) -> float:
        """The percent of a stratum that is taken in."""
        return self.strata.get(stratum, self.percent)

    def takes(self, stratum: Stratum, drawn: int) -> bool:
        """Whether the share reaches somebody of this stratum who drew this number, 0 to 9999."""
        return drawn < self.share_of(stratum) * 100
