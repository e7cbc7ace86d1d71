"""A reported incident: who owns it, what it stops at once, and the clock that runs until somebody answers."""

from __future__ import annotations

from bot.context import Context
from bot.errors import UserError
from bot.model.incidents import STOPPING, Reported, answer_by, reminds_at
from bot.model.people import Person
from bot.store import audit, incidents, outbox, people, programs
from bot.store.programs import Running


def open_incident(ctx: Context, by: Person, running: Running, kind: Reported, body: str) -> Person:
    """Keeps the report, tells owner and administrators, and plans what they hear when nobody answers; returns
    the owner. A kind that stops pauses what the program sends, at once. The audit does not name who reported."""
    owner, incident_id = owner_of(ctx, running), ctx.new_id("inc")
    until = answer_by(kind, ctx.now)
    incidents.report(
        ctx.db, incident_id, running.program_id, kind, body, owner.person_id, by.person_id, ctx.now, until
    )
    audit.record(ctx, None, "incident.reported", incident_id, kind=kind)
    if kind in STOPPING:
        _pause(ctx, _safety_reason(ctx, running))
    told = {one.person_id: one for one in (owner, *people.with_role(ctx.db, "admin"))}
    plan = [("incident.reminder", owner, reminds_at(kind, ctx.now))]
    plan += [("incident.opened", one, ctx.now) for one in told.values()]
    plan += [("incident.overdue", one, until) for one in told.values()]
    for story, one, due_at in plan:
        outbox.plan(ctx.db, ctx.new_id, one, "urgent", story, incident_id, due_at=due_at, planned_at=ctx.now)
    return owner


def _safety_reason(ctx: Context, running: Running) -> str:
    """In the program's language: the reporter's own would say something of who reported."""
    charter = running.program.program
    return ctx.words.say(charter.locale, running.program.zone, ctx.now)("gates.safety_reason")


def _pause(ctx: Context, reason: str) -> None:
    """By the bot's name: who reports something must not be named by it."""
    if any(row["scope"] == "program" for row in programs.pauses(ctx.db)):
        return
    programs.pause(ctx.db, ctx.new_id("pau"), "program", "Uptake", reason, ctx.now)
    audit.record(ctx, None, "sending.paused", "program", reason=reason)


def owner_of(ctx: Context, running: Running) -> Person:
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
