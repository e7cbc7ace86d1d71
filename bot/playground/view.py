"""What the page is shown: everything read from the same tables the product works on."""

from __future__ import annotations

from bot.context import Context
from bot.model.people import Person
from bot.model.rollout import Phase
from bot.model.schedule import week_in
from bot.playground.client import Message, PlaygroundChat
from bot.playground.company import CHAIRS, NAME
from bot.playground.journal import Journal
from bot.playground.plans import jumps
from bot.playground.render import Json
from bot.store import outbox, people, programs
from bot.store.programs import Running

_HIDDEN = {"start", "resume"}  # commands that only make sense after another one


def company(ctx: Context) -> Json:
    """Who can be sat in for, and which commands each language knows."""
    everyone = people.everyone(ctx.db)
    known = {person.email for person in everyone}
    return {
        "company": NAME,
        "people": [_person(person) for person in everyone],
        "chairs": [email for email in CHAIRS if email in known],
        "commands": {locale: _commands(ctx, locale) for locale in ("en", "zh-Hant", "zh-Hans")},
    }


def state(ctx: Context, chat: PlaygroundChat, journal: Journal, user: str) -> Json:
    """The present instant, the program, the outbox, one person's conversation and the timeline."""
    running = programs.latest(ctx.db)
    next_at = outbox.next_due(ctx.db)
    return {
        "now": ctx.now.isoformat(),
        "program": _program(ctx, running) if running else None,
        "paused": programs.is_paused(ctx.db),
        "next_at": next_at.isoformat() if next_at else None,
        "outbox": {row["state"]: row["messages"] for row in outbox.counts(ctx.db)},
        "jumps": jumps(ctx, user),
        "messages": [_message(message) for message in chat.conversation(user)],
        "received": chat.lengths(),
        "timeline": journal.told(ctx),
    }


def _person(person: Person) -> Json:
    return {
        "user": person.email,
        "name": person.name,
        "team": person.team,
        "role": person.role,
        "locale": person.locale,
        "timezone": person.timezone,
    }


def _commands(ctx: Context, locale: str) -> list[Json]:
    """By name in the language, and by slash command where Slack knows one."""
    known = ctx.words.content.commands
    return [
        {
            "key": key,
            "name": ctx.words.name_of(key, locale),
            "slash": next((f"/{name}" for name in known[key]["en"] if name.startswith("ai-")), ""),
        }
        for key in known
        if key not in _HIDDEN
    ]


def _program(ctx: Context, running: Running) -> Json:
    present = running.present
    today = ctx.now.astimezone(running.program.zone).date()
    phase = running.program.phase_named(present.phase_key) if present else None
    return {
        "title": running.program.program.title.root,
        "state": running.state,
        "present": present.phase_key if present else "",
        "week": _week(phase, week_in(phase, present, today)) if phase and present else None,
        "last_week": running.program.last_program_week(),
        "phases": [
            {
                "key": phase.key,
                "title": phase.title.root,
                "weeks": phase.weeks,
                "state": status.state,
            }
            for phase, status in zip(running.program.phase, running.phases, strict=True)
        ],
    }


def _week(phase: Phase, week: int | None) -> int | None:
    """The program week; at a gate the phase's last one stands still."""
    return None if week is None else min(week, phase.last_week)


def _message(message: Message) -> Json:
    dressed = message.dressed
    return {
        "ref": message.ref,
        "revision": message.revision,
        "at": message.at.isoformat(),
        "mine": dressed is None,
        "text": message.text,
        "only_in": message.only_in,
        "locale": message.card.locale if message.card else "",
        "slack": dressed.slack if dressed else None,
        "teams": dressed.teams if dressed else None,
    }
