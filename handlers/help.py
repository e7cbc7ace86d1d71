"""Somebody asks what can be done here, or writes what is no command.

Started by: `/ai-help`, a greeting, any text that names no command.
Refuses:    nothing.
Says:       the commands this person may use, in the person's language.
"""

from __future__ import annotations

from bot.cards.help import help_card
from bot.cards.privacy import disclosure_card
from bot.chat import Reply
from bot.context import Context
from bot.model.people import Action, Person, authorize
from bot.router import Router
from bot.steps.promise import promise_of
from bot.store import programs

routes = Router()
_COMMANDS: tuple[tuple[str, Action | None], ...] = (
    ("feedback", None),
    ("tip", None),
    ("me", None),
    ("human", None),
    ("incident", None),
    ("stop", None),
    ("summary", "read_summary"),
    ("results", "see_team_summary"),
    ("rollout", "see_rollout"),
    ("themes", "review_tip"),
    ("pause", "pause"),
)
_OF_GROUPS = ("results",)
_PRIVACY = {"privacy", "隱私", "隐私"}


@routes.command("help")
def show_help(ctx: Context, person: Person, words: str) -> Reply:
    """Commands by role; “help privacy” says again what first contact said."""
    running = programs.current(ctx.db)
    if words.casefold() in _PRIVACY and running:
        return Reply(disclosure_card(ctx.say_to(person), promise_of(ctx, running, person)))
    return Reply(help_card(ctx.say_to(person), _commands(ctx, person)))


@routes.command("unknown")
def answer_unknown(ctx: Context, person: Person, words: str) -> Reply:
    """Not understood, said kindly, with what would be."""
    return Reply(help_card(ctx.say_to(person), _commands(ctx, person), unknown=words.strip()[:80] or "…"))


def _commands(ctx: Context, person: Person) -> tuple[tuple[str, str], ...]:
    say = ctx.say_to(person)
    return tuple(
        (ctx.words.name_of(command, say.locale), say(f"help.{command}"))
        for command, action in _COMMANDS
        if action is None
        or authorize(person, action)
        or (command in _OF_GROUPS and authorize(person, "see_summary"))
    )
