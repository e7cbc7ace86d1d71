"""`uptake themes …` and `uptake comments`: what people write about."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli.opened import opened_context, opened_house
from bot.errors import BadInput
from bot.llm import write_themes
from bot.model.people import LOCALES
from bot.model.privacy import K_TEXT, people_at_least
from bot.model.redaction import redact
from bot.model.themes import counted
from bot.model.tokens import tokens
from bot.steps.themes import LOOKS_BACK, OWN, known_themes, roster_names, teach, unnamed
from bot.store import audit, programs, themes, voices

_MOST = 20
_SMALLEST = 5


def add_to(commands: Any) -> None:
    """Adds the commands."""
    parts = commands.add_parser("themes", help="what comments are about").add_subparsers(
        metavar="what", required=True
    )
    show = parts.add_parser("show", help="themes of the last eight weeks, and what no theme knows")
    show.add_argument("--locale", default="en", choices=LOCALES)
    show.set_defaults(run=_show)
    write = parts.add_parser("write", help="have themes written by the endpoint that is set; else by rules")
    write.add_argument("--locale", default="en", choices=LOCALES)
    write.set_defaults(run=_write)
    add = parts.add_parser("add", help="teach a theme a word; “own” makes a theme of the word")
    add.set_defaults(run=_add)
    drop = parts.add_parser("remove", help="take a word back that was added")
    drop.set_defaults(run=_remove)
    for one in (add, drop):
        one.add_argument("theme")
        one.add_argument("word")
    parts.add_parser("list", help="every theme with its words").set_defaults(run=_list)
    find = commands.add_parser("comments", help="search comments; told only when ten people's words hold it")
    find.add_argument("words", nargs="+")
    find.set_defaults(run=_search)


def _show(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        known, names, running = known_themes(ctx), roster_names(ctx), programs.latest(ctx.db)
        k = running.program.program.group_minimum if running else _SMALLEST
        people = counted(voices.said_since(ctx.db, ctx.now - LOOKS_BACK, ctx.now), known)
        groups = unnamed(ctx)
    for theme, count in sorted(people.items(), key=lambda one: (-one[1], one[0])):
        if count >= k:
            print(f"{known.titles[theme][options.locale]}\t{count}")
    print(f"Themes that fewer than {k} people wrote about are not shown.")
    for group in groups:
        print(
            f"no theme: {', '.join(group.words)}\t{group.people if group.people >= k else f'fewer than {k}'}"
        )
        for quote in group.quotes(names)[:3]:
            print(f"    {quote}")
    return 0


def _write(options: argparse.Namespace) -> int:
    with opened_house() as house:
        written = asyncio.run(write_themes(house, options.locale))
        with house.context() as ctx:
            label = ctx.words.say(options.locale, ZoneInfo("UTC"))("themes.written")
            running = programs.latest(ctx.db)
    if not written.themes:
        print(f"by rules: {written.why_none}", file=sys.stderr)
        return _show(options)
    k = running.program.program.group_minimum if running else _SMALLEST
    print(label)
    for theme in written.themes:
        print(f"{theme.title}\t{theme.people if theme.people >= k else f'fewer than {k}'}\t{theme.quote}")
    return 0


def _add(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        _check(options, [*known_themes(ctx).titles, OWN])
        was_new = teach(ctx, None, options.theme, options.word)
    print("added" if was_new else "known already")
    return 0


def _remove(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        if not themes.drop(ctx.db, options.theme, options.word):
            raise BadInput([f"{options.word!r} was not added to {options.theme}; see “uptake themes list”"])
        audit.record(ctx, None, "theme.forgot", options.theme, word=options.word)
    print("removed")
    return 0


def _list(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        known, added = known_themes(ctx), {(one.theme, one.word) for one in themes.added(ctx.db)}
    for theme, words in known.words.items():
        told = (f"{word} (added)" if (theme, word) in added else word for word in words)
        print(f"{theme}\t{known.titles[theme]['en']}\t{', '.join(told)}")
    return 0


def _search(options: argparse.Namespace) -> int:
    with opened_context() as ctx:
        every, names = voices.search(ctx.db, " ".join(options.words), ctx.now), roster_names(ctx)
    found = [comment for comment in every if not comment.is_unquoted]
    if people_at_least(comment.voice for comment in found) < K_TEXT:
        print(f"Fewer than {K_TEXT} people wrote this, so nothing is shown.")
        return 0
    for body in sorted({redact(comment.body, names) for comment in found[:_MOST]}):
        print(body)
    return 0


def _check(options: argparse.Namespace, themes_known: list[str]) -> None:
    if options.theme not in themes_known:
        raise BadInput([f"{options.theme}: no such theme; there are {', '.join(themes_known)}"])
    if not tokens(options.word):
        raise BadInput([f"{options.word!r}: has no letter in it and would match nothing"])
