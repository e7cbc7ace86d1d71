"""How many have not answered yet, for whoever asked them to.

Started by: `/ai-rollout answers`.
Refuses:    who is neither administrator nor champion.
Says:       counts in steps, of everybody and of the own team, from the smallest group on; never who.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import accountability as cards
from bot.chat import Reply
from bot.context import Context
from bot.model.accountability import silent_at_least
from bot.model.people import Person
from bot.router import Router
from bot.steps.at_hand import current_program
from bot.steps.permits import permit
from bot.steps.summary import may_see
from bot.store import responses

routes = Router()


@routes.command("rollout", "answers", "回答")
def show_responses(ctx: Context, person: Person, words: str) -> Reply:
    """How many of those asked have not answered yet."""
    permit(ctx, person, "take_action")
    running, say = current_program(ctx), ctx.say_to(person)
    window = responses.open_window(ctx.db, running.program_id, ctx.now)
    if window is None:
        return Reply(cards.nobody_asked_card(say))
    k = running.program.program.group_minimum
    counted = responses.by_team(ctx.db, window.window_id)
    own = [one for one in counted if one.team and one.team == person.team and may_see(person, one.team)]
    said = [_said(counted, "", k), *(_said([one], one.team, k) for one in own)]
    return Reply(cards.responses_card(say, window.title, window.closes_at, k, said))


def _said(counted: Sequence[responses.Counted], team: str, k: int) -> cards.Responses:
    asked, answered = sum(one.asked for one in counted), sum(one.answered for one in counted)
    return cards.Responses(team, asked, silent_at_least(asked, answered, k))
