"""Owner, sponsor and champions guess a gate's metric before its phase begins, and nobody sees it until then.

Started by: the begin of a phase with a gate; a tap on a band.
Refuses:    people who were not asked; a change after the first week has started; a guess after that week.
Says:       the own guess, sealed; the gate's card opens all of them, without names, beside the truth.
"""

from __future__ import annotations

from bot.cards.card import Card
from bot.cards.gate_forms import prediction_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.model.prediction import BANDS
from bot.router import Router
from bot.steps.gate_asks import may_predict, predictors
from bot.store import gates, programs
from bot.store.programs import Running

routes = Router()


@routes.composes("gates.prediction")
def compose_prediction(ctx: Context, person: Person, about: str) -> Card | None:
    """One tap; nothing once the phase is past its first week."""
    running = programs.current(ctx.db)
    _, _, phase_key = about.rpartition("/")
    if running is None or not _is_asked(ctx, running, person, phase_key):
        return None
    said = gates.predictions(ctx.db, running.program_id, phase_key).get(person.person_id)
    is_open = may_predict(ctx, running, running.status(phase_key), said is not None)
    return _card(ctx, running, person, phase_key) if is_open else None


@routes.pressed("gate.predict")
def predict(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Keeps the guess; it may be changed until the first week starts."""
    running = programs.current(ctx.db)
    band = int(pressed.value) if pressed.value.isdecimal() else -1
    if running is None or band not in BANDS or not _is_asked(ctx, running, person, pressed.target):
        raise UserError("error.stale_button")
    said = gates.predictions(ctx.db, running.program_id, pressed.target).get(person.person_id)
    if not may_predict(ctx, running, running.status(pressed.target), said is not None):
        raise UserError("gates.sealed_now")
    gates.predict(ctx.db, running.program_id, pressed.target, person.person_id, band, ctx.now)
    return Reply(_card(ctx, running, person, pressed.target))


def _is_asked(ctx: Context, running: Running, person: Person, phase_key: str) -> bool:
    present = running.present
    if present is None or present.phase_key != phase_key:
        return False
    phase = running.program.phase_named(phase_key)
    return phase.gate is not None and person in predictors(ctx, running, phase)


def _card(ctx: Context, running: Running, person: Person, phase_key: str) -> Card:
    phase, status = running.program.phase_named(phase_key), running.status(phase_key)
    say = ctx.say_to(person)
    said = gates.predictions(ctx.db, running.program_id, phase_key).get(person.person_id)
    assert phase.gate is not None, "only then is anybody asked"  # noqa: S101
    return prediction_card(
        say, phase.title.root, phase_key, say(f"gates.metric_{phase.gate.metric}"), round(phase.gate.target),
        status.week_one_on or ctx.now.date(), said, may_predict(ctx, running, status, said is not None),
    )  # fmt: skip
