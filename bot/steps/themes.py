"""The dictionary of themes as this organisation has it, and what it does not know yet."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b

from bot.context import Context
from bot.model.people import Person
from bot.model.themes import Added, Group, Lexicon, lexicon, unnamed_groups
from bot.store import audit, people, themes, voices

OWN = "own"
LOOKS_BACK = timedelta(weeks=8)


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
