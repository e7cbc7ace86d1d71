"""The dictionary of themes as this organisation has it, and what it does not know yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Literal

from bot.context import Context
from bot.model.people import Person
from bot.model.themes import Added, Group, Lexicon, lexicon, unnamed_groups
from bot.model.written_themes import Given, WrittenTheme, digest, given
from bot.store import audit, people, themes, voices

OWN = "own"
LOOKS_BACK = timedelta(weeks=8)
TRIES_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Written:
    """What a model wrote about the comments, or how that stands: `off` where none is set, or too few wrote."""

    state: Literal["off", "written", "soon", "failed"]
    themes: tuple[WrittenTheme, ...] = ()


def known_themes(ctx: Context) -> Lexicon:
    """What is shipped with what this organisation added."""
    return lexicon(ctx.words.content.themes, themes.added(ctx.db))


def roster_names(ctx: Context) -> frozenset[str]:
    """Every name to be taken out of people's words."""
    return frozenset(person.name for person in people.everyone(ctx.db) if person.name)


def unnamed(ctx: Context) -> list[Group]:
    """What several people wrote in the last eight weeks and no theme knows."""
    said = voices.said_since(ctx.db, ctx.now - LOOKS_BACK, ctx.now)
    return unnamed_groups(said, known_themes(ctx), roster_names(ctx))


def quotable(ctx: Context) -> tuple[Given, ...]:
    """The comments as a model may be given them; none below ten people."""
    said = voices.said_since(ctx.db, ctx.now - LOOKS_BACK, ctx.now)
    return given([one for one in said if not one.is_unquoted], roster_names(ctx))


def written(ctx: Context, locale: str) -> Written:
    """What a model wrote about exactly these comments; where it has not, it is wanted from now on."""
    if not ctx.settings.llm_is_on:
        return Written("off")
    told = quotable(ctx)
    if not told:
        return Written("off")
    asked = digest(told, locale, ctx.settings.llm_model)
    if found := themes.written(ctx.db, asked):
        return Written("written", found)
    failed_at = themes.failed_at(ctx.db, asked)
    if failed_at and ctx.now < failed_at + TRIES_AGAIN_AFTER:
        return Written("failed")
    themes.want(ctx.db, asked, locale, ctx.now)
    return Written("soon")


def group_id(group: Group) -> str:
    """An opaque id of a group: the same as long as its words are."""
    return blake2b("\0".join(group.words).encode(), digest_size=8).hexdigest()


def teach(ctx: Context, person: Person | None, theme: str, word: str, title: str = "") -> bool:
    """The dictionary learns a word, for a theme it has or, with the key `own`, for a new one of that name.
    False when it knew it."""
    key = f"{OWN}-{blake2b(word.encode(), digest_size=6).hexdigest()}" if theme == OWN else theme
    was_new = themes.add(ctx.db, Added(key, word, title or (word if theme == OWN else "")), ctx.now)
    if was_new:
        audit.record(ctx, person, "theme.taught", key, word=word)
    return was_new
