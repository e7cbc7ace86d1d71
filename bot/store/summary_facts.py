"""Gathers what a week's summaries are made of: once for the program, then a slice for each group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.model.content import Question, TipItem
from bot.model.feedback import FrozenQuestions
from bot.model.people import LOCALES
from bot.model.rollout import Phase
from bot.model.schedule import monday_for, week_in
from bot.model.slices import (
    WHOLE,
    Ground,
    Member,
    Respondent,
    open_answers,
    survey_facts,
    themes,
    use_facts,
)
from bot.model.statistics import wilson
from bot.model.summary import GateFacts, Summary, SummaryFacts, Tip
from bot.model.time import local_instant
from bot.model.usage import CHAT, Basis
from bot.store import people, summaries, tips, usage
from bot.store.database import Transaction
from bot.store.programs import Running
from bot.store.usage import Reach

_RECENT = timedelta(weeks=4)  # sources silent for longer are not named
_BEGINNING = date(2000, 1, 3)


@dataclass(frozen=True)
class Gathered:
    """The ground of a week with what all its summaries share."""

    running: Running
    ground: Ground
    made_on: date
    sources: tuple[tuple[str, date], ...]
    names: frozenset[str]
    gate: GateFacts | None
    owner: str
    tip: Tip | None


def program_week_of(running: Running, monday: date) -> int | None:
    """The program week of a Monday, by the phase that ran then; None before the first phase."""
    weeks = [
        week_in(running.program.phase_named(status.phase_key), status, monday) for status in running.phases
    ]
    begun = [week for week in weeks if week is not None]
    return begun[-1] if begun else None


def gather(
    db: Transaction,
    running: Running,
    monday: date,
    now: datetime,
    content_tips: Mapping[str, TipItem],
) -> Gathered | None:
    """Everything about the week of `monday`, as known at `now`; None when no phase had begun."""
    week = program_week_of(running, monday)
    if week is None:
        return None
    ground, sources = _ground(db, running, monday, week, now)
    rows = db.all("summaries.list_names")
    gate_phase = _next_gate(running)
    previous = summaries.latest(db, running.program_id, WHOLE, monday)
    return Gathered(
        running=running,
        ground=ground,
        made_on=now.astimezone(running.program.zone).date(),
        sources=sources,
        names=frozenset(row["name"] for row in rows),
        gate=_gate(db, running, gate_phase, monday, week) if gate_phase else None,
        owner=_name(db, (gate_phase or running.program.phase[-1]).owner),
        tip=_tip(db, running, week, now.date(), content_tips, previous.summary if previous else None),
    )


def facts_of(db: Transaction, gathered: Gathered, team: str = WHOLE) -> SummaryFacts:
    """The facts of one group; those of everybody for the empty name."""
    running, ground = gathered.running, gathered.ground
    program = running.program
    previous = summaries.latest(db, running.program_id, team, ground.monday)
    return SummaryFacts(
        titles=program.program.title.root,
        tool=program.program.tool,
        team=team,
        owner=gathered.owner,
        week_on=ground.monday,
        made_on=gathered.made_on,
        program_week=ground.program_week,
        last_week=program.last_program_week(),
        k=ground.k,
        use=use_facts(ground, team),
        survey=survey_facts(ground, team),
        themes=themes(ground, team),
        open_answers=open_answers(ground, team),
        names=gathered.names,
        plan_active={int(week): share for week, share in program.plan.active.items()},
        plan_habit={int(week): share for week, share in program.plan.habit.items()},
        sources=gathered.sources,
        tip=gathered.tip,
        gate=gathered.gate,
        retired=summaries.retired(db, running.program_id, team),
        hidden_teams=len(ground.hidden_teams) if team == WHOLE else 0,
        previous=previous.summary if previous else None,
    )


def members_of(gathered: Gathered, team: str = WHOLE) -> list[str]:
    """The ids of the people a group's summary counts."""
    return [m.person_id for m in gathered.ground.members if team in (WHOLE, m.team)]


