"""The card of a published summary, as the person who looks may read it: now, or as it stood at an instant."""

from __future__ import annotations

from datetime import date, datetime

from bot.cards.card import Card, Recorded, Text
from bot.cards.summary import digest_card
from bot.cards.summary_views import view_card
from bot.context import Context
from bot.errors import UserError
from bot.model.ground import WHOLE
from bot.model.people import Person, authorize
from bot.model.views import Audience
from bot.steps.summary import folded, is_everybody, may_act, may_see, team_named
from bot.store import snapshots, summaries
from bot.store.programs import Running
from bot.store.summaries import Published


def audience_of(person: Person, team: str) -> Audience | None:
    """Which view of a group's summary a person reads; None for none."""
    if may_see(person, team):
        return "champion"
    if authorize(person, "read_summary", team):
        return "team" if team else "everyone"
    return None


def group_named(ctx: Context, running: Running, person: Person, name: str) -> str:
    """The group that is meant, of those whose summary the person may read; without a name their own. UserError
    for another one."""
    if may_see(person, WHOLE):
        return team_named(ctx, running, person, name)
    if not name or folded(name) == folded(person.team):
        return person.team
    if is_everybody(name):
        return WHOLE
    say = ctx.say_to(person)
    command = ctx.words.name_of("summary", say.locale)
    raise UserError("views.not_yours", command=command, all=say("summary.everybody"))


def published(
    ctx: Context, running: Running, team: str, monday: date | None, as_of: datetime | None
) -> Published | None:
    """The summary of a group: of a week or the newest, of those published by `as_of`."""
    if as_of is not None:
        return snapshots.as_of(ctx.db, running.program_id, team, as_of, monday)
    if monday is None:
        return summaries.latest(ctx.db, running.program_id, team)
    return summaries.of_week(ctx.db, running.program_id, team, monday)


def shown(ctx: Context, person: Person, found: Published, as_of: datetime | None = None) -> Card:
    """The summary as the person reads it, whose group they may read; as of an instant no action can be taken."""
    say = ctx.say_to(person)
    audience = audience_of(person, found.team)
    if audience is None:
        raise UserError("summary.gone")
    if audience != "champion":
        card = view_card(say, found.summary, audience)
    elif as_of is None:
        proposals = summaries.proposals(ctx.db, found)
        return digest_card(say, found.summary_id, found.summary, proposals, may_act(person, found.team))
    else:
        stood = snapshots.proposals_at(ctx.db, found, as_of)
        card = digest_card(say, found.summary_id, found.summary, stood, False)
    if as_of is None:
        return card
    told = Text(text=say("views.as_of", at=Recorded(as_of)), style="subtle")
    return card.model_copy(update={"blocks": (told, *card.blocks)})
