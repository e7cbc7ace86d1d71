"""When a week's summary is made, and who may see whose: shared by the story and the job."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta

from bot.context import Context
from bot.errors import UserError
from bot.model.actions import UNANSWERED, ActionState, Proposal
from bot.model.ground import WHOLE
from bot.model.people import Person, authorize
from bot.model.rollout import Program
from bot.model.time import LocalTime, monday_of, weekday_number
from bot.steps.permits import not_permitted
from bot.store import people, summaries
from bot.store.programs import Running
from bot.store.summaries import Published

_EVERYBODY = {"all", "everybody", "全部", "整體", "整体"}


def digest_time(program: Program, monday: date, zone: str) -> LocalTime:
    """When the summary of the week of `monday` is due in a zone: the program's weekday and time, in
    the week after."""
    day = monday + timedelta(weeks=1, days=weekday_number(program.digest.day))
    return LocalTime(day, time.fromisoformat(program.digest.at), zone)


def digest_at(program: Program, monday: date) -> datetime:
    """The same as an instant, in the program's own zone."""
    return digest_time(program, monday, program.program.timezone).instant()


def last_week(program: Program, now: datetime) -> date:
    """The Monday of the last whole week, in the program's zone."""
    return monday_of(now.astimezone(program.zone).date()) - timedelta(weeks=1)


def has_ended_before(running: Running, monday: date) -> bool:
    """Whether the program was over when the week of `monday` began; its last week is still summed up."""
    if running.state not in ("done", "stopped") or not running.phases:
        return False
    last = running.phases[-1]
    end = last.week_one_on and last.week_one_on + timedelta(weeks=running.program.phase[-1].weeks)
    return end is None or monday >= end


def may_see(person: Person, team: str) -> bool:
    """Whether the person may see a team's summary (empty: everybody's)."""
    return authorize(person, "see_summary", team) or authorize(person, "see_team_summary", team)


def visible_summary(ctx: Context, person: Person, summary_id: str) -> Published:
    """A published summary the person may see. UserError for any other."""
    found = summaries.find(ctx.db, summary_id)
    if found is None or not may_see(person, found.team):
        raise UserError("summary.gone")
    return found


def may_act(person: Person, team: str) -> bool:
    """Whether the person may take a team's actions."""
    return authorize(person, "take_action", team) and may_see(person, team)


def open_proposal(
    ctx: Context, person: Person, found: Published, action_id: str, *states: ActionState
) -> Proposal:
    """The proposal, if it stands with this summary, is in one of these states (none: unanswered) and the person's
    to answer. UserError otherwise."""
    if not may_act(person, found.team):
        raise not_permitted(ctx, person, "summary.leads")
    for proposal in summaries.proposals(ctx.db, found):
        if proposal.action_id == action_id and proposal.state in (states or UNANSWERED):
            return proposal
    raise UserError("summary.answered_before")


def teams_of(ctx: Context, running: Running, person: Person) -> list[str]:
    """Teams with a summary that the person may see, by name."""
    published = summaries.teams(ctx.db, running.program_id)
    return [team for team in published if team != WHOLE and may_see(person, team)]


def all_teams(ctx: Context) -> list[str]:
    """Every team of the people file, by name."""
    return people.teams(ctx.db)


def is_everybody(name: str) -> bool:
    """Whether this means everybody together."""
    return folded(name) in _EVERYBODY


def folded(name: str) -> str:
    """A name as it is compared: full-width letters and capitals are the same as others."""
    return unicodedata.normalize("NFKC", name).casefold()


def _team_called(ctx: Context, running: Running, name: str) -> str | None:
    """The team of the people file with this name. Those that were told about before are tried first: they are few,
    and the people of the file may be very many."""
    for team in summaries.teams(ctx.db, running.program_id):
        if folded(team) == folded(name) and people.has_team(ctx.db, team):
            return team
    return {folded(team): team for team in all_teams(ctx)}.get(folded(name))


def team_named(ctx: Context, running: Running, person: Person, name: str) -> str:
    """The group that is meant (empty: everybody); without a name a champion's own team. UserError for a team
    that is unknown or somebody else's."""
    if not name:
        return person.team if person.role == "champion" else WHOLE
    if is_everybody(name):
        return WHOLE
    team = _team_called(ctx, running, name)
    if team is not None and may_see(person, team):
        return team
    say = ctx.say_to(person)
    visible = [*teams_of(ctx, running, person), say("summary.everybody")]
    if team is None:
        raise UserError("summary.unknown_team", name=name, teams=visible)
    raise UserError("summary.not_your_team", own=person.team or "–", name=name, teams=visible)
