"""What keeps a program from starting with the people there are: owners, cohorts, gates, the holdout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from math import floor

from bot.model.cohort import Cohort
from bot.model.gate import Gate
from bot.model.people import ROLES, Person
from bot.model.rollout import Phase, Program
from bot.model.statistics import TOO_FEW, judge_rate

_COLUMNS = ("team", "role", "locale", "timezone", "job", "stratum")
_LEAST, _MOST = 1, 99  # the targets a gate can have, in percent


def owner_problems(program: Program, people: Sequence[Person]) -> Iterator[str]:
    """Addresses the program relies on and nobody has."""
    charter = program.program
    emails = {person.email for person in people}
    asked = [("program.human", charter.human)]
    asked += [("program.sponsor_email", charter.sponsor_email)] if charter.sponsor_email else []
    asked += [(f"program.owners.{name}", email) for name, email in charter.owners if email]
    asked += [(f"phase {phase.key}: owner", phase.owner) for phase in program.phase]
    for where, email in asked:
        if email.strip().lower() not in emails:
            meant = get_close_matches(email.strip().lower(), emails, n=1, cutoff=0.8)
            hint = f"did you mean {meant[0]}? Otherwise " if meant else ""
            yield f"{where}: {email} is not among the people; {hint}import that person or name another"


def cohort_problems(program: Program, people: Sequence[Person] | None) -> Iterator[str]:
    """Cohorts that name what nobody has, and phases for people the program leaves out."""
    for where, cohort in _cohorts(program):
        for role in cohort.attributes.get("role", ()):
            if role not in ROLES:
                yield f"{where}.attributes.role: {_unknown('role', role, ROLES)}"
        if people is not None:
            yield from _naming_problems(where, cohort, people)
    if people is not None:
        for phase in program.phase:
            yield from _outside_problems(program, phase, people)


def size_problems(program: Program, people: Sequence[Person]) -> Iterator[str]:
    """Gates and a holdout that the number of people never allows."""
    everybody = _taken(program.program.cohort, people)
    percent = program.holdout.percent
    left = floor(len(everybody) * (100 - percent) / 100)
    if percent and left < program.program.group_minimum:
        yield (
            f"holdout.percent: {percent:g} % of {len(everybody)} people leaves {left} for the nudges, fewer than "
            f"group_minimum = {program.program.group_minimum}; write a smaller percent, or 0 for no holdout"
        )
    for phase in program.phase:
        if phase.gate:
            named = _taken(phase.cohort, everybody) if phase.cohort else everybody
            yield from _gate_problems(phase, phase.gate, len(named))


def _cohorts(program: Program) -> Iterator[tuple[str, Cohort]]:
    yield "program.cohort", program.program.cohort
    for phase in program.phase:
        if phase.cohort:
            yield f"phase {phase.key}: cohort", phase.cohort


def _naming_problems(where: str, cohort: Cohort, people: Sequence[Person]) -> Iterator[str]:
    teams = sorted({person.team for person in people if person.team})
    for team in cohort.teams:
        if team != "*" and team not in teams:
            yield f"{where}.teams: {_unknown('team', team, teams)}"
    emails = {person.email for person in people}
    for email in cohort.people:
        if email.strip().lower() not in emails:
            yield f"{where}.people: {email} is not among the people; import that person or leave the line out"
    columns = sorted({*_COLUMNS, *(name for person in people for name in person.attributes)})
    for name in cohort.attributes:
        if name not in columns:
            yield f"{where}.attributes: {_unknown('column', name, columns)}"


def _unknown(what: str, name: str, known: Sequence[str]) -> str:
    meant = get_close_matches(name, known, n=1)
    hint = f"did you mean {meant[0]}? " if meant else ""
    shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    return f"no {what} is called {name!r}; {hint}There are: {shown or 'none'}"


def _outside_problems(program: Program, phase: Phase, people: Sequence[Person]) -> Iterator[str]:
    if phase.cohort is None or phase.cohort.is_everybody or program.program.cohort.is_everybody:
        return
    whole = program.program.cohort
    outside = [one for one in people if phase.cohort.names(one) and not whole.names(one)]
    if outside:
        yield (
            f"phase {phase.key}: cohort: names {len(outside)} people the program's cohort leaves out, like "
            f"{outside[0].email}; add them to program.cohort, or leave them out here"
        )


def _taken(cohort: Cohort, people: Sequence[Person]) -> list[Person]:
    """As many of those a cohort names as its share takes; which ones is drawn at enrolment."""
    named = [person for person in people if cohort.names(person)]
    taken: list[Person] = []
    for stratum in {person.stratum for person in named}:
        inside = [person for person in named if person.stratum == stratum]
        taken += inside[: round(len(inside) * cohort.share_of(stratum) / 100)]
    return taken


def _gate_problems(phase: Phase, gate: Gate, count: int) -> Iterator[str]:
    if gate.minimum_people > count:
        wish = f"write minimum_people = {count} or " if count >= TOO_FEW else ""
        yield (
            f"phase {phase.key}: gate.minimum_people: {gate.minimum_people} people are asked for, but the cohort has "
            f"{count}, so it can never pass; {wish}widen the cohort"
        )
    elif judge_rate(count, count, gate.target / 100) != "pass":
        best = max(
            (t for t in range(_LEAST, _MOST + 1) if judge_rate(count, count, t / 100) == "pass"), default=0
        )
        yield (
            f"phase {phase.key}: gate.target: {gate.target:g} % can't be shown with {count} people even if all of them "
            f"reach it; write {best} or less, or widen the cohort"
        )
