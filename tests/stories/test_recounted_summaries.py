"""Every number of every summary, counted again from what was delivered and said: by other means than ours."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from bot.model.summary import Summary
from bot.steps.people import import_people
from bot.steps.record import erase
from bot.steps.usage import import_signals
from bot.store import feedback, open_items, programs, summaries
from bot.store.database import Database, Transaction
from tests.fakes.chats import SlackDouble
from tests.recounted_summary import WEEK, K, Known, agrees
from tests.world import FIRST_DAY, ROSTER, World

TEAMS = {"Sales": 44, "Finance": 31, "Legal": 26, "Office": 22, "Lab": 13, "Board": 3}
WEEKS, PARTIAL = 6, 5  # of the last week but one only three days are known when it is summed up
PLAN = {"active": {1: 30, 2: 50, 4: 60}, "habit": {3: 20, 6: 45}}
PROGRAM = {
    "weeks = 2\n": f"weeks = {WEEKS + 2}\n",
    "first_week = 3": f"first_week = {WEEKS + 3}",
    'week = 1\nopens = "tue 10:00"': 'week = 1\nevery_weeks = 2\nopens = "tue 10:00"',
    '"3" = 60': '"4" = 60',
    '"3" = 20': '"3" = 20, "6" = 45',
}
Row = tuple[str, str, str, date]  # id, person, feature, day


@dataclass
class Company:
    """A company as this test knows it: who is where, what was delivered, what was said."""

    world: World
    chance: random.Random
    teams: dict[str, str] = field(default_factory=dict)
    since: dict[str, date] = field(default_factory=dict)
    ordinals: dict[int, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    delivered: dict[Row, int] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    published: dict[str, Summary] = field(default_factory=dict)
    rosters: set[frozenset[str]] = field(default_factory=set)

    def people_file(self, today: date) -> None:
        """The whole list as it stands now; whoever is new opens the chat."""
        here = [name for name in self.teams if name not in self.gone]
        role = {"dana": "admin"}
        rows = [
            f"{name}@example.com,{name},{self.teams[name]},,Asia/Taipei,en,{role.get(name, 'pilot_user')},"
            for name in here
        ]
        raw = (ROSTER + "\n".join(rows)).encode()
        self.world.run(lambda ctx: import_people(ctx, raw, "people.csv", is_whole_list=True))
        for name in here:
            if name not in self.since:
                self.since[name] = today
                self.ordinals[self.world.person(name).ordinal] = name
                self.world.arrives(name)

    def changes(self, today: date, week: int) -> None:
        """Some move, some come, some leave, somebody is erased."""
        here = sorted(name for name in self.teams if name not in self.gone and name != "dana")
        for name in self.chance.sample(here, 3):
            self.teams[name] = self.chance.choice(list(TEAMS))
        for number in range(self.chance.randint(0, 7)):
            self.teams[f"new{week}x{number}"] = self.chance.choice(list(TEAMS))
        self.gone |= {*self.chance.sample(here, self.chance.randint(0, 2))}
        self.people_file(today)
        self.world.turn()
        erased = self.chance.choice([name for name in here if name not in self.gone])
        if week % 2:
            person = self.world.person(erased)
            self.world.run(lambda ctx: erase(ctx, person))
            self.gone.add(erased)
            self.delivered = {row: n for row, n in self.delivered.items() if row[1] != erased}

    def report(self, week: int, days: int) -> None:
        """A file of the tool's report: what is new of this week, of the week before what came late or was wrong,
        some rows twice, and another tool."""
        here = [name for name in self.teams if name not in self.gone]
        monday = FIRST_DAY + (week - 1) * WEEK
        rows: dict[Row, int] = {}
        for name in here:
            if self.chance.random() < self.habit_of(name):
                for number in range(self.chance.randint(1, 3)):
                    day = monday + timedelta(days=self.chance.randrange(days))
                    rows[f"{week}-{name}-{number}", name, f"f{number}", day] = self.chance.randint(0, 4)
            elif week > 1 and self.chance.random() < 0.1:
                late = monday - timedelta(days=self.chance.randint(1, 7))
                rows[f"late-{week}-{name}", name, "f9", late] = 1
        rows[f"{week}-last", "dana", "f8", monday + timedelta(days=days - 1)] = 1
        before = sorted(row for row in self.delivered if row[3] >= monday - WEEK and row[1] in here)
        for row in self.chance.sample(before, min(9, len(before))):
            other = f"again-{row[0]}" if self.chance.random() < 0.5 else row[0]
            rows[other, *row[1:]] = self.chance.choice([0, 0, 7])
        self._bring(rows, f"week{week}.csv")

    def habit_of(self, name: str) -> float:
        """How often somebody uses the tool; a few never do, and some did once."""
        return (0.95, 0.95, 0.9, 0.8, 0.6, 0.3, 0.1, 0.0)[sum(map(ord, name)) % 8]

    def _bring(self, rows: dict[Row, int], file_name: str) -> None:
        lines = [f"{i},{who}@example.com,example,{what},{day},{n}" for (i, who, what, day), n in rows.items()]
        lines += self.chance.sample(lines, len(lines) // 10)
        lines += [f"o-{line.replace('example,f', 'other,f')}" for line in lines[:5]]
        text = "\n".join(["id,person,tool,feature,day,actions", *lines])
        self.world.run(lambda ctx: import_signals(ctx, "generic", text.encode(), file_name))
        for row, actions in rows.items():
            same = [old for old in self.delivered if old[0] == row[0] or old[1:] == row[1:]]
            for old in same:
                del self.delivered[old]
            self.delivered[row] = actions

    def used(self) -> dict[date, frozenset[str]]:
        """Monday → who used the tool, by the last word on every day."""
        found: dict[date, set[str]] = {}
        for (_, name, _, day), actions in self.delivered.items():
            if actions:
                found.setdefault(day - timedelta(days=day.weekday()), set()).add(name)
        return {monday: frozenset(names) for monday, names in found.items()}

    def answer(self, names: list[str]) -> None:
        """Most of those asked say something; what they say differs by team."""
        self.answers = {}
        for name in names:
            if self.chance.random() < 0.2:
                continue
            said = self.drawn(name)
            person_id = self.world.person(name).person_id
            prompt = self.world.run(lambda ctx, of=person_id: feedback.prompts_of(ctx.db, of))[-1][
                "prompt_id"
            ]
            for key, value in said.items():
                self.world.run(
                    lambda ctx, to=prompt, q=key, v=value: feedback.keep_answer(
                        ctx.db, to, q, v, ctx.now, False
                    )
                )
            self.answers[name] = said

    def drawn(self, name: str) -> dict[str, str]:
        """A few taps, as the questions follow each other."""
        if self.chance.random() < 0.3:
            weights = (1, 6, 1, 1, 1) if self.teams[name] == "Sales" else (2, 2, 2, 2, 1)
            reasons = ("no-time", "no-access", "no-data", "not-trusted", "prefer-not-to-say")
            return {"use-last": "not-used", "non-user-reason": self.chance.choices(reasons, weights)[0]}
        bands = ("lt5", "5to15", "15to30", "30to60", "gt60", "na")
        steps = {
            "use-last": self.chance.choice(["write", "meet"]),
            "useful": self.chance.choice([*("1345" if self.teams[name] == "Legal" else "24555"), "na"]),
            "time-without": self.chance.choices(bands, (1, 2, 4, 4, 2, 1))[0],
            "time-with": self.chance.choices(bands, (3, 4, 2, 1, 1, 1))[0],
        }
        return dict(list(steps.items())[: self.chance.choice([1, 2, 4, 4, 4])])

    def asked(self, monday: date) -> list[str]:
        """Who has a prompt of the week's window."""
        far, program_id = (
            self.world.clock.now() + 9 * WEEK,
            self.world.run(lambda ctx: programs.latest(ctx.db)).program_id,
        )
        windows = self.world.run(
            lambda ctx: ctx.db.all(
                "summaries.list_windows", program_id=program_id, week_on=monday, now_at=far
            )
        )
        rows = [
            row
            for one in windows
            for row in self.world.run(
                lambda ctx, of=one["window_id"]: ctx.db.all("summaries.list_asked", window_id=of)
            )
        ]
        ids = {self.world.person(name).person_id: name for name in self.since if name not in self.gone}
        return [ids[row["person_id"]] for row in rows if row["person_id"] in ids]

    def told_of(self, monday: date) -> dict[str, frozenset[str]]:
        """Group → the people its figures of a week were told of, as the ledger has it; nobody may be found by it."""
        stored = {
            row["digest"]: int.from_bytes(row["people"], "little")
            for row in self.world.run(lambda ctx: ctx.db.all("ledger.list_rosters"))
        }
        program_id = self.world.run(lambda ctx: programs.latest(ctx.db)).program_id
        rows = self.world.run(
            lambda ctx: ctx.db.all("ledger.list_of_week", program_id=program_id, week_on=monday)
        )
        found = {
            row["team"]: frozenset(
                name for ordinal, name in self.ordinals.items() if stored[row["digest"]] >> ordinal & 1
            )
            for row in rows
        }
        if found:  # else nothing was told of anybody that week
            self._hide_everybody(found)
        return found

    def _hide_everybody(self, rosters: dict[str, frozenset[str]]) -> None:
        whole, teams = rosters[""], [roster for team, roster in rosters.items() if team]
        assert not whole & self.gone
        assert all(roster <= whole and len(roster) >= K for roster in rosters.values())
        assert sum(map(len, teams)) == len(frozenset().union(*teams))
        assert len(whole) - sum(map(len, teams)) not in range(1, K)
        self.rosters |= {*rosters.values()}
        for one in self.rosters:
            for other in self.rosters - {one}:
                assert not one & other or len(one ^ other) >= K, "somebody is found by comparing"
                assert not one < other or len(other - one) >= K, "somebody is found by subtracting"


