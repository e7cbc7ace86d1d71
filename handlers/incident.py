"""Something went wrong with the tool or the rollout: anybody says so, somebody owns it, it is closed in the open.

Started by: `/ai-incident [words]`, the form, the buttons of whoever owns it.
Refuses:    an empty report; to close one without the role, or twice.
Says:       who looks at it; a safety incident pauses what the program sends, at once.
"""

from __future__ import annotations

from bot.cards.card import Card
from bot.cards.gate_lists import incident_card, incident_form, report_card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person, authorize
from bot.router import Router
from bot.store import audit, incidents, outbox, people, programs
from bot.store.incidents import IncidentKind
from bot.store.programs import Running

routes = Router()
MOST_WORDS = 1000
_KINDS: dict[str, IncidentKind] = {"safety": "safety", "other": "other"}


@routes.command("incident")
def ask_what(ctx: Context, person: Person, words: str) -> Reply:
    """What happened, and of which kind; words after the command are filled in already."""
    _running(ctx)
    return Reply(incident_form(ctx.say_to(person), words[:MOST_WORDS]))


@routes.pressed("incident.report")
def report(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Keeps it and tells who owns it; nothing the program starts leaves while a safety incident is new."""
    running = _running(ctx)
    kind = _KINDS.get(pressed.value)
    body = pressed.fields.get(f"body_{pressed.value}", "").strip()[:MOST_WORDS]
    if kind is None or not body:
        raise UserError("gates.incident_empty")
    owner = _owner(ctx, running)
    incident_id = ctx.new_id("inc")
    incidents.report(
        ctx.db, incident_id, running.program_id, kind, body, owner.person_id, person.person_id, ctx.now
    )
    audit.record(ctx, person, "incident.reported", incident_id, kind=kind)
    say = ctx.say_to(person)
    if kind == "safety":
        _pause(ctx, say("gates.safety_reason"))
    told = {one.person_id: one for one in (owner, *people.with_role(ctx.db, "admin"))}
    for one in told.values():
        outbox.plan(ctx.db, ctx.new_id, one, "urgent", "incident.opened", incident_id, due_at=ctx.now)
    return Reply(report_card(say, owner.name, kind))


@routes.composes("incident.opened")
def compose(ctx: Context, person: Person, about: str) -> Card | None:
    """For the owner and administrators; nothing once it is closed."""
    incident = incidents.find(ctx.db, about)
    if incident is None or incident.closed_at:
        return None
    may_close = authorize(person, "run_rollout")
    if not may_close and person.person_id != incident.owner:
        return None
    return incident_card(ctx.say_to(person), about, incident.kind, incident.body, may_close)


@routes.pressed("incident.close")
def close(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """Closed with what was done; a pause is lifted from the plan, by a person."""
    say = ctx.say_to(person)
    if not authorize(person, "run_rollout"):
        raise UserError("error.not_permitted", who=say("people.admins"))
    outcome = pressed.fields.get("outcome", "").strip()[:MOST_WORDS]
    if not outcome:
        raise UserError("gates.reason_missing")
    incident = incidents.find(ctx.db, pressed.target)
    if incident is None or not incidents.close(
        ctx.db, incident.incident_id, person.person_id, outcome, ctx.now
    ):
        raise UserError("gates.incident_closed_before")
    audit.record(ctx, person, "incident.closed", incident.incident_id, outcome=outcome)
    return Reply(report_card(say, person.name, "closed"))


def _pause(ctx: Context, reason: str) -> None:
    """By the bot's name: who reports something must not be named by it."""
    if any(row["scope"] == "program" for row in programs.pauses(ctx.db)):
        return
    programs.pause(ctx.db, ctx.new_id("pau"), "program", "Uptake", reason, ctx.now)
    audit.record(ctx, None, "sending.paused", "program", reason=reason)


def _running(ctx: Context) -> Running:
    running = programs.current(ctx.db)
    if running is None:
        raise UserError("error.no_program")
    return running


def _owner(ctx: Context, running: Running) -> Person:
    """Who supervises by the charter, else the program's human, else an administrator."""
    charter = running.program.program
    for email in (charter.owners.supervised_by, charter.human):
        found = people.find_by_email(ctx.db, email.strip().lower()) if email else None
        if found and found.state == "active":
            return found
    admins = people.with_role(ctx.db, "admin")
    if not admins:
        raise UserError("human.nobody")
    return admins[0]
