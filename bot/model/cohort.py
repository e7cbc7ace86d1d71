"""Whom a program or a phase is for."""

from __future__ import annotations

from pydantic import Field

from bot.model.people import Person, Stratum
from bot.model.written import Email, Part, Percent


class Cohort(Part):
    """Whom a program or phase is for: whoever any of these names, everybody when none is given.

    `teams` by name, `*` for all · `people` by address · `slack_groups` and `teams_groups` by the
    platform's id of the group · `attributes` by columns of the people file. Of those, a sticky share:
    `percent` of all, or of one stratum by `strata`; whoever is in once stays in.
    """

    teams: tuple[str, ...] = ()
    people: tuple[Email, ...] = ()
    slack_groups: tuple[str, ...] = ()
    teams_groups: tuple[str, ...] = ()
    attributes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    percent: Percent = 100
    strata: dict[Stratum, Percent] = Field(default_factory=dict)

    @property
    def is_everybody(self) -> bool:
        """Whether nothing narrows it but the share."""
        named = self.people or self.slack_groups or self.teams_groups or self.attributes
        return "*" in self.teams or not (self.teams or named)

    def names(self, person: Person, groups: frozenset[str] = frozenset()) -> bool:
        """Whether the person is meant, before any share is taken; `groups` are ids of the person's groups."""
        return (
            self.is_everybody
            or person.team in self.teams
            or person.email in self.people
            or not groups.isdisjoint((*self.slack_groups, *self.teams_groups))
            or any(person.attributes.get(name, "") in values for name, values in self.attributes.items())
        )

    def share_of(self, stratum: Stratum) -> float:
        """The percent of a stratum that is taken in."""
        return self.strata.get(stratum, self.percent)
