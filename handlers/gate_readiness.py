"""How ready are we? Five drivers, assessed by those who lead, each with evidence and an owner.

Started by: `/ai-rollout readiness`, the choice of a driver, the form.
Refuses:    who is no administrator, sponsor or owner of a phase; a score that is not 1 to 5; no evidence.
Says:       the five drivers as they stand, and which one lags the others by two.
"""

from __future__ import annotations

from bot.cards.gate_lists import assess_card, readiness_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.model.readiness import DRIVERS, HIGHEST, LOWEST, Assessment, Driver, lagging
from bot.router import Router
from bot.steps.at_hand import current_program
from bot.steps.free_text import free_text
from bot.store import audit, gates, people
from bot.store.programs import Running

routes = Router()


@routes.command("rollout", "readiness", "準備度", "准备度")
def show_readiness(ctx: Context, person: Person, words: str) -> Reply:
    """The drivers as they stand."""
    return _shown(ctx, person, _program(ctx, person))


@routes.pressed("readiness.choose")
def choose_driver(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The form of one driver, with what was said last."""
    running = _program(ctx, person)
    driver = _driver(pressed.value)
    said = gates.readiness(ctx.db, running.program_id).get(driver)
    return Reply(assess_card(ctx.say_to(person), driver, said, person.email))


@routes.pressed("readiness.assess")
def assess(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Keeps score, evidence and owner; what was said before stays in the record."""
    running = _program(ctx, person)
    score, evidence, owner = (
        free_text(pressed.fields.get(name, ""), 500) for name in ("score", "evidence", "owner")
    )
    if score not in {str(n) for n in range(LOWEST, HIGHEST + 1)}:
        raise UserError("gates.score_wrong")
    if not evidence:
        raise UserError("gates.evidence_missing")
    named = people.find_by_email(ctx.db, owner.lower())
    if named is None or named.state != "active":
        raise UserError("gates.owner_unknown", email=owner or "–")
    said = Assessment(
        driver=_driver(pressed.target), score=int(score), evidence=evidence, owner=named.email,
        said_by=person.person_id, said_at=ctx.now,
    )  # fmt: skip
    gates.assess(ctx.db, ctx.new_id("rdy"), running.program_id, said)
    audit.record(ctx, person, "readiness.assessed", said.driver, score=said.score)
    return _shown(ctx, person, running)


def _shown(ctx: Context, person: Person, running: Running) -> Reply:
    said = gates.readiness(ctx.db, running.program_id)
    behind = lagging({driver: one.score for driver, one in said.items()})
    return Reply(readiness_card(ctx.say_to(person), said, behind))


def _driver(name: str) -> Driver:
    found = next((driver for driver in DRIVERS if driver == name), None)
    if found is None:
        raise UserError("error.stale_button")
    return found


def _program(ctx: Context, person: Person) -> Running:
    running = current_program(ctx)
    if person.role not in ("admin", "sponsor") and person.email not in running.program.leads():
        raise UserError("gates.for_leads")
    return running
