"""Whole summaries of organisations drawn by chance, and somebody who reads them all: every number is laid beside
every other, of all groups and weeks, by the two attacks there are.

Of whom: everything that was ever counted, as linear equations over people. How many: what follows for each number from
its neighbours, where it was told as a bound or not at all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.model.figures import Share, SurveyFacts, UseFacts
from bot.model.ground import WHOLE, Ground, Member
from bot.model.ledger import recoverable
from bot.model.left_out import settle_left_out
from bot.model.more import more_numbers
from bot.model.rosters import groups_of, on_rosters, settle
from bot.model.rungs import BEST_FIRST
from bot.model.slices import ladder_weeks, survey_facts, use_facts, use_of
from bot.model.summary import Summary, SummaryFacts, build
from bot.model.usage import Busy, anywhere, bits_of

K, WEEKS = 5, 7
FIRST = date(2026, 11, 16)
_WEEK = timedelta(weeks=1)
_TITLES = {"en": "A pilot", "zh-Hant": "試辦", "zh-Hans": "试点"}
Range = tuple[int, int]


@dataclass
class Person:
    """Somebody with access since a day, and how likely a week with use is."""

    team: str
    since: date
    habit: float


@dataclass
class Organisation:
    """People, and everything that was published of them."""

    chance: random.Random
    asks_ledger: bool = True
    is_alike: bool = False
    people: dict[int, Person] = field(default_factory=dict)
    active: dict[date, int] = field(default_factory=dict)
    told: list[int] = field(default_factory=list)
    counted: set[int] = field(default_factory=set)
    rosters: dict[str, int] = field(default_factory=dict)
    out: dict[date, Mapping[str, int]] = field(default_factory=dict)
    agreed: int = 0
    newest: dict[str, Summary] = field(default_factory=dict)
    actives: dict[tuple[date, int], Range] = field(default_factory=dict)
    given_away: list[str] = field(default_factory=list)

    def lives(self) -> None:
        """All weeks, one after the other."""
        usual = self.chance.choice((0.01, 0.3, 0.5, 0.7, 0.99))
        self.is_alike = self.chance.random() < 0.5
        number = 0
        for team in range(self.chance.randint(2, 6)):
            for _ in range(self.chance.randint(1, 30)):
                self.people[number] = self._comes(f"team {team}", FIRST - _WEEK, usual)
                number += 1
        for week in range(1, WEEKS + 1):
            monday = FIRST + (week - 1) * _WEEK
            same = self.chance.choice((None, None, None, 0.2, 0.99))  # now and then all do alike
            self.active[monday] = bits_of(
                n
                for n, one in self.people.items()
                if self.chance.random() < (one.habit if same is None else same)
            )
            self._tells(monday, week)
            self._moves(monday + _WEEK, usual)

    def _comes(self, team: str, monday: date, usual: float) -> Person:
        since = monday + timedelta(days=self.chance.randrange(5))
        return Person(team, since, usual if self.is_alike else self.chance.choice((0.0, 1.0, usual, usual)))

    def _moves(self, monday: date, usual: float) -> None:
        teams = sorted({one.team for one in self.people.values()})
        for _ in range(self.chance.randint(0, 6)):
            kind, number = self.chance.random(), self.chance.choice(sorted(self.people))
            if kind < 0.5:
                self.people[max(self.people) + 1] = self._comes(self.chance.choice(teams), monday, usual)
            elif kind < 0.8:
                self.people[number].team = self.chance.choice(teams)
            elif len(self.people) > 1:
                del self.people[number]

    def _tells(self, monday: date, week: int) -> None:
        ground = self._ground(monday, week)
        settled = settle(self.told, groups_of(ground), self.rosters, K)
        if WHOLE not in settled.told:
            return
        self.rosters |= settled.told
        ground = on_rosters(ground, settled)
        found = settle_left_out(
            self.told, settled.told, self._left(monday), self.out.get(monday - _WEEK, {}), K
        )
        self.out[monday] = found.out
        ground = replace(ground, left_out=dict(self.out), few_left_out=found.few)
        weeks = ladder_weeks(ground)
        some = anywhere(self.active.get(one, 0) for one in weeks)
        much = bits_of(n for n in self.people if some >> n & 1 and self.chance.random() < 0.4)
        known = frozenset([*self.told, *settled.told.values()]) if self.asks_ledger else None
        ground = replace(ground, busy={weeks: Busy(some=some, much=much)}, known=known, activated=much)
        for team in (WHOLE, *sorted(ground.shown_teams)):
            self._publishes(ground, team)
        self.told += [*settled.told.values(), *(settled.told[one] & ~out for one, out in found.out.items())]
        self.counted.update(self.told)

    def _ground(self, monday: date, week: int) -> Ground:
        members = (Member(f"p{n}", n, "", one.team, one.since) for n, one in self.people.items())
        return Ground(
            monday=monday, program_week=week, k=K, members=tuple(members), active=dict(self.active),
            basis="measured", known_until=monday + timedelta(days=6),
            calendar=tuple((n + 1, FIRST + n * _WEEK) for n in range(week)),
        )  # fmt: skip

    def _left(self, monday: date) -> int:
        here = [n for n in self.people if not self.active[monday] >> n & 1]
        self.agreed = (self.agreed & bits_of(here)) | bits_of(n for n in here if self.chance.random() < 0.1)
        return self.agreed

    def _publishes(self, ground: Ground, team: str) -> None:
        use, survey = use_facts(ground, team), survey_facts(ground, team)
        made = build(
            SummaryFacts(
                titles=_TITLES, tool="a tool", team=team, owner="", week_on=ground.monday,
                made_on=ground.monday + _WEEK, program_week=ground.program_week, last_week=12, use=use,
                survey=survey if survey.asked else SurveyFacts(), previous=self.newest.get(team),
                compared=self.newest.get(team), more=more_numbers(ground, use, survey) if not team else (),
            )
        )  # fmt: skip
        self.newest[team] = made
        self._counts(ground, team, made, use)
        people = use_of(ground, team)
        is_of_all = people.two_weeks == people.here
        told = Read(made, self.actives.get((ground.monday - _WEEK, people.here)), is_of_all)
        told.reads()
        self.actives[ground.monday, people.here] = told.ranges["active"]
        truth = {"active": use.active, "before": use.active_before, "habit": use.habit, "tried": use.tried}
        rungs = {f"rung {step}": size for step, size in (use.rungs or {}).items()}
        self.given_away += told.finds(truth | rungs)

    def _counts(self, ground: Ground, team: str, made: Summary, use: UseFacts) -> None:
        """Of whom a summary counts anything."""
        people, evidence = use_of(ground, team), {one.rule for one in made.actions if one.evidence}
        self.counted.add(people.here)
        if "never_activated" in evidence or "activated" in {one.key for one in made.more}:
            self.counted.add(people.two_weeks)
        if "dormant" in evidence:
            self.counted.add(people.four_weeks)
        for point in use.history if made.trend else ():
            if point.is_told and point.enabled >= K:
                monday = FIRST + (point.week - 1) * _WEEK
                there = (bits for day, bits in people.everybody.items() if day < monday + _WEEK)
                self.counted.add(anywhere(there) & ~self.out.get(monday, {}).get(team, 0))


class Read:
    """What somebody who reads a summary, and the one before it, finds about each number: from … to."""

    def __init__(self, made: Summary, before: Range | None, is_never_of_all: bool) -> None:
        self.made, self.is_never_of_all = made, is_never_of_all
        self.n = made.enabled - made.left_out
        names = (
            "active",
            "before",
            "habit",
            "tried",
            "never",
            "started",
            "stopped",
            "stayed",
            "off habit",
            "untried",
        )
        self.ranges: dict[str, Range] = dict.fromkeys(
            (*names, *(f"rung {step}" for step in BEST_FIRST)), (0, self.n)
        )
        if before:
            self._is("before", before)

    def reads(self) -> None:
        """Everything it tells, and then whatever follows, until nothing more does."""
        made = self.made
        for key in ("active", "habit"):
            self._share(key, made.number(key).share)
        self._share("tried", made.reach.tried)
        for step, share in made.rungs:
            self._share(f"rung {step}", share)
        for key, count in (("started", made.started), ("stopped", made.stopped)):
            if count is not None:
                self._is(key, (count, count))
        for action in made.actions:
            if action.rule == "not_returning" and action.evidence:
                self._share("stopped", action.evidence)
                self._is("before", (action.evidence.of, action.evidence.of))
            if action.rule == "never_activated" and action.evidence:
                self._share("never", action.evidence)
        for number in made.more:
            if number.key == "returning" and number.share:
                self._is("before", (number.share.of, self.n if number.share.is_least else number.share.of))
        earlier = None
        while earlier != self.ranges:
            earlier = dict(self.ranges)
            for total, parts in self._sums():
                self._adds_up(total, parts)

    def _sums(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """A number, and those it is the sum of; an empty name is everybody."""
        yield "before", ("stayed", "stopped")
        yield "active", ("stayed", "started")
        yield "", ("habit", "off habit")
        yield "", ("tried", "untried")
        if self.is_never_of_all:
            yield "untried", ("never",)
        if self.made.rungs:
            yield "habit", ("rung power", "rung habitual")
            yield "off habit", ("rung novice", "rung low", "rung non_user")

    def _adds_up(self, total: str, parts: tuple[str, ...]) -> None:
        low, high = sum(self.ranges[one][0] for one in parts), sum(self.ranges[one][1] for one in parts)
        if total:
            self._is(total, (low, high))
        least, most = self.ranges[total] if total else (self.n, self.n)
        for one in parts:
            own = self.ranges[one]
            self._is(one, (least - (high - own[1]), most - (low - own[0])))

    def _share(self, key: str, share: Share | None) -> None:
        if share is None or share.is_least:
            return
        low = 0 if share.edge == "at_most" else share.count
        self._is(key, (low, share.of if share.edge == "at_least" else share.count))

    def _is(self, key: str, found: Range) -> None:
        low, high = self.ranges[key]
        self.ranges[key] = (max(low, found[0]), min(high, found[1]))

    def finds(self, truth: Mapping[str, int]) -> list[str]:
        """What it gives away: that everybody did or nobody did, or all but one or one; and a rung that was hidden
        because it is small."""
        found = []
        for key, true in truth.items():
            low, high = self.ranges[key]
            assert low <= true <= high, f"{key}: {true} is not from {low} to {high}"
            if key.startswith("rung"):
                is_told = any(f"rung {step}" == key for step, _ in self.made.rungs)
                if self.made.rungs and not is_told and low == high:
                    found.append(key)
            elif (
                (true <= 1 and high < 1)
                or (true >= self.n - 1 and low > self.n - 1)
                or (true in (0, 1, self.n - 1, self.n) and low == high)
            ):
                found.append(key)
        return found


@dataclass
class Found:
    """Of so many organisations: those in which a small group can be solved for, and those in which a number that
    was told as a bound, or hidden, follows from its neighbours."""

    organisations: int = 0
    solvable: int = 0
    unbound: int = 0
    numbers: set[str] = field(default_factory=set)
    summaries: int = 0


def attacked(organisations: int, seed: int = 1, asks_ledger: bool = True) -> Found:
    """Each lives seven weeks, everything of it is published, and everything is read."""
    chance, found = random.Random(seed), Found(organisations)
    for _ in range(organisations):
        one = Organisation(chance, asks_ledger)
        one.lives()
        found.solvable += bool(recoverable(one.counted, K))
        found.unbound += bool(one.given_away)
        found.numbers.update(one.given_away)
        found.summaries += len(one.actives)
    return found