def answer_back(world: World) -> None:
    """What people named is declined, each with a reason: nothing is asked again before."""
    program_id = world.run(lambda ctx: programs.latest(ctx.db)).program_id
    by = world.person("dana").person_id
    for item in world.run(lambda ctx: open_items.standing(ctx.db, program_id)):
        world.run(
            lambda ctx, of=item.item_id: open_items.answer(
                ctx.db, of, "declined", "", "It costs more.", by, ctx.now
            )
        )


def jump(world: World, text: str) -> None:
    world.clock.set(world.instant(text))
    world.turn()


def founded(world: World, seed: int) -> Company:
    company = Company(world, random.Random(seed))
    company.teams = {f"{team.lower()}{n}": team for team, size in TEAMS.items() for n in range(size)}
    company.teams["dana"] = "Office"
    company.people_file(FIRST_DAY)
    world.program(**PROGRAM)
    world.says("dana", "ai-rollout start")
    return company


def lived(company: Company, week: int) -> Known:
    """A week passes until its summary is made; what is known of it."""
    world, monday = company.world, FIRST_DAY + (week - 1) * WEEK
    jump(world, f"week {week} Tue 12:00")
    company.answer(company.asked(monday))
    jump(world, f"week {week} Wed 12:00")
    company.changes(monday + timedelta(days=2), week)
    days = 3 if week == PARTIAL else 5
    jump(world, f"week {week} Fri 18:00")
    company.report(week, days)
    jump(world, f"week {week + 1} Mon 10:00")
    answer_back(world)
    rosters = company.told_of(monday)
    return Known(
        monday=monday, week=week, rosters=rosters, told=frozenset(company.rosters), teams=dict(company.teams),
        since=dict(company.since), used=company.used(), days_told=days, plan=PLAN, asked=company.asked(monday),
        answers=company.answers, previous=dict(company.published),
    )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_number_of_every_summary_is_what_the_raw_rows_say(database: Database, seed: int) -> None:
    company, compared = founded(World(database, SlackDouble()), seed), 0
    told: list[Summary] = []
    for week in range(1, WEEKS + 1):
        known = lived(company, week)
        for team in known.rosters:
            found = company.world.run(lambda ctx, t=team, on=known.monday: _summary(ctx.db, t, on))
            compared += agrees(found, known)
            company.published[team] = found
            told.append(found)
    assert len(told) >= 2 * WEEKS, "hardly anything was told"
    assert compared > 6 * len(told)
    asked = [one for one in told if one.number("favourable").state == "shown" and one.asked]
    assert len({one.program_week for one in asked} & {1, 3, 5}) >= 2
    assert any(one.is_standing for one in told)
    assert any(one.themes for one in asked)
    assert any(one.started is not None for one in told)
    assert any(action.evidence for one in told for action in one.actions)
    assert {one.program_week for one in told if one.is_partial} <= {PARTIAL}


def _summary(db: Transaction, team: str, monday: date) -> Summary:
    program = programs.latest(db)
    assert program is not None
    found = summaries.of_week(db, program.program_id, team, monday)
    assert found is not None, team
    return found.summary
