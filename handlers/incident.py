"""Something went wrong with the tool or the rollout: anybody says so, somebody owns it, it is closed in the open.

Started by: `/ai-incident [words]`, the form, the buttons of whoever owns it, its clock.
Refuses:    an empty report, or one too long; the same words again while they are open; to answer for or close one
            without the role, or twice.
Says:       who must answer until when; what leaked or is unsafe pauses what the program sends, at once.
"""

from __future__ import annotations

from bot.cards import incidents as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.incidents import REPORTED, Reported, answer_by
from bot.model.people import Person, authorize
from bot.model.redaction import redact
from bot.router import Router
from bot.steps.at_hand import current_program
from bot.steps.free_text import free_text
from bot.steps.incidents import open_incident
from bot.steps.permits import not_permitted, permit
from bot.steps.themes import roster_names
from bot.store import audit, incidents, people
from bot.store.feedback import TWICE_WITHIN
from bot.store.incidents import Incident

routes = Router()
MOST_WORDS = 1000
_KINDS: dict[str, Reported] = {kind: kind for kind in REPORTED}


@routes.command("incident")
def ask_what(ctx: Context, person: Person, words: str) -> Reply:
    """Of which kind, then what happened; words after the command are filled in already."""
    current_program(ctx)
    say = ctx.say_to(person)
    words = free_text(words, MOST_WORDS)
    return Reply(cards.incident_form(say, words) if words else cards.kinds_card(say))


@routes.pressed("incident.kind")
def ask_words(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The kind was tapped: what happened?"""
    kind = _KINDS.get(pressed.value)
    if kind is None:
        raise UserError("error.stale_button")
    return Reply(cards.incident_form(ctx.say_to(person), "", (kind,)))


@routes.pressed("incident.report")
def report(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Keeps it and tells who owns it; nothing the program starts leaves while one that stops is new."""
    running = current_program(ctx)
    kind = _KINDS.get(pressed.value)
    body = free_text(pressed.fields.get(f"body_{pressed.value}", ""), MOST_WORDS)
    if kind is None or not body:
        raise UserError("gates.incident_empty")
    if same := incidents.find_same(ctx.db, running.program_id, kind, body, person.person_id):
        return Reply(_reported_before(ctx, person, same))
    owner = open_incident(ctx, person, running, kind, body)
    return Reply(cards.report_card(ctx.say_to(person), owner.name, kind, answer_by(kind, ctx.now)))


@routes.composes("incident.opened")
def compose(ctx: Context, person: Person, about: str) -> Card | None:
    """For the owner and administrators; nothing once it is closed."""
    return _shown(ctx, person, about)


@routes.composes("incident.reminder")
def compose_reminder(ctx: Context, person: Person, about: str) -> Card | None:
    """For the owner, while nobody answers."""
    return _shown(ctx, person, about, "incidents.remind")


@routes.composes("incident.overdue")
def compose_overdue(ctx: Context, person: Person, about: str) -> Card | None:
    """For the owner and administrators, when nobody answered in time."""
    return _shown(ctx, person, about, "incidents.overdue")


@routes.pressed("incident.answer")
def answer(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Somebody answers for it: the clock stops."""
    say, incident = ctx.say_to(person), incidents.find(ctx.db, pressed.target)
    if incident is None or not (authorize(person, "run_rollout") or person.person_id == incident.owner):
        raise not_permitted(ctx, person, "people.admins")
    if not incidents.answer(ctx.db, incident.incident_id, person.person_id, ctx.now):
        raise UserError("incidents.taken_before")
    audit.record(ctx, person, "incident.answered", incident.incident_id)
    return Reply(cards.taken_card(say), replaces=False)


@routes.pressed("incident.close")
def close(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Closed with what was done; a pause is lifted from the plan, by a person."""
    say = ctx.say_to(person)
    permit(ctx, person, "run_rollout")
    outcome = free_text(pressed.fields.get("outcome", ""), MOST_WORDS)
    if not outcome:
        raise UserError("gates.reason_missing")
    incident = incidents.find(ctx.db, pressed.target)
    if incident is None or not incidents.close(
        ctx.db, incident.incident_id, person.person_id, outcome, ctx.now
    ):
        raise UserError("gates.incident_closed_before")
    audit.record(ctx, person, "incident.closed", incident.incident_id, outcome=outcome)
    return Reply(cards.closed_card(say, person.name))


def _shown(ctx: Context, person: Person, incident_id: str, lead: str = "") -> Card | None:
    """With a `lead` only while nobody answers for it."""
    incident = incidents.find(ctx.db, incident_id)
    if incident is None or incident.closed_at or (lead and incident.answered_at):
        return None
    may_close = authorize(person, "run_rollout")
    if not may_close and person.person_id != incident.owner:
        return None
    until = None if incident.answered_at else incident.answer_by_at
    say = ctx.say_to(person)
    body = redact(incident.body, roster_names(ctx))
    return cards.incident_card(say, incident_id, incident.kind, body, may_close, until, lead)


def _reported_before(ctx: Context, person: Person, incident: Incident) -> Card:
    """A double tap reads what the first one read; later it reads that nothing was reported twice."""
    say, owner = ctx.say_to(person), people.find(ctx.db, incident.owner)
    name, until = owner.name if owner else say("people.admins"), incident.answer_by_at
    if until is None or incident.answered_at or ctx.now - incident.reported_at > TWICE_WITHIN:
        return cards.reported_before_card(say, name)
    return cards.report_card(say, name, incident.kind, until)