def _ground(
    db: Transaction, running: Running, monday: date, week: int, now: datetime
) -> tuple[Ground, tuple[tuple[str, date], ...]]:
    tool = running.program.program.tool_key
    reached = usage.reach(db, tool)
    basis = _basis(reached)
    told = [one for one in reached if (one.source == CHAT) == (basis == "chat")]
    questions, asked = _asked(db, running.program_id, monday, now)
    ground = Ground(
        monday=monday,
        program_week=week,
        k=running.program.program.group_minimum,
        members=_members(db, running, monday),
        active=usage.active(db, tool, basis, _BEGINNING, monday),
        basis=basis,
        known_until=max((one.until_on for one in told), default=None) if basis != "chat" else None,
        calendar=_calendar(running, monday),
        asked=asked,
        questions=questions,
        baseline=_baseline(db, running.program_id, monday, questions),
    )
    sources = tuple((o.source, o.until_on) for o in told if o.until_on >= monday - _RECENT)
    return ground, sources


def _basis(reached: list[Reach]) -> Basis:
    """What a tool reports counts; taps in chat count only where no report comes in."""
    if any(one.source != CHAT for one in reached):
        return "measured"
    return "chat" if reached else "none"


def _members(db: Transaction, running: Running, monday: date) -> tuple[Member, ...]:
    zone = running.program.zone
    ends_at = local_instant(monday + timedelta(weeks=1), time.min, zone)
    rows = db.all("summaries.list_members", program_id=running.program_id, ends_at=ends_at)
    return tuple(
        Member(
            person_id=row["person_id"],
            ordinal=row["ordinal"],
            name=row["name"],
            team=row["team"],
            since=row["enrolled_at"].astimezone(zone).date(),
        )
        for row in rows
    )


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
    for window in db.all("summaries.list_windows", program_id=program_id, week_on=monday, now_at=now):
        questions |= FrozenQuestions.model_validate(window["frozen_json"]).questions
        for row in db.all("summaries.list_asked", window_id=window["window_id"]):
            teams[row["person_id"]] = row["team"]
        for row in db.all("summaries.list_answers", window_id=window["window_id"]):
            answers[row["person_id"]][row["question"]] = row["value"]
    asked = (Respondent(person, team, answers[person]) for person, team in sorted(teams.items()))
    return questions, tuple(asked)


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


def _next_gate(running: Running) -> Phase | None:
    """The phase whose gate comes next, the one that waits at its gate first."""
    waiting = [status for status in running.phases if status.state != "done"]
    phases = [running.program.phase_named(status.phase_key) for status in waiting]
    return next((phase for phase in phases if phase.gate), None)


def _gate(db: Transaction, running: Running, phase: Phase, monday: date, week: int) -> GateFacts:
    status = running.status(phase.key)
    decided_on = monday_for(phase, status, phase.last_week + 1)
    return GateFacts(
        titles=phase.title.root,
        week=phase.last_week,
        due_on=decided_on or monday + timedelta(weeks=phase.last_week + 1 - week),
        owner=_name(db, phase.owner),
        is_due=status.state == "at_gate" or week >= phase.last_week,
    )


def _name(db: Transaction, email: str) -> str:
    person = people.find_by_email(db, email)
    return person.name if person else email


def _tip(
    db: Transaction,
    running: Running,
    week: int,
    today: date,
    content_tips: Mapping[str, TipItem],
    previous: Summary | None,
) -> Tip | None:
    """The most useful tip by Wilson's lower bound; while votes are few, another one every week."""
    offered = _offered_tips(db, running, today, content_tips)
    if previous and previous.tip and len(offered) > 1:
        offered.pop(previous.tip.key, None)
    if not offered:
        return None
    voted = {key: (yes, yes + no) for key, (yes, no) in tips.votes(db).items() if key in offered}
    k = running.program.program.group_minimum
    best = {key: wilson(yes, n)[0] for key, (yes, n) in voted.items() if n >= k and 2 * yes > n}
    ordered = sorted(offered)
    chosen = max(sorted(best), key=best.__getitem__) if best else ordered[week % len(ordered)]
    yes, n = voted.get(chosen, (0, 0))
    return Tip(key=chosen, titles=offered[chosen], helpful=yes, votes=n)


def _offered_tips(
    db: Transaction, running: Running, today: date, content_tips: Mapping[str, TipItem]
) -> dict[str, dict[str, str]]:
    """Titles of tips that are valid today, for everyone, for this tool; and of approved shared ones."""
    tool = running.program.program.tool_key
    found = {
        key: tip.title.root
        for key, tip in content_tips.items()
        if tip.role == "everyone" and tip.tool in ("any", tool) and tip.expires_on > today
    }
    shared = tips.in_state(db, "approved")
    return found | {tip.tip_id: dict.fromkeys(LOCALES, tip.title) for tip in shared}
