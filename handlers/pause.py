"""The kill switch: sending stops before the next message leaves, and starts again when told.

Started by: `/ai-pause [program | team <name>] [reason]`, `/ai-pause drill`, `/ai-resume [scope]`, buttons.
Refuses:    people without the role; an unknown team; to lift what is not paused; a drill while paused.
Says:       what is paused, since when, by whom and why; how to lift it; the receipt of a drill.
"""

from __future__ import annotations

from bot.cards import pause as cards
from bot.cards.holds import moved_blocks
from bot.cards.pause import PauseLine
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.delivery import Pause
from bot.model.pauses import is_drill, read_pause
from bot.model.people import Person
from bot.router import Router
from bot.steps.drill import drill
from bot.steps.holds import go_on
from bot.steps.pauses import in_force, lift, put_in_force
from bot.steps.permits import permit
from bot.steps.summary import all_teams
from bot.store import outbox

routes = Router()


@routes.command("pause")
def pause(ctx: Context, person: Person, words: str) -> Reply:
    """Nothing in the scope leaves from now on; answers to people still do."""
    _require(ctx, person)
    if is_drill(words):
        return Reply(cards.drill_card(ctx.say_to(person), drill(ctx, person, person)))
    asked = read_pause(words, all_teams(ctx))
    return _pause(ctx, person, asked.pause, asked.reason)


@routes.pressed("pause.all")
def press_pause_all(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """A narrower pause was not enough."""
    _require(ctx, person)
    return _pause(ctx, person, Pause("all"), "")


@routes.command("resume")
def resume(ctx: Context, person: Person, words: str) -> Reply:
    """What was held back and still makes sense is looked at again; after a long pause the timers follow."""
    _require(ctx, person)
    asked = read_pause(words, all_teams(ctx))
    lines = _standing(ctx)
    found = [line for line in lines if Pause(line.scope, line.team) == asked.pause]
    if not found and lines:
        say = ctx.say_to(person)
        raise UserError("pause.others_in_force", lines="\n".join(cards.line_of(say, line) for line in lines))
    return _lift(ctx, person, found)


@routes.pressed("pause.lift")
def press_resume(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The button lifts the one pause it stands for."""
    _require(ctx, person)
    return _lift(ctx, person, [line for line in _standing(ctx) if line.pause_id == pressed.target])


def _pause(ctx: Context, person: Person, asked: Pause, reason: str) -> Reply:
    line = put_in_force(ctx, person, asked, reason)
    others = [other for other in in_force(ctx) if other.pause_id != line.pause_id]
    return Reply(cards.paused_card(ctx.say_to(person), line, others, _waiting(ctx)))


def _lift(ctx: Context, person: Person, lines: list[PauseLine]) -> Reply:
    if not [line for line in lines if lift(ctx, person, line)]:
        raise UserError("rollout.not_paused")
    say, resumed = ctx.say_to(person), go_on(ctx, person)
    moved = moved_blocks(say, resumed.moved, resumed.keeps_dates, resumed.pause_id)
    return Reply(cards.resumed_card(say, in_force(ctx), moved))


def _standing(ctx: Context) -> list[PauseLine]:
    """Pauses in force; a held phase goes on by the plan, not from here."""
    return [line for line in in_force(ctx) if line.scope != "phase"]


def _waiting(ctx: Context) -> int:
    return sum(row["messages"] for row in outbox.counts(ctx.db) if row["state"] == "planned")


def _require(ctx: Context, person: Person) -> None:
    permit(ctx, person, "pause")
