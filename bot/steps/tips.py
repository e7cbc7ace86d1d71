"""Finds tips, written ones and shared ones alike, by words of any language."""

from __future__ import annotations

from bot.context import Context
from bot.model.content import TipItem
from bot.model.people import Person
from bot.model.tips import Found, SharedTip, ranked
from bot.store import people, programs, tips

MOST = 5


def find_tips(ctx: Context, person: Person, query: str) -> list[Found]:
    """The best tips for the words, at most five; without words, those for the person's job family.

    Written ones only when they are in date and about the program's tool, or about any.
    """
    tools = ("any", programs.terms(ctx.db).tool_key)
    written = {
        tip.key: tip
        for tip in ctx.words.content.tips.values()
        if tip.expires_on > ctx.now.date() and tip.tool in tools
    }
    shared = {tip.tip_id: tip for tip in tips.in_state(ctx.db, "approved")}
    if query.strip():
        texts = {key: [*tip.title.root.values(), *tip.body.root.values()] for key, tip in written.items()}
        texts |= {key: [tip.title, "", "", tip.body] for key, tip in shared.items()}
        keys = ranked(query, texts, MOST)
    else:
        keys = _for_job(list(written.values()), person)
    return [_found(ctx, person, written.get(key) or shared[key]) for key in keys]


def show_tip(ctx: Context, person: Person, key: str) -> Found | None:
    """One tip in full; None when it is gone or was never approved."""
    shared = tips.find(ctx.db, key)
    tip = ctx.words.content.tips.get(key) or (shared if shared and shared.state == "approved" else None)
    return _found(ctx, person, tip) if tip else None


def _for_job(written: list[TipItem], person: Person) -> list[str]:
    own = [tip.key for tip in written if tip.role == person.job]
    rest = [tip.key for tip in written if tip.role == "everyone" and tip.key not in own]
    return (own + rest)[:MOST]


def _found(ctx: Context, person: Person, tip: TipItem | SharedTip) -> Found:
    if isinstance(tip, SharedTip):
        author = people.find(ctx.db, tip.author_id) if tip.author_id and tip.credited else None
        return Found(key=tip.tip_id, title=tip.title, body=tip.body, credit=author.name if author else "")
    say = ctx.say_to(person)
    tool = programs.terms(ctx.db).tool
    return Found(
        key=tip.key,
        title=say.any_of(tip.title.root, tool=tool),
        body=say.any_of(tip.body.root, tool=tool),
        copy_text=say.any_of(tip.copy_text.root, tool=tool) if tip.copy_text else "",
        data_class=tip.data_class,
        checked_on=tip.checked_on,
        expires_on=tip.expires_on,
    )
