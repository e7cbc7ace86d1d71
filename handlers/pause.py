"""The kill switch: all sending stops before the next message leaves, and starts again when told.

Started by: `/ai-pause [reason]`, `/ai-resume`, their buttons.
Refuses:    people without the role; a second pause, a resume without one.
Says:       that nothing leaves any more, since when and by whom; how to lift it.
"""

from __future__ import annotations

from bot.cards import rollout as cards
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person, authorize
from bot.router import Router
from bot.store import audit, outbox, programs

routes = Router()


@routes.command("pause")
def pause(ctx: Context, person: Person, words: str) -> Reply:
    """Nothing that Uptake starts by itself leaves from now on; answers to people still do."""
    _require(ctx, person)
    if not programs.is_paused(ctx.db):
        programs.pause(ctx.db, ctx.new_id("pau"), "all", person.person_id, words[:500], ctx.now)
        audit.record(ctx, person, "sending.paused", "all", reason=words[:500])
    return Reply(cards.paused_card(ctx.say_to(person), ctx.now, person.name, _waiting(ctx), words[:500]))


@routes.command("resume")
def resume(ctx: Context, person: Person, words: str) -> Reply:
    """What was held back and still makes sense is looked at again."""
    return _lift(ctx, person)


@routes.pressed("pause.lift")
def press_resume(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The button does what the command does."""
    return _lift(ctx, person)


def _lift(ctx: Context, person: Person) -> Reply:
    _require(ctx, person)
    if not programs.lift_pause(ctx.db, "all", person.person_id, ctx.now):
        raise UserError("rollout.not_paused")
    audit.record(ctx, person, "sending.resumed", "all")
    return Reply(cards.resumed_card(ctx.say_to(person)))


def _waiting(ctx: Context) -> int:
    return sum(row["messages"] for row in outbox.counts(ctx.db) if row["state"] == "planned")


def _require(ctx: Context, person: Person) -> None:
    if not authorize(person, "pause"):
        raise UserError("error.not_permitted", who=ctx.say_to(person)("people.admins"))
