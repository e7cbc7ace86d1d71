"""A phase stands at its gate, and a person has to decide.

Started by: the end of a phase with a gate.
Refuses:    who is no administrator and not the phase's owner any more; the decision is a step of the plan.
Says:       what ended, what it is judged by, and the step that is due.
"""

from __future__ import annotations

from bot.cards import rollout as cards
from bot.cards.card import Card
from bot.context import Context
from bot.model.people import Person, authorize
from bot.router import Router
from bot.steps.rollout import last_day
from bot.store import programs

routes = Router()


@routes.composes("rollout.gate")
def compose_gate(ctx: Context, person: Person, about: str) -> Card | None:
    """A phase stands at its gate; nothing once somebody decided."""
    running = programs.current(ctx.db)
    present = running.present if running else None
    if running is None or present is None or present.state != "at_gate":
        return None
    phase = running.program.phase_named(present.phase_key)
    if not authorize(person, "run_rollout") and person.email != phase.owner.strip().lower():
        return None
    ends_on = last_day(running, present) or ctx.now.date()
    title = running.program.program.title.root
    return cards.gate_card(
        ctx.say_to(person),
        title,
        phase.key,
        phase.title.root,
        phase.kpi,
        ends_on,
        running.upcoming is not None,
    )
