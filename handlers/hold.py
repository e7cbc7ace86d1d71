"""An administrator holds the running phase, and lets it go on; its timers follow.

Started by: `/ai-rollout hold [reason]`, `/ai-rollout resume`, the plan's buttons, the button that moves dates.
Refuses:    people without the role; to hold twice; to release what is not held; a button of another phase.
Says:       the plan, and what moved: the week that is repeated, its Monday, who may answer until later.
"""

from __future__ import annotations

from bot.cards import holds as cards
from bot.cards import rollout as plan_cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.router import Router
from bot.steps import holds
from bot.steps.at_hand import latest_program, program_to_run
from bot.steps.holds import Resumed
from bot.steps.plan_view import plan_view
from bot.store import feedback
from bot.store.programs import Running

routes = Router()


@routes.command("rollout", "hold", "暫緩", "暂缓")
def say_hold(ctx: Context, person: Person, words: str) -> Reply:
    """As the button of that name; what follows the word is the reason."""
    return _hold(ctx, person, _running(ctx, person), words[:500])


@routes.pressed("rollout.hold")
def press_hold(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The running phase sends nothing until it is released."""
    return _hold(ctx, person, _running(ctx, person, pressed.target), "")


@routes.command("rollout", "resume", "繼續", "继续")
def say_resume(ctx: Context, person: Person, words: str) -> Reply:
    """As the button of that name."""
    return _release(ctx, person, _running(ctx, person))


@routes.pressed("rollout.release")
def press_release(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The held phase goes on."""
    return _release(ctx, person, _running(ctx, person, pressed.target))


@routes.pressed("holds.move")
def press_move(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Dates that were written into the program move after all: a person chose so."""
    resumed = holds.move_dates(ctx, person, _running(ctx, person), pressed.target)
    return _plan(ctx, person, resumed)


@routes.composes("holds.extended")
def compose_extended(ctx: Context, person: Person, about: str) -> Card | None:
    """Who was asked in a window may answer until later; nothing for those who have answered by now."""
    asked = feedback.asked(ctx.db, about.partition("@")[0])
    if asked is None or asked.is_declined or asked.prompt.finished_at or asked.timeliness(ctx.now) == "late":
        return None
    return cards.extended_card(ctx.say_to(person), asked.prompt)


def _hold(ctx: Context, person: Person, running: Running, reason: str) -> Reply:
    holds.hold(ctx, person, running, reason)
    return _shown(ctx, person, ctx.say_to(person)("rollout.held"))


def _release(ctx: Context, person: Person, running: Running) -> Reply:
    return _plan(ctx, person, holds.release(ctx, person, running))


def _plan(ctx: Context, person: Person, resumed: Resumed) -> Reply:
    say = ctx.say_to(person)
    if resumed.keeps_dates:
        return Reply(cards.kept_dates_card(say, resumed.moved, resumed.pause_id))
    return _shown(ctx, person, cards.resumed_text(say, resumed.moved))


def _running(ctx: Context, person: Person, target: str = "") -> Running:
    """The program, for those who may run it; a button of another phase is stale."""
    running = program_to_run(ctx, person)
    if target and not (running.present and running.present.phase_key == target):
        raise UserError("error.stale_button")
    return running


def _shown(ctx: Context, person: Person, saved: str) -> Reply:
    running = latest_program(ctx)
    return Reply(plan_cards.plan_card(ctx.say_to(person), plan_view(ctx, running, person), saved))
