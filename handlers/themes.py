"""A champion names what people write about and no theme knows yet.

Started by: `/ai-themes`; a choice from the list under a group of comments.
Refuses:    people without the role; a group that has gone or was named meanwhile; an unknown theme.
Says:       what a model wrote, where one is set, labelled as such; the groups with the words they share, then
            which theme has learned the word.
"""

from __future__ import annotations

from bot.cards import themes as cards
from bot.cards.card import Card
from bot.chat import Pressed, Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.people import Person
from bot.model.themes import Group
from bot.router import Router
from bot.steps.permits import permit
from bot.steps.themes import OWN, group_id, known_themes, roster_names, teach, unnamed, written
from bot.store import programs

routes = Router()
SMALLEST = 5


@routes.command("themes")
def show_unnamed(ctx: Context, person: Person, words: str) -> Reply:
    """What several people wrote and no theme knows."""
    _check(ctx, person)
    return Reply(_card(ctx, person))


@routes.pressed("theme.name")
def name(ctx: Context, person: Person, pressed: Pressed) -> Reply:
    """The word of the group joins a theme, from the next digest on."""
    _check(ctx, person)
    say, known = ctx.say_to(person), known_themes(ctx)
    if pressed.value != OWN and pressed.value not in known.titles:
        raise UserError("error.choose_one")
    named = next((group for group in unnamed(ctx) if group_id(group) == pressed.target), None)
    if named is None:
        return Reply(_card(ctx, person, say("themes.gone")))
    teach(ctx, person, pressed.value, named.word)
    title = named.word if pressed.value == OWN else say.any_of(dict(known.titles[pressed.value]))
    return Reply(_card(ctx, person, say("themes.taught", word=named.word, theme=title)))


def _check(ctx: Context, person: Person) -> None:
    permit(ctx, person, "review_tip")


def _card(ctx: Context, person: Person, lead: str = "") -> Card:
    say, known, names = ctx.say_to(person), known_themes(ctx), roster_names(ctx)
    running = programs.latest(ctx.db)
    k = running.program.program.group_minimum if running else SMALLEST
    titles = [(key, say.any_of(dict(title))) for key, title in known.titles.items()]
    groups = [_shown(group, k, names) for group in unnamed(ctx)]
    found = written(ctx, say.locale)
    told = [cards.Told(one.title, one.people if one.people >= k else None, one.quote) for one in found.themes]
    return cards.unnamed_card(say, groups, titles, lead, cards.written_blocks(say, found.state, told))


def _shown(group: Group, k: int, names: frozenset[str]) -> cards.Unnamed:
    quotes = group.quotes(names)
    people = group.people if group.people >= k else None
    return cards.Unnamed(group_id(group), group.words, people, quotes[0] if quotes else "")
