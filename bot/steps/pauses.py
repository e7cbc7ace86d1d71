"""Pauses as people see them and set them, in every scope."""

from __future__ import annotations

from bot.cards.pause import PauseLine
from bot.context import Context
from bot.model.delivery import Pause
from bot.model.people import Person
from bot.store import audit, people, programs


def in_force(ctx: Context) -> list[PauseLine]:
    """Every pause in force, oldest first, with the name of who set it."""
    lines = []
    for row in programs.pauses(ctx.db):
        by = people.find(ctx.db, row["paused_by"])
        lines.append(
            PauseLine(
                pause_id=row["pause_id"],
                scope=row["scope"],
                team=row["target"] if row["scope"] == "team" else "",
                at=row["paused_at"],
                by=by.name if by else row["paused_by"],
                reason=row["reason"],
            )
        )
    return lines


def put_in_force(ctx: Context, by: Person, pause: Pause, reason: str) -> PauseLine:
    """Pauses; the pause of this scope that is in force already when there is one."""
    programs.await_claims(ctx.db)
    standing = _named(ctx, pause)
    if standing is None:
        pause_id = ctx.new_id("pau")
        programs.pause(ctx.db, pause_id, pause.scope, by.person_id, reason, ctx.now, pause.target)
        audit.record(ctx, by, "sending.paused", named(pause), reason=reason)
        standing = _named(ctx, pause)
    assert standing is not None, "just written"  # noqa: S101
    return standing


def lift(ctx: Context, by: Person, line: PauseLine) -> bool:
    """Lifts one pause; False when somebody else just did."""
    if not programs.lift_one_pause(ctx.db, line.pause_id, by.person_id, ctx.now):
        return False
    audit.record(ctx, by, "sending.resumed", named(Pause(line.scope, line.team)))
    return True


def named(pause: Pause) -> str:
    """A pause as the audit names it: `all`, `program`, `team:Sales`."""
    return f"{pause.scope}:{pause.target}" if pause.target else pause.scope


def _named(ctx: Context, pause: Pause) -> PauseLine | None:
    return next((line for line in in_force(ctx) if Pause(line.scope, line.team) == pause), None)
