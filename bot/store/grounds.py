"""Everything known of one program in one week, for all its groups at once: summaries and gates start here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from bot.model.content import Question
from bot.model.delivery import IsWorkday, plain_weeks
from bot.model.feedback import FrozenQuestions
from bot.model.ground import Ground, Member, Respondent
from bot.model.holiday_weeks import short_weeks, weeks_since
from bot.model.schedule import week_in
from bot.model.time import local_instant
from bot.model.usage import CHAT, Basis, bits_of
from bot.store import pseudonyms, usage
from bot.store.database import Transaction, instant
from bot.store.programs import Running
from bot.store.usage import Reach

_RECENT = timedelta(weeks=4)  # sources silent for longer are not named
_BEGINNING = date(2000, 1, 3)
_BEFORE = timedelta(weeks=20)  # a ladder may reach back so far before the program


def program_week_of(running: Running, monday: date) -> int | None:
    """The program week of a Monday, by the phase that ran then; None before the first phase."""
    weeks = [
        week_in(running.program.phase_named(status.phase_key), status, monday) for status in running.phases
    ]
    begun = [week for week in weeks if week is not None]
    return begun[-1] if begun else None


def ground_of(
    db: Transaction, running: Running, monday: date, week: int, now: datetime,
    is_workday: IsWorkday = plain_weeks,
) -> tuple[Ground, tuple[tuple[str, date], ...]]:  # fmt: skip
    """The week of `monday` as known at `now`, and up to which day each source has told. Without `is_workday` there
    are no holiday weeks."""
    tool = running.program.program.tool_key
    reached = usage.reach(db, tool)
    basis = _basis(reached)
    told = [one for one in reached if (one.source == CHAT) == (basis == "chat")]
    questions, asked = _asked(db, running.program_id, monday, now)
    members, calendars = _members(db, running, monday)
    calendar = _calendar(running, monday)
    oldest = min([day for _, day in calendar], default=monday) - _BEFORE
    mondays = weeks_since(oldest, monday)
    ground = Ground(
        monday=monday,
        program_week=week,
        k=running.program.program.group_minimum,
        members=members,
        active=usage.active(db, tool, basis, _BEGINNING, monday),
        activated=usage.activated(db, tool, monday) if basis == "measured" else None,
        basis=basis,
        known_until=max((one.until_on for one in told), default=None) if basis != "chat" else None,
        calendar=calendar,
        asked=asked,
        questions=questions,
        baseline=_baseline(db, running.program_id, monday, questions),
        short=short_weeks(mondays, calendars, running.program.limits(), is_workday),
    )
    sources = tuple((o.source, o.until_on) for o in told if o.until_on >= monday - _RECENT)
    return ground, sources


def _basis(reached: list[Reach]) -> Basis:
    """What a tool reports counts; taps in chat count only where no report comes in."""
    if any(one.source != CHAT for one in reached):
        return "measured"
    return "chat" if reached else "none"


def _members(db: Transaction, running: Running, monday: date) -> tuple[tuple[Member, ...], Mapping[str, int]]:
    """Everybody with access at the end of the week, and the bitmap of those who share a calendar."""
    zone = running.program.zone
    ends_at = local_instant(monday + timedelta(weeks=1), time.min, zone)
    rows = db.all("summaries.list_members", program_id=running.program_id, ends_at=ends_at)
    came = {row["enrolled"] for row in rows}  # many at once
    days = {stored: instant(stored).astimezone(zone).date() for stored in came}
    ordinals: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        ordinals[row["calendar"]].append(row["ordinal"])
    calendars = {calendar: bits_of(found) for calendar, found in ordinals.items()}
    members = tuple(
        Member(
            person_id=row["person_id"],
            ordinal=row["ordinal"],
            name=row["name"],
            team=row["team"],
            since=days[row["enrolled"]],
        )
        for row in rows
    )
    return members, calendars


def _calendar(running: Running, monday: date) -> tuple[tuple[int, date], ...]:
    begun = [status.week_one_on for status in running.phases if status.week_one_on]
    first = min(begun, default=monday)
    mondays = [first + timedelta(weeks=n) for n in range((monday - first).days // 7 + 1)]
    numbered = [(program_week_of(running, day), day) for day in mondays]
    return tuple((week, day) for week, day in numbered if week is not None)


def _asked(
    db: Transaction, program_id: str, monday: date, now: datetime
) -> tuple[dict[str, Question], tuple[Respondent, ...]]:
    """The questions of the week's closed windows, and who was asked with what they answered in time."""
    questions: dict[str, Question] = {}
    teams: dict[str, str] = {}
    answers: dict[str, dict[str, str]] = defaultdict(dict)
    slips: list[Respondent] = []
    for window in db.all("summaries.list_windows", program_id=program_id, week_on=monday, now_at=now):
        questions |= FrozenQuestions.model_validate(window["frozen_json"]).questions
        if pseudonyms.is_anonymous(db, window["window_id"]):
            slips += nameless(db, window["window_id"])
            continue
        for row in db.all("summaries.list_asked", window_id=window["window_id"]):
            teams[row["person_id"]] = row["team"]
        for row in db.all("summaries.list_answers", window_id=window["window_id"]):
            answers[row["person_id"]][row["question"]] = row["value"]
    asked = (Respondent(person, team, answers[person]) for person, team in sorted(teams.items()))
    return questions, (*asked, *slips)


def nameless(db: Transaction, window_id: str) -> list[Respondent]:
    """Those asked anonymously: while the key lives each by the own slip; after that one for each slip, and in
    each team one for everybody asked beyond those, any of whom it may be."""
    said = pseudonyms.of_window(db, window_id)
    teams = {row["person_id"]: row["team"] for row in db.all("summaries.list_asked", window_id=window_id)}
    found = [
        Respondent(slip_id, teams.get(person_id, ""), said.get(slip_id, ("", {}))[1], frozenset({person_id}))
        for slip_id, person_id in pseudonyms.people_behind(db, window_id).items()
    ]
    return sorted(found or _keyless(window_id, teams, said), key=lambda one: one.person_id)


def _keyless(
    window_id: str, teams: Mapping[str, str], said: Mapping[str, tuple[str, Mapping[str, str]]]
) -> list[Respondent]:
    """A slip that lost its team with the key may be of anybody asked, and stands for people of the smallest."""
    among: dict[str, set[str]] = defaultdict(set)
    for person_id, team in teams.items():
        among[team].add(person_id)
    everybody = frozenset(teams)
    of_team = {team: frozenset(people) for team, people in among.items()}
    asked, heard = Counter(teams.values()), Counter(team for team, _ in said.values())
    silent = sorted((asked - heard).elements(), key=lambda team: (asked[team], team))
    return [
        Respondent(slip_id, team, answers, of_team.get(team, everybody))
        for slip_id, (team, answers) in said.items()
    ] + [
        Respondent(f"{window_id}/{n}", team, {}, of_team[team])
        for n, team in enumerate(silent[(heard - asked).total() :])
    ]


def _baseline(
    db: Transaction, program_id: str, monday: date, questions: Mapping[str, Question]
) -> dict[str, dict[str, str]]:
    """Person → question → the first answer, for baseline questions that are asked again."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for key in sorted(key for key, question in questions.items() if question.role == "baseline"):
        for row in db.all(
            "summaries.list_first_answers", program_id=program_id, week_on=monday, question=key
        ):
            found[row["person_id"]][key] = row["value"]
    return found
