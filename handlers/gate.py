"""A phase stands at its gate, and a person has to decide.

Started by: the end of a phase with a gate, `/ai-rollout gate`, the buttons of the gate's card.
Refuses:    who is not the phase's owner or the sponsor; a look decided before; a decision without a
            sentence of reason; a second extension; to go on while a safety incident is open.
Says:       four conditions with their evidence, what is recommended and why; what was decided.
"""

from __future__ import annotations

from bot.cards.card import Card
from bot.cards.gate_forms import choice_card, decided_card, farewell_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.gate_rules import CHOICES
from bot.model.people import Person
from bot.router import Router
from bot.steps.free_text import free_text
from bot.steps.gate import STORY
from bot.steps.gate_decision import Words, decide, go_on, open_gate
from bot.steps.gate_view import keep_early, shown_gate
from bot.steps.permits import permit
from bot.store import audit, gates, programs

routes = Router()
MOST_WORDS = 500


@routes.composes(STORY)
def compose_gate(ctx: Context, person: Person, about: str) -> Card | None:
    """The question; nothing once somebody decided, or for somebody who may not see it any more."""
    look_id, _, _ = about.partition("/")
    found = shown_gate(ctx, person)
    return found[1] if found and found[0] == look_id else None


@routes.command("rollout", "gate", "關卡", "关卡")
def show_gate(ctx: Context, person: Person, words: str) -> Reply:
    """The gate that waits."""
    return Reply(_shown(ctx, person))


@routes.pressed("gate.show")
def show_again(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Back to the card."""
    open_gate(ctx, person, pressed.target)
    return Reply(_shown(ctx, person))


@routes.pressed("gate.choose")
def choose(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """One more step: the sentence of reason."""
    at = open_gate(ctx, person, pressed.target)
    choice = next((one for one in CHOICES if one == pressed.value), None)
    if choice is None or (choice == "extend" and not at.may_extend):
        raise UserError("gates.over")
    has_next = at.running.upcoming is not None
    return Reply(choice_card(ctx.say_to(person), at.look.look_id, choice, has_next))


@routes.pressed("gate.decide")
def keep_decision(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The decision, with its reason."""
    at = open_gate(ctx, person, pressed.target)
    choice = next((one for one in CHOICES if one == pressed.value), None)
    if choice is None:
        raise UserError("gates.over")
    reason, objection, weeks = (
        free_text(pressed.fields.get(name, ""), MOST_WORDS) for name in ("reason", "objection", "weeks")
    )
    said = decide(ctx, person, at, choice, Words(reason, objection, weeks))
    title = at.running.program.program.title.root
    return Reply(decided_card(ctx.say_to(person), title, said, reason))


@routes.pressed("gate.early")
def end_early(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """A phase is ended before its planned look, by an administrator, with a reason."""
    say, running = ctx.say_to(person), programs.current(ctx.db)
    permit(ctx, person, "run_rollout")
    reason = free_text(pressed.fields.get("reason", ""), MOST_WORDS)
    present = running.present if running else None
    if (
        running is None
        or present is None
        or (present.phase_key, present.state) != (pressed.target, "running")
    ):
        raise UserError("error.stale_button")
    if not reason:
        raise UserError("gates.reason_missing")
    keep_early(ctx, person, present.phase_key, reason)
    return Reply(decided_card(say, running.program.program.title.root, go_on(ctx, person, running), reason))


@routes.pressed("gate.objection")
def answer_objection(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """An earlier objection is settled, or stands and comes back."""
    answer, _, look_id = pressed.value.partition(":")
    open_gate(ctx, person, look_id)
    if answer not in ("settled", "stands"):
        raise UserError("error.stale_button")
    if not gates.answer_objection(ctx.db, pressed.target, answer, person.person_id, ctx.now):
        raise UserError("gates.settled_before")
    audit.record(ctx, person, "objection.answered", pressed.target, answer=answer)
    return Reply(_shown(ctx, person))


@routes.composes("gates.farewell")
def compose_farewell(ctx: Context, person: Person, about: str) -> Card | None:
    """Thanks to everybody who took part in what was stopped."""
    look, running = gates.find(ctx.db, about), programs.latest(ctx.db)
    if look is None or running is None or running.state != "stopped":
        return None
    charter = running.program.program
    return farewell_card(
        ctx.say_to(person), charter.title.root, charter.sponsor, look.reason or "", look.evidence,
        charter.group_minimum,
    )  # fmt: skip


def _shown(ctx: Context, person: Person) -> Card:
    found = shown_gate(ctx, person)
    if found is None:
        raise UserError("gates.none_waits")
    return found[1]
