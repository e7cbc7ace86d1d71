"""What privacy costs and whether it holds: organisations drawn by chance, told of by rule, attacked by algebra."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.figure import Figure
from bench.published import WEEKS as MANY_WEEKS
from bench.published import attacked
from bot.model.ground import WHOLE
from bot.model.ledger import recoverable
from bot.model.left_out import settle_left_out
from bot.model.privacy import visible_groups
from bot.model.rosters import settle
from bot.model.usage import bits_of

K, ORGANISATIONS, WEEKS = 5, 4_000, 3
READ = 500
ONE_IN = 1 / 12
Teams = dict[str, set[int]]


@dataclass
class Tally:
    """Of person-weeks: all, in teams told by the threshold alone, with subtraction hidden, by the ledger; and
    organisations in which a small group can be solved for, by each of the three rules."""

    people: int = 0
    by_size: int = 0
    beside: int = 0
    ledger: int = 0
    open_by_size: int = 0
    open_beside: int = 0
    open_ledger: int = 0
    open_left_out: int = 0
    agreed: int = 0
    left_out: int = 0


@dataclass
class Leaving:
    """The same weeks by the ledger, with people whom champions agreed to leave out of the use figures."""

    told: list[int] = field(default_factory=list)
    rosters: dict[str, int] = field(default_factory=dict)
    out: dict[str, int] = field(default_factory=dict)
    agreed: set[int] = field(default_factory=set)

    def tell(self, teams: Teams, chance: random.Random, tally: Tally) -> None:
        """A week: one in twelve more is agreed on, one in twelve of those comes back."""
        here = {n for people in teams.values() for n in people}
        back = {n for n in self.agreed if chance.random() < ONE_IN}
        self.agreed = (self.agreed & here) - back | {n for n in here - back if chance.random() < ONE_IN}
        now = {WHOLE: bits_of(here)} | {team: bits_of(people) for team, people in teams.items() if people}
        settled = settle(self.told, now, self.rosters, K)
        left = bits_of(self.agreed)
        found = settle_left_out(self.told, settled.told, left, self.out, K)
        self.rosters |= settled.told
        self.out = dict(found.out)
        counted = (settled.told[group] & ~out for group, out in found.out.items())
        self.told += [*settled.told.values(), *counted]
        tally.agreed += (left & settled.told.get(WHOLE, 0)).bit_count()
        tally.left_out += found.out.get(WHOLE, 0).bit_count()


def tallied(organisations: int, seed: int = 1) -> Tally:
    """Each organisation lives three weeks; three kinds of report are told of it, and each is attacked."""
    chance, apart, tally = random.Random(seed), random.Random(seed + 1), Tally()
    for _ in range(organisations):
        teams = organisation(chance)
        told: dict[str, list[int]] = {"by_size": [], "beside": [], "ledger": []}
        before: dict[str, int] = {}
        leaving = Leaving()
        for _week in range(WEEKS):
            _tell(teams, told, before, tally)
            leaving.tell(teams, apart, tally)
            move(chance, teams)
        tally.open_left_out += bool(recoverable(leaving.told, K))
        tally.open_by_size += bool(recoverable(told["by_size"], K))
        tally.open_beside += bool(recoverable(told["beside"], K))
        tally.open_ledger += bool(recoverable(told["ledger"], K))
    return tally


def _tell(teams: Teams, told: dict[str, list[int]], before: dict[str, int], tally: Tally) -> None:
    now = {team: bits_of(people) for team, people in teams.items() if people}
    sizes = {team: group.bit_count() for team, group in now.items()}
    now[WHOLE] = bits_of(n for people in teams.values() for n in people)
    by_size = [team for team, size in sizes.items() if size >= K]
    beside = visible_groups(sizes, K)
    settled = settle(told["ledger"], now, before, K)
    before |= settled.told
    told["by_size"] += [now[team] for team in [WHOLE, *by_size]]
    told["beside"] += [now[team] for team in [WHOLE, *beside]]
    told["ledger"] += settled.told.values()
    tally.people += sum(sizes.values())
    tally.by_size += sum(sizes[team] for team in by_size)
    tally.beside += sum(sizes[team] for team in beside)
    tally.ledger += sum((group & now[WHOLE]).bit_count() for team, group in settled.told.items() if team)


def organisation(chance: random.Random) -> Teams:
    """Four to nine teams of one to twenty-four people."""
    teams: Teams = {}
    first = 0
    for number in range(chance.randint(4, 9)):
        size = chance.randint(1, 24)
        teams[f"team {number}"] = set(range(first, first + size))
        first += size
    return teams


def move(chance: random.Random, teams: Teams) -> None:
    """One to three people join, leave or change teams."""
    for _ in range(chance.randint(1, 3)):
        newest = max((n for people in teams.values() for n in people), default=0) + 1000
        team = chance.choice(sorted(teams))
        if teams[team] and chance.random() < 0.6:
            person = chance.choice(sorted(teams[team]))
            teams[team].discard(person)
            if chance.random() < 0.5:
                teams[chance.choice(sorted(teams))].add(person)
        else:
            teams[team].add(newest)


def figures() -> Iterator[Figure]:
    """What the three rules hide and what they let through."""
    tally = tallied(ORGANISATIONS)
    rules = (
        ("groups of five only", tally.by_size, tally.open_by_size),
        ("and the next smallest hidden", tally.beside, tally.open_beside),
        ("and standing rosters with the ledger", tally.ledger, tally.open_ledger),
    )
    for what, people, found in rules:
        yield Figure(
            f"{ORGANISATIONS:,} organisations, {WEEKS} weeks: {what}",
            f"{found} can be solved",
            f"{100 * people / tally.people:.1f} % of people in groups that are told",
        )
    yield Figure(
        f"{ORGANISATIONS:,} organisations, {WEEKS} weeks: people left out of use figures with a reason",
        f"{tally.open_left_out} can be solved",
        f"{100 * tally.left_out / tally.agreed:.1f} % of those agreed on are left out of the whole at once",
    )
    found, without = attacked(READ), attacked(READ, asks_ledger=False)
    yield Figure(
        f"{READ:,} organisations, {MANY_WEEKS} weeks: every number of every summary laid beside all others",
        f"{found.solvable} can be solved, {found.unbound} have a bound undone",
        f"{found.summaries:,} summaries; with parts of groups told unasked {without.solvable} can be solved",
    )


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.what}: {figure.value} ({figure.beside})")
