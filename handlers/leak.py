"""A champion, or who runs the rollout, sees where people are lost on the way from a seat to a result.

Started by: `/ai-summary leak [team]`, the buttons of the summary and of the monthly brief.
Refuses:    teams the role may not see; groups too small to be told about; before the first summary it says so.
Says:       five steps with counts, the largest leak and one thing to do, from what was published.
"""

from __future__ import annotations

from bot.cards.card import Card
from bot.cards.leak import leak_card, sentence_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.model.ground import WHOLE
from bot.model.people import Person
from bot.router import Router
from bot.steps.at_hand import latest_program
from bot.steps.summary import may_see, team_named, visible_summary
from bot.steps.value import leak_view

routes = Router()


@routes.command("summary", "leak", "流失")
def say_leak(ctx: Context, person: Person, words: str) -> Reply:
    """Of a team or of everybody; without words one's own team, where it is told about."""
    if not may_see(person, WHOLE):
        return Reply(sentence_card(ctx.say_to(person), "for_leads"))
    running = latest_program(ctx)
    return Reply(_shown(ctx, person, team_named(ctx, running, person, words), is_named=bool(words)))


@routes.pressed("leak.show")
def show(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Beside a summary, of the group it tells of."""
    found = visible_summary(ctx, person, pressed.target)
    return Reply(_shown(ctx, person, found.team), replaces=False)


def _shown(ctx: Context, person: Person, team: str, is_named: bool = False) -> Card:
    say, running = ctx.say_to(person), latest_program(ctx)
    found = leak_view(ctx, running, team)
    if found is None and team and not is_named:  # the own team is not told about: the whole is
        found = leak_view(ctx, running, WHOLE)
    if found:
        return leak_card(say, found)
    return sentence_card(say, "hidden", team=team) if team else sentence_card(say, "none")
