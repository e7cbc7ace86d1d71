"""A champion reads the week: what happened, how sure we are, what to do.

Started by: `/ai-summary [team] [week]`, the week as 2026-W47 or -1; the Monday digest.
Refuses:    teams the role may not see, groups too small to be told about, weeks without a summary.
Says:       the published summary with its actions as they stand; or why there is none.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.cards.card import Card
from bot.cards.summary import digest_card
from bot.cards.summary_actions import sentence_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.ground import WHOLE
from bot.model.people import Person
from bot.model.time import week_label
from bot.router import Router
from bot.steps.at_hand import latest_program
from bot.steps.summary import digest_at, last_week, may_act, may_see, team_named, visible_summary
from bot.store import summaries
from bot.store.programs import Running
from bot.store.summaries import Published

routes = Router()
_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
_AGO = re.compile(r"[-－](\d{1,2})")


@routes.command("summary")
def show(ctx: Context, person: Person, words: str) -> Reply:
    """The summary of a team or of everybody; without words the newest of one's own."""
    running = latest_program(ctx)
    if not may_see(person, WHOLE):
        return Reply(sentence_card(ctx.say_to(person), "summary.for_leads"))
    name, monday = _asked_for(words, last_week(running.program, ctx.now))
    team = team_named(ctx, running, person, name)
    found = _found(ctx, running, team, monday)
    if found is None and not name and team:  # the own team is not told about: the whole is
        team, found = WHOLE, _found(ctx, running, WHOLE, monday)
    return Reply(_digest(ctx, person, found) if found else _missing(ctx, running, person, team, monday))


@routes.pressed("summary.show")
def show_again(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The summary, in place."""
    return Reply(_digest(ctx, person, visible_summary(ctx, person, pressed.target)))


@routes.composes("summary.digest")
def compose(ctx: Context, person: Person, about: str) -> Card | None:
    """The digest at the moment of sending; nothing for somebody who may not see it any more."""
    found = summaries.find(ctx.db, about)
    return _digest(ctx, person, found) if found and may_see(person, found.team) else None


def _asked_for(words: str, last: date) -> tuple[str, date | None]:
    """The name and the week in the words; None for the newest."""
    monday, rest = None, []
    for word in words.split():
        if ago := _AGO.fullmatch(word):
            monday = last - timedelta(weeks=max(0, int(ago[1]) - 1))
        elif week := _WEEK.fullmatch(word):
            monday = _monday(int(week[1]), int(week[2]))
        else:
            rest.append(word)
    return " ".join(rest), monday


def _monday(year: int, week: int) -> date:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        raise UserError("summary.never_made", week=f"{year}-W{week:02d}") from None


def _found(ctx: Context, running: Running, team: str, monday: date | None) -> Published | None:
    if monday is None:
        return summaries.latest(ctx.db, running.program_id, team)
    return summaries.of_week(ctx.db, running.program_id, team, monday)


def _missing(ctx: Context, running: Running, person: Person, team: str, monday: date | None) -> Card:
    """Why there is no such summary: too small, not yet, or never."""
    say, program = ctx.say_to(person), running.program
    begun = [status.week_one_on for status in running.phases if status.week_one_on]
    if not begun:
        return sentence_card(say, "summary.not_begun")
    week = monday or max(last_week(program, ctx.now), min(begun))
    due_at = digest_at(program, week)
    whole = _found(ctx, running, WHOLE, monday)
    if whole is None and due_at > ctx.now:
        return sentence_card(say, "summary.not_made_yet", week=week_label(week), at=due_at)
    if whole is None and monday is not None:
        return sentence_card(say, "summary.never_made", week=week_label(week))
    group = team or say.any_of(program.program.title.root)
    return sentence_card(say, "summary.hidden", group=group, k=program.program.group_minimum)


def _digest(ctx: Context, person: Person, found: Published) -> Card:
    shown = summaries.proposals(ctx.db, found)
    acts = may_act(person, found.team)
    return digest_card(ctx.say_to(person), found.summary_id, found.summary, shown, acts)
