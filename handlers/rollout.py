"""The plan: where the rollout stands; an administrator starts and advances phases.

Started by: `/ai-rollout [start|advance]`, the buttons of the plan.
Refuses:    people without the role; a step that the plan does not allow now.
Says:       the whole plan on one screen, with the step that is due.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.cards import rollout as cards
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person, authorize
from bot.router import Router
from bot.steps.gate_view import gate_reply
from bot.steps.permits import not_permitted, permit
from bot.steps.plan_view import plan_view
from bot.steps.rollout import begin_next_phase, end_phase
from bot.store import programs, versions
from bot.store.programs import Running

routes = Router()
Step = Callable[[Context, Person, Running], str]


@routes.command("rollout")
def show_rollout(ctx: Context, person: Person, words: str) -> Reply:
    """The plan."""
    return _plan(ctx, person, "")


@routes.command("rollout", "start", "開始", "开始")
def say_start(ctx: Context, person: Person, words: str) -> Reply:
    """As the button of that name."""
    return _take(ctx, person, start)


@routes.command("rollout", "advance", "下一階段", "下一阶段")
def say_advance(ctx: Context, person: Person, words: str) -> Reply:
    """As the button of that name; the words are the reason why a phase with a gate ends early."""
    return gate_reply(ctx, person, words) or _take(ctx, person, advance)


@routes.pressed("rollout.show")
def show_again(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The plan, in place."""
    return _plan(ctx, person, "")


@routes.pressed("rollout.start")
def press_start(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The first phase begins on the next Monday."""
    return _take(ctx, person, start, pressed.target)


@routes.pressed("rollout.advance")
def press_advance(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The next phase begins; past a gate that waits only by its own card, with its evidence in view."""
    return gate_reply(ctx, person) or _take(ctx, person, advance, pressed.target)


def start(ctx: Context, person: Person, running: Running) -> str:
    """Begins the program, or the next phase when none runs; returns what to confirm."""
    if running.present is not None:
        raise UserError("rollout.runs_already")
    monday = begin_next_phase(ctx, running, person)
    if monday is None:
        raise UserError("rollout.no_phase_left")
    return ctx.say_to(person)("rollout.started", monday=monday)


def advance(ctx: Context, person: Person, running: Running) -> str:
    """Ends the present phase and begins the next one; returns what to confirm."""
    present = running.present
    if present is None or not end_phase(ctx, running, present, person):
        raise UserError("rollout.nothing_runs")
    monday = begin_next_phase(ctx, running, person)
    say = ctx.say_to(person)
    return say("rollout.advanced", monday=monday) if monday else say("rollout.finished")


def _take(ctx: Context, person: Person, step: Step, target: str = "") -> Reply:
    permit(ctx, person, "run_rollout")
    running = programs.current(ctx.db)
    if running is None:
        raise UserError("program.approve_first" if versions.drafts(ctx.db) else "error.no_program")
    due = {status.phase_key for status in (running.present, running.upcoming) if status}
    if target and target not in due:
        raise UserError("error.stale_button")
    return _plan(ctx, person, step(ctx, person, running))


def _plan(ctx: Context, person: Person, saved: str) -> Reply:
    running = programs.latest(ctx.db)
    leads = running.program.leads() if running else ()
    if not authorize(person, "see_rollout") and person.email not in leads:
        raise not_permitted(ctx, person, "people.champions")
    if running is None:
        raise UserError("error.no_program")
    return Reply(cards.plan_card(ctx.say_to(person), plan_view(ctx, running, person), saved))
