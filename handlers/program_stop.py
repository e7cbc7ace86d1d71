"""An administrator ends the whole program before its time, for good.

Started by: `/ai-rollout stop [reason]`, the form it answers with; the end itself, for who took part.
Refuses:    people without the role; an end without a sentence of reason; what has not begun or has ended.
Says:       what ending means, before it happens; then to everybody who took part: thanks, why, and what
            becomes of what they gave.
"""

from __future__ import annotations

from bot.cards import program_stop as cards
from bot.cards.card import Card
from bot.cards.gate_forms import decided_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.router import Router
from bot.steps.at_hand import program_to_run
from bot.steps.free_text import free_text
from bot.steps.program_stop import STORY, reason_of, stop_program
from bot.store import programs

routes = Router()
MOST_WORDS = 500


@routes.command("rollout", "stop", "終止", "终止")
def say_stop(ctx: Context, person: Person, words: str) -> Reply:
    """One more step: what follows the word already stands in the form."""
    running = program_to_run(ctx, person)
    title = running.program.program.title.root
    return Reply(cards.stop_card(ctx.say_to(person), title, running.program_id, free_text(words, MOST_WORDS)))


@routes.pressed("program.stop")
def press_stop(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The program ends."""
    running = program_to_run(ctx, person)
    if running.program_id != pressed.target:
        raise UserError("error.stale_button")
    reason = free_text(pressed.fields.get("reason", ""), MOST_WORDS)
    told = stop_program(ctx, running, person, reason)
    say = ctx.say_to(person)
    return Reply(
        decided_card(say, running.program.program.title.root, say("gates.stopped", people=told), reason)
    )


@routes.composes(STORY)
def compose_farewell(ctx: Context, person: Person, about: str) -> Card | None:
    """Thanks to everybody who took part."""
    running = programs.find(ctx.db, about)
    if running is None or running.state != "stopped":
        return None
    charter = running.program.program
    return cards.farewell_card(
        ctx.say_to(person), charter.title.root, reason_of(ctx, about), charter.group_minimum
    )
