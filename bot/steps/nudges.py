"""A decided nudge or tip as a card: whoever shows it, shows it the same way."""

from __future__ import annotations

from bot.cards import nudges as cards
from bot.cards.card import Card
from bot.chat import Reply
from bot.context import Context
from bot.errors import UserError
from bot.model.content import NudgeItem, TipItem
from bot.model.nudges import Nudge
from bot.model.people import Person
from bot.model.topics import topic_of
from bot.store import nudges, programs, topics


def own_nudge(ctx: Context, person: Person, nudge_id: str) -> Nudge:
    """The decision, if it is about this person; UserError otherwise."""
    nudge = nudges.find(ctx.db, nudge_id)
    if nudge is None or nudge.person_id != person.person_id:
        raise UserError("error.stale_button")
    return nudge


def item_of(ctx: Context, nudge: Nudge) -> NudgeItem | TipItem:
    """What was chosen to be said."""
    content = ctx.words.content
    return content.tips[nudge.item] if nudge.kind == "tip" else content.nudges[nudge.item]


def title_of(ctx: Context, person: Person, nudge: Nudge) -> str:
    """The title of a nudge or tip, in the person's words."""
    title = item_of(ctx, nudge).title
    return ctx.say_to(person).any_of(title.root, tool=programs.terms(ctx.db).tool, minutes="")


def card_of(ctx: Context, person: Person, nudge: Nudge) -> Card | None:
    """The card with its why-me line from the stored decision; None when its program is not the current one."""
    running = programs.current(ctx.db)
    if running is None or running.program_id != nudge.program_id:
        return None
    say, item = ctx.say_to(person), item_of(ctx, nudge)
    phase = say.any_of(running.program.phase_named(nudge.why.phase_key).title.root)
    tool = running.program.program.tool
    if isinstance(item, TipItem):
        return cards.tip_of_the_week_card(say, nudge, item, tool, phase)
    return cards.nudge_card(say, nudge, item, tool, phase)


def topic_name(ctx: Context, person: Person, topic: str) -> str:
    """A topic as people call it; by its key when content no longer names it."""
    worded = ctx.words.content.topics.get(topic)
    return ctx.say_to(person).any_of(worded.root) if worded else topic


def is_wanted(ctx: Context, nudge: Nudge) -> bool:
    """Whether the person still wants to hear of what the nudge is about."""
    return topic_of(item_of(ctx, nudge)) not in topics.off_of(ctx.db, nudge.person_id)


def answered(ctx: Context, person: Person, nudge: Nudge, text: str) -> Reply:
    """What stands in place of a nudge once it was answered."""
    return Reply(cards.answered_card(ctx.say_to(person), title_of(ctx, person, nudge), text))
