"""What the rollout is worth: those who answer for it look, and enter what they measured.

Started by: `/ai-rollout value`, the buttons of the worth card and of the monthly brief.
Refuses:    people who don't see everybody's figures; entries by others than owners; amounts and days that can't
            be read; a withdrawal without a reason, or twice.
Says:       the return as a range or why there is none, seven metrics and six families with their evidence.
"""

from __future__ import annotations

from bot.cards import value as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.benefits import BASES, FAMILIES, Basis, Benefit, Family
from bot.model.people import Person
from bot.router import Router
from bot.steps.at_hand import latest_program
from bot.steps.permits import not_permitted
from bot.steps.value import (
    enter_benefit,
    may_see_value,
    permit_entry,
    value_view,
    withdraw_benefit,
)
from bot.store import benefits

routes = Router()


@routes.command("rollout", "value", "價值", "价值")
def say_value(ctx: Context, person: Person, words: str) -> Reply:
    """The whole card."""
    return Reply(_shown(ctx, person))


@routes.pressed("value.show")
def show(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The same, beside what was tapped."""
    return Reply(_shown(ctx, person), replaces=False)


@routes.pressed("value.enter")
def ask_family(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Which kind of value."""
    permit_entry(ctx, person, latest_program(ctx))
    return Reply(cards.families_card(ctx.say_to(person)), replaces=False)


@routes.pressed("value.family")
def ask_basis(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """How it was measured."""
    permit_entry(ctx, person, latest_program(ctx))
    return Reply(cards.bases_card(ctx.say_to(person), _family(pressed.value)))


@routes.pressed("value.basis")
def ask_amount(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """How much and when."""
    running = latest_program(ctx)
    permit_entry(ctx, person, running)
    currency = running.program.value.currency
    if not currency:
        raise UserError("value.no_currency")
    family, basis = _family(pressed.target), _basis(pressed.value)
    today = ctx.now.astimezone(running.program.zone).date()
    return Reply(cards.entry_form(ctx.say_to(person), family, basis, currency, today, {}))


@routes.pressed("value.keep")
def keep(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Keeps what was measured."""
    running = latest_program(ctx)
    permit_entry(ctx, person, running)
    kept = enter_benefit(ctx, running, person, pressed.target, pressed.value, dict(pressed.fields))
    return Reply(cards.kept_card(ctx.say_to(person), kept))


@routes.pressed("value.withdraw")
def ask_reason(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Why it is withdrawn."""
    permit_entry(ctx, person, latest_program(ctx))
    return Reply(cards.withdraw_form(ctx.say_to(person), _standing(ctx, pressed.target)), replaces=False)


@routes.pressed("value.withdrawn")
def withdraw(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """It counts no more."""
    running = latest_program(ctx)
    permit_entry(ctx, person, running)
    withdraw_benefit(ctx, running, person, pressed.target, pressed.fields.get("reason", ""))
    return Reply(cards.done_card(ctx.say_to(person)))


def _shown(ctx: Context, person: Person) -> Card:
    running = latest_program(ctx)
    if not may_see_value(person, running):
        raise not_permitted(ctx, person, "value.readers")
    view = value_view(ctx, running, person)
    entered = [(one.benefit, one.by) for one in view.entered]
    say = ctx.say_to(person)
    return cards.value_card(
        say, view.titles, view.value, view.metrics, view.families, entered, view.may_enter
    )


def _standing(ctx: Context, benefit_id: str) -> Benefit:
    entered = benefits.standing(ctx.db, latest_program(ctx).program_id, ctx.now)
    found = next((one.benefit for one in entered if one.benefit.benefit_id == benefit_id), None)
    if found is None:
        raise UserError("value.withdrawn_before")
    return found


def _family(name: str) -> Family:
    found = next((one for one in FAMILIES if one == name), None)
    if found is None:
        raise UserError("error.stale_button")
    return found


def _basis(name: str) -> Basis:
    found = next((one for one in BASES if one == name), None)
    if found is None:
        raise UserError("error.stale_button")
    return found
