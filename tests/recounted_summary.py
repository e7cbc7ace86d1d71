"""A published summary, counted again from what was delivered and said: slowly, one person at a time, with formulas
of its own. Nothing here is counted by the product; of its models only the shapes of what was published are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, comb, floor

from bot.model.figures import Number, Share
from bot.model.summary import Summary
from tests.recounted_formulas import rate, reach, share, sure, wilson, word

K = 5
WEEK = timedelta(weeks=1)
MINUTES = {"lt5": 3, "5to15": 10, "15to30": 22, "30to60": 45, "gt60": 75}
SILENT = ("", "na", "prefer-not-to-say")


@dataclass
class Known:
    """What the test itself knows of one published week: everything told of every group of it."""

    monday: date
    week: int
    rosters: Mapping[str, frozenset[str]]
    teams: Mapping[str, str]  # of everybody in the company as the week was summed up
    since: Mapping[str, date]
    used: Mapping[date, frozenset[str]]  # Monday → who used the tool, as delivered until then
    days_told: int
    plan: Mapping[str, Mapping[int, float]]  # of each number: program week → percent
    asked: Collection[str] = ()
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    previous: Mapping[str, Summary] = field(default_factory=dict)
    told: Collection[frozenset[str]] = ()  # every set of people anything was ever told of

    def active(self, ago: int) -> frozenset[str]:
        """Who used the tool so many weeks ago."""
        return self.used.get(self.monday - ago * WEEK, frozenset())

    @property
    def heard(self) -> dict[str, Mapping[str, str]]:
        """Everybody asked of whom anything may be told, with the answers."""
        return {name: self.answers.get(name, {}) for name in self.asked if name in self.rosters[""]}

    def place(self, name: str) -> str:
        """The team somebody counts in: the one whose roster says so; else the own, if nothing is told of it."""
        told = [team for team, roster in self.rosters.items() if team and name in roster]
        return told[0] if told else "" if self.teams[name] in self.rosters else self.teams[name]

    def tells_of(self, names: Iterable[str]) -> set[str]:
        """The groups of which a figure that counts these people may be told, without giving anybody away."""
        sizes = Counter(self.place(name) for name in names)
        big = sorted(
            (t for t, n in sizes.items() if t in self.rosters and t and n >= K), key=lambda t: (-sizes[t], t)
        )
        for shown in (big[:most] for most in range(len(big), -1, -1)):
            hidden = [n for team, n in sizes.items() if team not in shown]
            if not hidden or (len(hidden) > 1 and sum(hidden) >= K):
                break
        return {*shown} | ({""} if sizes.total() >= K else set())


def agrees(summary: Summary, known: Known) -> int:
    """Compares every number of a group's summary with the recount; how many were compared."""
    group = known.rosters[summary.team]
    assert summary.enabled == len(group) >= K
    now, before = known.active(0) & group, known.active(1) & group
    habit = group & known.active(0) & known.active(1) & known.active(2) & known.active(3)
    assert summary.is_partial == (known.days_told < 5)
    _use(summary, known, "active", len(now))
    _use(summary, known, "habit", len(habit))
    tells_moves = known.days_told >= 5 and len(group) >= 4 * K and known.week > 1
    tells_moves = tells_moves and not any(_is_bound(len(some), len(group)) for some in (now, before))
    moves = (len(now - before), len(before - now)) if tells_moves else (None, None)
    assert (summary.started, summary.stopped) == moves
    assert summary.number("active").arrow == _arrow(summary, known)
    _trend(summary, known, group)
    compared = 4 + _survey(summary, known)
    return compared + _actions(summary, known, group, before - now, before)


def _is_bound(x: int, n: int) -> bool:
    """Whether so many of so many are told as a bound only."""
    return share(x, n, 2).edge != ""


def _arrow(summary: Summary, known: Known) -> str:
    """Where active went since the summary of the week before, by tosses of a coin."""
    last, up, down = known.previous.get(summary.team), summary.started, summary.stopped
    if last is None or up is None or down is None or last.is_partial or last.basis != summary.basis:
        return ""
    shares = [one.number("active").share for one in (last, summary)]
    if last.week_on != known.monday - WEEK or any(one is None or one.edge or one.of < 10 for one in shares):
        return ""
    chance = Fraction(sum(comb(up + down, j) for j in range(max(up, down), up + down + 1)), 2 ** (up + down))
    if up == down or chance > Fraction(1, 10):
        return "flat"
    return "up" if up > down else "down"


