"""Gathers what a week's summaries are made of: once for the program, then a slice for each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.model.changes import Change
from bot.model.content import TipItem
from bot.model.delivery import IsWorkday
from bot.model.gate_rules import Evidence, look_number, number_of
from bot.model.ground import WHOLE, Ground
from bot.model.more import more_numbers
from bot.model.people import LOCALES
from bot.model.rollout import Phase
from bot.model.rosters import Settled
from bot.model.schedule import last_week, monday_for
from bot.model.slices import open_answers, survey_facts, themes, use_facts
from bot.model.statistics import wilson
from bot.model.summary import Criteria, GateFacts, Summary, SummaryFacts, Tip
from bot.model.themes import Lexicon
from bot.model.time import local_instant
from bot.store import (
    actions,
    gates,
    ladder,
    ledger,
    left_out,
    open_items,
    people,
    quoting,
    summaries,
    summary_complaints,
    tips,
)
from bot.store.database import Row, Transaction
from bot.store.gate_facts import basis_of
from bot.store.grounds import ground_of, program_week_of
from bot.store.programs import Running
from bot.store.summaries import Published


@dataclass(frozen=True)
class Gathered:
    """The ground of a week with what all its summaries share."""

    running: Running
    ground: Ground
    settled: Settled
    made_on: date
    sources: tuple[tuple[str, date], ...]
    names: frozenset[str]
    gate: GateFacts | None
    owner: str
    tip: Tip | None
    changes: tuple[Change, ...]
    complaints: list[Row]


def gather(
    db: Transaction,
    running: Running,
    monday: date,
    now: datetime,
    content_tips: Mapping[str, TipItem],
    is_workday: IsWorkday,
    known: Lexicon | None = None,
) -> Gathered | None:
    """Everything about the week of `monday`, as known at `now`; None when no phase had begun. `known` is the
    dictionary of themes that open answers are read with."""
    week = program_week_of(running, monday)
    if week is None:
        return None
    ground, sources = ground_of(db, running, monday, week, now, is_workday)
    ground, settled = ledger.settled(
        db,
        running.program_id,
        replace(ground, lexicon=known or Lexicon(), unquoted=quoting.unquoted(db)),
    )
    rows = db.all("summaries.list_names") if ground.asked else ()  # they are taken out of quotes, of answers
    gate_phase = _next_gate(running)
    previous = summaries.latest(db, running.program_id, WHOLE, monday)
    counted = left_out.counted(db, running.program_id, ground, settled)  # a gate counts everybody
    tool_key, told_of = running.program.program.tool_key, ledger.known(db, settled.told.values())
    return Gathered(
        running=running,
        ground=replace(counted, busy=ladder.busy_of(db, tool_key, counted), known=told_of),
        settled=settled,
        made_on=now.astimezone(running.program.zone).date(),
        sources=sources,
        names=frozenset(row["name"] for row in rows),
        gate=_gate(db, running, gate_phase, week, now, is_workday, (ground, settled)) if gate_phase else None,
        owner=_name(db, owner_of(running)),
        tip=_tip(db, running, week, now.date(), content_tips, previous.summary if previous else None),
        changes=_changes(db, running, monday),
        complaints=summary_complaints.of_program(db, running.program_id),
    )


def facts_of(db: Transaction, gathered: Gathered, team: str = WHOLE) -> SummaryFacts:
    """The facts of one group; those of everybody for the empty name."""
    running, ground = gathered.running, gathered.ground
    program = running.program
    previous = summaries.latest(db, running.program_id, team, ground.monday)
    use, survey = use_facts(ground, team), survey_facts(ground, team)
    past = actions.history(db, running.program_id, team, program.zone)
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
        use=use,
        survey=survey,
        more=more_numbers(ground, use, survey) if team == WHOLE else (),
        themes=themes(ground, team),
        changes=gathered.changes,
        open_answers=open_answers(ground, team),
        names=gathered.names,
        plan_active={int(week): share for week, share in program.plan.active.items()},
        plan_habit={int(week): share for week, share in program.plan.habit.items()},
        sources=gathered.sources,
        tip=gathered.tip,
        gate=gathered.gate,
        retired=past.retired,
        no_longer=past.no_longer,
        answered=past.answered,
        hidden_teams=len(ground.hidden_teams) if team == WHOLE else 0,
        hidden_changed=sum(why == "changed" for why in ground.why.values()) if team == WHOLE else 0,
        is_standing=gathered.settled.is_standing(team),
        previous=previous.summary if previous else None,
        compared=_compared(db, previous),
        **summary_complaints.since(gathered.complaints, team, previous.made_at if previous else None),
    )


def _compared(db: Transaction, newest: Published | None) -> Summary | None:
    """The newest summary of a week that was no holiday week, from this one back."""
    while newest and newest.summary.is_holiday:
        newest = summaries.latest(db, newest.program_id, newest.team, newest.week_on)
    return newest.summary if newest else None


def members_of(gathered: Gathered, team: str = WHOLE) -> list[str]:
    """The ids of the people a group's summary counts."""
    return [one.person_id for one in gathered.ground.members_of(team)]


def owner_of(running: Running) -> str:
    """The address of who owns what a summary asks an owner for: the next gate's phase, else the last one."""
    return (_next_gate(running) or running.program.phase[-1]).owner


def _next_gate(running: Running) -> Phase | None:
    """The phase whose gate comes next, the one that waits at its gate first."""
    waiting = [status for status in running.phases if status.state != "done"]
    phases = [running.program.phase_named(status.phase_key) for status in waiting]
    return next((phase for phase in phases if phase.gate), None)


def _gate(
    db: Transaction, running: Running, phase: Phase, week: int, now: datetime, is_workday: IsWorkday,
    at_hand: tuple[Ground, Settled],
) -> GateFacts:  # fmt: skip
    monday, settled = at_hand[0].monday, at_hand[1]
    status = running.status(phase.key)
    final = last_week(phase, status)
    decided_on = monday_for(phase, status, final + 1)
    facts = GateFacts(
        titles=phase.title.root,
        week=final,
        due_on=decided_on or monday + timedelta(weeks=final + 1 - week),
        owner=_name(db, phase.owner),
        is_due=status.state == "at_gate" or week >= final,
    )
    if phase.gate is None or status.week_one_on is None:
        return facts
    today = monday + timedelta(weeks=1)
    basis = basis_of(db, running, phase, status, phase.gate, today, now, is_workday, at_hand)
    look = gates.look_of(db, running.program_id, phase.key, look_number(status))
    people = basis.settled.told.get(WHOLE, 0)
    may_tell = people == settled.told.get(WHOLE) or ledger.was_told(db, people)
    so_far = number_of(phase.gate, basis.count) if may_tell else None
    return facts.model_copy(update={"so_far": so_far, "criteria": _criteria(look.evidence) if look else None})


def _criteria(evidence: Evidence) -> Criteria:
    """Time is over when a gate is looked at, and the approval is what it waits for."""
    verdicts = ["met", evidence.sample, evidence.verdict, "unmet"]
    return Criteria(
        met=verdicts.count("met"), missed=verdicts.count("unmet"), unclear=verdicts.count("cant_tell")
    )


def _changes(db: Transaction, running: Running, monday: date) -> tuple[Change, ...]:
    """What was said of what people named, in the week of `monday`, the week before, and since."""
    since = local_instant(monday - timedelta(weeks=1), time.min, running.program.zone)
    return tuple(
        Change(theme=one.theme, labels=one.labels, state=one.state, reason=one.reason, due_on=one.due_on)
        for one in open_items.answered_since(db, running.program_id, since)
        if one.state != "open"
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
