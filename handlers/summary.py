"""Somebody reads the week: what happened, how sure we are, what to do.

Started by: `/ai-summary [team] [week] [as-of day]`, the week as 2026-W47 or -1; the Monday digest.
Refuses:    teams the role may not see, groups too small to be told about, weeks without a summary.
Says:       the published summary: to those who lead with its actions, to others what is written for their
            team or for everybody; as of a day as it stood then; or why there is none.
"""

from __future__ import annotations

from bot.cards.card import Card, Recorded
from bot.cards.summary_actions import sentence_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.model.ground import WHOLE
from bot.model.people import Person
from bot.model.time import week_label
from bot.router import Router
from bot.steps.at_hand import latest_program
from bot.steps.summary import digest_at, has_ended_before, last_week, may_see, visible_summary
from bot.steps.summary_asked import Asked, asked_for
from bot.steps.summary_shown import group_named, published, shown
from bot.store import summaries
from bot.store.programs import Running

routes = Router()


@routes.command("summary")
def show(ctx: Context, person: Person, words: str) -> Reply:
    """The summary of a team or of everybody; without words the newest of one's own."""
    running = latest_program(ctx)
    asked = asked_for(words, last_week(running.program, ctx.now), running.program.zone, ctx.now)
    team = group_named(ctx, running, person, asked.name)
    found = published(ctx, running, team, asked.monday, asked.as_of)
    if found is None and not asked.name and team:  # the own team is not told about: the whole is
        team, found = WHOLE, published(ctx, running, WHOLE, asked.monday, asked.as_of)
    if found:
        return Reply(shown(ctx, person, found, asked.as_of))
    return Reply(_missing(ctx, running, person, team, asked))


@routes.pressed("summary.show")
def show_again(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The summary, in place."""
    return Reply(shown(ctx, person, visible_summary(ctx, person, pressed.target)))


@routes.composes("summary.digest")
def compose(ctx: Context, person: Person, about: str) -> Card | None:
    """The digest at the moment of sending; nothing for somebody who may not see it any more."""
    found = summaries.find(ctx.db, about)
    return shown(ctx, person, found) if found and may_see(person, found.team) else None


def _missing(ctx: Context, running: Running, person: Person, team: str, asked: Asked) -> Card:
    """Why there is no such summary: too small, not yet, or never."""
    say, program = ctx.say_to(person), running.program
    if asked.as_of is not None:
        return sentence_card(say, "views.none_by", at=Recorded(asked.as_of))
    begun = [status.week_one_on for status in running.phases if status.week_one_on]
    if not begun:
        return sentence_card(say, "summary.not_begun")
    week = asked.monday or max(last_week(program, ctx.now), min(begun))
    due_at = digest_at(program, week)
    whole = published(ctx, running, WHOLE, asked.monday, None)
    if whole is None and due_at > ctx.now and not has_ended_before(running, week):
        return sentence_card(say, "summary.not_made_yet", week=week_label(week), at=due_at)
    if whole is None and asked.monday is not None:
        return sentence_card(say, "summary.never_made", week=week_label(week))
    group = team or say.any_of(program.program.title.root)
    return sentence_card(say, "summary.hidden", group=group, k=program.program.group_minimum)