def _use(summary: Summary, known: Known, key: str, x: int) -> None:
    number, n = summary.number(key), summary.enabled
    if key == "habit" and known.week < 4:
        assert (number.state, number.share) == ("early", None)
        return
    expected = rate(x, n, _target(known.plan[key], known.week), 2)
    if (known.days_told < 5 and expected["side"] == "below") or expected["side"] == "":
        expected["certainty"] = "cant_tell"
    assert_told(number, expected)
    assert (number.state, number.grade, number.weeks) == ("shown", "D", 4 if key == "habit" else 1)


def _target(plan: Mapping[int, float], week: int) -> float | None:
    """Straight lines between the weeks that the plan names; the last one stays."""
    if week < min(plan) or week >= max(plan):
        return plan[max(plan)] if week >= max(plan) else None
    low, high = next((a, b) for a, b in pairwise(sorted(plan)) if a <= week < b)
    return plan[low] + (plan[high] - plan[low]) * (week - low) / (high - low)


def _trend(summary: Summary, known: Known, group: frozenset[str]) -> None:
    points, before = {}, known.previous.get(summary.team)
    for week in range(max(1, known.week - 11), known.week + 1):
        monday = known.monday - (known.week - week) * WEEK
        there = {name for name in group if known.since[name] < monday + WEEK}
        if there:
            active = len(there & known.used.get(monday, frozenset()))
            told = share(active, len(there), 2) if len(there) >= K else None
            points[week] = told.percent if told else None
            if there != group and there not in known.told:  # of exactly these nothing was told yet
                points[week] = _repeated(before, week)
    if len(points) < 2:
        assert summary.trend is None
        return
    assert summary.trend is not None
    assert dict(zip(summary.trend.weeks, summary.trend.active, strict=True)) == points


def _repeated(before: Summary | None, week: int) -> int | None:
    """What was told of a week before."""
    if before is None:
        return None
    if before.trend:
        return dict(zip(before.trend.weeks, before.trend.active, strict=True)).get(week)
    first = before.number("active").share
    return first.percent if first and before.program_week == week else None


def _survey(summary: Summary, known: Known) -> int:
    people = {name: known.heard[name] for name in known.heard if name in known.rosters[summary.team]}
    rated = {name: a["useful"] for name, a in known.heard.items() if a.get("useful", "") not in SILENT}
    saved = {
        name: MINUTES[a["time-without"]] - MINUTES[a["time-with"]]
        for name, a in known.heard.items()
        if a.get("time-without") in MINUTES and a.get("time-with") in MINUTES
    }
    answered = sum(any(a.values()) for a in people.values())
    assert summary.asked == len(people)
    if len(people) >= K and summary.team in known.tells_of(known.heard):
        told = share(answered, len(people), K)
        assert (summary.answered, summary.answered_edge) == (told.count, told.edge)
    else:
        assert summary.answered is None
    compared = _favourable(summary, known, rated, answered) + _minutes(summary, known, saved, answered)
    return compared + _themes(summary, known, people, answered)


def _unshown(summary: Summary, key: str, x: int, answered: int, may_tell: bool, known: Known) -> bool:
    """Whether the number is none of this week, and says rightly why."""
    number, asked = summary.number(key), summary.asked
    if asked == 0 or (x == 0 and answered >= K):
        before = known.previous.get(summary.team)
        earlier = before.number(key) if before else None
        if before and earlier and earlier.state == "shown":
            asked_in = earlier.asked_in or before.program_week
            if known.week - asked_in <= 5:
                assert number == earlier.model_copy(update={"asked_in": asked_in, "arrow": ""})
                return True
        assert (number.state, number.share) == ("not_asked", None)
        return True
    if x < K or not may_tell:
        assert (number.state, number.share) == ("hidden", None)
        return True
    assert number.state == "shown"
    assert number.asked_in is None
    return False


