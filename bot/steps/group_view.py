"""What administrators are told of groups that can't be read: a sentence each, on the plan and in a message."""

from __future__ import annotations

from bot.cards.card import Say
from bot.chat import Platform
from bot.context import Context
from bot.model.people import Person
from bot.steps.enrolment import groups_named
from bot.store import groups
from bot.store.groups import Reading
from bot.store.programs import Running

NOT_CONNECTED = "not connected"
_NAMES: dict[Platform, str] = {"slack": "Slack", "teams": "Teams", "playground": "Playground"}
_NO_PLAN = ("plan_upgrade_required", "paid_teams_only")
_UNSEEN = ("missing_scope", "no_permission", "access_denied")


def groups_of(running: Running) -> list[tuple[Platform, str]]:
    """Platform and id of every group the cohorts name; Slack's ids never look like Teams'."""
    return [("teams" if ":" in one else "slack", one) for one in groups_named(running)]


def group_lines(ctx: Context, running: Running, person: Person) -> tuple[str, ...]:
    """A sentence in the person's language for each group of the program that can't be read just now."""
    say = ctx.say_to(person)
    found = groups.readings(ctx.db, groups_named(running))
    return tuple(_line(say, one) for one in found if one.failed_at)


def refused_line(ctx: Context, running: Running, person: Person, group_id: str) -> str:
    """The same for one group; empty when it is read again, or not named any more."""
    found = groups.readings(ctx.db, [one for one in groups_named(running) if one == group_id])
    return next((_line(ctx.say_to(person), one) for one in found if one.failed_at), "")


def _line(say: Say, one: Reading) -> str:
    name = _NAMES[one.platform]
    unread = say("groups.unread", platform=name, group=one.group_id, at=one.failed_at, reason=one.reason)
    kept = say("groups.kept", at=one.read_at) if one.read_at else say("groups.never")
    parts = (unread, kept, _advice(say, one))
    return " ".join(parts) if say.locale == "en" else "".join(parts)


def _advice(say: Say, one: Reading) -> str:
    if one.reason == NOT_CONNECTED:
        return say("groups.do_connect")
    if one.reason in _NO_PLAN:
        return say("groups.do_plan")
    if one.reason in _UNSEEN:
        return say("groups.do_scope")
    if one.reason in ("no_such_subteam", "subteam_not_found", "invalid_arguments"):
        return say("groups.do_unknown")
    if one.platform == "teams" and one.reason.startswith(("403", "404", "400", "410")):
        return say("groups.do_team")
    return say("groups.do_wait")