def _favourable(summary: Summary, known: Known, rated: Mapping[str, str], answered: int) -> int:
    group = known.rosters[summary.team]
    here = [value for name, value in rated.items() if name in group]
    if _unshown(summary, "favourable", len(here), answered, summary.team in known.tells_of(rated), known):
        return 1
    x, n = sum(value in ("4", "5") for value in here), len(here)
    expected = rate(x, n, 60.0, K)
    people, is_least = _people(n, summary, known, rated)
    if is_least:
        told: Share = expected["share"]
        expected["certainty"], percent = "cant_tell", told.percent
        if told.edge and n < 50:
            percent = expected["low"] = expected["high"] = None
        else:
            low, high = reach(Fraction((percent or 0) * people, 100), people)
            expected["low"] = None if told.edge == "at_most" else low
            expected["high"] = None if told.edge == "at_least" else high
        if percent is not None and not told.edge:
            expected["certainty"] = sure(percent * people // 100, people, Fraction(60, 100))
        else:
            expected["side"] = ""
        expected["share"] = told.model_copy(
            update={"count": 0, "of": people, "is_least": True, "percent": percent}
        )
    assert_told(summary.number("favourable"), expected)
    return 1


def _minutes(summary: Summary, known: Known, saved: Mapping[str, int], answered: int) -> int:
    group = known.rosters[summary.team]
    here = sorted(value for name, value in saved.items() if name in group)
    if _unshown(summary, "minutes", len(here), answered, summary.team in known.tells_of(saved), known):
        return 1
    number, n = summary.number("minutes"), len(here)
    low, high = wilson(Fraction(n, 2), n)
    typical = Fraction(here[(n - 1) // 2] + here[n // 2], 2)
    assert number.minutes == 5 * round(typical / 5)
    assert number.low == 5 * floor(Fraction(here[floor(low * (n - 1))], 5))
    assert number.high == 5 * ceil(Fraction(here[ceil(high * (n - 1))], 5))
    people, is_least = _people(n, summary, known, saved)
    assert number.share == Share(count=people, of=people, is_least=is_least)
    faster, slower = sum(value > 0 for value in here), sum(value < 0 for value in here)
    tosses = faster + slower
    chance = 2 * sum(Fraction(comb(tosses, j), 2**tosses) for j in range(min(faster, slower) + 1))
    assert number.certainty == ("cant_tell" if tosses < 10 else word(1 - min(Fraction(1), chance)))
    assert number.side == ("above" if faster >= slower else "below")
    return 1


def _people(x: int, summary: Summary, known: Known, counted: Collection[str]) -> tuple[int, bool]:
    """So many people, exactly only where those left over are enough, too."""
    silent = [name for name in known.heard if name not in counted]
    n = summary.asked
    if summary.team in known.tells_of(silent) and n - x >= K:
        return x, False
    return (n - K if K <= n - K <= x else K), True


def _themes(summary: Summary, known: Known, people: Mapping[str, Mapping[str, str]], answered: int) -> int:
    named: dict[str, set[str]] = {}
    for name, a in known.heard.items():
        if a.get("non-user-reason", "") not in SILENT:
            named.setdefault(f"non_use:{a['non-user-reason']}", set()).add(name)
    found = {
        key: len(who & people.keys()) for key, who in named.items() if summary.team in known.tells_of(who)
    }
    most = sorted((key for key in found if found[key] >= K), key=lambda key: (-found[key], key))[:2]
    assert [theme.key for theme in summary.themes] == most
    for theme in summary.themes:
        x, n = found[theme.key], len(people)
        is_exact = answered - x >= K and n - x >= K
        least = n - K if K <= n - K <= x else K
        assert (theme.people, theme.is_least) == ((x, False) if is_exact else (least, True))
    return len(most)


def _actions(
    summary: Summary, known: Known, group: frozenset[str], stopped: frozenset[str], before: frozenset[str]
) -> int:
    seen = frozenset().union(*(who for monday, who in known.used.items() if monday <= known.monday))
    recent = known.active(0) | known.active(1) | known.active(2) | known.active(3)
    two, four = (
        frozenset(name for name in group if known.since[name] <= known.monday + (1 - weeks) * WEEK)
        for weeks in (2, 4)
    )
    evidence = {
        "never_activated": (len(two - seen), len(two), 2),
        "not_returning": (len(stopped), len(before), 2),
        "dormant": (len((four & seen) - recent), len(four), 2),
    }
    if summary.asked:
        answered = sum(any(known.heard[name].values()) for name in known.heard if name in group)
        evidence["low_response"] = (answered, summary.asked, K)
    hidden = {
        "never_activated": two != group and two not in known.told,
        "dormant": four != group and four not in known.told,
        "not_returning": _is_bound(len(before), len(group)),
    }
    for action in summary.actions:
        if action.rule in evidence:
            assert (action.evidence is None) == hidden.get(action.rule, False), action.rule
        if action.evidence:
            x, n, k = evidence[action.rule]
            assert action.evidence == share(x, n, k), action.rule
    return len(summary.actions)


def assert_told(number: Number, expected: Mapping[str, object]) -> None:
    """Every part of a number, as counted here."""
    assert {name: getattr(number, name) for name in expected} == dict(expected), number.key
